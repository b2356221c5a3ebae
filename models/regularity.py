"""How regular a series of times is: a likelihood ratio of a jittered clock with missing beats against chance."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
SPREADS = np.array([0.01, 0.03, 0.08, 0.15, 0.25, 0.36])  # jitter as standard deviation over period; ±60 % uniform is 0.35
MISSED = np.array([0.02, 0.1, 0.25, 0.4, 0.55])
FOLDS = np.arange(1, 7)  # a gap of up to six periods
SHAPES = (1 - MISSED) * MISSED ** (FOLDS[:, None] - 1.0)  # chance of a gap of each fold, a column a share of missing beats
FLOOR = 0.03  # share of gaps that belong to nothing: retries, restarts, nights
MOST = 400  # gaps looked at; more add no knowledge


@dataclass(frozen=True, slots=True)
class Regularity:
    """What the best clock explains: `gain` nats in all beyond chance, after paying for its parameters."""

    beats: int
    period: float
    jitter: float  # standard deviation of a gap over the period
    missed: float  # share of beats that did not come
    gain: float
    per_gap: float  # gain a gap: how strong the regularity is, whatever the number of beats

    @property
    def confidence(self) -> float:
        """Probability of a clock given even odds beforehand and a gain that is half believed (gaps are not independent)."""
        return float(1.0 / (1.0 + np.exp(-np.clip(self.gain / 2.0 - 2.0, -30, 30))))


def beats_of(times: Floats) -> Floats:
    """Times of beats: records that come together are one beat.

    >>> beats_of(np.array([0.0, 0.4, 60.0, 60.3, 120.0])).tolist()
    [0.0, 60.0, 120.0]
    """
    ordered = np.unique(times)
    if len(ordered) < 3:
        return ordered
    gaps = np.diff(ordered)
    long = gaps[gaps > 2.0]
    apart = min(2.0, 0.2 * float(np.median(gaps))) if len(long) < 3 else max(2.0, 0.08 * float(np.median(long)))
    # a burst is cut from its first record on, so that a chain of close records does not become one beat for ever
    kept = [ordered[0]]
    for moment in ordered[1:]:
        if moment - kept[-1] > apart:
            kept.append(moment)
    return np.asarray(kept)


def regularity(times: Floats) -> Regularity | None:
    """The clock that explains the gaps best; None when there are fewer than four beats."""
    beats = beats_of(times)
    gaps = np.diff(beats)
    if len(gaps) < 3:
        return None
    used = gaps if len(gaps) <= MOST else gaps[np.linspace(0, len(gaps) - 1, MOST).astype(int)]
    count, mean = len(used), float(used.mean())
    chance = -np.log(mean) - used / mean  # memoryless arrivals of the same rate
    likely, total = np.exp(chance), float(chance.sum())
    best: tuple[float, float, float, float] = (-np.inf, mean, 1.0, 0.0)
    for period in _periods(used):
        for spread in SPREADS:
            # a gap of k periods has k jitters in it; a clock that keeps to its grid has less, which this forgives
            wide = np.maximum(spread * period * np.sqrt(FOLDS), 0.25)
            off = (used[:, None] - FOLDS * period) / wide
            bell = np.exp(-0.5 * off * off) / (wide * 2.5066)
            found = np.log((1 - FLOOR) * (bell @ SHAPES) + FLOOR * likely[:, None])
            gains = found.sum(axis=0) - total
            at = int(gains.argmax())
            if gains[at] > best[0]:
                best = (float(gains[at]), float(period), float(spread), float(MISSED[at]))
    gain = best[0] - 1.5 * np.log(count) - 1.0
    return Regularity(len(beats), best[1], best[2], best[3], gain, gain / count)


def _periods(gaps: Floats) -> Floats:
    """Periods worth trying: quantiles of the gaps, halves of the larger ones, and their refinements."""
    points = np.quantile(gaps, [0.1, 0.25, 0.4, 0.5, 0.6, 0.75])
    tried = np.concatenate([points, [gaps.mean(), points[3] / 2]])
    tried = tried[tried > 0.5]
    refined = []
    for period in tried:
        folds = np.clip(np.round(gaps / period), 1, 6)
        near = np.abs(gaps / folds - period) < 0.3 * period
        if near.any():
            refined.append(float(np.median((gaps / folds)[near])))
    whole = np.unique(np.round(np.concatenate([tried, refined]), 2))
    return whole if len(whole) else np.array([max(float(gaps.mean()), 0.01)])
