"""The read API: complete pages, scoped tokens, no server error on anything its OpenAPI allows."""

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from jianmen.api import tokens
from jianmen.api.app import KINDS, create
from schema.dead_letter import DeadLetter
from schema.event import Event
from stores.embedded import EmbeddedStore
from stores.store import Kind

sys.path.insert(0, str(Path(__file__).parent.parent / "briefings"))
import week


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("api") / "out"
    week.write(folder)
    events = [
        {"event_id": f"e{i}", "content_hash": "h", "dataset": "zeek.conn", "zone": "z", "event_time": week.MONDAY + timedelta(minutes=i // 3),
         "source_ip": "10.0.0.1", **week.place("s1" if i % 2 else "s2")}
        for i in range(30)
    ]  # fmt: skip
    week.put(folder / "lake", "events", events, Event)
    dead = [
        {
            "event_id": f"d{i}",
            "dataset": "syslog",
            "sensor": "s1",
            "event_time": week.MONDAY,
            "reason": "x",
            "raw_base64": "eA==",
        }
        for i in range(3)
    ]
    week.put(folder / "lake", "dead_letters", dead, DeadLetter)
    return folder


def client(out: Path, per_minute: int = 100_000, clock: Any = lambda: 0.0, **scope: Any) -> TestClient:
    text = tokens.create(out, f"t{sorted(scope.items())}", **scope)
    return TestClient(create(out, clock, per_minute), headers={"Authorization": f"Bearer {text}"})


def walk(api: TestClient, kind: str, limit: int = 7, **asked: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        answer = api.get(f"/v1/{kind}", params={**asked, "limit": limit, **({"cursor": cursor} if cursor else {})})
        assert answer.status_code == 200, answer.text
        rows += answer.json()["rows"]
        cursor = answer.json()["cursor"]
        if cursor is None:
            return rows


@pytest.mark.parametrize("kind", get_args(Kind))
def test_pages_are_complete_and_without_doubles(out: Path, kind: Any) -> None:
    api = client(out)
    limit = 60 if kind == "ledger" else 7
    rows = walk(api, kind, limit)
    assert len(rows) == len(EmbeddedStore(out).frame(kind).collect()) > 0
    seen = {str(sorted(row.items(), key=str)) for row in rows}
    assert len(seen) == len(rows)
    streamed = api.get(f"/v1/{kind}/stream").text.splitlines()
    assert len(streamed) == len(rows)


def test_pages_stay_whole_while_data_arrive(tmp_path: Path) -> None:
    out = tmp_path / "out"
    week.write(out)
    api = client(out)
    first = api.get("/v1/alerts", params={"limit": 6}).json()
    EmbeddedStore(out).upsert(
        "alerts", [week.alert(500 + i, week.MONDAY + timedelta(days=5, minutes=i)) for i in range(4)]
    )
    rest = api.get("/v1/alerts", params={"limit": 1000, "cursor": first["cursor"]}).json()["rows"]
    ids = [row["kibana.alert.uuid"] for row in first["rows"] + rest]
    assert len(ids) == len(set(ids)) == 24


def test_fields_query_and_times(out: Path) -> None:
    api = client(out)
    rows = walk(
        api,
        "alerts",
        query="kibana.alert.severity:high",
        fields="source.ip,@timestamp",
        **{"from": "2026-11-15T16:00:00Z"},
    )
    assert rows
    assert all(set(row) == {"source.ip", "@timestamp"} for row in rows)
    wrong = api.get("/v1/alerts", params={"query": "nosuch:1"})
    assert wrong.status_code == 400
    assert wrong.json()["detail"]["position"] == 7
    assert api.get("/v1/alerts", params={"fields": "nosuch"}).status_code == 400
    assert api.get("/v1/alerts", params={"cursor": "nonsense"}).status_code == 400
    one = api.get(f"/v1/alerts/{1:032x}")
    assert one.json()["kibana.alert.severity"] == "high"
    assert api.get("/v1/alerts/none").status_code == 404


def test_a_token_of_one_prefecture_sees_nothing_of_another(out: Path) -> None:
    api = client(out, prefectures=("510700",))
    for kind in KINDS:
        for text in (api.get(f"/v1/{kind}", params={"limit": 1000}).text, api.get(f"/v1/{kind}/stream").text):
            assert "510100" not in text
            assert '"o1"' not in text
    assert len(walk(api, "alerts")) > 0
    assert walk(api, "incidents") == []
    assert walk(api, "deadletters") == []
    hidden = api.get("/v1/alerts", params={"query": "jianmen.prefecture:510100"}).json()["rows"]
    assert hidden == []
    assert api.get(f"/v1/alerts/{1:032x}").status_code == 404  # of 510100
    assert api.get(f"/v1/incidents/{'f' * 32}").status_code == 404
    paths = set(create(out, lambda: 0.0).openapi()["paths"])
    assert paths == {"/v1/{kind}", "/v1/{kind}/stream", "/v1/{kind}/{identifier}"}  # a new one must be walked above


def test_a_token_of_one_kind_reads_no_other(out: Path) -> None:
    api = client(out, kinds=("ledger",))
    assert api.get("/v1/ledger").status_code == 200
    for kind in set(KINDS) - {"ledger"}:
        for path in (f"/v1/{kind}", f"/v1/{kind}/stream", f"/v1/{kind}/x"):
            assert api.get(path).status_code in (403, 422), path
    assert api.get("/v1/alerts").status_code == 403


def test_no_token_no_answer(out: Path) -> None:
    api = TestClient(create(out, lambda: 0.0))
    assert api.get("/v1/alerts").status_code == 401
    assert api.get("/v1/alerts", headers={"Authorization": "Bearer jm_guess"}).status_code == 401
    text = tokens.create(out, "gone")
    assert tokens.revoke(out, "gone")
    assert api.get("/v1/alerts", headers={"Authorization": f"Bearer {text}"}).status_code == 401
    assert text not in (out / tokens.FILE).read_text()
    assert (out / tokens.FILE).stat().st_mode & 0o077 == 0


def test_rate_limit_says_when_to_come_back(out: Path) -> None:
    now = [0.0]
    api = client(out, per_minute=3, clock=lambda: now[0])
    assert [api.get("/v1/ledger").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert int(api.get("/v1/ledger").headers["Retry-After"]) > 0
    now[0] = 61.0
    assert api.get("/v1/ledger").status_code == 200


def test_schemathesis_finds_no_server_error(out: Path) -> None:
    app = create(out, lambda: 0.0, per_minute=10**9)
    text = tokens.create(out, "fuzz")
    api = schemathesis.openapi.from_asgi("/openapi.json", app)
    tried = 0

    for operation in api.get_all_operations():

        @settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.ok().as_strategy())
        def probe(case: Any) -> None:
            answer = case.call(headers={"Authorization": f"Bearer {text}"})
            case.validate_response(
                answer, checks=[not_a_server_error, status_code_conformance, response_schema_conformance]
            )

        probe()
        tried += 1
    assert tried == 3
