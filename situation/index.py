"""The situation index: parts squashed to 0–100, weighted by AHP, rolled up so that one burning prefecture shows."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

RANDOM_INDEX = {1: 0.0, 2: 0.0, 3: 0.58, 4: 0.90, 5: 1.12, 6: 1.24, 7: 1.32}


def squash(amount: float, kappa: float) -> float:
    """0 … 100; an amount of kappa gives 50.

    >>> round(squash(400, 400), 6)
    50.0
    """
    return 200 / math.pi * math.atan(max(0.0, amount) / kappa)


def ahp(matrix: Sequence[Sequence[float]]) -> tuple[list[float], float]:
    """Weights (principal eigenvector) and the consistency ratio; judgements are consistent below 0.1."""
    values, vectors = np.linalg.eig(np.array(matrix, dtype=float))
    at = int(np.argmax(values.real))
    weights = np.abs(vectors[:, at].real)
    size = len(matrix)
    index = (values[at].real - size) / (size - 1)
    return [float(value) for value in weights / weights.sum()], float(index / RANDOM_INDEX[size])


def combine(parts: Mapping[str, float | None], rules: Mapping[str, Any]) -> float | None:
    """The index of one unit; a part nobody measured is left out and the others' weights grow. None when none is known."""
    weights, _ = ahp(rules["pairwise"])
    known = [(weight, parts[name]) for weight, name in zip(weights, rules["parts"], strict=True) if parts.get(name) is not None]
    total = sum(weight for weight, _ in known)
    return sum(weight * float(value) for weight, value in known if value is not None) / total if known else None


def roll_up(units: Sequence[tuple[float, float]], rules: Mapping[str, Any]) -> float | None:
    """(weight, index) of the units below → the index above: mostly the weighted mean, partly the worst few."""
    if not units:
        return None
    settings = rules["roll_up"]
    mean = sum(weight * value for weight, value in units) / sum(weight for weight, _ in units)
    worst = sorted((value for _, value in units), reverse=True)[: int(settings["worst_of"])]
    return float(settings["mean"]) * mean + float(settings["worst"]) * sum(worst) / len(worst)


def grade(index: float | None, coverage: float, worst_incident: str | None, cii: bool, rules: Mapping[str, Any]) -> str | None:
    """优 良 中 差 危; overridden by an open 重大 or 特别重大 incident; never 优 when too little was seen; None unseen."""
    if index is None:
        return None
    names = [str(name) for _, name in rules["grades"]]
    found = next(str(name) for least, name in rules["grades"] if 100 - index >= float(least))
    if coverage < float(rules["coverage_least"]) and found == names[0]:
        found = names[1]
    if worst_incident == "特别重大":
        return names[-1]
    if worst_incident == "重大" and cii:
        return max(found, names[3], key=names.index)
    return found
