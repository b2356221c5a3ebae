"""The clock found in jittered times with missing beats, none in chance; RITA's parity; crowds and outages."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from jianmen.benches.detection import beacon
from jianmen.injection import moments
from models.evidence import internal
from models.regularity import regularity
from tests.models.scenes import cells, flow
from tests.models.test_detectors import FOUND, scored


@pytest.mark.parametrize("jitter", [0.0, 0.2, 0.4])
@pytest.mark.parametrize("missing", [0.0, 0.25])
def test_a_clock_is_found_and_its_period_told(jitter: float, missing: float) -> None:
    found = regularity(moments(np.random.default_rng(1), 60.0, jitter, missing, 100))
    assert found is not None
    assert found.gain > 10
    assert abs(found.period - 60) < 12


def test_chance_arrivals_are_no_clock() -> None:
    gains = [regularity(np.cumsum(np.random.default_rng(seed).exponential(60, 60))) for seed in range(40)]
    assert sum(found is not None and found.confidence > 0.9 for found in gains) <= 2


def test_ritas_own_scores_come_out_and_planted_beacons_rank_above(shared_data: Path) -> None:
    found = beacon(shared_data / "rita" / "proxy_rolling", seeds=(11,))
    assert found["rita_recomputed"]["75.75.75.75"] == pytest.approx(0.673, abs=0.01)
    assert found["rita_recomputed"]["safebrowsing.googleapis.com"] == pytest.approx(0.624, abs=0.01)
    assert found["average_precision"] >= 0.98
    assert found["average_precision"] > found["average_precision_rita"]


@pytest.mark.parametrize("seed", range(20))
def test_a_flash_crowd_is_no_flood(seed: int) -> None:
    random = np.random.default_rng(seed)
    crowd = [flow(float(random.uniform(0, 300)), f"203.0.{n % 100}.{n % 250}", "10.1.1.80", 443, records=int(random.integers(10, 40))) for n in range(500)]
    assert scored("flood", cells(FOUND["flood"], crowd)).height == 0


def test_internal_addresses() -> None:
    frame = pl.DataFrame({"a": ["10.1.2.3", "8.8.8.8", "172.20.0.1", "fe80::1", "2001:db8::1"]})
    assert frame.select(internal("a"))["a"].to_list() == [True, False, True, True, False]
