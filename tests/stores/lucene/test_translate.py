"""Lucene queries answer as Elasticsearch's query_string would, or say where they are wrong."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.alert import Alert
from schema.arrow import arrow_schema
from stores.lucene import LuceneError, canonical, parse, translate

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
START = datetime(2026, 11, 16, tzinfo=UTC)


def row(number: int, **given: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "alert_id": f"a{number}", "detector": "port_scan", "detector_version": "1", "title": "scan", "score": number / 10,
        "risk_score": float(number * 10), "severity": ("low", "high", "critical")[number % 3], "reason_zh": "横向扫描",
        "reason_en": f"Host 10.0.0.{number} scanned 20 hosts, port 445/tcp", "event_time": START + timedelta(hours=6 * number),
        "zone": "z", "entity_kind": "address", "entity": f"10.0.0.{number}", "source_ip": f"10.0.{number}.1",
        "destination_port": 440 + number, "targets": [f"h{number}", "common"], "contributions": {"failed": 0.5},
        "demo": number % 2 == 0, "evidence_count": number,
    }  # fmt: skip
    return {**base, **given}


ROWS = [
    *(row(number) for number in range(8)),
    row(8, source_ip="2001:db8::1", title="50%_odd", targets=[], contributions={}),
    row(9, source_ip=None, title='say "x"', reason_en="", destination_port=None, user_name="Zhang San"),
    row(10, source_ip="::ffff:192.168.1.9", title="路径/a b", reason_zh="疑似暴力破解 root 账号"),
]


@pytest.fixture(scope="module")
def table() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.register("rows", pa.Table.from_pylist(ROWS, schema=arrow_schema(Alert)))
        yield connection


def ids(table: duckdb.DuckDBPyConnection, lucene: str) -> str:
    condition = translate(lucene, Alert, NOW)
    found = table.execute(f"SELECT alert_id FROM rows WHERE {condition.sql}", condition.parameters).fetchall()
    return " ".join(sorted((name for (name,) in found), key=lambda name: int(name[1:])))


ALL = " ".join(f"a{number}" for number in range(11))


@pytest.mark.parametrize(
    ("lucene", "expected"),
    [
        ("*", ALL),
        ("", ALL),
        ("*:*", ALL),
        ('source.ip:"10.0.0.0/8"', "a0 a1 a2 a3 a4 a5 a6 a7"),
        ("source.ip:10.0.0.0/22", "a0 a1 a2 a3"),
        ('source.ip:"10.0.2.0/23" OR source.ip:"2001:db8::/32"', "a2 a3 a8"),
        ("source.ip:192.168.1.9", "a10"),
        ('source.ip:"2001:0db8:0::1"', "a8"),
        ("source.ip:[10.0.5.0 TO 10.0.6.255]", "a5 a6"),
        ("source.ip:{10.0.5.1 TO 10.0.7.1}", "a6"),
        ("NOT _exists_:source.ip", "a9"),
        ("NOT source.ip:*", "a9"),
        ("_exists_:source", "a0 a1 a2 a3 a4 a5 a6 a7 a8 a10"),
        ("kibana.alert.severity:(high OR critical) AND destination.port:<443", "a1 a2"),
        ("kibana.alert.severity:High", ""),
        ("destination.port:[442 TO 444}", "a2 a3"),
        ("destination.port:>=447", "a7 a8 a10"),
        ("destination.port:441.5", ""),
        ("destination.port:[441.5 TO 442.5]", "a2"),
        ("kibana.alert.risk_score:(>20 AND <=40)", "a3 a4"),
        ("jianmen.demo:true AND destination.port:[* TO 442]", "a0 a2"),
        ('@timestamp:"2026-11-16"', "a0 a1 a2 a3"),
        ("@timestamp:[2026-11-16T06:00:00Z TO 2026-11-16T12:00:00Z}", "a1"),
        ("@timestamp:[2026-11-16 TO 2026-11-17]", "a0 a1 a2 a3 a4 a5 a6 a7"),
        ("@timestamp:{2026-11-16 TO *]", "a4 a5 a6 a7 a8 a9 a10"),
        ("@timestamp:[now-1d/d TO now/d}", "a4 a5 a6 a7"),
        ('@timestamp:>="2026-11-16||+2d"', "a8 a9 a10"),
        ('@timestamp:"2026-11-16T08:00:00+08:00"', "a0"),
        ("rule.name:50%*", "a8"),
        ("rule.name:50?_o*d", "a8"),
        ("rule.name:sca?", "a0 a1 a2 a3 a4 a5 a6 a7"),
        ('rule.name:"say \\"x\\""', "a9"),
        ('rule.name:say\\ \\"x\\"', "a9"),
        ('rule.name:"sca*"', ""),
        ("rule.name:/sc[a-b]n/", "a0 a1 a2 a3 a4 a5 a6 a7"),
        ("rule.name:/sc/", ""),
        ("jianmen.alert.targets:h3", "a3"),
        ("jianmen.alert.targets:(h3 OR h4)", "a3 a4"),
        ("_exists_:jianmen.alert.targets", "a0 a1 a2 a3 a4 a5 a6 a7 a9 a10"),
        ("jianmen.alert.targets:h* AND NOT jianmen.alert.targets:common", ""),
        ('jianmen.alert.reason_en:"scanned 20 HOSTS"', "a0 a1 a2 a3 a4 a5 a6 a7 a8 a10"),
        ('jianmen.alert.reason_en:"20 scanned"', ""),
        ("jianmen.alert.reason_en:10.0.0.3", "a3"),
        ("jianmen.alert.reason_en:(hosts 10.0.0.4)", "a4"),
        ("jianmen.alert.reason_en:445/tcp", "a0 a1 a2 a3 a4 a5 a6 a7 a8 a10"),
        ("kibana.alert.reason:暴力", "a10"),
        ('kibana.alert.reason:"力暴"', ""),
        ("kibana.alert.reason:ROOT", "a10"),
        ("jianmen.alert.reason_en:scan*", "a0 a1 a2 a3 a4 a5 a6 a7 a8 a10"),
        ("jianmen.alert.contributions.failed:0.5 AND destination.port:440", "a0"),
        ("_exists_:jianmen.alert.contributions.failed", "a0 a1 a2 a3 a4 a5 a6 a7 a9 a10"),
        ('"Zhang San"', "a9"),
        ("Zhang San", "a9"),
        ("Zhang AND San", ""),
        ("443", "a3"),
        ("192.168.1.9", "a10"),
        # the classic parser's own reading: no precedence, only what AND joins is required
        ("destination.port:441 OR destination.port:442 AND kibana.alert.severity:critical", "a2"),
        ("destination.port:441 AND kibana.alert.severity:high OR rule.name:nothing", "a1"),
        ("destination.port:441 OR NOT rule.name:scan", ""),
        ("destination.port:441 OR (NOT rule.name:scan)", "a1 a8 a9 a10"),
        ("+kibana.alert.severity:high -destination.port:441", "a4 a7 a10"),
        ("kibana.alert.severity:high destination.port:441", "a1"),
        ("-kibana.alert.severity:low", "a1 a2 a4 a5 a7 a8 a10"),
        ("(kibana.alert.severity:high)^2 AND destination.port:441", "a1"),
        ("kibana.alert.severity:[high TO low}", "a1 a4 a7 a10"),
    ],
)
def test_answers(table: duckdb.DuckDBPyConnection, lucene: str, expected: str) -> None:
    assert ids(table, lucene) == expected
    again = canonical(lucene, Alert)
    assert ids(table, again) == expected, again


@pytest.mark.parametrize(
    ("lucene", "position"),
    [
        ("source.ip:10.*", 10),
        ("nosuch:1", 7),
        ("kibana.alert.severity:(high OR", 30),
        ("a AND AND b", 6),
        ("destination.port:abc", 17),
        ("source.ip:\"10.0.0.0/33\"", 10),
        ("@timestamp:yesterday", 11),
        ("jianmen.demo:yes", 13),
        ("a && b", 2),
        ("!a", 0),
        ("rule.name:/a@b/", 12),
        ("rule.name:/(a/", 10),
        ("rule.name:scan~1", 10),
        ('"a b"~2', 0),
        ("[1 TO 2]", 0),
        ("NOT NOT a", 4),
        ("rule.name:-a", 10),
        ("a:b:c", 2),
        ('rule.name:"open', 10),
        ("url:/index.php", 4),
        ("jianmen.alert.reason_en:\"...\"", 24),
        ("kibana.*:x", 0),
    ],
)  # fmt: skip
def test_refusals_point_at_the_place(lucene: str, position: int) -> None:
    with pytest.raises(LuceneError) as caught:
        translate(lucene, Alert, NOW)
    assert caught.value.position == position
    assert caught.value.zh
    assert caught.value.en
    assert caught.value.pointer(lucene).splitlines()[-1].endswith("^")


def test_unknown_field_names_a_near_one() -> None:
    with pytest.raises(LuceneError, match=r"source\.ip"):
        translate("source_ip:10.0.0.1", Alert, NOW)


@pytest.mark.parametrize(
    "hostile",
    ["(" * 5000 + "a" + ")" * 5000, "a " * 20_000, "a OR " * 2000 + "a", "rule.name:" + "*a" * 3000, "\\", "\x00"],
)
def test_hostile_strings_end(table: duckdb.DuckDBPyConnection, hostile: str) -> None:
    try:
        ids(table, hostile)
    except LuceneError as error:
        assert str(error)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_answered_or_refused(text: str) -> None:
    with duckdb.connect() as connection:
        connection.register("rows", arrow_schema(Alert).empty_table())
        try:
            condition = translate(text, Alert, NOW)
        except LuceneError as error:
            assert error.position is None or 0 <= error.position <= len(text)
            return
        connection.execute(f"SELECT count(*) FROM rows WHERE {condition.sql}", condition.parameters)
        assert parse(canonical(text, Alert)) is not None


LEAVES = st.sampled_from(
    [
        "kibana.alert.severity:high",
        "destination.port:[441 TO 445]",
        'source.ip:"10.0.0.0/22"',
        "jianmen.demo:true",
        "rule.name:sc*",
        "_exists_:user.name",
    ]
)
QUERIES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" AND ", " OR ", " "]), inner).map(lambda parts: f"({''.join(parts)})"),
        inner.map(lambda text: f"(NOT {text})"),
    ),
    max_leaves=8,
)


def truth(text: str, found: dict[str, set[str]]) -> set[str]:
    """The set a fully bracketed query asks for, worked out apart from the translation."""
    if text in found:
        return found[text]
    inner = text[1:-1]
    if inner.startswith("NOT "):
        return set(ALL.split()) - truth(inner[4:], found)
    depth, quoted = 0, False
    for index, char in enumerate(inner):
        quoted ^= char == '"'
        depth += (char in "([") - (char in ")]")
        if char == " " and depth == 0 and not quoted:
            left, rest = inner[:index], inner[index + 1 :]
            for word in ("AND ", "OR "):
                if rest.startswith(word):
                    right = truth(rest[len(word) :], found)
                    return truth(left, found) & right if word == "AND " else truth(left, found) | right
            return truth(left, found) & truth(rest, found)
    raise AssertionError(text)


@settings(max_examples=120, deadline=None)
@given(QUERIES)
def test_bracketed_booleans(text: str) -> None:
    with duckdb.connect() as connection:
        connection.register("rows", pa.Table.from_pylist(ROWS, schema=arrow_schema(Alert)))
        known = {leaf: set(ids(connection, leaf).split()) for leaf in LEAVES.elements}
        assert set(ids(connection, text).split()) == truth(text, known)


def test_values_are_bound_never_pasted() -> None:
    condition = translate('rule.name:"\'; DROP TABLE rows; --"', Alert, NOW)
    assert "DROP" not in condition.sql
    assert condition.parameters == ["'; DROP TABLE rows; --"]
