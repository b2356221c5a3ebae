"""EmbeddedStore: the store as Delta tables in the out folder, queried by DuckDB in memory."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa

from schema.alert import Alert
from schema.arrow import arrow_schema
from schema.dead_letter import DeadLetter
from schema.ecs import columns_of
from schema.event import Event
from schema.incident import Incident
from schema.ledger import LedgerEntry
from stores.lake import Batch, Lake
from stores.lucene import translate
from stores.store import Kind, Query, Row
from stores.view import attach

SHAPES: dict[Kind, type] = {
    "events": Event,
    "alerts": Alert,
    "incidents": Incident,
    "ledger": LedgerEntry,
    "deadletters": DeadLetter,
}
IDS: dict[Kind, str] = {"events": "event_id", "alerts": "alert_id", "incidents": "incident_id", "deadletters": "event_id"}
LAKE_TABLES: dict[Kind, str] = {"events": "events", "ledger": "ledger", "deadletters": "dead_letters"}
KEPT = ("status", "verdict", "suppressed")  # what an analyst set survives a new computation of the same alert
RETRIES = 50


class EmbeddedStore:
    """Alerts, incidents and evidence in OUT/store; events, ledger and dead letters read from OUT/lake."""

    def __init__(self, out: Path) -> None:
        self.lake = Lake(out / "lake")
        self.tables = Lake(out / "store")

    def frame(self, kind: Kind) -> pl.LazyFrame:
        """All rows of a kind as a lazy Polars frame, with the shape's columns."""
        lake, table = self._place(kind)
        return lake.scan(table, arrow_schema(SHAPES[kind]))

    def upsert(self, kind: Kind, rows: Iterable[Row], batch: tuple[str, int] | None = None) -> int:
        """Write rows by id; the same id overwrites, but keeps what an analyst set on it."""
        return self.replace(kind, rows, stale=None, batch=batch)

    def replace(
        self, kind: Kind, rows: Iterable[Row], stale: pl.Expr | None, batch: tuple[str, int] | None = None
    ) -> int:
        """Upsert rows and drop those matching `stale` that were not written again and nobody has touched."""
        lake, table = self._place(kind)
        if lake is not self.tables:
            raise ValueError(f"{kind} are written by the stream into the lake, not here")
        shape = arrow_schema(SHAPES[kind])
        fresh = pl.DataFrame(pl.from_arrow(pa.Table.from_pylist(list(rows), schema=shape)))
        identifier = IDS[kind]
        fresh = fresh.unique(identifier, keep="last", maintain_order=True)
        for _ in range(RETRIES):
            seen = lake.version(table, shape)
            known = lake.scan(table, shape).collect()
            if self._commit(lake, table, known, fresh, stale, identifier, shape, batch, seen):
                return len(fresh)
        raise RuntimeError(f"{table}: {RETRIES} writers were quicker; try again")

    def _commit(
        self,
        lake: Lake,
        table: str,
        known: pl.DataFrame,
        fresh: pl.DataFrame,
        stale: pl.Expr | None,
        identifier: str,
        shape: pa.Schema,
        batch: tuple[str, int] | None,
        seen: int,
    ) -> bool:
        kept = [name for name in KEPT if name in known.columns and name in fresh.columns]
        if len(known) and kept and len(fresh):
            earlier = known.select(identifier, *[pl.col(name).alias(f"_{name}") for name in kept])
            fresh = (
                fresh.join(earlier, on=identifier, how="left", maintain_order="left")
                .with_columns([pl.coalesce(f"_{name}", name).alias(name) for name in kept])
                .select(fresh.columns)
            )
        rest = known.join(fresh.select(identifier), on=identifier, how="anti", maintain_order="left")
        if stale is not None and len(rest):
            untouched = (pl.col("status") == "open") if "status" in rest.columns else pl.lit(True)
            rest = rest.filter(~(stale & untouched).fill_null(False))
        return lake.rewrite(table, pl.concat([rest, fresh]), shape, Batch(*batch) if batch else None, seen)

    def search(self, query: Query) -> list[Row]:
        """Rows that match, sorted and limited; LuceneError (a ValueError) says where a query is wrong."""
        where, parameters = self._where(query)
        order = self._order(query)
        return self._rows(query, f"SELECT * FROM rows WHERE {where} ORDER BY {order} LIMIT ?", [*parameters, query.limit])

    def count(self, query: Query) -> int:
        """How many rows match, without a limit."""
        where, parameters = self._where(query)
        found = self._rows(query, f"SELECT count(*) AS n FROM rows WHERE {where}", parameters)
        return int(found[0]["n"]) if found else 0

    def scan(self, query: Query) -> Iterator[Row]:
        """All rows that match, in sort order."""
        where, parameters = self._where(query)
        yield from self._rows(query, f"SELECT * FROM rows WHERE {where} ORDER BY {self._order(query)}", parameters)

    def get(self, kind: Kind, identifier: str) -> Row | None:
        """The row of that id, or None."""
        frame = self.frame(kind).filter(pl.col(IDS[kind]) == identifier).collect()
        return frame.row(0, named=True) if len(frame) else None

    def write_evidence(self, rows: list[Row]) -> None:
        """Keep the events behind alerts; the same event again changes nothing."""
        shape = arrow_schema(Event)
        fresh = pl.DataFrame(pl.from_arrow(pa.Table.from_pylist(rows, schema=shape)))
        for _ in range(RETRIES):
            seen = self.tables.version("evidence", shape)
            known = self.tables.scan("evidence", shape).collect()
            new = fresh.join(known.select("event_id"), on="event_id", how="anti", maintain_order="left")
            if not len(new) or self.tables.rewrite("evidence", pl.concat([known, new]), shape, None, seen):
                return
        raise RuntimeError(f"evidence: {RETRIES} writers were quicker; try again")

    def evidence(self, identifiers: list[str]) -> list[Row]:
        """The events behind alerts, raw record included."""
        frame = self.tables.scan("evidence", arrow_schema(Event)).filter(pl.col("event_id").is_in(identifiers)).collect()
        return list(frame.unique("event_id").sort("event_time", "event_id").iter_rows(named=True))

    def _place(self, kind: Kind) -> tuple[Lake, str]:
        return (self.lake, LAKE_TABLES[kind]) if kind in LAKE_TABLES else (self.tables, str(kind))

    def _where(self, query: Query) -> tuple[str, list[Any]]:
        condition = translate(query.lucene, SHAPES[query.kind])
        parts, parameters = [f"({condition.sql})"], list(condition.parameters)
        if query.start is not None:
            parts.append("event_time >= ?")
            parameters.append(query.start)
        if query.end is not None:
            parts.append("event_time < ?")
            parameters.append(query.end)
        return " AND ".join(parts), parameters

    def _order(self, query: Query) -> str:
        descending = query.sort.startswith("-")
        name = query.sort.lstrip("-+")
        columns = columns_of(SHAPES[query.kind])
        column = columns.get(name, name if name in columns.values() else None)
        if column is None:
            raise ValueError(f"cannot sort by {name!r}: {query.kind} have no such field")
        tie = IDS.get(query.kind)
        direction = "DESC" if descending else "ASC"
        return f'"{column}" {direction} NULLS LAST' + (f', "{tie}" ASC' if tie and tie != column else "")

    def _rows(self, query: Query, sql: str, parameters: list[Any]) -> list[Row]:
        lake, table = self._place(query.kind)
        with duckdb.connect() as connection:  # in memory: no process ever holds a DuckDB file
            connection.execute("SET TimeZone = 'UTC'")
            attach(connection, "rows", lake, table, arrow_schema(SHAPES[query.kind]), query.start, query.end)
            table_of_rows = connection.sql(sql, params=parameters).to_arrow_table()
        rows: list[Row] = table_of_rows.to_pylist(maps_as_pydicts="lossy")
        return rows


