"""The two kinds of detector: over windows of cells, and over single events."""

from abc import ABC, abstractmethod
from datetime import timedelta
from typing import ClassVar, Literal

import polars as pl

from models.context import Context


class Described(ABC):
    """What every detector says of itself."""

    version: ClassVar[str] = "1"
    title_zh: ClassVar[str]
    title_en: ClassVar[str]
    technique: ClassVar[str]  # ATT&CK id, e.g. T1046
    tactic: ClassVar[str]  # e.g. TA0007 (Enterprise) or TA0102 (ICS)
    matrix: ClassVar[Literal["enterprise", "ics"]] = "enterprise"
    misses: ClassVar[str]  # what it does not see
    false_alarms: ClassVar[str]  # what else looks like it


class Detector(Described):
    """Scores windows of one kind of cell.

    `score` gets cells (schema/cells.py columns, batches already merged, plus `window_start` = minute truncated to
    `window`) and returns findings (models/finding.py). It is a pure function: the order of rows never matters, an
    empty frame gives no findings, and the same cells give the same findings. Windows are independent unless
    `lookback` is set; then cells of that much earlier time come along (their `window_start` < the first scored one).
    Only findings with score ≥ the rule file's `alert_at` (default 0.5) become alerts.
    """

    cells: ClassVar[str]  # flows, names, logins, web, tls, ics
    window: ClassVar[timedelta] = timedelta(hours=1)
    lookback: ClassVar[timedelta] = timedelta(0)
    # all cells of one (zone, source), (zone, destination) or zone land in one call
    group: ClassVar[Literal["source", "destination", "zone"]] = "source"

    @abstractmethod
    def score(self, cells: pl.DataFrame, context: Context) -> pl.DataFrame:
        """Findings of these cells; columns of models.finding.FINDING."""


class EventRule(Described):
    """Judges single events of some datasets, as soon as they are written.

    `score` gets events (Event columns named in `columns` plus event_id, zone, sensor, event_time, dataset) and returns
    findings whose `anchor` is the event id.
    """

    datasets: ClassVar[tuple[str, ...]]
    columns: ClassVar[tuple[str, ...]]

    @abstractmethod
    def score(self, events: pl.DataFrame, context: Context) -> pl.DataFrame:
        """Findings of these events."""
