"""JSON records of a file: one a line or one array, plain or gzip; what cannot be read is counted, never guessed."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

MAGIC = b"\x1f\x8b"


def contents(path: Path) -> bytes:
    """The bytes of a file, unpacked if gzip."""
    raw = path.read_bytes()
    return gzip.decompress(raw) if raw[:2] == MAGIC else raw


def records(path: Path) -> Iterator[tuple[int, dict[str, Any] | None]]:
    """(position, record) of every record; None for one that is no JSON object."""
    raw = contents(path)
    if raw.lstrip()[:1] == b"[":
        for number, item in enumerate(orjson.loads(raw)):
            yield number, item if isinstance(item, dict) else None
        return
    for number, line in enumerate(raw.splitlines()):
        try:
            item = orjson.loads(line)
        except orjson.JSONDecodeError:
            item = None
        yield number, item if isinstance(item, dict) else None


def field(record: dict[str, Any], name: str) -> Any:
    """A field by dotted name, nested or flat; the first item of a list.

    >>> field({"source": {"ip": "10.0.0.1"}}, "source.ip"), field({"source.ip": ["10.0.0.1"]}, "source.ip")
    ('10.0.0.1', '10.0.0.1')
    """
    value: Any = record.get(name)
    if value is None:
        value = record
        for part in name.split("."):
            value = value.get(part) if isinstance(value, dict) else None
    return value[0] if isinstance(value, list) and value else None if isinstance(value, list) else value
