"""Suricata EVE: NDJSON; alerts only, the other event types are passed over."""

from pathlib import Path
from typing import Any

import polars as pl

from graph.intake.records import field, records
from graph.intake.shape import Row, frame, instant, level

SEVERITY = {1: 3.0, 2: 2.0, 3: 1.0, 4: 0.0}


def read(path: Path) -> pl.DataFrame:
    """Alert frame of the file; row numbers count all records of it."""
    return frame(row for number, record in records(path) if record and (row := alert(number, record)))


def alert(number: int, record: dict[str, Any]) -> Row | None:
    """The row of one EVE record; None unless it is an alert with a time."""
    told = record.get("alert")
    when = instant(record.get("timestamp"))
    if record.get("event_type") != "alert" or not isinstance(told, dict) or when is None:
        return None
    signature = str(told.get("signature") or told.get("signature_id"))
    source, destination = record.get("src_ip"), record.get("dest_ip")
    severity = SEVERITY.get(told.get("severity", 3), 1.0)
    technique = field(told, "metadata.mitre_technique_id")
    zone = record.get("zone") or "default"
    return (
        number,
        str(number),
        when,
        zone,
        source or destination,
        source,
        destination,
        None,
        signature,
        level(signature, severity),
        technique,
    )
