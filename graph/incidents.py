"""Alerts → incidents: episodes joined by evidence edges; ids stay, merges are recorded."""

import json
import math
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import networkx as nx
import polars as pl

from graph.entities import alias_names
from graph.episodes import Episode, episodes
from graph.paths import best_path, build
from graph.story import story, title
from inventory import Inventory
from schema.incident import Incident

SEVERITIES = ("low", "medium", "high", "critical")


def correlate(
    alerts: pl.DataFrame, inventory: Inventory | None, known: list[dict[str, Any]], rules: Mapping[str, Any]
) -> list[Incident]:
    """Incidents of these alerts (columns of schema.alert.Alert), best first.

    known: incidents so far; one that shares an alert keeps its id; when two of them meet, the older id stays and the
    other is named in `merged_from`. Pure: the order of alerts never matters.
    """
    if not len(alerts):
        return []
    names = alias_names(inventory.aliases) if inventory else {}
    found = episodes(alerts, names, timedelta(minutes=float(rules.get("episode_gap_minutes", 90))))
    graph = build(found, rules)
    strong = nx.Graph()
    strong.add_nodes_from(graph.nodes)
    least = float(rules.get("least_likelihood", 0.4))
    strong.add_edges_from((before, after) for before, after, data in graph.edges(data=True) if data["likelihood"] >= least)
    owners = {alert: row for row in known for alert in row["alerts"]}
    incidents = [
        incident
        for members in nx.connected_components(strong)
        if (incident := _incident(graph, set(members), found, owners, inventory, rules)) is not None
    ]
    return sorted(incidents, key=lambda incident: (-incident.score, incident.first_time, incident.incident_id))


def _incident(
    graph: nx.MultiDiGraph,
    members: set[int],
    found: list[Episode],
    owners: Mapping[str, dict[str, Any]],
    inventory: Inventory | None,
    rules: Mapping[str, Any],
) -> Incident | None:
    parts = [found[position] for position in sorted(members)]
    path = [found[position] for position in best_path(graph, members)]
    techniques = {part.technique for part in parts if part.technique}
    severity = max((part.severity for part in parts), key=SEVERITIES.index)
    alone = len(techniques) < int(rules.get("least_techniques", 2))
    if alone and severity not in rules.get("alone", ["critical"]):
        return None
    rows = [row for part in parts for row in part.alerts]
    score = _score(graph, members, parts, inventory)
    previous = sorted({owners[row["alert_id"]]["incident_id"]: owners[row["alert_id"]] for row in rows if row["alert_id"] in owners}.values(),
                      key=lambda row: (row["first_time"], row["incident_id"]))  # fmt: skip
    identifier = previous[0]["incident_id"] if previous else min(parts, key=lambda part: (part.first, part.key)).key
    merged = sorted({row["incident_id"] for row in previous[1:]} | {name for row in previous for name in row["merged_from"] or []})
    hosts = sorted({host for part in parts for host in part.hosts})
    text_zh, text_en = story(path)
    title_zh, title_en = title(path, len(hosts))
    places = {name: sorted({row[name] for row in rows if row[name]}) for name in ("organisation", "prefecture", "sector", "zone")}
    return Incident(
        incident_id=identifier,
        title_zh=title_zh,
        title_en=title_en,
        story_zh=text_zh,
        story_en=text_en,
        score=round(score, 6),
        severity=severity if len(techniques) < 4 else SEVERITIES[min(3, SEVERITIES.index(severity) + 1)],
        grade=_grade(score, severity, places["sector"], inventory, places["organisation"]),
        event_time=max(part.last for part in parts),
        first_time=min(part.first for part in parts),
        last_time=max(part.last for part in parts),
        alerts=sorted(row["alert_id"] for row in rows),
        alert_count=len(rows),
        hosts=hosts,
        entry=path[0].source or (path[0].targets[0] if path[0].targets else None),
        target=(path[-1].targets[0] if path[-1].targets else path[-1].source),
        tactics=_ordered(parts, "tactic"),
        techniques=_ordered(parts, "technique"),
        zones=places["zone"],
        organisations=places["organisation"],
        prefectures=places["prefecture"],
        sectors=places["sector"],
        path=_path(graph, members, found),
        merged_from=merged,
        rule_version=str(rules.get("version", "")),
    )


def _score(graph: nx.MultiDiGraph, members: set[int], parts: list[Episode], inventory: Inventory | None) -> float:
    """Squashed sum of: distinct techniques' best scores, the best path's likelihood, the value of the assets reached."""
    best: dict[str, float] = {}
    for part in parts:
        best[part.technique or part.title] = max(best.get(part.technique or part.title, 0.0), part.score)
    path = best_path(graph, members)
    length = sum(
        max(data["likelihood"] for data in graph.get_edge_data(before, after).values()) for before, after in zip(path, path[1:], strict=False)
    )
    value = 0.0
    if inventory:
        assets = inventory.asset_by_address
        known = [assets[key].importance for part in parts for host in part.targets if (key := tuple(host.split("|", 1))) in assets]  # type: ignore[comparison-overlap]
        value = max(known, default=0) / 5
    return 1 - math.exp(-(sum(best.values()) * 0.45 + length * 0.25 + value * 0.5))


def _grade(score: float, severity: str, sectors: list[str], inventory: Inventory | None, organisations: list[str]) -> str:
    """A suggestion only: grading is for people; 较大 needs a CII operator and a strong path."""
    cii = bool(inventory) and any(
        (known := inventory.organisation_by_id.get(name)) and known.operator_kind == "cii" for name in organisations if inventory
    )
    return "较大" if cii and severity == "critical" and score >= 0.9 and sectors else "一般"


def _ordered(parts: list[Episode], name: str) -> list[str]:
    """Distinct values in order of first sight."""
    return list(dict.fromkeys(value for part in sorted(parts, key=lambda item: (item.first, item.key)) if (value := getattr(part, name))))


def _path(graph: nx.MultiDiGraph, members: set[int], found: list[Episode]) -> str:
    """JSON: steps in time order and the edges between them (positions in the list of steps)."""
    order = {position: at for at, position in enumerate(sorted(members))}
    steps = [
        {
            "time": found[position].first.isoformat(),
            "end": found[position].last.isoformat(),
            "source": found[position].source,
            "targets": list(found[position].targets[:10]),
            "title": found[position].title,
            "technique": found[position].technique,
            "tactic": found[position].tactic,
            "score": round(found[position].score, 4),
            "alerts": [row["alert_id"] for row in found[position].alerts][:50],
        }
        for position in sorted(members)
    ]
    edges = [
        {"from": order[before], "to": order[after], "kind": data["kind"], "host": data["host"], "confidence": round(data["confidence"], 4)}
        for before, after, data in sorted(graph.subgraph(members).edges(data=True), key=lambda item: (item[0], item[1], item[2]["host"]))
    ]
    return json.dumps({"steps": steps, "edges": edges[:2000]}, ensure_ascii=False)
