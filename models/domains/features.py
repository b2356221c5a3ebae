"""What a label looks like: lengths, letters, rhythm, and its distance from ordinary names."""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from models.domains.language import Language

Floats = npt.NDArray[np.float64]
NAMES = (
    "length", "digits", "digit_changes", "vowels", "hyphens", "letters_used", "entropy", "longest_consonants", "longest_digits",
    "rhythm", "hexadecimal", "repeats", "rare_letters", "surprise", "surprise_worst", "surprise_best", "surprise_spread",
    "surprise_total", "high_surprises", "words", "pieces", "longest_piece", "length_no_words", "all_digits", "punycode",
    "suffix_com", "suffix_old", "suffix_cheap", "suffix_two_parts", "suffix_country_open", "suffix_country", "suffix_new",
)  # fmt: skip


OPEN = {"ws", "cc", "tv", "me", "co", "su", "ru", "cn", "tk", "pw", "to", "la", "in", "eu", "us", "ga", "cf", "ml", "gq", "mn", "bz", "ki", "sx", "am", "im"}


def features(names: Sequence[str], language: Language) -> Floats:
    """One row a registered name, columns as in NAMES."""
    rows = [_row(name.partition(".")[0], language) + _suffix(name.partition(".")[2]) for name in names]
    return np.array(rows, dtype=float).reshape(len(names), len(NAMES))


def _suffix(suffix: str) -> tuple[float, ...]:
    """What kind of suffix, not which: families share kinds, and a country's own suffix is seldom used by generators."""
    kind = (
        0 if suffix == "com" else 1 if suffix in {"net", "org", "edu", "gov", "mil"} else 2 if suffix in {"info", "biz", "name"}
        else 3 if "." in suffix else 4 if suffix in OPEN else 5 if len(suffix) == 2 else 6
    )  # fmt: skip
    return tuple(float(at == kind) for at in range(7))


def _row(label: str, language: Language) -> tuple[float, ...]:
    length = max(len(label), 1)
    kinds = ["d" if c.isdigit() else "v" if c in "aeiou" else "c" if c.isalpha() else "-" for c in label]
    counts = Counter(label)
    changes = sum(a != b and "d" in (a, b) for a, b in zip(kinds, kinds[1:], strict=False))
    rhythm = sum({a, b} == {"c", "v"} for a, b in zip(kinds, kinds[1:], strict=False))
    surprise = language.surprises(label)
    ordered = sorted(surprise)
    third = max(1, len(ordered) // 3)
    covered, pieces, longest = language.words(label)
    mean = sum(surprise) / len(surprise)
    return (
        length, kinds.count("d") / length, changes / length, kinds.count("v") / length, kinds.count("-"),
        len(counts) / length, -sum(n / length * math.log2(n / length) for n in counts.values()),
        _longest(kinds, "c"), _longest(kinds, "d"), rhythm / length, sum(c in "0123456789abcdef" for c in label) / length,
        sum(a == b for a, b in zip(label, label[1:], strict=False)) / length, sum(c in "jqxzwvkyh" for c in label) / length,
        mean, sum(ordered[-third:]) / third, sum(ordered[:third]) / third,
        math.sqrt(sum((x - mean) ** 2 for x in surprise) / len(surprise)), sum(surprise),
        sum(x > 4 for x in surprise) / len(surprise), covered, pieces, longest, length * (1 - covered),
        float(label.isdigit()), float(label.startswith("xn--")),
    )  # fmt: skip


def _longest(kinds: list[str], kind: str) -> int:
    best = run = 0
    for one in kinds:
        run = run + 1 if one == kind else 0
        best = max(best, run)
    return best
