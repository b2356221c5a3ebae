"""Every detector found: it describes itself, is silent on nothing, pure, and finds its scene with a golden reason."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
import yaml

import models.detectors
from models.context import Context
from models.detector import Detector
from models.finding import FINDING, as_findings
from schema.attack import technique
from schema.discovery import discover
from tests.models.scenes import ATTACKS, cells, ordinary

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "data" / "detectors"
FOUND = discover(models.detectors, Detector)  # type: ignore[type-abstract]
MINE = sorted(name for name in FOUND if not name.startswith("ics_"))
CONTEXT = Context(now=datetime(2026, 11, 20, tzinfo=UTC), rules=yaml.safe_load((ROOT / "schema/rules/detection.yaml").read_text()))


def scored(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    found = as_findings(FOUND[name].score(frame, CONTEXT)).filter(pl.col("score") >= 0.5)
    return found.sort("entity", "destination_ip", "destination_port", "window_start")


@pytest.mark.parametrize("name", MINE)
def test_it_describes_itself(name: str) -> None:
    detector = FOUND[name]
    for text in (detector.title_zh, detector.title_en, detector.misses, detector.false_alarms, type(detector).__doc__ or ""):
        assert len(text.strip()) > 3
    assert technique(detector.technique) is not None
    assert name in CONTEXT.rules, "its thresholds stand in schema/rules/detection.yaml"


@pytest.mark.parametrize("name", MINE)
def test_nothing_gives_nothing(name: str) -> None:
    found = FOUND[name].score(cells(FOUND[name], []), CONTEXT)
    assert len(found) == 0
    assert set(FINDING) <= set(found.columns)


@pytest.mark.parametrize("name", [name for name in MINE if FOUND[name].cells == "flows"])
def test_ordinary_browsing_is_quiet(name: str) -> None:
    for seed in range(5):
        assert scored(name, cells(FOUND[name], ordinary(seed))).height == 0


@pytest.mark.parametrize("name", sorted(ATTACKS))
def test_its_scene_is_found_whatever_the_order(name: str) -> None:
    rows = ATTACKS[name]() + (ordinary(1) if FOUND[name].cells == "flows" else [])
    frame = cells(FOUND[name], rows)
    first = scored(name, frame)
    assert first.equals(scored(name, frame.reverse()))
    assert first.equals(scored(name, frame.sample(fraction=1.0, shuffle=True, seed=4)))
    assert first["entity"].unique().to_list() == [rows[0]["destination_ip" if name == "flood" else "source_ip"]]
    for row in first.iter_rows(named=True):
        assert row["evidence"], "an alert names the events behind it"
        assert set(row["evidence"]) <= set(frame["sample"])
        assert row["evidence_count"] >= len(row["evidence"])
        assert abs(sum(part["share"] for part in row["contributions"]) - 1) < 1e-6
        assert row["next_step_zh"]
        assert row["next_step_en"]


@pytest.mark.parametrize("name", sorted(ATTACKS))
def test_reasons_are_the_golden_ones(name: str) -> None:
    """JIANMEN_GOLDEN=1 writes them anew; they are then read before they are committed."""
    rows = ATTACKS[name]() + (ordinary(1) if FOUND[name].cells == "flows" else [])
    found = scored(name, cells(FOUND[name], rows))
    keep = ["entity", "score", "technique", "first_time", "last_time", "evidence_count", "reason_zh", "reason_en", "next_step_zh", "next_step_en"]
    shown = [{**row, "score": round(row["score"], 3)} for row in found.select(keep).with_columns(pl.col("first_time", "last_time").dt.to_string("iso:strict")).to_dicts()]
    path = GOLDEN / name / "expected.json"
    if os.environ.get("JIANMEN_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(shown, ensure_ascii=False, indent=1) + "\n"
        path.write_text(text, encoding="utf-8")
        inputs = [{**row, "first_time": row["first_time"].isoformat()} for row in ATTACKS[name]()]
        (path.parent / "input.json").write_text(json.dumps(inputs, ensure_ascii=False)[:-1] + "]\n", encoding="utf-8")
    assert shown == json.loads(path.read_text(encoding="utf-8"))
