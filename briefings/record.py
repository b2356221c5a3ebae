"""The record of a briefing: its figures as data, kept beside it, compared for revisions and verification."""

import json
from pathlib import Path
from typing import Any

from briefings.figures import Account, measures, number
from briefings.situation_index import TITLES
from situation.measure import Words, capital

FORMAT = 1
DOCX_PART = "jianmen/figures.json"  # where a Word file carries the record
PDF_MARKER = b"%jianmen-figures "  # before the record in a PDF


def record(account: Account, audience: str, cut_off: str | None, edition: int, changes: list[Words]) -> dict[str, Any]:
    """Plain data, sorted, without anything of the machine or the hour."""
    scope = account.scope
    return {
        "format": FORMAT,
        "period": account.period.name,
        "start": scope.start.isoformat(),
        "end": scope.end.isoformat(),
        "prefecture": scope.prefecture,
        "sector": scope.sector,
        "organisation": scope.organisation,
        "audience": audience,
        "cut_off": cut_off,
        "coverage": account.coverage,
        "coverage_before": account.coverage_before,
        "dropped": account.dropped,
        "alike_query": account.alike_query,
        "rule": account.rule,
        "edition": edition,
        "changes": [list(words) for words in changes],
        "figures": {name: figure.as_dict() for name, figure in account.figures.items()},
    }


def differences(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Names of the figures whose value, base, items or comparison differ."""
    keys = ("value", "base", "items", "before", "before_base", "like", "row_count", "coverage")
    names = sorted({*old["figures"], *new["figures"]})
    plain_old, plain_new = json.loads(json.dumps(old["figures"])), json.loads(json.dumps(new["figures"]))
    missing: dict[str, Any] = {}
    return [
        name
        for name in names
        if any(plain_old.get(name, missing).get(key) != plain_new.get(name, missing).get(key) for key in keys)
    ]


def told(name: str, old: dict[str, Any], new: dict[str, Any]) -> Words:
    """One line of a change list."""
    measure = measures().get(name)
    title = measure.title if measure else TITLES.get(name, (name, name))
    before, after = old["figures"].get(name, {}).get("value"), new["figures"].get(name, {}).get("value")
    left, right = ("—" if value is None else number(value) for value in (before, after))
    if left == right:
        return f"{title[0]}:明细或环比有变化", f"{capital(title[1])}: its items or its comparison changed"
    return f"{title[0]}:由 {left} 更正为 {right}", f"{capital(title[1])}: {left} corrected to {right}"


def load(path: Path) -> dict[str, Any] | None:
    """The record kept at a path, or None."""
    if not path.exists():
        return None
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded if loaded.get("format") == FORMAT else None


def dump(data: dict[str, Any]) -> str:
    """The record as text, the same for the same figures."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
