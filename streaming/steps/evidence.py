"""The events behind alerts, raw record included, so that an analyst never loses what an alert was made of."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from schema.arrow import arrow_schema
from schema.event import Event
from stores.event_log import EventLog
from stores.lake import Lake
from stores.store import Row

KEPT_RAW = 20  # raw records kept an alert; the others stay one look-up away on the event log
SLACK = timedelta(minutes=2)


def evidence_rows(alerts: list[Row], lake: Lake, log: EventLog) -> list[Row]:
    """Event rows (columns of schema.event.Event) of the alerts' evidence, each with its raw record."""
    wanted = {identifier for alert in alerts for identifier in alert["evidence"][:KEPT_RAW]}
    if not wanted:
        return []
    start: datetime = min(alert["first_time"] for alert in alerts) - SLACK
    end: datetime = max(alert["last_time"] for alert in alerts) + SLACK
    ids = pl.DataFrame({"event_id": sorted(wanted)})
    found = (
        lake.scan("events", arrow_schema(Event), start, end)
        .join(ids.lazy(), on="event_id", how="semi")
        .collect()
        .unique("event_id")
        .sort("log_topic", "log_offset", "log_index")
    )
    rows = found.to_dicts()
    raw = raw_records(rows, log)
    for row in rows:
        row["raw"] = raw.get(row["event_id"])
        if row["labels"] is not None:
            row["labels"] = dict(row["labels"])
    return rows


def raw_records(rows: list[Row], log: EventLog) -> dict[str, str]:
    """Event id → raw record, read from the event log a message at a time."""
    by_message: dict[tuple[Any, Any, Any], list[Row]] = defaultdict(list)
    for row in rows:
        by_message[(row["log_topic"], row["log_partition"], row["log_offset"])].append(row)
    raw: dict[str, str] = {}
    for (topic, partition, offset), members in by_message.items():
        value = log.fetch(topic, partition, offset)
        if value is None:
            continue
        lines = value.split(b"\n")
        for row in members:
            raw[row["event_id"]] = lines[row["log_index"]].decode("utf-8", "replace")
    return raw
