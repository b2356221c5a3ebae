"""Triage: status, verdict, note and assignee of an alert, with the history of who said what when."""

from datetime import datetime
from typing import Any

import polars as pl
import pyarrow as pa

from schema.alert import Alert
from schema.arrow import arrow_schema
from stores.embedded import EmbeddedStore
from stores.store import Row

STATUSES = ("open", "acknowledged", "closed")
VERDICTS = ("true_positive", "false_positive", "attempt", "success", "undecided")
TABLE = "triage"
HISTORY = pa.schema(
    [
        pa.field("time", pa.timestamp("us", tz="UTC")),
        *(pa.field(name, pa.string()) for name in ("alert_id", "who", "status", "verdict", "note", "assignee")),
    ]
)
RETRIES = 50


def judge(
    store: EmbeddedStore,
    alert_id: str,
    who: str,
    now: datetime,
    status: str | None = None,
    verdict: str | None = None,
    note: str | None = None,
    assignee: str | None = None,
) -> None:
    """Write the new state of an alert and one line of its history; the history comes first, so no change is without one."""
    entry = {
        "time": now,
        "alert_id": alert_id,
        "who": who,
        "status": status,
        "verdict": verdict,
        "note": note,
        "assignee": assignee,
    }
    fresh = pl.DataFrame(pl.from_arrow(pa.Table.from_pylist([entry], schema=HISTORY)))
    _rewrite(store, TABLE, HISTORY, lambda known: pl.concat([known, fresh]))
    changes = {"status": status, "verdict": verdict}
    mine = pl.col("alert_id") == alert_id

    def changed(known: pl.DataFrame) -> pl.DataFrame:
        columns = [
            pl.when(mine).then(pl.lit(value)).otherwise(pl.col(name)).alias(name)
            for name, value in changes.items()
            if value is not None
        ]
        return known.with_columns(columns)

    if any(value is not None for value in changes.values()):
        _rewrite(store, "alerts", arrow_schema(Alert), changed)


def history(store: EmbeddedStore, alert_id: str) -> list[Row]:
    """What was said about an alert, oldest first."""
    frame = store.tables.scan(TABLE, HISTORY).filter(pl.col("alert_id") == alert_id)
    return list(frame.sort("time", maintain_order=True).collect().iter_rows(named=True))


def _rewrite(store: EmbeddedStore, table: str, schema: pa.Schema, change: Any) -> None:
    for _ in range(RETRIES):
        seen = store.tables.version(table, schema)
        if store.tables.rewrite(table, change(store.tables.scan(table, schema).collect()), schema, None, seen):
            return
    raise RuntimeError(f"{table}: {RETRIES} writers were quicker; try again")
