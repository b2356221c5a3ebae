"""The store answers filters on columns whose statistics were never written."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pyarrow as pa

from schema.alert import Alert
from schema.arrow import arrow_schema
from schema.ledger import LedgerEntry
from stores.embedded import EmbeddedStore
from stores.lake import Batch, Lake
from stores.store import Query


def test_filters_on_columns_without_statistics(tmp_path: Path) -> None:
    schema = arrow_schema(LedgerEntry)
    start = datetime(2026, 11, 16, tzinfo=UTC)
    rows = [
        {
            "event_time": start + timedelta(minutes=i),
            "sensor": f"s{i % 2}",
            "dataset": "zeek.conn",
            "zone": "z",
            "records": i,
        }
        for i in range(10)
    ]
    lake = Lake(tmp_path / "lake")
    lake.path("ledger").mkdir(parents=True)
    file = lake.path("ledger") / "a.parquet"
    frame = pl.DataFrame(pl.from_arrow(pa.Table.from_pylist(rows, schema=schema)))
    frame.write_parquet(file)
    lake.commit("ledger", schema, [file], Batch("t", 0))
    store = EmbeddedStore(tmp_path)
    assert store.count(Query("ledger", "jianmen.ledger.records:>=5")) == 5
    assert store.count(Query("ledger", "observer.name:s1", start=start + timedelta(minutes=4))) == 3


def test_empty_out_folder_has_no_rows(tmp_path: Path) -> None:
    assert EmbeddedStore(tmp_path).search(Query("alerts", "kibana.alert.severity:high")) == []
    assert arrow_schema(Alert).names[0] == "alert_id"
