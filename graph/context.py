"""Context: the least usual episodes shortly before and after each strong part of a path; guessed, and marked as guessed."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import polars as pl

from graph.bursts import Burst

MINUTE = 60_000_000


def around(part: list[Burst], judged: pl.DataFrame, taken: set[int], rules: Mapping[str, Any]) -> tuple[int, ...]:
    """Up to `each` episodes before and after each cluster of the path, in its zones, by falling strength."""
    rule = rules["context"]
    zones = sorted({burst.zone for burst in part})
    near = judged.filter(
        ~pl.col("learning")
        & pl.col("zone").is_in(zones)
        & (pl.col("surprise") * (pl.col("severity") > 0) >= rule["least"])
    )
    found: set[int] = set()
    for cluster in _strongest(clusters(part, int(rule["cluster_gap_minutes"] * MINUTE)), rule):
        first, last = min(burst.first for burst in cluster), max(burst.last for burst in cluster)
        before = pl.col("first").is_between(first - int(rule["lead_minutes"] * MINUTE), first)
        after = pl.col("first").is_between(last, last + int(rule["lag_minutes"] * MINUTE))
        for side in (before, after):
            fresh = near.filter(side & ~pl.col("episode").is_in(sorted(taken | found)))
            best = fresh.sort(["strength", "first", "episode"], descending=[True, False, False]).head(int(rule["each"]))
            found.update(best["episode"].to_list())
    return tuple(sorted(found))


def beside(part: list[Burst], judged: pl.DataFrame, taken: set[int], rules: Mapping[str, Any]) -> set[int]:
    """Weaker episodes at the very place and time of a strong burst: its echoes in other sensors."""
    rule = rules["beside"]
    margin = int(rule["seconds"] * 1_000_000)
    strong = [(b.zone, b.host, b.first - margin, b.last + margin) for b in part if b.strength >= rule["burst_least"]]
    if not strong:
        return set()
    spans = pl.DataFrame(strong, schema=["zone", "host", "from", "to"], orient="row")
    weaker = judged.filter(~pl.col("learning") & (pl.col("strength") >= rule["least"]))
    near = weaker.join(spans, on=["zone", "host"]).filter(
        (pl.col("first") <= pl.col("to")) & (pl.col("last") >= pl.col("from"))
    )
    return set(near["episode"].to_list()) - taken


def _strongest(groups: list[list[Burst]], rule: Mapping[str, Any]) -> list[list[Burst]]:
    """The few strongest clusters, in time order; weak ones get no context."""
    weighed = [(sum(burst.strength for burst in group), group) for group in groups]
    strong = sorted(
        (pair for pair in weighed if pair[0] >= rule["cluster_least"]), key=lambda pair: (-pair[0], pair[1][0].first)
    )
    return sorted((group for _, group in strong[: int(rule["clusters"])]), key=lambda group: group[0].first)


def clusters(part: list[Burst], gap: int) -> list[list[Burst]]:
    """Bursts cut where nothing happens for longer than `gap` µs."""
    ordered = sorted(part, key=lambda burst: (burst.first, burst.number))
    groups = [[ordered[0]]]
    for earlier, later in pairwise(ordered):
        if later.first - max(earlier.last, groups[-1][-1].last) > gap:
            groups.append([])
        groups[-1].append(later)
    return groups
