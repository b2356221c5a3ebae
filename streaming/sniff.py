"""What a file holds, told from its content first and its name second."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson

import streaming.sources
from schema.discovery import discover
from streaming.source import Head, Source

UNKNOWN = "unknown"
MAGIC = (
    (b"\xd4\xc3\xb2\xa1", "pcap capture: turn it into logs first, e.g. zeek -r FILE or jianmen evaluate modbus --pcap FILE"),
    (b"\xa1\xb2\xc3\xd4", "pcap capture: turn it into logs first, e.g. zeek -r FILE"),
    (b"\x0a\x0d\x0d\x0a", "pcapng capture: turn it into logs first, e.g. zeek -r FILE"),
    (b"\x0c\xa5", "nfcapd file: read it with nfdump -r FILE -o json, or let jianmen collect do so"),
    (b"ElfFile", "Windows EVTX file: export it to JSON first, e.g. evtx_dump -o jsonl FILE"),
    (b"SQLite format 3", "SQLite database: no log records"),
    (b"\x7fELF", "program file: no log records"),
)


@dataclass(frozen=True, slots=True)
class Sniffed:
    """Dataset and topic; `header` in force (for `unknown` the reason); `comment` marks header lines if any."""

    dataset: str
    family: str
    header: str | None
    comment: str | None


@cache
def _sources() -> tuple[Source, ...]:
    found = discover(streaming.sources, Source)  # type: ignore[type-abstract]
    return tuple(sorted(found.values(), key=lambda source: (source.rank, source.dataset)))


def sniff(head: bytes, name: str) -> Sniffed:
    """The dataset of a file's first bytes; `unknown` with a reason that says what to do."""
    for magic, advice in MAGIC:
        if head.startswith(magic):
            return Sniffed(UNKNOWN, UNKNOWN, advice, None)
    seen = head_of(head, name)
    for source in _sources():
        dataset = source.sniff(seen)
        if dataset is not None:
            return Sniffed(dataset, source.family, source.header(seen), source.comment(seen))
    if not head.strip():
        return Sniffed(UNKNOWN, UNKNOWN, "empty file", None)
    binary = b"\0" in head[:4096]
    kind = "binary file of unknown kind" if binary else "text of unknown format"
    return Sniffed(UNKNOWN, UNKNOWN, f"{kind}: no source recognises it; see docs/sources.md for what is read", None)


def head_of(head: bytes, name: str) -> Head:
    """The facts of a file's beginning that sources look at."""
    text = head.decode("utf-8", "replace")
    lines = text.splitlines()
    header = next((line for line in lines if line.startswith("#fields")), None)
    first = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    record = _object(first)
    keys = set(record) | {f"{key}.{inner}" for key, value in record.items() if isinstance(value, dict) for inner in value}
    stem = re.sub(r"\.(gz|zip|bz2|xz)$", "", name.rsplit("/", 1)[-1])
    return Head(text=text, name=stem, header=header, first=first, keys=frozenset(keys), record=record)


def _object(line: str) -> dict[str, Any]:
    try:
        loaded = orjson.loads(line)
    except orjson.JSONDecodeError:
        return {}
    return loaded if isinstance(loaded, dict) else {}
