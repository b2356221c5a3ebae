"""Alert: what a detector reports."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from schema.ecs import Ecs


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One finding worth an analyst's minute; its id never depends on when it was computed."""

    alert_id: Annotated[str, Ecs("kibana.alert.uuid")]
    detector: Annotated[str, Ecs("kibana.alert.rule.name")]
    detector_version: Annotated[str, Ecs("kibana.alert.rule.version")]
    title: Annotated[str, Ecs("rule.name", doc="short name, e.g. the signature or the detector's own")]
    score: Annotated[float, Ecs("kibana.alert.risk_score_norm", "double", "calibrated, 0 normal … 1 certain")]
    risk_score: Annotated[float, Ecs("kibana.alert.risk_score", "double", "score × 100")]
    severity: Annotated[str, Ecs("kibana.alert.severity", doc="low, medium, high or critical")]
    reason_zh: Annotated[str, Ecs("kibana.alert.reason", "text")]
    reason_en: Annotated[str, Ecs("jianmen.alert.reason_en", "text")]
    next_step_zh: Annotated[str | None, Ecs("jianmen.alert.next_step_zh", "text")] = None
    next_step_en: Annotated[str | None, Ecs("jianmen.alert.next_step_en", "text")] = None
    event_time: Annotated[datetime, Ecs("@timestamp", "date", "window end, or the event's time")]
    first_time: Annotated[datetime, Ecs("kibana.alert.start", "date")]
    last_time: Annotated[datetime, Ecs("kibana.alert.end", "date")]
    zone: Annotated[str, Ecs("jianmen.zone")]
    entity_kind: Annotated[str, Ecs("jianmen.entity.kind", doc="address, account, controller, domain, sensor")]
    entity: Annotated[str, Ecs("jianmen.entity.value", doc="who did it, or to whom it happened")]
    sensor: Annotated[str | None, Ecs("observer.name")] = None
    source_ip: Annotated[str | None, Ecs("source.ip", "ip")] = None
    destination_ip: Annotated[str | None, Ecs("destination.ip", "ip", "the target, or the most affected one")] = None
    destination_port: Annotated[int | None, Ecs("destination.port", "long")] = None
    targets: Annotated[list[str], Ecs("jianmen.alert.targets", doc="up to 50 further targets")] = field(default_factory=list)
    user_name: Annotated[str | None, Ecs("user.name")] = None
    domain: Annotated[str | None, Ecs("destination.domain")] = None
    tactic: Annotated[str | None, Ecs("threat.tactic.id")] = None
    tactic_name: Annotated[str | None, Ecs("threat.tactic.name")] = None
    technique: Annotated[str | None, Ecs("threat.technique.id")] = None
    technique_name: Annotated[str | None, Ecs("threat.technique.name")] = None
    matrix: Annotated[str | None, Ecs("threat.framework", doc="enterprise or ics")] = None
    organisation: Annotated[str | None, Ecs("organization.id")] = None
    prefecture: Annotated[str | None, Ecs("jianmen.prefecture")] = None
    sector: Annotated[str | None, Ecs("jianmen.sector")] = None
    source_country: Annotated[str | None, Ecs("source.geo.country_iso_code")] = None
    destination_country: Annotated[str | None, Ecs("destination.geo.country_iso_code")] = None
    contributions: Annotated[dict[str, float], Ecs("jianmen.alert.contributions", "flattened", "feature → share")] = field(
        default_factory=dict
    )
    evidence: Annotated[list[str], Ecs("jianmen.alert.evidence", doc="event ids, up to 100")] = field(default_factory=list)
    evidence_count: Annotated[int, Ecs("jianmen.alert.evidence_count", "long", "records behind the alert")] = 0
    replay: Annotated[str | None, Ecs("jianmen.alert.replay", "keyword", "what to read again to compute it again (JSON)")] = None
    suppressed: Annotated[int, Ecs("jianmen.alert.suppressed", "long", "duplicates folded into this one")] = 0
    status: Annotated[str, Ecs("kibana.alert.workflow_status", doc="open, acknowledged or closed")] = "open"
    verdict: Annotated[str | None, Ecs("jianmen.alert.verdict")] = None
    rule_version: Annotated[str | None, Ecs("jianmen.rules", doc="dated rule file the thresholds came from")] = None
    demo: Annotated[bool, Ecs("jianmen.demo", "boolean", "made from simulated records")] = False


def alert_id(detector: str, version: str, zone: str, entity: str, anchor: str) -> str:
    """128-bit id of an alert; `anchor` is the window's start (ISO, UTC) or the event id.

    >>> len(alert_id("port_scan", "1", "z", "10.0.0.1", "2026-11-16T00:00:00Z"))
    32
    """
    text = "\x1f".join((detector, version, zone, entity, anchor))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
