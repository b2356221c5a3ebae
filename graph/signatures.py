"""Signatures → severity and ATT&CK technique: the alert's own word first, then the maintained mapping, then likeness of text."""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from schema.attack import technique, techniques

MAPPING = Path(__file__).parent.parent / "schema" / "codes" / "signatures.csv"
UNKNOWN = 2.0
WORDS = re.compile(r"[a-z]{4,}")
COMMON = frozenset(
    [
        "alert",
        "alerts",
        "event",
        "events",
        "attack",
        "possible",
        "attempt",
        "observed",
        "potential",
        "system",
        "data",
        "service",
        "network",
        "over",
        "from",
        "with",
    ]
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a signature stands for; `basis`: metadata, mapping, text or none; `confidence` of the technique in [0, 1]."""

    severity: float
    technique: str | None
    tactic: str | None
    order: int
    confidence: float
    basis: str


@cache
def _mapping() -> list[tuple[re.Pattern[str], str | None, float, float]]:
    with MAPPING.open(encoding="utf-8") as handle:
        return [
            (
                re.compile(row["pattern"], re.IGNORECASE),
                row["technique"] or None,
                float(row["severity"]),
                float(row["confidence"]),
            )
            for row in csv.DictReader(handle)
        ]


@cache
def meaning(signature: str, declared: str | None = None, severity: float | None = None) -> Meaning:
    """The meaning of a signature; what the alert itself declares is believed before our mapping, and text comes last.

    >>> meaning("Wazuh: sshd: insecure connection attempt (scan).").technique
    'T1046'
    >>> meaning("x", "T1489").basis
    'metadata'
    """
    mapped = next(((code, level, sure) for pattern, code, level, sure in _mapping() if pattern.search(signature)), None)
    level = severity if severity is not None else mapped[1] if mapped else UNKNOWN
    if declared and (own := technique(declared)):
        return Meaning(level, declared, own.tactic, own.order, 1.0, "metadata")
    if mapped:
        known = technique(mapped[0])
        if known is None:
            return Meaning(level, None, None, 0, 0.0, "mapping")
        return Meaning(level, mapped[0], known.tactic, known.order, mapped[2], "mapping")
    code, likeness = _by_text(signature)
    near = technique(code)
    if near is None:
        return Meaning(level, None, None, 0, 0.0, "none")
    return Meaning(level, code, near.tactic, near.order, round(0.5 * likeness, 2), "text")


@cache
def is_mapped(signature: str) -> bool:
    """Whether the maintained mapping knows the signature."""
    return any(pattern.search(signature) for pattern, *_ in _mapping())


def _words(text: str) -> frozenset[str]:
    return frozenset(WORDS.findall(text.lower())) - COMMON


@cache
def _names() -> list[tuple[str, frozenset[str]]]:
    return [(code, _words(known.name)) for code, known in sorted(techniques().items())]


def _by_text(signature: str) -> tuple[str | None, float]:
    """The technique whose name shares most words (Jaccard against the name), if at least half of the name is there."""
    mine = _words(signature)
    best, likeness = None, 0.0
    for code, words in _names():
        shared = len(mine & words) / len(words) if words else 0.0
        if shared > likeness and shared >= 0.5:
            best, likeness = code, shared
    return best, likeness
