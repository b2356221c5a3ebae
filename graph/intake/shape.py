"""Rows of any intake → an alert frame."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import polars as pl

from graph.episodes import FRAME
from graph.signatures import is_mapped

Row = tuple[Any, ...]
"""In the order of graph.episodes.FRAME."""


def frame(rows: Iterable[Row]) -> pl.DataFrame:
    """Alert frame of rows."""
    return pl.DataFrame(list(rows), schema=FRAME, orient="row")


def instant(value: Any) -> int | None:
    """Microseconds UTC of Unix seconds or ISO 8601 (no zone: UTC); None for anything else.

    >>> instant("1970-01-01T00:00:01.5+00:00"), instant(2), instant("2017-11-04T13:20:24.289881+0000")
    (1500000, 2000000, 1509801624289881)
    """
    try:
        return round(float(value) * 1_000_000)
    except (TypeError, ValueError):
        pass
    try:
        moment = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return round((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1_000_000)


def level(signature: str, declared: float | None) -> float | None:
    """The sensor's own severity, only where our mapping has nothing to say about the signature."""
    return None if is_mapped(signature) else declared
