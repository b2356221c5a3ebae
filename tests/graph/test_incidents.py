"""Incidents of stored alerts: joins, ids, merges, and stories whose clauses are true."""

import json
import random
from dataclasses import asdict

import polars as pl
import pytest

from graph.incidents import correlate, frame_of
from inventory import Alias, Inventory
from tests.graph.made import ATTACK, RULES, alert, frame

JUMP = Inventory(aliases=(Alias("it", "10.0.0.20", "ot", "192.168.1.1", "jump"),))


def test_no_alerts_no_incidents() -> None:
    assert correlate(frame(ATTACK).clear(), None, [], RULES) == []


def test_a_lone_low_alert_is_no_incident_and_a_lone_critical_one_is() -> None:
    assert correlate(frame([alert(0, "it", "10.0.0.1", None, "odd", "low", None)]), None, [], RULES) == []
    assert (
        len(correlate(frame([alert(0, "ot", "10.0.0.1", "10.0.0.2", "stop", "critical", "T0858")]), None, [], RULES))
        == 1
    )


def test_an_alias_joins_it_and_ot_and_nothing_else_does() -> None:
    joined = correlate(frame(ATTACK), JUMP, [], RULES)
    assert [incident.zones for incident in joined] == [["it", "ot"]]
    assert joined[0].entry == "it|10.0.0.5"
    assert joined[0].target == "ot|192.168.1.50"
    kinds = {edge["kind"] for edge in json.loads(joined[0].path)["edges"]}
    assert {"pivot", "alias_jump"} <= kinds
    apart = correlate(frame(ATTACK), None, [], RULES)
    assert sorted(incident.zones[0] for incident in apart) == ["it", "ot"]


def test_private_addresses_of_two_zones_never_join() -> None:
    twice = [
        alert(m, z, "10.0.0.5", "10.0.0.6", f"{z} {m}", "critical", "T1190") for z in ("a", "b") for m in (0, 1, 2)
    ]
    assert sorted(incident.zones for incident in correlate(frame(twice), None, [], RULES)) == [["a"], ["b"]]


def test_the_same_alerts_in_any_order_give_the_same_incidents() -> None:
    shuffled = list(ATTACK)
    random.Random(3).shuffle(shuffled)
    assert correlate(frame(shuffled), JUMP, [], RULES) == correlate(frame(ATTACK), JUMP, [], RULES)


def test_ids_stay_when_alerts_come_later_and_a_merge_is_recorded() -> None:
    first = correlate(frame(ATTACK[:2]), JUMP, [], RULES)
    grown = correlate(frame(ATTACK), JUMP, [asdict(item) for item in first], RULES)
    assert grown[0].incident_id == first[0].incident_id
    apart = correlate(frame(ATTACK), None, [], RULES)
    merged = correlate(frame(ATTACK), JUMP, [asdict(item) for item in apart], RULES)
    assert len(merged) == 1
    earliest, latest = sorted(apart, key=lambda item: item.first_time)
    assert merged[0].incident_id == earliest.incident_id
    assert merged[0].merged_from == [latest.incident_id]


def test_an_acknowledged_incident_keeps_its_status_and_outlives_its_alerts() -> None:
    known = [{**asdict(item), "status": "acknowledged"} for item in correlate(frame(ATTACK), JUMP, [], RULES)]
    assert correlate(frame(ATTACK), JUMP, known, RULES)[0].status == "acknowledged"
    assert [item.incident_id for item in correlate(frame(ATTACK).clear(), JUMP, known, RULES)] == [
        known[0]["incident_id"]
    ]


def test_every_clause_cites_alerts_that_say_what_it_says() -> None:
    alerts = frame(ATTACK)
    by_id = {row["alert_id"]: row for row in alerts.iter_rows(named=True)}
    for incident in correlate(alerts, JUMP, [], RULES):
        told = json.loads(incident.path)
        for clause in told["clauses"]:
            assert clause["alerts"], clause
            steps = [told["steps"][place] for place in clause["steps"]]
            for name in clause["alerts"]:
                row = by_id[name]
                step = next(step for step in steps if name in step["alerts"])
                assert (row["zone"], row["source_ip"], row["title"]) == (step["zone"], step["host"], step["signature"])
                assert row["technique"] == step["technique"]
                if clause["kind"] == "step":
                    assert row["title"] in clause["zh"]
                    assert row["title"] in clause["en"]
                    assert row["source_ip"] in clause["en"]
            if clause["kind"] == "step":
                assert f"{sum(step['count'] for step in steps)} 条告警" in clause["zh"]


def test_targets_become_rows_of_one_alert() -> None:
    rows = frame_of(frame(ATTACK[1:2]))
    assert rows["row"].to_list() == [0, 0]
    assert sorted(rows["destination"]) == ["10.0.0.8", "10.0.0.9"]
    assert rows.schema["time"] == pl.Int64


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_needs_nothing_from_outside(language: str) -> None:
    from graph.picture import page

    text = page(asdict(correlate(frame(ATTACK), JUMP, [], RULES)[0]), language)
    assert "<script" not in text
    assert "src=" not in text
    assert "@import" not in text
    assert text.count("<circle") >= 4
