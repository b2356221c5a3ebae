"""The situation index: bounded, monotone, independent of order, deaf to duplicates; no data is not safe."""

from datetime import timedelta
from pathlib import Path

import polars as pl
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import inventory
from maps.page import RULES as PATH
from situation.index import ahp, combine, grade, roll_up, squash
from situation.picture import build
from stores.embedded import EmbeddedStore
from tests.maps import scene

RULES = yaml.safe_load(PATH.read_text(encoding="utf-8"))
amounts = st.floats(0, 1e9)
index = st.floats(0, 100)


@given(amounts, amounts)
def test_squash_is_bounded_and_monotone(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= squash(low, 50) <= squash(high, 50) <= 100


@given(st.lists(st.tuples(st.floats(1, 5), index), min_size=1, max_size=30), st.randoms())
@settings(max_examples=60)
def test_roll_up_is_bounded_independent_of_order_and_shows_the_burning_one(units: list[tuple[float, float]], chance: object) -> None:
    value = roll_up(units, RULES)
    assert value is not None
    assert -1e-9 <= value <= 100 + 1e-9
    mixed = list(units)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert abs(roll_up(mixed, RULES) - value) < 1e-9
    calm = [(1.0, 5.0)] * 20
    assert roll_up([*calm, (1.0, 100.0)], RULES) > roll_up(calm, RULES) + 10


@given(st.fixed_dictionaries(dict.fromkeys(RULES["parts"], index)), st.sampled_from(RULES["parts"]), st.floats(0, 50))
@settings(max_examples=60)
def test_the_index_grows_with_every_part(parts: dict[str, float], name: str, more: float) -> None:
    worse = {**parts, name: min(100.0, parts[name] + more)}
    assert combine(worse, RULES) >= combine(parts, RULES) - 1e-9


def test_judgements_are_consistent_and_overrides_hold() -> None:
    weights, ratio = ahp(RULES["pairwise"])
    assert abs(sum(weights) - 1) < 1e-9
    assert ratio < 0.1
    assert grade(None, 0.0, None, True, RULES) is None
    assert grade(2.0, 1.0, None, True, RULES) == "优"
    assert grade(2.0, 0.5, None, True, RULES) == "良"
    assert grade(2.0, 1.0, "重大", True, RULES) == "差"
    assert grade(2.0, 1.0, "特别重大", True, RULES) == "危"


def test_duplicates_do_not_inflate_and_silence_is_not_safety(tmp_path: Path) -> None:
    out = scene.write(tmp_path, dark=("510300",))
    store, known = EmbeddedStore(out), inventory.load(out / "inventory")
    alerts, incidents, ledger = (store.frame(kind).collect() for kind in ("alerts", "incidents", "ledger"))
    once = build(alerts, incidents, ledger, known, scene.NOW, RULES)
    twice = build(pl.concat([alerts, alerts]), pl.concat([incidents, incidents]).sample(fraction=1, shuffle=True, seed=1), ledger, known, scene.NOW, RULES)
    assert once.province == twice.province
    assert once.prefectures["510300"].index is None
    assert once.prefectures["510300"].unseen_since == scene.NOW - timedelta(hours=10)
    fewer = build(alerts.head(3), incidents, ledger, known, scene.NOW, RULES)
    assert fewer.province.index < once.province.index
