"""RITA v5's beacon score: regularity of gaps and bytes, duration and histogram, a quarter each."""

import math
from collections import Counter

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def beacon_score(times: Floats, sizes: Floats, begun: float, ended: float) -> float | None:
    """RITA's score of one pair in a data set that spans begun…ended; None where RITA gives none.

    It needs four unique whole-second times and fewer than 86,400 connections.
    """
    whole = np.floor(times).astype(np.int64)
    unique = np.unique(whole)
    if len(unique) < 4 or len(times) >= 86_400:
        return None
    gaps = np.diff(np.sort(whole)).astype(float)
    gaps = gaps[gaps > 0]
    if len(gaps) < 3:
        return None
    gap = (_skew(gaps) + _mad(gaps, 1.0)) / 2
    size = (_skew(sizes) + _mad(sizes, 0.0)) / 2
    bars, filled, longest = _histogram(whole, begun, ended)
    coverage = min(1.0, float(unique[-1] - unique[0]) / max(ended - begun, 1.0))
    length = max(coverage, min(1.0, longest / 12)) if filled >= 6 else 0.0
    return round((_3(gap) + _3(size) + _3(length) + _3(max(_steady(bars), _bimodal(bars, filled)))) / 4, 3)


def _3(value: float) -> float:
    return round(value, 3)


def _quartiles(values: Floats) -> tuple[float, float, float]:
    """Quartiles as medians of the lower and upper half; the middle value of an odd count belongs to neither."""
    ordered = np.sort(values)
    half = len(ordered) // 2
    upper = ordered[half + len(ordered) % 2 :]
    return float(np.median(ordered[:half])), float(np.median(ordered)), float(np.median(upper))


def _skew(values: Floats) -> float:
    low, middle, high = _quartiles(values)
    if high - low < 10 or middle in (low, high):
        return 1.0
    return 1.0 - abs((high + low - 2 * middle) / (high - low))


def _mad(values: Floats, default: float) -> float:
    middle = float(np.median(values))
    spread = float(np.median(np.abs(values - middle)))
    if middle < 1:
        return default
    return max(0.0, (middle - spread) / middle)


def _histogram(times: npt.NDArray[np.int64], begun: float, ended: float) -> tuple[Floats, int, int]:
    """Counts in 24 equal bins, how many are filled, and the longest run of filled ones, round the end."""
    edges = np.linspace(begun, ended, 25)
    bars = np.histogram(times, edges)[0].astype(float)
    filled = bars > 0
    run = longest = 0
    for there in np.concatenate([filled, filled]):
        run = run + 1 if there else 0
        longest = max(longest, run)
    return bars, int(filled.sum()), min(longest, 24)


def _steady(bars: Floats) -> float:
    mean = float(bars.mean())
    return max(0.0, 1.0 - float(bars.std(ddof=0)) / mean) if mean > 0 else 0.0


def _bimodal(bars: Floats, filled: int) -> float:
    if filled < 11:
        return 0.0
    size = math.ceil(float(bars.max()) * 0.05)
    groups = Counter(math.floor(bar / size) * size for bar in bars if bar > 0)
    top = sum(count for _, count in groups.most_common(2))
    return top / max(1, filled - 1)
