"""Alerts in Elastic Common Schema: nested or dotted names, also Kibana's and our own."""

from pathlib import Path

import polars as pl

from graph.intake.records import field, records
from graph.intake.shape import frame, instant, level

SEVERITY = {"low": 1.0, "medium": 2.0, "high": 3.0, "critical": 4.0}


def read(path: Path) -> pl.DataFrame:
    """Alert frame of NDJSON or an array; a record without time or name is passed over."""
    rows = []
    for number, record in records(path):
        when = instant(field(record, "@timestamp")) if record else None
        if record is None or when is None:
            continue
        names = ("rule.name", "kibana.alert.rule.name", "event.action", "message")
        signature = next((str(value) for name in names if (value := field(record, name))), None)
        if signature is None:
            continue
        source, destination = field(record, "source.ip"), field(record, "destination.ip")
        host = source or field(record, "host.ip") or field(record, "host.name") or destination
        declared = _severity(field(record, "kibana.alert.severity") or field(record, "event.severity"))
        identifier = field(record, "kibana.alert.uuid") or field(record, "event.id") or str(number)
        zone = field(record, "jianmen.zone") or field(record, "organization.id") or "default"
        technique = field(record, "threat.technique.subtechnique.id") or field(record, "threat.technique.id")
        user = field(record, "user.name")
        rows.append(
            (
                number,
                str(identifier),
                when,
                zone,
                host,
                source,
                destination,
                user,
                signature,
                level(signature, declared),
                technique,
            )
        )
    return frame(rows)


def _severity(value: object) -> float | None:
    """Kibana's words, or ECS numbers of 0–100 in quarters."""
    if isinstance(value, str) and value.lower() in SEVERITY:
        return SEVERITY[value.lower()]
    return min(4.0, max(0.0, float(value) / 25)) if isinstance(value, int | float) else None
