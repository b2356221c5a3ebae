"""EventLog: where collectors append batches of raw records, and where Spark reads them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import pyarrow as pa

TARGET_BYTES = 512 * 1024  # a message holds up to this much; one longer record travels alone

# What Spark sees of a message, whichever log it came from.
MESSAGE = pa.schema(
    [
        pa.field("topic", pa.string()),
        pa.field("partition", pa.int32()),
        pa.field("offset", pa.int64()),
        pa.field("dataset", pa.string()),
        pa.field("sensor", pa.string()),
        pa.field("received", pa.timestamp("us", tz="UTC")),
        pa.field("header", pa.string()),
        pa.field("fingerprint", pa.string()),
        pa.field("first", pa.int64()),
        pa.field("value", pa.binary()),
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Newline-delimited raw records of one sensor and dataset, with their envelope.

    `first` is the ordinal of the first record at its source; origin of a record = fingerprint + ordinal.
    """

    family: str  # topic
    dataset: str
    sensor: str
    received: datetime
    header: str  # Zeek `#fields` line in force, or empty
    fingerprint: str
    first: int
    value: bytes


Position = Mapping[str, Any]  # what a collector must know to resume one source


class EventLog(Protocol):
    """Two implementations: files (embedded) and Kafka (cluster)."""

    def append(self, messages: Iterable[Message], positions: Mapping[str, Position]) -> int:
        """Append messages and the sources' positions in one atomic step; how many messages were written."""

    def positions(self) -> dict[str, Position]:
        """The last committed position of every source."""

    def read(self, spark: Any) -> Any:
        """A streaming DataFrame of MESSAGE columns."""

    def fetch(self, topic: str, partition: int, offset: int) -> bytes | None:
        """The value of one message, for evidence and replay; None when retention has taken it."""
