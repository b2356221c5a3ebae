"""Suricata EVE inside Splunk exports (`result._raw`), as CPTC publishes them; times are those of the EVE record, UTC."""

from pathlib import Path

import orjson
import polars as pl

from graph.intake.eve import alert
from graph.intake.records import records
from graph.intake.shape import Row, frame


def read(path: Path) -> pl.DataFrame:
    """Alert frame of an array or NDJSON of Splunk results."""
    rows: list[Row] = []
    for number, record in records(path):
        result = (record or {}).get("result")
        raw = result.get("_raw") if isinstance(result, dict) else None
        try:
            inner = orjson.loads(raw) if raw else None
        except orjson.JSONDecodeError:
            inner = None
        if isinstance(inner, dict) and (row := alert(number, inner)):
            rows.append(row)
    return frame(rows)
