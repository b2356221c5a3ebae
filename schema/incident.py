"""Incident (事件): alerts joined into a story."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from schema.ecs import Ecs


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One attack path; `path` is JSON: ordered steps and evidence edges."""

    incident_id: Annotated[str, Ecs("jianmen.incident.id", doc="stable: the hash of its first alert")]
    title_zh: Annotated[str, Ecs("jianmen.incident.title_zh", "text")]
    title_en: Annotated[str, Ecs("jianmen.incident.title_en", "text")]
    story_zh: Annotated[str, Ecs("jianmen.incident.story_zh", "text")]
    story_en: Annotated[str, Ecs("jianmen.incident.story_en", "text")]
    score: Annotated[float, Ecs("jianmen.incident.score", "double", "sum of log-likelihood ratios, squashed to [0, 1]")]
    severity: Annotated[str, Ecs("kibana.alert.severity")]
    grade: Annotated[str, Ecs("jianmen.incident.grade", doc="特别重大, 重大, 较大 or 一般 (suggested)")]
    event_time: Annotated[datetime, Ecs("@timestamp", "date", "last alert")]
    first_time: Annotated[datetime, Ecs("jianmen.incident.first", "date")]
    last_time: Annotated[datetime, Ecs("jianmen.incident.last", "date")]
    alerts: Annotated[list[str], Ecs("jianmen.incident.alerts")] = field(default_factory=list)
    alert_count: Annotated[int, Ecs("jianmen.incident.alert_count", "long")] = 0
    hosts: Annotated[list[str], Ecs("related.hosts", doc="zone|address of each host")] = field(default_factory=list)
    entry: Annotated[str | None, Ecs("jianmen.incident.entry")] = None
    target: Annotated[str | None, Ecs("jianmen.incident.target")] = None
    tactics: Annotated[list[str], Ecs("threat.tactic.id")] = field(default_factory=list)
    techniques: Annotated[list[str], Ecs("threat.technique.id")] = field(default_factory=list)
    zones: Annotated[list[str], Ecs("jianmen.zone")] = field(default_factory=list)
    organisations: Annotated[list[str], Ecs("organization.id")] = field(default_factory=list)
    prefectures: Annotated[list[str], Ecs("jianmen.prefecture")] = field(default_factory=list)
    sectors: Annotated[list[str], Ecs("jianmen.sector")] = field(default_factory=list)
    path: Annotated[str, Ecs("jianmen.incident.path", "text", "JSON: steps and edges")] = "{}"
    merged_from: Annotated[list[str], Ecs("jianmen.incident.merged_from")] = field(default_factory=list)
    status: Annotated[str, Ecs("kibana.alert.workflow_status")] = "open"
    rule_version: Annotated[str | None, Ecs("jianmen.rules")] = None
    demo: Annotated[bool, Ecs("jianmen.demo", "boolean")] = False
