"""Cursors: pages that stay complete and free of doubles while data arrives."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from schema.ecs import columns_of
from stores.embedded import IDS, SHAPES
from stores.lucene import Condition, translate
from stores.store import Kind, Row

LEDGER_KEY = ("event_time", "sensor", "dataset", "zone", "prefecture", "batch")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next page begins: the key of the last row seen; rows are in ascending key order."""

    key: tuple[str, ...]

    def text(self) -> str:
        """The cursor as an opaque text."""
        return base64.urlsafe_b64encode(json.dumps(list(self.key)).encode()).decode().rstrip("=")


def read(text: str, kind: Kind) -> Cursor:
    """The cursor of a text; ValueError when it is none of this kind."""
    try:
        key = json.loads(base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)))
        datetime.fromisoformat(key[0])
    except (ValueError, binascii.Error, TypeError, KeyError, IndexError, AttributeError, UnicodeError) as error:
        raise ValueError("cursor") from error
    if not isinstance(key, list) or len(key) != len(key_of(kind)) or not all(isinstance(part, str) for part in key):
        raise ValueError("cursor")
    return Cursor(tuple(key))


def key_of(kind: Kind) -> tuple[str, ...]:
    """The columns that order a kind: its time, then what makes a row unique."""
    return LEDGER_KEY if kind == "ledger" else ("event_time", IDS[kind])


def parts_of(kind: Kind) -> list[str]:
    """SQL for the key's columns; empty values compare as empty texts."""
    numbers = {"batch"}
    return [
        column if column == "event_time" else f"coalesce({column}, {0 if column in numbers else chr(39) * 2})"
        for column in key_of(kind)
    ]


def after(cursor: Cursor, kind: Kind) -> Condition:
    """Rows behind the cursor."""
    placeholders = ["?::TIMESTAMPTZ", *("?::BIGINT" if column == "batch" else "?" for column in key_of(kind)[1:])]
    return Condition(f"(({', '.join(parts_of(kind))}) > ({', '.join(placeholders)}))", list(cursor.key))


def cursor_of(row: Row, kind: Kind) -> Cursor:
    """The cursor behind a row."""
    values: list[Any] = [row[column] for column in key_of(kind)]
    first = values[0].isoformat()
    rest = [
        ("0" if column == "batch" else "") if value is None else str(value)
        for column, value in zip(key_of(kind)[1:], values[1:], strict=True)
    ]
    return Cursor((first, *rest))


def condition(kind: Kind, lucene: str) -> Condition:
    """What a caller asked for."""
    return translate(lucene, SHAPES[kind])


def fields(kind: Kind, wanted: str | None) -> dict[str, str]:
    """ECS name → column of the fields asked for; ValueError names one that does not exist."""
    known = columns_of(SHAPES[kind])
    if not wanted:
        return known
    names = [name.strip() for name in wanted.split(",") if name.strip()]
    for name in names:
        if name not in known:
            raise ValueError(name)
    return {name: known[name] for name in names}
