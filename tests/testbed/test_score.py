"""Score: an alert finds a step only where zone, hosts, time and kind of technique agree."""

from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

from testbed.province.score import score

BEGIN = datetime(2026, 11, 17, 2, tzinfo=UTC)
STEP = {
    "step": 1, "technique": "T1046", "zone": "a-it", "source": "192.168.1.20", "targets": ["192.168.1.10"],
    "begin": BEGIN.timestamp(), "end": (BEGIN + timedelta(minutes=5)).timestamp(), "expected": True,
}  # fmt: skip
ALERT: dict[str, Any] = {
    "alert_id": "1", "detector": "scan", "severity": "high", "technique": "T1046", "zone": "a-it", "entity": "192.168.1.20",
    "source_ip": "192.168.1.20", "destination_ip": "192.168.1.10", "targets": [], "first_time": BEGIN, "last_time": BEGIN,
}  # fmt: skip


def judged(**change: Any) -> Any:
    incidents = pl.DataFrame({"alerts": [["1"]]})
    return score(pl.DataFrame([ALERT | change]), incidents, [{"attack": "x-1", "steps": [STEP]}])


def test_an_alert_that_agrees_finds_the_step() -> None:
    found = judged()
    assert (found.found, found.false_alerts, found.false_incidents, found.chains) == (1, 0, 0, {"x-1": 1})


def test_another_zone_host_or_time_is_a_false_alarm() -> None:
    for change in (
        {"zone": "b-it"},
        {"source_ip": "192.168.1.21", "entity": "192.168.1.21"},
        {"first_time": BEGIN + timedelta(hours=3), "last_time": BEGIN + timedelta(hours=3)},
    ):
        result = judged(**change)
        assert (result.found, result.false_alerts, result.false_incidents, result.false_by_detector) == (
            0,
            1,
            1,
            {"scan": 1},
        )


def test_a_session_is_not_found_by_an_alert_about_another_target() -> None:
    result = judged(destination_ip="192.168.1.99")
    assert (result.found, result.false_alerts) == (0, 1)
    assert judged(destination_ip=None).found == 1
    assert judged(destination_ip="192.168.1.99", targets=["192.168.1.10"]).found == 1


def test_an_informational_alert_finds_nothing_and_is_counted_apart() -> None:
    assert judged(severity="low").found == 0
    result = judged(severity="low", zone="b-it")
    assert (result.false_alerts, result.false_low) == (0, 1)


def test_another_kind_of_technique_is_beside_the_point() -> None:
    result = judged(technique="T1048")
    assert (result.found, result.false_alerts, result.steps[0].beside) == (0, 0, 1)
    assert judged(technique="T0846").found == 1
