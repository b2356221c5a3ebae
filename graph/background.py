"""Background: how often bursts of a given strength come about on normal days, at an entity or anywhere in a zone."""

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from graph.bursts import Burst

DAY = 86_400_000_000


class Background:
    """Rates of bursts by place and strength, learned from the learning time and smoothed by a prior."""

    def __init__(
        self, learned: Iterable[tuple[str, Burst]], days: float, hosts: Mapping[str, int], rules: Mapping[str, Any]
    ) -> None:
        self._rule = rules["link"]
        self._days = days
        self._hosts = hosts
        found: dict[str, list[tuple[float, float]]] = defaultdict(list)
        for place, burst in learned:
            found[place].append((burst.strength, burst.weight))
        self._table: dict[str, tuple[list[float], list[float]]] = {}
        for place, pairs in found.items():
            pairs.sort()
            sums, total = [], 0.0
            for _, weight in reversed(pairs):
                total += weight
                sums.append(total)
            self._table[place] = ([strength for strength, _ in pairs], sums[::-1])

    def rate(self, place: str, strength: float) -> float:
        """Expected bursts a day at the place at least so strong."""
        strengths, sums = self._table.get(place, ([], []))
        index = bisect_left(strengths, strength)
        seen = sums[index] if index < len(sums) else 0.0
        prior = (
            self._rule["prior_per_day"] * math.exp(-strength / self._rule["prior_scale"]) * self._hosts.get(place, 1)
        )
        trust = self._rule["prior_days"]
        return float((seen + trust * prior) / (self._days + trust))

    def surprise(self, place: str, strength: float, gap: int, tolerance: float) -> float:
        """−log of the chance that such a burst comes within the gap by itself (`gap` µs, `tolerance` seconds)."""
        span = gap / DAY + tolerance / 86400
        return -math.log(max(1e-12, 1 - math.exp(-self.rate(place, strength) * span)))
