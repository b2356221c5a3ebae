"""What a run leaves beside the lake: the map and the briefing of the last week in the data."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
from pyspark.sql import SparkSession

from briefings import weekly
from maps import page
from schema.arrow import arrow_schema
from schema.ledger import LedgerEntry
from stores.lake import Lake

SHANGHAI = ZoneInfo("Asia/Shanghai")


def last_week(out: Path) -> str | None:
    """The ISO week (Asia/Shanghai) of the latest record, e.g. 2026-W47; None when the lake is empty."""
    latest = Lake(out / "lake").scan("ledger", arrow_schema(LedgerEntry)).select(pl.col("event_time").max()).collect().item()
    if latest is None:
        return None
    year, week, _ = (latest - timedelta(seconds=1)).astimezone(SHANGHAI).isocalendar()
    return f"{year}-W{week:02d}"


def make(out: Path, spark: SparkSession) -> dict[str, str]:
    """Write OUT/map.html and OUT/briefing.html; their paths."""
    week = last_week(out)
    if week is None:
        return {}
    files = {"map": str(page.write(out))}
    written = weekly.write(out, week, formats=("html",), spark=spark)
    files["briefing"] = str(written[0])
    return files
