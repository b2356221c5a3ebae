"""LedgerEntry: what one sensor showed us of one dataset in one minute."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from schema.ecs import Ecs


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """Counts per sensor × prefecture × dataset × minute × batch; entries of several batches add up."""

    event_time: Annotated[datetime, Ecs("@timestamp", "date", "the minute, by event time; dead letters by receipt")]
    sensor: Annotated[str, Ecs("observer.name")]
    dataset: Annotated[str, Ecs("event.dataset")]
    zone: Annotated[str, Ecs("jianmen.zone")]
    organisation: Annotated[str | None, Ecs("organization.id")] = None
    prefecture: Annotated[str | None, Ecs("jianmen.prefecture")] = None
    sector: Annotated[str | None, Ecs("jianmen.sector")] = None
    batch: Annotated[int, Ecs("jianmen.batch", "long")] = 0
    records: Annotated[int, Ecs("jianmen.ledger.records", "long")] = 0
    dead_letters: Annotated[int, Ecs("jianmen.ledger.dead_letters", "long")] = 0
    late: Annotated[int, Ecs("jianmen.ledger.late", "long", "older than the sensor's clock by more than the rule allows")] = 0
    quarantined: Annotated[int, Ecs("jianmen.ledger.quarantined", "long", "dated ahead of receipt")] = 0
    lost: Annotated[int, Ecs("jianmen.ledger.lost", "long", "gaps the sensor's own counters show")] = 0
    unknown: Annotated[int, Ecs("jianmen.ledger.unknown", "long", "records none of whose addresses the inventory knows")] = 0
    lag_seconds: Annotated[float, Ecs("jianmen.ledger.lag_seconds", "double", "largest receipt − event time")] = 0.0
