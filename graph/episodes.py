"""Episodes: what one detector or signature keeps saying of one source and target, folded, so that floods cost nothing."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any

import polars as pl

from graph.entities import entity
from schema.attack import technique

PUBLIC = "internet"


@dataclass(slots=True)
class Episode:
    """Alerts of one title, source and target with gaps no longer than the rule's."""

    key: str  # id of the first alert: stable, and orders ties
    title: str
    detector: str
    source: str | None
    targets: tuple[str, ...]
    first: datetime
    last: datetime
    score: float
    severity: str
    technique: str | None
    tactic: str | None
    order: int
    alerts: list[dict[str, Any]] = field(default_factory=list)

    @property
    def hosts(self) -> set[str]:
        """All entities it names."""
        return {name for name in (self.source, *self.targets) if name}


def episodes(alerts: pl.DataFrame, names: dict[str, str], gap: timedelta) -> list[Episode]:
    """Alerts (schema.alert columns) folded into episodes, in order of time."""
    found: list[Episode] = []
    open_ones: dict[tuple[Any, ...], Episode] = {}
    for row in alerts.sort("first_time", "alert_id").iter_rows(named=True):
        source = _name(row["zone"], row["source_ip"], names)
        targets = tuple(
            sorted({name for address in [row["destination_ip"], *(row["targets"] or [])] if (name := _name(row["zone"], address, names))})
        )
        if source is None and not targets:
            source = _name(row["zone"], row["entity"], names)
        key = (row["detector"], row["title"], source, targets[:1])
        current = open_ones.get(key)
        if current is not None and row["first_time"] - current.last <= gap:
            current.last = max(current.last, row["last_time"])
            current.score = max(current.score, row["score"])
            current.severity = max(current.severity, row["severity"], key=_rank)
            current.targets = tuple(sorted({*current.targets, *targets}))
            current.alerts.append(row)
            continue
        known = technique(row["technique"])
        episode = Episode(
            key=row["alert_id"], title=row["title"], detector=row["detector"], source=source, targets=targets,
            first=row["first_time"], last=row["last_time"], score=row["score"], severity=row["severity"],
            technique=row["technique"], tactic=row["tactic"], order=known.order if known else 0, alerts=[row],
        )  # fmt: skip
        open_ones[key] = episode
        found.append(episode)
    return found


def _rank(severity: str) -> int:
    return ("low", "medium", "high", "critical").index(severity) if severity in ("low", "medium", "high", "critical") else 0


def _name(zone: str, address: str | None, names: dict[str, str]) -> str | None:
    """Private addresses are named with their zone; public ones are the same everywhere."""
    if not address:
        return None
    try:
        public = ip_address(address).is_global
    except ValueError:
        public = False
    name = entity(PUBLIC if public else zone, address)
    return names.get(name, name)
