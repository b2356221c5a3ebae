"""What was seen: coverage per sensor, who is dark since when, and who went dark together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from inventory import Inventory


@dataclass(frozen=True, slots=True)
class SensorSight:
    """One sensor: share of the window's hours it sent anything in, its last record, dark or not, and with whom."""

    sensor: str
    organisation: str
    coverage: float
    last: datetime | None
    dark: bool
    together: tuple[str, ...] = ()


def sight(ledger: pl.DataFrame, inventory: Inventory, now: datetime, rules: Mapping[str, Any]) -> list[SensorSight]:
    """Every declared sensor, seen or not; undeclared ones are nobody's coverage.

    ledger: columns of schema.ledger.LedgerEntry.
    """
    hours = int(rules["window_hours"])
    alive = ledger.filter((pl.col("records") > 0) & (pl.col("event_time") <= now))
    lasts = dict(alive.group_by("sensor").agg(pl.col("event_time").max()).iter_rows())
    recent = alive.filter(pl.col("event_time") > now - timedelta(hours=hours))
    seen = dict(recent.group_by("sensor").agg(pl.col("event_time").dt.truncate("1h").n_unique()).iter_rows())
    limit = now - timedelta(hours=float(rules["unseen_after_hours"]))
    found = [
        SensorSight(
            sensor.id, sensor.organisation, min(1.0, seen.get(sensor.id, 0) / hours), lasts.get(sensor.id),
            lasts.get(sensor.id) is None or lasts[sensor.id] < limit,
        )
        for sensor in inventory.sensors
    ]  # fmt: skip
    return _together(found, timedelta(minutes=float(rules["together_minutes"])))


def _together(sensors: list[SensorSight], near: timedelta) -> list[SensorSight]:
    """Dark sensors of several organisations whose last records lie close: one cause (power, fibre), no attack alleged."""
    dark = [item for item in sensors if item.dark and item.last is not None]
    made = []
    for item in sensors:
        if not item.dark or item.last is None:
            made.append(item)
            continue
        others = tuple(sorted(other.sensor for other in dark if other.sensor != item.sensor and other.last and abs(other.last - item.last) <= near))
        made.append(SensorSight(item.sensor, item.organisation, item.coverage, item.last, True, others))
    return made
