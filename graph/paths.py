"""The temporal graph of episodes: an edge where one may have led to the other, with its evidence and likelihood."""

import math
from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import networkx as nx

from graph.episodes import PUBLIC, Episode

KINDS = {
    "pivot": "目标随后成为来源 / the target became a source",
    "same_source": "同一来源 / the same source",
    "same_target": "同一目标 / the same target",
}


def build(episodes: list[Episode], rules: Mapping[str, Any]) -> nx.MultiDiGraph:
    """Nodes are positions in `episodes`; edges go forward in time and carry kind, host, likelihood and confidence."""
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(len(episodes)))
    seen: dict[str, list[int]] = defaultdict(list)
    fan = int(rules.get("fan_out", 12))
    budget = timedelta(hours=float(rules.get("budget_hours", 72)))
    crowd = _crowds(episodes)
    for position, episode in enumerate(episodes):
        for host in sorted(episode.hosts):
            # a public resolver or a busy server is no evidence of kinship: the more episodes a host is in, the less it tells
            for earlier in reversed(seen[host][-fan:]):
                before = episodes[earlier]
                if episode.first - before.last > budget:
                    break
                kind = _kind(before, episode, host)
                likelihood = _likelihood(before, episode, kind, crowd[host], rules)
                if likelihood > 0:
                    graph.add_edge(
                        earlier, position, kind=kind, host=host, likelihood=likelihood, confidence=1 - math.exp(-likelihood)
                    )
            seen[host].append(position)
    return graph


def _crowds(episodes: list[Episode]) -> dict[str, int]:
    counts: dict[str, set[str]] = defaultdict(set)
    for episode in episodes:
        for host in episode.hosts:
            counts[host] |= {other for other in episode.hosts if other != host}
    return {host: len(others) for host, others in counts.items()} | defaultdict(int)


def _kind(before: Episode, after: Episode, host: str) -> str:
    if host in before.targets and host == after.source:
        return "pivot"
    return "same_source" if host == before.source == after.source else "same_target"


def _likelihood(before: Episode, after: Episode, kind: str, crowd: int, rules: Mapping[str, Any]) -> float:
    """Sum of log-likelihood ratios: kind of kinship, stage progress (a prior, no filter), time, crowd, scores."""
    weights = rules.get("edge", {})
    value = float(weights.get(kind, 0.5))
    if before.order and after.order:
        value += float(weights.get("progress", 0.6)) if after.order > before.order else 0.0
    if before.technique == after.technique and before.title == after.title:
        value -= float(weights.get("repetition", 0.4))
    hours = max(0.0, (after.first - before.last).total_seconds() / 3600)
    value -= float(weights.get("per_log_hour", 0.25)) * math.log1p(hours)
    value -= float(weights.get("per_log_crowd", 0.35)) * math.log1p(max(0, crowd - 3))
    if kind != "pivot" and all(name.startswith(f"{PUBLIC}|") for name in before.hosts & after.hosts):
        value -= float(weights.get("public_only", 0.3))
    return value + math.log(max(before.score * after.score, 0.05) / 0.5)


def best_path(graph: nx.MultiDiGraph, members: set[int]) -> list[int]:
    """The path of members with the greatest sum of likelihoods (edges go forward in time, so it is a DAG)."""
    dag = nx.DiGraph()
    dag.add_nodes_from(members)
    for before, after, data in graph.subgraph(members).edges(data=True):
        known = dag.get_edge_data(before, after, {"weight": 0.0})["weight"]
        dag.add_edge(before, after, weight=max(known, data["likelihood"]))
    path: list[int] = nx.dag_longest_path(dag, weight="weight") if dag.number_of_edges() else [min(members)]
    return path
