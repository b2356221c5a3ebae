"""Alerts made for tests: a small attack from the internet into a control zone, as stored alerts."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from schema.alert import Alert, alert_id

RULES = yaml.safe_load(
    (Path(__file__).parent.parent.parent / "schema/rules/correlation.yaml").read_text(encoding="utf-8")
)
START = datetime(2026, 11, 16, tzinfo=UTC)


def alert(
    minutes: float,
    zone: str,
    source: str,
    target: str | None,
    title: str,
    severity: str,
    technique: str | None,
    more: tuple[str, ...] = (),
) -> Alert:
    when = START + timedelta(minutes=minutes)
    return Alert(
        alert_id=alert_id(title, "1", zone, source, when.isoformat()), detector=title, detector_version="1", title=title, score=0.9,
        risk_score=90.0, severity=severity, reason_zh="", reason_en="", event_time=when, first_time=when, last_time=when, zone=zone,
        entity_kind="address", entity=source, source_ip=source, destination_ip=target, targets=list(more), technique=technique,
    )  # fmt: skip


def frame(alerts: list[Alert]) -> pl.DataFrame:
    shape = {"targets": pl.List(pl.String), "evidence": pl.List(pl.String), "destination_ip": pl.String, "source_ip": pl.String,
             "technique": pl.String, "user_name": pl.String}  # fmt: skip
    rows: list[dict[str, Any]] = [asdict(item) for item in alerts]
    return pl.DataFrame(rows, infer_schema_length=None, schema_overrides=shape)


ATTACK = [
    alert(0, "it", "203.0.114.9", "10.0.0.5", "web exploit", "high", "T1190"),
    alert(30, "it", "10.0.0.5", "10.0.0.9", "scan", "high", "T1046", ("10.0.0.8",)),
    alert(90, "it", "10.0.0.9", "10.0.0.20", "brute force", "high", "T1110"),
    alert(150, "ot", "192.168.1.1", "192.168.1.50", "plc write", "critical", "T0855"),
]
