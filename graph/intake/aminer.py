"""AMiner anomalies as JSON: analysis component's message, host from the log's resource."""

from pathlib import Path

import polars as pl

from graph.intake.records import field, records
from graph.intake.shape import frame, instant, level


def read(path: Path) -> pl.DataFrame:
    """Alert frame of NDJSON or an array of AMiner output."""
    rows = []
    for number, record in records(path):
        when = (
            instant(field(record, "LogData.Timestamps") or field(record, "LogData.DetectionTimestamp"))
            if record
            else None
        )
        name = (
            field(record, "AnalysisComponent.Message") or field(record, "AnalysisComponent.AnalysisComponentName")
            if record
            else None
        )
        if record is None or when is None or not name:
            continue
        host = field(record, "AMiner.ID") or field(record, "LogData.LogResources") or "unknown"
        signature = f"AMiner: {name}"
        rows.append(
            (number, str(number), when, "default", str(host), None, None, None, signature, level(signature, None), None)
        )
    return frame(rows)
