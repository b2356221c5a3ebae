"""AIT alert data set: CSV with time, name, ip, host (label columns are never read)."""

from pathlib import Path

import polars as pl

from graph.episodes import FRAME

COLUMNS = {"time": pl.String, "name": pl.String, "ip": pl.String, "host": pl.String}


def read(path: Path) -> pl.DataFrame:
    """Alert frame of the file; row numbers are 0-based data rows; time in Unix seconds or ISO 8601."""
    raw = pl.read_csv(path, columns=list(COLUMNS), schema_overrides=COLUMNS).with_row_index("row")
    seconds = pl.col("time").cast(pl.Float64, strict=False)
    iso = pl.col("time").str.to_datetime(time_zone="UTC", strict=False).dt.epoch("us")
    return raw.select(
        pl.col("row").cast(pl.UInt32),
        pl.col("row").cast(pl.String).alias("alert_id"),
        pl.coalesce((seconds * 1e6).round(0).cast(pl.Int64), iso).alias("time"),
        pl.lit("default").alias("zone"),
        pl.coalesce(pl.when(pl.col("ip") != "").then(pl.col("ip")), "host").alias("host"),
        *(pl.lit(None, pl.String).alias(name) for name in ("source", "destination", "user")),
        pl.col("name").alias("signature"),
        pl.lit(None, pl.Float64).alias("severity"),
        pl.lit(None, pl.String).alias("technique"),
    ).drop_nulls("time").select(*FRAME)  # fmt: skip
