"""Cells of several batches merge to the same whatever their order and however they were cut."""

from datetime import UTC, datetime, timedelta

import polars as pl

from schema.cell_arrow import cell_schema, merge
from stores.lake import polars_schema

START = datetime(2026, 1, 1, tzinfo=UTC)


def cells() -> pl.DataFrame:
    rows = [
        {
            "zone": "z", "sensor": "s", "minute": START + timedelta(minutes=n % 3), "batch": n, "records": 1, "sample": f"{n:03d}",
            "first_time": START + timedelta(seconds=n), "last_time": START + timedelta(seconds=n + 1), "source_ip": f"10.0.0.{n % 2}",
            "destination_ip": "10.0.1.1", "destination_port": 443, "transport": "tcp", "protocol": None if n % 4 else "ssl",
            "failed": n % 2, "source_bytes": 10, "destination_bytes": 20, "source_packets": 1, "destination_packets": 2, "duration": float(n),
        }
        for n in range(30)
    ]  # fmt: skip
    lone = {**rows[0], "source_ip": "10.9.9.9"}
    return pl.DataFrame([*rows, lone], schema=polars_schema(cell_schema("flows")))


def test_merge_adds_counts_and_never_minds_the_order() -> None:
    whole = cells()
    names = [name for name in cell_schema("flows").names if name != "batch"]
    merged = merge("flows", whole).sort(names)
    assert merged.equals(merge("flows", whole.sample(fraction=1, shuffle=True, seed=3)).sort(names))
    halves = pl.concat([merge("flows", whole[:13]).with_columns(pl.lit(0).alias("batch")), merge("flows", whole[13:]).with_columns(pl.lit(1).alias("batch"))])
    assert merged.equals(merge("flows", halves).sort(names))
    assert len(merged) == 7
    assert merged["records"].sum() == 31
    assert merged["source_bytes"].sum() == 310
