"""Condition: a WHERE clause with bound parameters."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Condition:
    """DuckDB SQL that is true or false, never null; values stand in `parameters`, in order."""

    sql: str
    parameters: list[Any] = field(default_factory=list)


TRUE = Condition("TRUE")
FALSE = Condition("FALSE")


def every(parts: Iterable[Condition]) -> Condition:
    """All of them; of none: true."""
    return _join(list(parts), " AND ", TRUE)


def some(parts: Iterable[Condition]) -> Condition:
    """One of them at least; of none: false."""
    return _join(list(parts), " OR ", FALSE)


def no(part: Condition) -> Condition:
    """Not that."""
    return Condition(f"(NOT {part.sql})", part.parameters)


def _join(parts: list[Condition], word: str, empty: Condition) -> Condition:
    if not parts:
        return empty
    if len(parts) == 1:
        return parts[0]
    return Condition(
        f"({word.join(part.sql for part in parts)})", [value for part in parts for value in part.parameters]
    )
