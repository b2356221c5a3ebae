"""Alert intake: files of other systems' alerts as alert frames (columns of graph.episodes.FRAME)."""

from importlib import import_module
from pathlib import Path

import orjson
import polars as pl

from graph.intake.records import contents

FORMATS = {
    "ait": "ait",
    "eve": "eve",
    "splunk-eve": "splunk_eve",
    "ecs": "ecs",
    "wazuh": "wazuh",
    "aminer": "aminer",
    "csv": "named_csv",
}


def read(path: Path, form: str | None = None) -> pl.DataFrame:
    """Alert frame of a file; without `form` it is recognised by content. ValueError when it is none of the known ones."""
    name = form or recognised(path)
    if name not in FORMATS:
        raise ValueError(name)
    frame: pl.DataFrame = import_module(f"graph.intake.{FORMATS[name]}").read(path)
    return frame


def recognised(path: Path) -> str:
    """The format's name by the first record; `unknown` if it is none."""
    raw = contents(path).lstrip()
    if raw[:1] not in (b"[", b"{"):
        names = set(raw.split(b"\n", 1)[0].decode(errors="replace").strip().split(","))
        return (
            "ait" if {"time", "name", "ip", "host"} <= names else "csv" if {"time", "signature"} <= names else "unknown"
        )
    try:
        whole = orjson.loads(raw) if raw[:1] == b"[" else None
        record = whole[0] if whole else orjson.loads(raw.split(b"\n", 1)[0])
    except (orjson.JSONDecodeError, IndexError):
        return "unknown"
    marks = {
        "result": "splunk-eve",
        "event_type": "eve",
        "AnalysisComponent": "aminer",
        "agent": "wazuh",
        "@timestamp": "ecs",
    }
    return (
        next((form for key, form in marks.items() if key in record), "unknown")
        if isinstance(record, dict)
        else "unknown"
    )
