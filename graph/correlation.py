"""Correlation: an alert frame in, ranked attack paths out; pure, deterministic, no clock."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx
import polars as pl

from graph.bursts import Burst, bursts
from graph.context import around, beside
from graph.entities import Aliases, AliasRow
from graph.episodes import episodes
from graph.paths import link
from graph.rarity import habit, rated

Link = tuple[int, int, str, float, str]
"""From burst, to burst, kind, likelihood, shared entity."""


@dataclass(frozen=True, slots=True)
class Path:
    """One attack path: its bursts, the edges between them, the episodes told, and those only near in time (`context`)."""

    bursts: tuple[Burst, ...]
    edges: tuple[Link, ...]
    episodes: tuple[int, ...]
    context: tuple[int, ...]
    total: float

    @property
    def score(self) -> float:
        """The sum of strengths, squashed to [0, 1)."""
        return 1 - math.exp(-self.total / 40)


@dataclass(frozen=True, slots=True)
class Correlation:
    """Ranked paths and the rated episodes they point into."""

    paths: tuple[Path, ...]
    episodes: pl.DataFrame


def correlate(
    frame: pl.DataFrame, rules: Mapping[str, Any], quiet_until: int | None = None, aliases: Iterable[AliasRow] = ()
) -> Correlation:
    """Attack paths of an alert frame (graph.episodes.FRAME), strongest first; normal is learned before `quiet_until` (µs)."""
    folded = episodes(frame, rules)
    normal = habit(folded, quiet_until, rules)
    judged = rated(folded, normal, rules)
    nodes = bursts(judged, rules, normal.until, normal.half_life)
    graph = link(nodes, Aliases(aliases), normal.days, rules)
    groups = [sorted(group) for group in nx.weakly_connected_components(graph)]
    owner = {number: place for place, group in enumerate(groups) for number in group}
    edges: dict[int, list[Link]] = defaultdict(list)
    for one, other, data in graph.edges(data=True):
        edges[owner[one]].append(
            (one, other, str(data["kind"]), round(float(data["likelihood"]), 4), str(data["entity"]))
        )
    paths = []
    for place, group in enumerate(groups):
        part = [graph.nodes[number]["burst"] for number in group]
        if worth_telling(part, rules):
            paths.append(_path(edges[place], part, judged, rules))
    paths.sort(key=lambda path: (-path.total, path.bursts[0].first, path.bursts[0].number))
    return Correlation(tuple(paths), judged)


def worth_telling(part: list[Burst], rules: Mapping[str, Any]) -> bool:
    """Whether bursts together are an incident: strong enough and not all weak; a critical alert may stand alone."""
    rule = rules["incident"]
    worst = max(burst.severity for burst in part)
    total = sum(burst.strength for burst in part)
    linked = total >= rule["least"] and worst >= rule["worst"]
    return bool(linked or (worst >= rule["alone"] and total >= rule["alone_least"]))


def novel(part: list[Burst], judged: pl.DataFrame, rules: Mapping[str, Any]) -> list[Burst]:
    """The bursts that tell something new: a weak one whose every (signature, place) was told often enough already is left out."""
    rule = rules["repeats"]
    numbers = sorted(number for burst in part for number in burst.episodes)
    named = judged[numbers].select("episode", "zone", "host", "signature").iter_rows()
    name = {number: what for number, *what in named}
    told: Counter[tuple[str, ...]] = Counter()
    kept = []
    for burst in sorted(part, key=lambda item: (-item.strength, item.first, item.number)):
        mine = {tuple(name[number]) for number in burst.episodes}
        if burst.strength >= rule["strong"] or any(told[what] < rule["most"] for what in mine):
            kept.append(burst)
            told.update(mine)
    return sorted(kept, key=lambda item: (item.first, item.number))


def _path(edges: list[Link], whole: list[Burst], judged: pl.DataFrame, rules: Mapping[str, Any]) -> Path:
    part = novel(whole, judged, rules)
    numbers = {burst.number for burst in part}
    core = {number for burst in part for number in burst.episodes}
    members = tuple(sorted(core | beside(part, judged, core, rules)))
    inside = tuple(sorted(edge for edge in edges if edge[0] in numbers and edge[1] in numbers))
    near = around(part, judged, set(members), rules)
    return Path(tuple(part), inside, members, near, sum(burst.strength for burst in part))
