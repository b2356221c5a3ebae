"""CellBuilder: how events become one kind of minute cell (Polars, on the files a batch wrote)."""

from abc import ABC, abstractmethod
from typing import ClassVar

import polars as pl

BASE = ("event_id", "zone", "sensor", "event_time", "batch")
COMMON = (
    pl.col("event_id").min().alias("sample"),
    pl.col("event_time").min().alias("first_time"),
    pl.col("event_time").max().alias("last_time"),
)


class CellBuilder(ABC):
    """Groups events by minute and key; the result's columns are those of schema.cells.CELLS[file name]."""

    keys: ClassVar[tuple[str, ...]]  # Event columns that make the key, beside zone, sensor, minute, batch
    reads: ClassVar[tuple[str, ...]] = ()  # further Event columns it needs

    @abstractmethod
    def values(self) -> list[pl.Expr]:
        """The cell's own aggregations."""

    def prepare(self, events: pl.DataFrame) -> pl.DataFrame:
        """Filter or derive before grouping; by default nothing."""
        return events

    def columns(self) -> list[str]:
        """Every Event column it reads."""
        return [*BASE, *self.keys, *self.reads]

    def build(self, events: pl.DataFrame) -> pl.DataFrame:
        """The cells of these events; columns an event file lacks come in as null."""
        prepared = self.prepare(events)
        keys = ["zone", "sensor", pl.col("event_time").dt.truncate("1m").alias("minute"), "batch", *self.keys]
        return prepared.group_by(keys).agg(pl.len().cast(pl.Int64).alias("records"), *COMMON, *self.values())
