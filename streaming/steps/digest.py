"""What follows once a batch's event files are written: dead letters, quarantine, ledger, cells, event rules.

Runs in Spark's workers, one task a group of files, on Arrow columns with Polars: no Python per record.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

import models.event_rules
import streaming.cells
from models.context import Context
from models.detector import EventRule
from models.finding import FINDING, as_findings
from schema.arrow import arrow_schema
from schema.cell_arrow import cell_schema
from schema.dead_letter import DeadLetter
from schema.discovery import discover
from schema.event import Event
from schema.ledger import LedgerEntry
from stores.lake import polars_schema
from streaming.cell import CellBuilder

QUARANTINE = pa.schema(
    [
        pa.field("event_id", pa.string()),
        pa.field("dataset", pa.string()),
        pa.field("sensor", pa.string()),
        pa.field("event_time", pa.timestamp("us", tz="UTC")),
        pa.field("ingest_time", pa.timestamp("us", tz="UTC")),
        pa.field("batch", pa.int64()),
    ]
)
FINDINGS = pl.DataFrame(schema={"detector": pl.String, "batch": pl.Int64, **FINDING}).to_arrow().schema
EVENT = polars_schema(arrow_schema(Event))


@dataclass(frozen=True, slots=True)
class FileTask:
    """One event file of a batch and what its dataset feeds."""

    path: str
    dataset: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Job:
    """All a worker must know: nothing is looked up there but files under `lake`."""

    lake: str
    batch: int
    attempt: str  # names this attempt's folders: a batch tried again never touches files already committed
    number: int
    files: tuple[FileTask, ...]
    clocks: Mapping[str, datetime]  # latest event time per sensor before this batch
    ahead: timedelta  # how far ahead of receipt an event may be dated
    late: timedelta  # how far behind its sensor's clock before it counts as late
    data_clock: bool  # in `run`, data may be dated ahead of the wall clock as a whole
    rules: Mapping[str, Any] = field(default_factory=dict)
    now: datetime | None = None
    networks: Sequence[Mapping[str, Any]] = ()


@dataclass(slots=True)
class Written:
    """Files a job wrote, by table, and the event files as they now stand."""

    events: list[str] = field(default_factory=list)
    tables: dict[str, list[str]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, table: str, path: Path) -> None:
        """Note one more file of a table."""
        self.tables.setdefault(table, []).append(str(path))


def digest(job: Job) -> Written:
    """Do one job; a second run of the same job writes the same rows."""
    written = Written()
    sink = _Sink(job, written)
    builders = discover(streaming.cells, CellBuilder)  # type: ignore[type-abstract]
    rules = discover(models.event_rules, EventRule)  # type: ignore[type-abstract]
    cells: dict[str, list[pl.DataFrame]] = {}
    ledgers: list[pl.DataFrame] = []
    for position, task in enumerate(job.files):
        path, dead = _separate(Path(task.path), position, sink)
        if dead is not None:
            ledgers.append(_dead_ledger(dead, job))
        if path is None:
            continue
        written.events.append(str(path))
        wanted = {name for kind in task.cells for name in builders[kind].columns()}
        applicable = {name: rule for name, rule in rules.items() if _applies(rule, task.dataset)}
        wanted |= {name for rule in applicable.values() for name in rule.columns}
        events = _read(path, wanted | set(LEDGER_READS))
        events, quarantined = _quarantine(events, job)
        if len(quarantined):
            sink.write("quarantine", quarantined.select(QUARANTINE.names), position)
        ledgers.append(_ledger(events, quarantined, job))
        for kind in task.cells:
            built = builders[kind].build(events)
            if len(built):
                cells.setdefault(kind, []).append(built.select(cell_schema(kind).names))
        _judge(events, applicable, job, sink, position)
    for kind, frames in cells.items():
        sink.write(f"cells_{kind}", pl.concat(frames).cast(polars_schema(cell_schema(kind))), 0)  # type: ignore[arg-type]
    if ledgers:
        sink.write("ledger", pl.concat(ledgers), 0)
    return written


LEDGER_READS = (
    "event_id", "event_time", "ingest_time", "dataset", "sensor", "zone", "organisation", "prefecture", "sector", "batch",
    "source_organisation", "destination_organisation",
)  # fmt: skip


@dataclass(slots=True)
class _Sink:
    job: Job
    written: Written

    def write(self, table: str, frame: pl.DataFrame, position: int) -> None:
        folder = Path(self.job.lake) / table / self.job.attempt
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.job.number:03d}-{position:03d}.parquet"
        frame.write_parquet(path, compression="lz4", statistics="full")
        self.written.add(table, path)
        self.written.counts[table] = self.written.counts.get(table, 0) + len(frame)


def _applies(rule: EventRule, dataset: str) -> bool:
    return any(name == dataset or (name.endswith("*") and dataset.startswith(name[:-1])) for name in rule.datasets)


def _separate(path: Path, position: int, sink: _Sink) -> tuple[Path | None, pl.DataFrame | None]:
    """Move rows with a `_reason` to the dead letters; most files have none and are left as Spark wrote them."""
    metadata = pq.read_metadata(path)
    names = [metadata.schema.column(i).path for i in range(metadata.num_columns)]
    at = names.index("_reason")
    statistics = [metadata.row_group(group).column(at).statistics for group in range(metadata.num_row_groups)]
    known = all(item is not None and item.null_count is not None for item in statistics)
    if known and sum(item.null_count for item in statistics) == metadata.num_rows:
        return (path if metadata.num_rows else None), None
    bad = pl.scan_parquet(path, hive_partitioning=False).filter(pl.col("_reason").is_not_null())
    dead = bad.select(
        "event_id",
        "dataset",
        "sensor",
        pl.col("ingest_time").alias("event_time"),
        pl.col("_reason").alias("reason"),
        pl.col("_raw").bin.encode("base64").alias("raw_base64"),
        pl.col("_raw_bytes").alias("raw_bytes"),
        pl.col("_fingerprint").alias("fingerprint"),
        "log_topic",
        "log_partition",
        "log_offset",
        "log_index",
        "batch",
        "zone",
        "organisation",
        "prefecture",
        "sector",
    ).collect()
    sink.write("dead_letters", dead.select(arrow_schema(DeadLetter).names), position)
    if len(dead) == metadata.num_rows:
        return None, dead
    good = path.with_name(f"good-{sink.job.number:03d}-{position:03d}.parquet")
    pl.scan_parquet(path, hive_partitioning=False).filter(pl.col("_reason").is_null()).drop(
        "_reason", "_raw", "_raw_bytes", "_fingerprint"
    ).sink_parquet(good, compression="lz4", statistics="full")
    return good, dead


def _read(path: Path, wanted: set[str]) -> pl.DataFrame:
    have = set(pq.read_schema(path).names)
    present = sorted(wanted & have)
    frame = pl.read_parquet(path, columns=present, hive_partitioning=False)
    times = [name for name, kind in frame.schema.items() if isinstance(kind, pl.Datetime) and kind.time_zone != "UTC"]
    frame = frame.with_columns([pl.col(name).dt.replace_time_zone("UTC") for name in times])
    return frame.with_columns([pl.lit(None, dtype=EVENT[name]).alias(name) for name in sorted(wanted - have)])


def _quarantine(events: pl.DataFrame, job: Job) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Events dated further ahead of receipt than the rule allows, per event; the rest go on.

    In `run` the data's own clock counts too: a capture dated next year as a whole is no error, one record of it is.
    """
    horizon = pl.col("ingest_time")
    if job.data_clock and len(events):
        middle = pl.col("event_time").median() + timedelta(days=31)
        horizon = pl.max_horizontal(horizon, middle.cast(pl.Datetime("us", "UTC")))
    ahead = pl.col("event_time") > horizon + job.ahead
    marked = events.with_columns(ahead.alias("_ahead"))
    return marked.filter(~pl.col("_ahead")).drop("_ahead"), marked.filter(pl.col("_ahead")).drop("_ahead")


LEDGER_KEYS = ("sensor", "dataset", "zone", "organisation", "prefecture", "sector", "batch")


def _ledger(events: pl.DataFrame, quarantined: pl.DataFrame, job: Job) -> pl.DataFrame:
    """Records per minute, how many were late or unknown; quarantined ones count in the minute they were received."""
    clocks = pl.DataFrame(
        {"sensor": list(job.clocks), "_clock": list(job.clocks.values())},
        schema={"sensor": pl.String, "_clock": pl.Datetime("us", "UTC")},
    )
    lag = (pl.col("ingest_time") - pl.col("event_time")).dt.total_milliseconds() / 1000.0
    seen = (
        events.lazy()
        .join(clocks.lazy(), on="sensor", how="left")
        .group_by(pl.col("event_time").dt.truncate("1m"), *LEDGER_KEYS)
        .agg(
            pl.len().cast(pl.Int64).alias("records"),
            (pl.col("event_time") < pl.col("_clock") - job.late).fill_null(False).sum().cast(pl.Int64).alias("late"),
            (pl.col("source_organisation").is_null() & pl.col("destination_organisation").is_null())
            .sum().cast(pl.Int64).alias("unknown"),
            lag.max().fill_null(0.0).alias("lag_seconds"),
        )
        .collect()
    )  # fmt: skip
    ahead = quarantined.group_by(pl.col("ingest_time").dt.truncate("1m").alias("event_time"), *LEDGER_KEYS).agg(
        pl.len().cast(pl.Int64).alias("records"), pl.len().cast(pl.Int64).alias("quarantined")
    )
    return pl.concat([_as_ledger(seen), _as_ledger(ahead)])


def _dead_ledger(dead: pl.DataFrame, job: Job) -> pl.DataFrame:
    keys = [pl.col("event_time").dt.truncate("1m"), *LEDGER_KEYS]
    return _as_ledger(dead.group_by(keys).agg(pl.len().cast(pl.Int64).alias("dead_letters")))


def _as_ledger(frame: pl.DataFrame) -> pl.DataFrame:
    shape = polars_schema(arrow_schema(LedgerEntry))
    numbers = {"records", "dead_letters", "late", "quarantined", "lost", "unknown", "lag_seconds"}
    return frame.select(
        [
            (pl.col(name) if name in frame.columns else pl.lit(0 if name in numbers else None)).cast(kind).alias(name)
            for name, kind in shape.items()
        ]
    )


def _judge(events: pl.DataFrame, rules: Mapping[str, EventRule], job: Job, sink: _Sink, position: int) -> None:
    if not rules or not len(events) or job.now is None:
        return
    context = Context(now=job.now, rules=job.rules, networks=pl.DataFrame(list(job.networks)))
    for order, (name, rule) in enumerate(rules.items()):
        found = as_findings(rule.score(events, context)).filter(pl.col("score") >= alert_at(job.rules, name))
        if len(found):
            mine = found.with_columns(pl.lit(name).alias("detector"), pl.lit(job.batch, dtype=pl.Int64).alias("batch"))
            sink.write("findings", mine.select("detector", "batch", *FINDING), position * 100 + order)


def alert_at(rules: Mapping[str, Any], detector: str) -> float:
    """The score from which a detector's findings become alerts."""
    own = rules.get(detector)
    value = own.get("alert_at") if isinstance(own, Mapping) else None
    return float(value if value is not None else rules.get("alert_at", 0.5))

