"""A run of the whole pipeline on a folder, in a temporary place: what alerts it gives, and on how many records."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from jianmen.commands.run import run
from stores.embedded import EmbeddedStore
from stores.lake import Lake


@dataclass(frozen=True, slots=True)
class Trial:
    """Alerts, and the events, sensors and days they came from."""

    alerts: pl.DataFrame
    events: int
    sensor_days: int
    lines: int


def trial(paths: list[Path], inventory: Path | None = None) -> Trial:
    """Run everything that is switched on over these paths; nothing of it is kept."""
    out = Path(tempfile.mkdtemp(prefix="jianmen-trial-"))
    try:
        summary = run(paths, out, inventory, quiet=True, make_products=False)
        alerts = EmbeddedStore(out).frame("alerts").collect()
        lake = Lake(out / "lake")
        days = 0
        if lake.open("events") is not None:
            day = pl.col("event_time").dt.convert_time_zone("Asia/Shanghai").dt.date()
            days = lake.scan("events").select("sensor", day).unique().select(pl.len()).collect().item()
        return Trial(alerts, int(summary["totals"]["events"]), int(days), int(summary["totals"]["lines"]))
    finally:
        shutil.rmtree(out, ignore_errors=True)
