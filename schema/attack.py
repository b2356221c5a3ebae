"""ATT&CK techniques by id: name, tactic and the tactic's place in the usual order of an attack."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CODES = Path(__file__).parent / "codes" / "attack.csv"


@dataclass(frozen=True, slots=True)
class Technique:
    """One technique of the Enterprise or ICS matrix; `order`: 1–14 Enterprise, 20–31 ICS; `name_zh` is our translation."""

    id: str
    name: str
    matrix: str
    tactic: str
    tactic_name: str
    order: int
    name_zh: str = ""


@cache
def techniques() -> dict[str, Technique]:
    """Every technique we name, by id."""
    with CODES.open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    return {row["id"]: Technique(**{**row, "order": int(row["order"])}) for row in rows}  # type: ignore[arg-type]


def technique(identifier: str | None) -> Technique | None:
    """The technique of that id, its parent for an unknown sub-technique, or None.

    >>> technique("T1046").name
    'Network Service Discovery'
    """
    if not identifier:
        return None
    return techniques().get(identifier) or techniques().get(identifier.split(".")[0])
