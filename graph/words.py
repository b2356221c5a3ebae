"""Words: tactics, evidence and checks in Chinese and English, from data files."""

import csv
from functools import cache
from pathlib import Path

from schema.attack import technique

CODES = Path(__file__).parent.parent / "schema" / "codes"
EVIDENCE = {
    "same_burst": ("同一主机上几乎同时", "on the same host at nearly the same time"),
    "same_host": ("同一主机", "on the same host"),
    "same_target": ("同一目标", "against the same target"),
    "same_account": ("同一账号", "by the same account"),
    "pivot": ("前一步的目标成为后一步的来源", "the earlier step's target acts in the later one"),
    "same_time": ("同一区域内几乎同时", "in the same zone at nearly the same time"),
    "same_zone": ("同一区域内少见异常", "rare for this zone"),
}


@cache
def tactics() -> dict[str, dict[str, str]]:
    """Tactic id → its row (order, matrix, names)."""
    with (CODES / "tactics.csv").open(encoding="utf-8") as handle:
        return {row["id"]: row for row in csv.DictReader(handle)}


@cache
def checks() -> dict[str, tuple[str, str]]:
    """Tactic id → what to check next, Chinese and English."""
    with (CODES / "checks.csv").open(encoding="utf-8") as handle:
        return {row["tactic"]: (row["zh"], row["en"]) for row in csv.DictReader(handle)}


def tactic_name(identifier: str | None) -> tuple[str, str]:
    """Chinese and English name of a tactic.

    >>> tactic_name("TA0040")
    ('影响', 'Impact')
    """
    row = tactics().get(identifier or "")
    return (row["name_zh"], row["name_en"]) if row else ("未定战术", "no tactic")


def technique_name(identifier: str | None) -> str:
    """`T1046 Network Service Discovery`, or an empty text."""
    known = technique(identifier)
    return f"{identifier} {known.name}" if known else ""


def evidence(kind: str) -> tuple[str, str]:
    """What joins two steps, in both languages."""
    if kind.startswith("alias_"):
        device = kind[6:]
        return (f"经声明的别名({device})", f"through a declared alias ({device})")
    return EVIDENCE[kind]
