"""Incidents: alerts of the store in, incidents with stable ids out."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

from graph import correlation
from graph.correlation import Correlation, Path
from graph.entities import entity
from graph.episodes import FRAME, ids_of
from graph.grading import grade, severity
from graph.steps import Story, told
from graph.story import clauses, text
from graph.words import tactic_name, tactics
from inventory import Inventory
from schema.incident import Incident

LEVELS = {"low": 1.0, "medium": 2.0, "high": 3.0, "critical": 4.0}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
WATCHED = ("conn", "dns", "http")


def correlate(
    alerts: pl.DataFrame,
    inventory: Inventory | None,
    known: list[dict[str, Any]],
    rules: Mapping[str, Any],
    quiet_until: int | None = None,
) -> list[Incident]:
    """Incidents of the alerts (columns of schema.alert.Alert); ids stay, merges are recorded, settled ones are kept.

    Pure: the same alerts, in any order, give the same incidents.
    """
    frame = frame_of(alerts)
    aliases = [(a.zone_a, a.address_a, a.zone_b, a.address_b, a.kind) for a in inventory.aliases] if inventory else []
    result = correlation.correlate(frame, rules, quiet_until, aliases)
    rows = {row["alert_id"]: row for row in alerts.iter_rows(named=True)} if result.paths else {}
    ids = ids_of(frame)
    names = {f"{asset.zone}|{asset.ip}": asset.name for asset in inventory.assets if asset.name} if inventory else {}
    fresh = [incident(path, result, ids, rules, rows, inventory, names) for path in result.paths]
    return _settle(fresh, known, alerts)


def frame_of(alerts: pl.DataFrame) -> pl.DataFrame:
    """Alert frame of stored alerts: seen at the source where there is one, else at the entity; one row a target."""
    if not alerts.height:
        return pl.DataFrame(schema=FRAME)
    ordered = alerts.sort("first_time", "alert_id").with_row_index("row")
    host = pl.coalesce("source_ip", "entity")
    target = (
        pl.concat_list(pl.col("destination_ip"), pl.col("targets").fill_null([]))
        .list.drop_nulls()
        .list.unique(maintain_order=True)
    )
    return (
        ordered.select(
            pl.col("row").cast(pl.UInt32), "alert_id",
            pl.col("first_time").dt.epoch("us").alias("time"), "zone", host.alias("host"), pl.col("source_ip").alias("source"),
            target.alias("destination"), pl.col("user_name").alias("user"), pl.col("title").alias("signature"),
            pl.col("severity").replace_strict(LEVELS, default=2.0, return_dtype=pl.Float64), "technique",
        )
        .explode("destination")
        .select(*FRAME)
    )  # fmt: skip


def incident_id(first_alert: str) -> str:
    """Stable id: the hash of the first alert's id."""
    return hashlib.sha256(f"incident\x1f{first_alert}".encode()).hexdigest()[:32]


def incident(
    path: Path,
    result: Correlation,
    ids: list[str],
    rules: Mapping[str, Any],
    rows: Mapping[str, Any],
    inventory: Inventory | None = None,
    names: Mapping[str, str] | None = None,
) -> Incident:
    """The incident of a path; `rows` are the stored alerts by id (may be empty), `names` the hosts' names by `zone|address`."""
    names = names or {}
    story = told(path, result.episodes, ids)
    parts = clauses(story, names, dark(story, inventory))
    numbers = result.episodes[sorted(path.episodes)]["rows"].explode().to_list()
    alerts = list(dict.fromkeys(ids[number] for number in sorted(numbers)))
    mine = [rows[alert] for alert in alerts if alert in rows]
    firm = [step for step in story.steps if not step.context]
    order = sorted(
        {step.tactic for step in firm if step.tactic},
        key=lambda code: int(tactics().get(code, {"order": "99"})["order"]),
    )
    hosts = list(
        dict.fromkeys(
            name
            for step in firm
            for name in (entity(step.zone, step.host), *(entity(step.zone, t) for t in step.targets))
        )
    )
    entry, target = ends(story)
    first = EPOCH + timedelta(microseconds=min(burst.first for burst in path.bursts))
    last = EPOCH + timedelta(microseconds=max(burst.last for burst in path.bursts))
    level = severity(path.score, max(step.severity for step in firm))
    zh, en = _title(order, hosts, entry, names)
    places = {
        key: sorted({row[key] for row in mine if row.get(key)}) for key in ("organisation", "prefecture", "sector")
    }
    return Incident(
        incident_id=incident_id(alerts[0]), title_zh=zh, title_en=en, story_zh=text(parts, "zh"), story_en=text(parts, "en"),
        score=round(path.score, 6), severity=level, grade=grade(story, target, inventory, level),
        event_time=last, first_time=first, last_time=last, alerts=alerts, alert_count=len(alerts), hosts=hosts, entry=entry, target=target,
        tactics=order, techniques=list(dict.fromkeys(step.technique for step in firm if step.technique)),
        zones=sorted({step.zone for step in firm}), organisations=places["organisation"], prefectures=places["prefecture"],
        sectors=places["sector"],
        path=json.dumps({**story.as_dict(), "clauses": [part.as_dict() for part in parts], "names": names_of(story, names)}, ensure_ascii=False),
        rule_version=str(rules.get("version", "")) or None,
    )  # fmt: skip


def names_of(story: Story, names: Mapping[str, str]) -> dict[str, str]:
    """The host names a story needs."""
    used = {f"{step.zone}|{step.host}" for step in story.steps}
    return {key: name for key, name in sorted(names.items()) if key in used}


def dark(story: Story, inventory: Inventory | None) -> tuple[tuple[str, str], ...]:
    """(zone, dataset) the declared sensors of the path's zones do not deliver; empty without a declared sensor."""
    if inventory is None or not inventory.sensors:
        return ()
    found = []
    for zone in sorted({step.zone for step in story.steps if not step.context}):
        delivered = {
            dataset for sensor in inventory.sensors if sensor.zone == zone for dataset in sensor.datasets or ()
        }
        found += [(zone, name) for name in WATCHED if not any(name in dataset for dataset in delivered)]
    return tuple(found)


def ends(story: Story) -> tuple[str | None, str | None]:
    """Entry: the inside host first reached from outside, else the first; target: where the furthest stage struck."""
    firm = [step for step in story.steps if not step.context]
    outside = [step for step in firm if entity(step.zone, step.host)[0] == "*"]
    reached = [entity(step.zone, target) for step in outside for target in step.targets]
    touched = [
        name for step in firm for name in (entity(step.zone, step.host), *(entity(step.zone, t) for t in step.targets))
    ]
    entry = next((name for name in (*reached, *touched) if name[0] != "*"), None)
    ranked = max(
        range(len(firm)),
        key=lambda place: (int(tactics().get(firm[place].tactic or "", {"order": "0"})["order"]), place),
    )
    struck = firm[ranked]
    inside = [entity(struck.zone, name) for name in struck.targets]
    return entry, next((name for name in inside if name[0] != "*"), entity(struck.zone, struck.host))


def _title(order: list[str], hosts: list[str], entry: str | None, names: Mapping[str, str]) -> tuple[str, str]:
    place = (names.get(entry) or entry.split("|", 1)[1]) if entry else "?"
    zh, en = tactic_name(order[-1]) if order else ("异常活动", "unusual activity")
    return (
        f"{place} 起的攻击路径:{len(hosts)} 台主机,至“{zh}”",
        f"Attack path from {place}: {len(hosts)} hosts, up to {en}",
    )


def _settle(fresh: list[Incident], known: list[dict[str, Any]], alerts: pl.DataFrame) -> list[Incident]:
    """Give incidents the ids they had; two known ones in one are a merge; a known one nobody claims stays if it was settled or outlived its alerts."""
    start = alerts["first_time"].min() if alerts.height else None
    claimed: set[str] = set()
    settled = []
    older = sorted(known, key=lambda row: (row["first_time"], row["incident_id"]))
    owners: dict[str, list[str]] = {}
    by_id = {row["incident_id"]: row for row in older}
    for row in older:
        for alert in row["alerts"] or ():
            owners.setdefault(alert, []).append(row["incident_id"])
    for incident in fresh:
        mine = {owner for alert in incident.alerts for owner in owners.get(alert, ())} - claimed
        mine_in_order = [row["incident_id"] for row in older if row["incident_id"] in mine]
        if not mine_in_order:
            settled.append(incident)
            continue
        claimed |= mine
        keep = by_id[mine_in_order[0]]
        merged = sorted(
            {*mine_in_order[1:], *(part for owner in mine_in_order for part in by_id[owner].get("merged_from") or ())}
        )
        settled.append(
            _with(incident, incident_id=keep["incident_id"], merged_from=merged, status=keep.get("status") or "open")
        )
    for row in older:
        lasting = (row.get("status") or "open") != "open" or (start is not None and row["last_time"] < start)
        if row["incident_id"] not in claimed and lasting:
            settled.append(Incident(**{item.name: row[item.name] for item in fields(Incident) if item.name in row}))
    return sorted(settled, key=lambda incident: (-incident.score, incident.first_time, incident.incident_id))


def _with(incident: Incident, **changes: Any) -> Incident:
    return Incident(**{**{item.name: getattr(incident, item.name) for item in fields(Incident)}, **changes})
