"""Reader: pages of the lake and the store, within what a token may see."""

from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from jianmen.api.paging import Cursor, after, condition, parts_of
from jianmen.api.tokens import Token
from schema.arrow import arrow_schema
from stores.embedded import IDS, LAKE_TABLES, SHAPES
from stores.lake import Lake
from stores.lucene import Condition
from stores.store import Kind, Row
from stores.view import attach


class Reader:
    """Reads one out folder; holds no lock and no connection between calls."""

    def __init__(self, out: Path) -> None:
        self.out = out

    def page(
        self,
        kind: Kind,
        token: Token,
        lucene: str = "*",
        start: datetime | None = None,
        end: datetime | None = None,
        cursor: Cursor | None = None,
        limit: int = 100,
    ) -> list[Row]:
        """The next rows in ascending key order."""
        parts = [condition(kind, lucene), visible(kind, token), Condition("(event_time IS NOT NULL)")]
        if start is not None:
            parts.append(Condition("(event_time >= ?)", [start]))
        if end is not None:
            parts.append(Condition("(event_time < ?)", [end]))
        if cursor is not None:
            parts.append(after(cursor, kind))
            start = max(filter(None, (start, datetime.fromisoformat(cursor.key[0]))))
        where = " AND ".join(part.sql for part in parts)
        values = [value for part in parts for value in part.parameters]
        return self._rows(
            kind,
            f"SELECT * FROM rows WHERE {where} ORDER BY {', '.join(parts_of(kind))} LIMIT ?",
            [*values, limit],
            start,
            end,
        )  # noqa: S608

    def get(self, kind: Kind, token: Token, identifier: str) -> Row | None:
        """One row by its id, if the token may see it."""
        seen = visible(kind, token)
        query = f"SELECT * FROM rows WHERE {IDS[kind]} = ? AND {seen.sql} LIMIT 1"  # noqa: S608
        rows = self._rows(kind, query, [identifier, *seen.parameters])
        return rows[0] if rows else None

    def _rows(
        self, kind: Kind, query: str, values: list[Any], start: datetime | None = None, end: datetime | None = None
    ) -> list[Row]:
        folder, table = ("lake", LAKE_TABLES[kind]) if kind in LAKE_TABLES else ("store", str(kind))
        with duckdb.connect() as connection:
            connection.execute("SET TimeZone = 'UTC'")
            attach(connection, "rows", Lake(self.out / folder), table, arrow_schema(SHAPES[kind]), start, end)
            found = connection.sql(query, params=values).to_arrow_table()
        rows: list[Row] = found.to_pylist(maps_as_pydicts="lossy")
        return rows


def visible(kind: Kind, token: Token) -> Condition:
    """What a token's prefectures let it see; dead letters have no place, so a scoped token sees none of them."""
    if not token.prefectures:
        return Condition("TRUE")
    marks = ", ".join("?" for _ in token.prefectures)
    if kind == "deadletters":
        return Condition("FALSE")
    if (
        kind == "incidents"
    ):  # an incident of several prefectures names hosts of each: only who may see all of them sees it
        return Condition(
            f"(len(prefectures) > 0 AND len(list_filter(prefectures, lambda p: p NOT IN ({marks}))) = 0)",
            list(token.prefectures),
        )
    return Condition(f"coalesce(prefecture IN ({marks}), FALSE)", list(token.prefectures))
