"""DeadLetter: a record that could not become an event, with the reason and its bytes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from schema.ecs import Ecs


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """Nothing is dropped: the reason in words, the raw bytes (base64) and where they sat."""

    event_id: Annotated[str, Ecs("event.id")]
    dataset: Annotated[str, Ecs("event.dataset")]
    sensor: Annotated[str, Ecs("observer.name")]
    event_time: Annotated[datetime, Ecs("@timestamp", "date", "when it was received")]
    reason: Annotated[str, Ecs("error.message", "text")]
    raw_base64: Annotated[str, Ecs("event.original", "binary", "first 64 KiB of the raw bytes; the whole by the log pointer")]
    raw_bytes: Annotated[int, Ecs("jianmen.raw_bytes", "long", "length of the raw record")] = 0
    fingerprint: Annotated[str | None, Ecs("log.file.fingerprint")] = None
    log_topic: Annotated[str | None, Ecs("jianmen.log.topic")] = None
    log_partition: Annotated[int | None, Ecs("jianmen.log.partition", "long")] = None
    log_offset: Annotated[int | None, Ecs("jianmen.log.offset", "long")] = None
    log_index: Annotated[int | None, Ecs("jianmen.log.index", "long")] = None
    batch: Annotated[int | None, Ecs("jianmen.batch", "long")] = None
