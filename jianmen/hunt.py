"""Hunt: a parametrised Lucene query with its ATT&CK technique; and indicators searched over the lake."""

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import ClassVar

import duckdb
import pyarrow as pa

import jianmen.hunts
from schema.arrow import arrow_schema
from schema.discovery import discover
from schema.event import Event
from stores.lake import Lake
from stores.lucene.words import quote
from stores.store import Kind, Row
from stores.view import attach

PLACE = re.compile(r"\{(\w+)\}")
INDICATOR_COLUMNS = (
    "source_ip", "destination_ip", "dns_name", "url_domain", "tls_server_name", "tls_ja3", "file_md5", "file_sha1", "file_sha256",
)  # fmt: skip


class Hunt:
    """What to look for; `query` holds {parameters}, filled in as quoted values."""

    kind: ClassVar[Kind] = "events"
    technique: ClassVar[str]
    title: ClassVar[tuple[str, str]]
    query: ClassVar[str]
    parameters: ClassVar[Mapping[str, str]] = {}

    def lucene(self, given: Mapping[str, str]) -> str:
        """The query with its parameters; KeyError names one it does not have."""
        unknown = set(given) - set(self.parameters)
        if unknown:
            raise KeyError(sorted(unknown)[0])
        values = {**self.parameters, **given}
        return PLACE.sub(lambda found: quote(values[found[1]]), self.query)


def hunts() -> dict[str, Hunt]:
    """Every hunt, found by folder."""
    return discover(jianmen.hunts, Hunt)


def retro(out: Path, indicators: list[str], start: datetime | None, end: datetime | None, limit: int) -> list[Row]:
    """Events of the lake that carry one of the indicators (addresses, names, hashes), with the indicator and where it stood."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        attach(connection, "events", Lake(out / "lake"), "events", arrow_schema(Event), start, end)
        wanted = pa.table(
            {"indicator": pa.array(sorted({item.strip().lower() for item in indicators if item.strip()}), pa.string())}
        )
        connection.register("wanted", wanted)
        period = [("event_time >= ?", start), ("event_time < ?", end)]
        where = " AND ".join(part for part, value in period if value is not None) or "TRUE"
        values = [value for _, value in period if value is not None]
        hit = " OR ".join(f"lower({column}) IN (SELECT indicator FROM wanted)" for column in INDICATOR_COLUMNS)
        named = ", ".join(
            f"CASE WHEN lower({column}) IN (SELECT indicator FROM wanted) THEN '{column}' END"
            for column in INDICATOR_COLUMNS
        )
        value = ", ".join(
            f"CASE WHEN lower({column}) IN (SELECT indicator FROM wanted) THEN {column} END"
            for column in INDICATOR_COLUMNS
        )
        query = (
            f"SELECT event_time, event_id, dataset, sensor, zone, coalesce({value}) AS indicator, coalesce({named}) AS field "  # noqa: S608
            f"FROM events WHERE {where} AND ({hit}) ORDER BY event_time, event_id LIMIT ?"
        )
        found = connection.sql(query, params=[*values, limit]).to_arrow_table()
    rows: list[Row] = found.to_pylist()
    return rows
