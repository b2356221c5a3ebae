"""Search, export, triage, hunts and the Python interface on one small out folder."""

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

import jianmen
from jianmen.commands.search import answer, as_ecs, ask, to_csv
from jianmen.errors import UserError
from jianmen.hunt import hunts, retro
from jianmen.indicators import bundle
from jianmen.triage import history, judge
from schema.event import Event
from stores.embedded import SHAPES, EmbeddedStore
from stores.lucene import translate

sys.path.insert(0, str(Path(__file__).parent.parent / "briefings"))
import week

NOW = datetime(2026, 11, 18, tzinfo=UTC)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    week.write(tmp_path)
    events = [
        {"event_id": f"e{i}", "content_hash": "h", "dataset": "zeek.dns", "zone": "z", "event_time": week.MONDAY + timedelta(minutes=i),
         "source_ip": "10.0.0.1", "destination_ip": "203.0.113.7" if i == 3 else "10.0.0.53", "dns_name": f"n{i}.Example.COM", **week.place("s1")}
        for i in range(6)
    ]  # fmt: skip
    week.put(tmp_path / "lake", "events", events, Event)
    return tmp_path


def test_search_by_time_of_day_in_beijing_and_sort(out: Path) -> None:
    store = EmbeddedStore(out)
    rows, total = answer(store, ask("alerts", "*", "2026-11-16", "2026-11-17", "@timestamp", 2))
    assert (len(rows), total) == (2, 3)
    assert rows[0]["event_time"] < rows[1]["event_time"]
    assert as_ecs(rows[0], "alerts")["kibana.alert.severity"] in ("low", "high")
    assert to_csv(rows, "alerts").count("\n") == 3
    for wrong in (("nosuch", "*", None), ("alerts", "source.ip:(", None), ("alerts", "*", "yesterday")):
        with pytest.raises(UserError):
            answer(store, ask(wrong[0], wrong[1], wrong[2], None, "-@timestamp", 1))
    with pytest.raises(UserError):
        answer(store, ask("alerts", "*", None, None, "nosuch", 1))


def test_a_cell_never_starts_a_formula(out: Path) -> None:
    EmbeddedStore(out).upsert("alerts", [{**week.alert(77, NOW), "title": "=cmd|x"}])
    rows, _ = answer(EmbeddedStore(out), ask("alerts", 'rule.name:"=cmd|x"', None, None, "-@timestamp", 1))
    assert "'=cmd|x" in to_csv(rows, "alerts")


def test_triage_keeps_history_and_survives_a_new_computation(out: Path) -> None:
    store = EmbeddedStore(out)
    identifier = f"{1:032x}"
    judge(store, identifier, "li", NOW, status="acknowledged", note="looking")
    judge(store, identifier, "wang", NOW + timedelta(hours=1), verdict="false_positive", status="closed")
    store.upsert("alerts", [week.alert(1, week.MONDAY)])  # scored again
    row = store.get("alerts", identifier)
    assert row is not None
    assert (row["status"], row["verdict"]) == ("closed", "false_positive")
    assert [item["who"] for item in history(store, identifier)] == ["li", "wang"]
    assert store.get("alerts", f"{2:032x}")["status"] == "open"  # type: ignore[index]


def test_every_hunt_is_a_valid_query() -> None:
    assert len(hunts()) >= 5
    for hunt in hunts().values():
        translate(hunt.lucene({}), SHAPES[hunt.kind], NOW)
        assert hunt.technique.startswith("T")
        assert all(hunt.title)
        hostile = {name: '") OR *:* OR ("' for name in hunt.parameters if name not in ("network", "master")}
        condition = translate(hunt.lucene(hostile), SHAPES[hunt.kind], NOW)
        assert condition.sql != "TRUE"
    with pytest.raises(KeyError):
        hunts()["name_looked_up"].lucene({"nosuch": "x"})


def test_retro_hunt_finds_addresses_and_names(out: Path) -> None:
    rows = retro(out, ["203.0.113.7", "n5.example.com", "198.51.100.1", ""], None, None, 10)
    assert [(row["indicator"], row["field"]) for row in rows] == [
        ("203.0.113.7", "destination_ip"),
        ("n5.Example.COM", "dns_name"),
    ]
    assert retro(out, ["203.0.113.7"], NOW, None, 10) == []


def test_stix_bundle_is_valid_repeatable_and_names_no_inner_address(out: Path) -> None:
    stix2 = pytest.importorskip("stix2")
    rows = [
        {**week.alert(1, NOW), "domain": "evil.example"},
        {**week.alert(2, NOW), "domain": None, "destination_ip": "203.0.113.9"},
    ]
    made = bundle(rows)
    assert made == bundle(list(reversed(rows)))
    assert len(stix2.parse(json.dumps(made)).objects) == 5  # two indicators, one technique, two ties
    assert "10.0.0" not in json.dumps(made)


def test_python_interface(out: Path) -> None:
    space = jianmen.open(out)
    assert len(space.alerts("kibana.alert.severity:high", start=week.MONDAY)) == 6
    assert list(space.sql("SELECT count(*) AS n FROM events")["n"]) == [6]
    graph = space.graph("f" * 32)
    assert ("z|203.0.113.5", "z|10.0.0.1") in graph.edges()
    with pytest.raises(FileNotFoundError, match="jianmen run"):
        jianmen.open(out / "nothing")


def test_commands_end_well(out: Path) -> None:
    import typer

    from jianmen.commands import brief, export, search

    run = CliRunner()
    app = typer.Typer()
    app.command("search")(search.command)
    app.command("export")(export.command)
    app.add_typer(brief.app, name="brief")
    found = run.invoke(app, ["search", "alerts", "kibana.alert.severity:high", "--out", str(out), "--json"])
    assert len(json.loads(found.stdout)) == 10
    lines = run.invoke(app, ["export", "alerts", "--out", str(out)]).stdout.splitlines()
    assert len(lines) == 20
    made = run.invoke(app, ["brief", "--week", "2026-W47", "--out", str(out), "--engine", "duckdb"])
    assert made.exit_code == 0, made.output
    page = made.stdout.splitlines()[0]
    assert run.invoke(app, ["brief", "verify", page]).exit_code == 0
    EmbeddedStore(out).upsert("alerts", [week.alert(99, week.MONDAY)])
    assert run.invoke(app, ["brief", "verify", page]).exit_code == 1
