"""Paths: bursts linked by evidence into a temporal multigraph (networkx); its connected parts are attack paths."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import networkx as nx

from graph.background import DAY, Background
from graph.bursts import Burst
from graph.entities import Aliases, entity

Place = tuple[str, str, str]
"""(place by which two bursts may be joined, kind of the join, the entity as written)."""


@dataclass(slots=True)
class _Recent:
    """The last bursts at a place, and the strongest so far: the skeleton that outlives any window."""

    last: list[Burst]
    strongest: list[Burst]


def places(burst: Burst, aliases: Aliases) -> list[Place]:
    """Where a burst may be joined to others: its host, what it reached, who acted, its account, its zone."""
    own = entity(burst.zone, burst.host)
    found: list[Place] = [(aliases.canonical(own), "host", own)]
    for target in burst.targets:
        name = entity(burst.zone, target)
        if name != own:
            found.append((aliases.canonical(name), "target", name))
    if burst.user:
        found.append((f"{burst.zone}|user:{burst.user}", "user", burst.user))
    found.append((f"{burst.zone}|", "zone", burst.zone))
    return found


def link(bursts: list[Burst], aliases: Aliases, days: float, rules: Mapping[str, Any]) -> "nx.MultiDiGraph[int]":
    """The multigraph of all bursts after the learning time; edges carry kind, likelihood, gap and the entity they share."""
    learned = [burst for burst in bursts if burst.learning]
    active = [burst for burst in bursts if not burst.learning]
    hosts = _hosts(bursts)
    normal = Background(_normal(learned, active, aliases), days or _span(active), hosts, rules)
    graph: nx.MultiDiGraph[int] = nx.MultiDiGraph()
    seen: dict[str, _Recent] = defaultdict(lambda: _Recent([], []))
    roles: dict[tuple[str, int], tuple[str, str]] = {}
    rule = rules["link"]
    for burst in active:
        graph.add_node(burst.number, burst=burst)
        for place, role, name in places(burst, aliases):
            memory = seen[place]
            for earlier in _candidates(memory):
                likelihood = _likelihood(earlier, burst, place, normal, rule)
                if likelihood >= rule["least"]:
                    was_role, was_name = roles[place, earlier.number]
                    kind = _kind(role, was_role, name, was_name, earlier, burst, rule, aliases)
                    graph.add_edge(earlier.number, burst.number, kind=kind, likelihood=likelihood, entity=name)
            roles[place, burst.number] = (role, name)
            _remember(memory, burst, rule)
    return graph


def _normal(learned: list[Burst], active: list[Burst], aliases: Aliases) -> Iterable[tuple[str, Burst]]:
    """Bursts that tell the background: the learned ones, or, with nothing learned, what goes on in shared places as it is."""
    if learned:
        yield from ((place, burst) for burst in learned for place, _, _ in places(burst, aliases))
        return
    for burst in active:
        counted = replace(burst, weight=1.0)
        for place, role, _ in places(burst, aliases):
            if role == "zone" or place.startswith("*|"):
                yield place, counted


def _span(active: list[Burst]) -> float:
    return (max(burst.last for burst in active) - active[0].first) / DAY if active else 0.0


def _hosts(bursts: Iterable[Burst]) -> dict[str, int]:
    found: dict[str, set[str]] = defaultdict(set)
    for burst in bursts:
        found[f"{burst.zone}|"].add(burst.host)
    return {place: len(names) for place, names in found.items()}


def _candidates(memory: _Recent) -> list[Burst]:
    return list({burst.number: burst for burst in (*memory.strongest, *memory.last)}.values())


def _likelihood(earlier: Burst, later: Burst, place: str, normal: Background, rule: Mapping[str, Any]) -> float:
    """How unlikely it is that the weaker of the two came about by itself in the time between; stage order is only a prior."""
    gap = max(0, later.first - earlier.last)
    weaker = min(earlier.strength, later.strength)
    forward = rule["order"] if later.order >= earlier.order > 0 else 0.0
    return normal.surprise(place, weaker, gap, rule["nearby_seconds"]) + forward


def _kind(
    role: str,
    was_role: str,
    name: str,
    was_name: str,
    earlier: Burst,
    later: Burst,
    rule: Mapping[str, Any],
    aliases: Aliases,
) -> str:
    """What joins two bursts, in the words of the evidence."""
    if role == "zone":
        return "same_time" if later.first - earlier.last <= rule["nearby_seconds"] * 1_000_000 else "same_zone"
    if role == "user":
        return "same_account"
    if name != was_name:
        return f"alias_{aliases.kind(was_name, name) or 'declared'}"
    if was_role == "target" and role == "host":
        return "pivot"
    return {"host": "same_host", "target": "same_target"}[role]


def _remember(memory: _Recent, burst: Burst, rule: Mapping[str, Any]) -> None:
    memory.last = [*memory.last, burst][-int(rule["recent"]) :]
    best = memory.strongest
    if len(best) < rule["strongest"] or burst.strength > best[-1].strength:
        memory.strongest = sorted([*best, burst], key=lambda item: (-item.strength, item.first))[
            : int(rule["strongest"])
        ]
