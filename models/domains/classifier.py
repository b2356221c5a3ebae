"""DgaClassifier: a quadratic regression on what names look like, learned against generators of our own and the families given."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

from models.domains.features import NAMES, features
from models.domains.generators import joined, made_up, odd_but_ordinary
from models.domains.labels import registered
from models.domains.language import Language

Floats = npt.NDArray[np.float64]
FOLDS = 4
USED = tuple(
    at for at, name in enumerate(NAMES)
    if name not in {"digit_changes", "hyphens", "letters_used", "entropy", "longest_digits", "hexadecimal", "repeats", "pieces", "longest_piece"}
)  # fmt: skip
WORDY = 0.6  # a family whose middle label is covered by words to this share strings words: not this model's business
GIVEN = 0.15  # what all families given weigh beside our own generators: what comes is new more often than not
MOST = 30_000  # training names used; more cost time and change nothing


class DgaClassifier:
    """Log odds that a registered name was made up of random letters.

    Trees and letter n-grams learn the families given by heart and miss new ones; few smooth features carry over.
    """

    def __init__(self, domains: Sequence[str], generated: npt.NDArray[np.bool_], families: Sequence[str], seed: int) -> None:
        names = _prepare(domains, generated, families, seed)
        ordinary = names.labels(names.family == "")
        held, ordinary = ordinary[::6], [name for at, name in enumerate(ordinary) if at % 6]
        self.language = Language(ordinary)
        self.wordy = {family for family in sorted(set(names.family) - {""}) if self._words(names.labels(names.family == family)) > WORDY}
        letters = (names.family != "") & ~np.isin(names.family, sorted(self.wordy))
        plain = [*ordinary, *joined(len(ordinary) // 3, seed, ordinary), *odd_but_ordinary(max(len(ordinary) // 60, 20), seed)]
        own, given = made_up(max(len(ordinary), 4000), seed, ordinary), names.labels(letters)
        made = np.array([False] * len(plain) + [True] * (len(own) + len(given)))
        share = names.weights[letters]
        weight = np.concatenate([np.ones(len(plain)), np.full(len(own), 1 / len(own)), share / max(float(share.sum()), 1e-9) * GIVEN])
        weight[made] *= len(plain) / float(weight[made].sum())
        quadratic = PolynomialFeatures(2, include_bias=False)
        self.model = make_pipeline(StandardScaler(), quadratic, StandardScaler(), LogisticRegression(C=0.05, max_iter=400))
        values = _cross_fitted([*plain, *own, *given], made, seed)
        self.model.fit(values[:, USED], made, logisticregression__sample_weight=weight)
        self.held_scores = np.sort(self.score(held))

    def score(self, domains: Sequence[str]) -> Floats:
        """Log odds that each domain was made up."""
        names = [registered(domain) for domain in domains]
        return np.asarray(self.model.decision_function(features(names, self.language)[:, USED]))

    def threshold(self, false_alarm_rate: float) -> float:
        """The score that this share of ordinary names not trained on exceeds."""
        return float(np.quantile(self.held_scores, 1 - false_alarm_rate))

    def _words(self, names: list[str]) -> float:
        return float(np.median([self.language.words(name.partition(".")[0])[0] for name in names[:500]]))


def _cross_fitted(labels: list[str], generated: npt.NDArray[np.bool_], seed: int) -> Floats:
    """Features by a language that has not read the label itself."""
    fold = np.random.default_rng(seed).integers(0, FOLDS, len(labels))
    found = np.empty((len(labels), len(NAMES)))
    for part in range(FOLDS):
        others = [label for label, at, made in zip(labels, fold, generated, strict=True) if at != part and not made]
        rows = np.flatnonzero(fold == part)
        found[rows] = features([labels[at] for at in rows], Language(others))
    return found


@dataclass(frozen=True, slots=True)
class Names:
    """Training labels, the family of each ("" = ordinary) and its weight."""

    label: npt.NDArray[np.str_]
    family: npt.NDArray[np.str_]
    weights: Floats

    def labels(self, rows: npt.NDArray[np.bool_]) -> list[str]:
        """Some labels as a list."""
        return [str(label) for label in self.label[rows]]


def _prepare(domains: Sequence[str], generated: npt.NDArray[np.bool_], families: Sequence[str], seed: int) -> Names:
    """Distinct labels, at most MOST in all; every family weighs the same, whatever its size."""
    seen: dict[str, int] = {}
    for at, domain in enumerate(domains):
        seen.setdefault(registered(domain), at)
    rows = np.array(sorted(seen.values()))
    family = np.array([families[at] if generated[at] else "" for at in rows])
    random = np.random.default_rng(seed)
    kinds = sorted(set(family))
    each = max(500, MOST // 3 // max(1, len(kinds) - 1))
    kept = np.concatenate([random.permutation(np.flatnonzero(family == kind))[: MOST // 3 if kind == "" else each] for kind in kinds])
    family = family[kept]
    size = {kind: int((family == kind).sum()) for kind in kinds}
    weights = np.array([1000.0 / max(size[str(name)], 200) for name in family])
    return Names(np.array([registered(domains[at]) for at in rows[kept]]), family, weights)
