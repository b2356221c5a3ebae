"""Flows unlike any normal one: nearest normal flows, a mixture, the service's own habits and PCA, each as a tail probability."""

import numpy as np
import numpy.typing as npt
from sklearn.decomposition import PCA
from sklearn.mixture import GaussianMixture

from models.flow_tables import FlowTable, Preparer

Floats = npt.NDArray[np.float64]
PRIOR = 20.0  # rows of the whole that every service's habits are mixed with


class FlowAnomaly:
    """Trained on normal rows alone; every member's score is calibrated on normal rows it has not seen.

    `score` is in nats: the mean over members of −ln(share of unseen normal rows that score as high).
    """

    def __init__(self, normal: FlowTable, seed: int, neighbours: int = 15_000, mixture_rows: int = 20_000) -> None:
        order = np.random.default_rng(seed).permutation(len(normal))
        cut = int(len(normal) * 0.8)
        train, held = normal.take(order[:cut]), normal.take(order[cut:])
        self.prepare = Preparer(train)
        matrix = self.prepare.matrix(train)
        self.reference = np.unique(matrix[:neighbours].astype(np.float32), axis=0)
        self.pca = PCA(n_components=min(30, matrix.shape[1] - 1, len(matrix) - 1), random_state=seed).fit(matrix)
        parts = int(np.clip(len(matrix) // 100, 2, 30))
        self.mixture = GaussianMixture(n_components=parts, reg_covar=0.1, random_state=seed, max_iter=40).fit(matrix[:mixture_rows])
        self.habits = Habits(self.prepare.numbers(train), self.prepare.context(train))
        self.tails = {name: Tail(found) for name, found in self.members(held).items()}
        self.held_scores = np.sort(self.score(held))

    def members(self, table: FlowTable) -> dict[str, Floats]:
        """Each member's raw score; higher is stranger."""
        matrix = self.prepare.matrix(table)
        near = _nearest(matrix.astype(np.float32), self.reference, 5)
        back = self.pca.inverse_transform(self.pca.transform(matrix))
        return {
            "nearest": np.log1p(near[:, 0]),
            "near_five": np.log1p(near.mean(axis=1)),
            "mixture": -self.mixture.score_samples(matrix),
            "habits": self.habits.score(self.prepare.numbers(table), self.prepare.context(table)),
            "pca": np.log1p(((matrix - back) ** 2).sum(axis=1)),
        }

    def score(self, table: FlowTable) -> Floats:
        """How strange each row is, in nats."""
        found = self.members(table)
        weights = {"nearest": 1.0, "near_five": 0.5, "mixture": 1.5, "habits": 1.0, "pca": 0.5}
        total = sum(weights[name] * self.tails[name](values) for name, values in found.items())
        return np.asarray(total) / sum(weights.values())

    def threshold(self, false_alarm_rate: float) -> float:
        """The score that this share of unseen normal rows exceeds."""
        return float(np.quantile(self.held_scores, 1 - false_alarm_rate))


class Habits:
    """Every service's mean and spread of each number, shrunk to those of all."""

    def __init__(self, numbers: Floats, context: npt.NDArray[np.str_]) -> None:
        middle, square = numbers.mean(axis=0), numbers.var(axis=0)
        self.known: dict[str, tuple[Floats, Floats, float]] = {}
        names, place, count = np.unique(context, return_inverse=True, return_counts=True)
        for at, name in enumerate(names):
            own, rows = numbers[place == at], count[at]
            mean = (own.sum(axis=0) + PRIOR * middle) / (rows + PRIOR)
            spread = np.sqrt((((own - mean) ** 2).sum(axis=0) + PRIOR * square) / (rows + PRIOR)) + 0.1
            self.known[str(name)] = (mean, spread, float(-np.log(rows / len(numbers))))
        self.other = (middle, np.sqrt(square) + 0.1, float(np.log(2 * len(numbers))))

    def score(self, numbers: Floats, context: npt.NDArray[np.str_]) -> Floats:
        """Minus the log density of each row given its service, plus the service's rarity."""
        found = np.empty(len(numbers))
        names, place = np.unique(context, return_inverse=True)
        for at, name in enumerate(names):
            mean, spread, rarity = self.known.get(str(name), self.other)
            rows = place == at
            off = (numbers[rows] - mean) / spread
            found[rows] = np.minimum(off * off, 100).sum(axis=1) / 2 + np.log(spread).sum() + rarity
        return found


class Tail:
    """−ln of the share of unseen normal rows that score at least this; goes on rising slowly past the greatest."""

    def __init__(self, held: Floats) -> None:
        self.held = np.sort(held)
        self.middle = float(np.median(held))
        self.width = float(np.quantile(held, 0.9)) - self.middle + 1e-9

    def __call__(self, values: Floats) -> Floats:
        """Nats of surprise of each value."""
        """How surprising each value is among the held-out ones."""
        above = len(self.held) - np.searchsorted(self.held, values, side="left")
        beyond = np.clip((values - self.middle) / self.width, 0, 20)
        return np.asarray(-np.log((above + 1.0) / (len(self.held) + 1.0)) + 0.05 * beyond)


def _nearest(rows: npt.NDArray[np.float32], reference: npt.NDArray[np.float32], count: int) -> Floats:
    """Distances to the nearest `count` reference rows, nearest first."""
    count = min(count, len(reference))
    length = (reference**2).sum(axis=1)
    found = np.empty((len(rows), count))
    for at in range(0, len(rows), 1000):
        part = rows[at : at + 1000]
        square = (part**2).sum(axis=1)[:, None] + length - 2 * part @ reference.T
        near = np.partition(square, count - 1, axis=1)[:, :count]
        found[at : at + 1000] = np.sqrt(np.maximum(np.sort(near, axis=1), 0))
    return found
