"""Measures of a correlation against labelled alerts: phases, episodes, order, false incidents, reduction, and two naive floors."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

import polars as pl

from graph.correlation import Correlation
from graph.episodes import episodes

DAY = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Figures:
    """What one method achieved on one scenario; counts beside every share."""

    phases: int
    phases_alerted: int
    phases_anywhere: int
    missed: list[str]
    kept: int
    precision: float
    recall: float
    order: float | None
    incidents: int
    false_incidents: int
    false_per_day: float
    rank: int | None
    reduction: float

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Truth:
    """`labels`: phase of each row number or an empty text; `starts`: phase → its start (µs); `days`: benign days after the quiet time."""

    labels: Sequence[str]
    starts: Mapping[str, int]
    days: float


def judge(result: Correlation, truth: Truth) -> Figures:
    """Figures of the top-ranked path, and of all paths for false incidents."""
    phases = [{truth.labels[row] for row in rows} - {""} for rows in result.episodes["rows"].to_list()]
    tested = (~result.episodes["learning"]).to_list()
    malicious = {number for number, found in enumerate(phases) if found and tested[number]}
    members = [set(path.episodes) | set(path.context) for path in result.paths]
    hits = [place for place, group in enumerate(members) if group & malicious]
    best = members[0] if members else set()
    false = len(members) - len(hits)
    return _figures(
        best, set().union(*members) if members else set(), malicious, phases, result.episodes, truth,
        incidents=len(members), false=false, rank=hits[0] + 1 if hits else None,
    )  # fmt: skip


def floor_merge(frame: pl.DataFrame, until: int, truth: Truth, rules: Mapping[str, Any]) -> Figures:
    """Naive floor A: every episode after the quiet time is an incident of its own (merge of like alerts within 150 s)."""
    folded = episodes(frame, rules).filter(pl.col("first") >= until)
    return _naive(folded, folded, truth)


def floor_unseen(frame: pl.DataFrame, until: int, truth: Truth, rules: Mapping[str, Any]) -> Figures:
    """Naive floor B: keep the episodes whose (signature, host) was never seen in the quiet time, each an incident."""
    folded = episodes(frame, rules)
    seen = folded.filter(pl.col("first") < until).select("signature", "host").unique()
    tested = folded.filter(pl.col("first") >= until)
    return _naive(tested.join(seen, on=["signature", "host"], how="anti"), tested, truth)


def _naive(kept: pl.DataFrame, folded: pl.DataFrame, truth: Truth) -> Figures:
    numbered = folded.drop("episode").with_row_index("episode")
    phases = [{truth.labels[row] for row in rows} - {""} for rows in numbered["rows"].to_list()]
    malicious = {number for number, found in enumerate(phases) if found}
    chosen = set(numbered.join(kept.select("anchor"), on="anchor", how="semi")["episode"].to_list())
    return _figures(chosen, chosen, malicious, phases, numbered, truth, len(chosen), len(chosen - malicious), None)


def _figures(
    best: set[int], anywhere: set[int], malicious: set[int], phases: list[set[str]], folded: pl.DataFrame, truth: Truth,
    incidents: int, false: int, rank: int | None,
) -> Figures:  # fmt: skip
    alerted = {name for name in truth.labels if name}
    found = {name for number in best for name in phases[number]}
    seen = {name for number in anywhere for name in phases[number]}
    right = len(best & malicious)
    return Figures(
        phases=len(found), phases_alerted=len(alerted), phases_anywhere=len(seen), missed=sorted(alerted - found), kept=len(best),
        precision=round(right / len(best), 4) if best else 0.0, recall=round(right / len(malicious), 4) if malicious else 0.0,
        order=order(best, phases, folded, truth.starts), incidents=incidents, false_incidents=false,
        false_per_day=round(false / truth.days, 3) if truth.days > 0 else 0.0, rank=rank,
        reduction=round(1 - incidents / max(1, len(truth.labels)), 6),
    )  # fmt: skip


def order(best: set[int], phases: list[set[str]], folded: pl.DataFrame, starts: Mapping[str, int]) -> float | None:
    """Share of phase pairs told in their true order, by the first episode that tells each; None below two phases."""
    begun = folded["first"].to_list()
    told: dict[str, int] = {}
    for number in best:
        for name in phases[number]:
            told[name] = min(told.get(name, begun[number]), begun[number])
    pairs = [
        (one, other)
        for one, other in combinations(sorted(told.keys() & starts.keys()), 2)
        if starts[one] != starts[other]
    ]
    if not pairs:
        return None
    right = sum((told[one] <= told[other]) == (starts[one] < starts[other]) for one, other in pairs)
    return round(right / len(pairs), 4)
