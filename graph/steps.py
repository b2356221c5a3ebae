"""Steps: a path as ordered records with evidence edges, the form that stories, pictures and exports read."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

import polars as pl

from graph.correlation import Path
from graph.entities import entity

LISTED = 20
CERTAIN = 0.6


@dataclass(frozen=True, slots=True)
class Step:
    """One episode of a path; `certain` is false for guessed techniques and for mere context."""

    time: str
    last: str
    zone: str
    host: str
    targets: list[str]
    signature: str
    technique: str | None
    tactic: str | None
    severity: float
    strength: float
    count: int
    alerts: list[str]
    basis: str
    confidence: float
    certain: bool
    context: bool
    user: str | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """Why two steps belong together: kind of evidence, confidence in [0, 1], and the entity they share."""

    origin: int
    to: int
    kind: str
    confidence: float
    entity: str


@dataclass(frozen=True, slots=True)
class Story:
    """Steps in order of time, and edges between their positions."""

    steps: list[Step] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        edges = [
            {"from": edge.origin, **{key: value for key, value in asdict(edge).items() if key != "origin"}}
            for edge in self.edges
        ]
        return {"steps": [asdict(step) for step in self.steps], "edges": edges}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Story":
        """The story of what `as_dict` gave."""
        edges = [
            Edge(int(edge["from"]), int(edge["to"]), edge["kind"], float(edge["confidence"]), edge["entity"])
            for edge in data.get("edges", [])
        ]
        return cls([Step(**step) for step in data.get("steps", [])], edges)


def moment(microseconds: int) -> str:
    """ISO 8601, UTC.

    >>> moment(0)
    '1970-01-01T00:00:00.000000Z'
    """
    stamp = datetime.fromtimestamp(microseconds // 1_000_000, UTC).replace(microsecond=microseconds % 1_000_000)
    return stamp.isoformat(timespec="microseconds").replace("+00:00", "Z")


def told(path: Path, episodes: pl.DataFrame, ids: Sequence[str], listed: int = LISTED) -> Story:
    """Steps and edges of a path; `ids` gives the alert id of each row number."""
    numbers = sorted(set(path.episodes) | set(path.context))
    rows = {row["episode"]: row for row in episodes[numbers].iter_rows(named=True)}
    ordered = sorted(numbers, key=lambda number: (rows[number]["first"], number))
    position = {number: place for place, number in enumerate(ordered)}
    context = set(path.context)
    steps = [_step(rows[number], ids, number in context, listed) for number in ordered]
    return Story(steps, _edges(path, position))


def _step(row: Mapping[str, Any], ids: Sequence[str], context: bool, listed: int) -> Step:
    alerts = list(dict.fromkeys(ids[number] for number in row["rows"][:listed]))
    sure = row["sure"] or 0.0
    return Step(
        moment(row["first"]), moment(row["last"]), row["zone"], row["host"], list(row["targets"] or []), row["signature"],
        row["technique"], row["tactic"], row["severity"], round(row["strength"], 3), row["count"], alerts, row["basis"],
        round(sure, 3), sure >= CERTAIN and not context, context, row["user"],
    )  # fmt: skip


def _edges(path: Path, position: Mapping[int, int]) -> list[Edge]:
    """Within a burst each episode follows the one before; between bursts the likeliest evidence of each kind that is not mere time."""
    found = []
    members = {burst.number: burst.episodes for burst in path.bursts}
    for burst in path.bursts:
        ordered = sorted(position[number] for number in burst.episodes)
        found += [
            Edge(one, other, "same_burst", 0.9, entity(burst.zone, burst.host))
            for one, other in zip(ordered, ordered[1:], strict=False)
        ]
    best: dict[tuple[int, bool], tuple[int, int, str, float, str]] = {}
    for edge in path.edges:
        key = (edge[1], edge[2].startswith("same_") and edge[2] in ("same_time", "same_zone"))
        if key not in best or (edge[3], edge[0]) > (best[key][3], best[key][0]):
            best[key] = edge
    for one, other, kind, likelihood, name in best.values():
        end = min(position[number] for number in members[other])
        before = [position[number] for number in members[one] if position[number] < end]
        start = max(before, default=min(position[number] for number in members[one]))
        if start > end:  # the first burst began earlier but its first episode sorts later: same instant
            start, end = end, start
        found.append(Edge(start, end, kind, round(1 - math.exp(-likelihood), 4), name))
    return sorted(found, key=lambda edge: (edge.to, edge.origin, edge.kind))
