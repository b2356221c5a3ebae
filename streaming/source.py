"""Source: how one kind of raw record becomes an Event, as Spark expressions only."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

from pyspark.sql import Column
from pyspark.sql import functions as f


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of a file or stream, enough to recognise it.

    `text`: the first 64 KiB decoded as UTF-8 with replacement; `name`: the file's name; `header`: a Zeek TSV `#fields`
    line if one was seen; `first`: the first record that is no comment; `keys`: that record's keys if it is a JSON
    object (flattened one level with dots), else empty; `record`: the JSON object itself.
    """

    text: str
    name: str
    header: str | None
    first: str
    keys: frozenset[str]
    record: dict[str, Any]


class Source(ABC):
    """Recognises and parses one kind of record. Everything in `record`, `reason` and `columns` is a Spark Column.

    The harness (streaming/steps/normalise.py) calls `record` once, keeps it as a column, then `reason` and `columns`
    on that column. A line with a non-null reason becomes a dead letter; all others become one event each.
    `columns` must give `event_time` (timestamp, UTC); a null event_time is a dead letter "no valid timestamp".
    The harness itself fills identity, provenance, zone and sensor columns; values it gets are cast to Event's types.
    """

    dataset: ClassVar[str]  # e.g. zeek.conn
    family: ClassVar[str]  # topic of the event log: zeek, suricata, flows, logs, windows, web, ics
    cells: ClassVar[tuple[str, ...]] = ()  # cell kinds its events feed
    rank: ClassVar[int] = 50  # lower is asked first when sniffing

    @abstractmethod
    def sniff(self, head: Head) -> str | None:
        """The dataset's name if the head is of this kind (by content first, name second), else None."""

    def header(self, head: Head) -> str | None:
        """What travels in the envelope so that a line can be read alone, e.g. the `#fields` line."""
        return head.header

    def comment(self, head: Head) -> str | None:
        """What header lines begin with, or None when only a line equal to the header is one."""
        return "#" if head.header is not None else None

    def is_header(self, line: Column, header: str | None) -> Column:
        """True for lines that are no records: a Zeek log's comment lines, a CSV's column line."""
        return f.lit(False)

    def handles(self, dataset: str) -> bool:
        """Whether this source parses the dataset of that name."""
        return dataset == self.dataset

    @abstractmethod
    def record(self, line: Column, header: str | None) -> Column:
        """The raw line → a struct (from_json, split, regexp …). `header` is the `#fields` line in force, if any."""

    @abstractmethod
    def reason(self, line: Column, record: Column, header: str | None) -> Column:
        """Null when the record is whole; else why it is not (plain words, English, short)."""

    @abstractmethod
    def columns(self, record: Column, header: str | None, clock: "Clock") -> dict[str, Column]:
        """Event column → expression over `record`."""


@dataclass(frozen=True, slots=True)
class Clock:
    """What a source needs to read times without zone or year (RFC 3164, Windows local times).

    `timezone`: the sensor's declared zone (IANA name, default Asia/Shanghai); `received`: column with the receipt time.
    """

    timezone: str
    received: Column
