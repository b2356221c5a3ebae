"""Wazuh alerts.json: rule description, level, ATT&CK ids and agent."""

from pathlib import Path

import polars as pl

from graph.intake.records import field, records
from graph.intake.shape import frame, instant, level


def read(path: Path) -> pl.DataFrame:
    """Alert frame of NDJSON or an array; severity of an unmapped rule is its level ÷ 4."""
    rows = []
    for number, record in records(path):
        when = instant(field(record, "timestamp") or field(record, "@timestamp")) if record else None
        name = field(record, "rule.description") if record else None
        if record is None or when is None or not name:
            continue
        source = field(record, "data.srcip") or field(record, "data.src_ip")
        agent = field(record, "agent.ip") or field(record, "agent.name") or field(record, "predecoder.hostname")
        graded = float(field(record, "rule.level") or 0) / 4
        user = field(record, "data.dstuser") or field(record, "data.srcuser")
        identifier, technique = str(field(record, "id") or number), field(record, "rule.mitre.id")
        destination = agent if source else None
        rows.append(
            (
                number,
                identifier,
                when,
                "default",
                source or agent,
                source,
                destination,
                user,
                str(name),
                level(str(name), min(4.0, graded)),
                technique,
            )
        )
    return frame(rows)
