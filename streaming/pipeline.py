"""Pipeline: event log → lake → cells → alerts → incidents; every step once a batch, whatever is killed."""

import shutil
import threading
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, perf_counter, sleep
from typing import Any

import polars as pl
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f

import models.event_rules
import streaming.sources
from graph.incidents import correlate
from inventory import Inventory
from models.detector import Described, EventRule
from models.finding import FINDING
from schema.arrow import arrow_schema
from schema.cell_arrow import cell_schema
from schema.dead_letter import DeadLetter
from schema.discovery import discover
from schema.event import Event
from schema.incident import Incident
from schema.ledger import LedgerEntry
from stores.embedded import EmbeddedStore
from stores.event_log import EventLog
from stores.lake import Batch, Lake
from streaming.source import Source
from streaming.steps.alerts import alerts as assemble
from streaming.steps.digest import FINDINGS, QUARANTINE, FileTask, Job, Written, digest
from streaming.steps.enrich import enrich
from streaming.steps.evidence import evidence_rows
from streaming.steps.normalise import normalise, unrecognised
from streaming.steps.score import detectors, plan, read_findings, score, touched

QUERY = "stream"
SCORED = "score"
Progress = Callable[[str, float], None]


@dataclass(slots=True)
class Pipeline:
    """One pipeline over one out folder.

    `live`: score after every batch (stream); else score once at the end (run). `now` is the wall clock, asked for, so
    that tests and backfill can hand in their own. `pause(point)` is called between commits; tests kill there.
    """

    spark: SparkSession
    out: Path
    log: EventLog
    inventory: Inventory
    rules: Mapping[str, Any]
    correlation: Mapping[str, Any]
    live: bool = False
    demo: bool = False
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    progress: Progress = lambda stage, seconds: None
    pause: Callable[[str], None] = lambda point: None
    store: Any = None
    seconds: dict[str, float] = field(default_factory=dict)
    lake: Lake = field(init=False)
    sources: dict[str, Source] = field(init=False)

    def __post_init__(self) -> None:
        self.lake = Lake(self.out / "lake")
        self.store = self.store or EmbeddedStore(self.out)
        self.sources = discover(streaming.sources, Source)  # type: ignore[type-abstract]

    def run(self) -> None:
        """Take in all that is on the log, then score and correlate what was touched; returns when done."""
        query = (
            self.log.read(self.spark)
            .writeStream.foreachBatch(self.batch)
            .queryName(QUERY)
            .option("checkpointLocation", str(self.out / "checkpoint"))
            .trigger(availableNow=True)
            .start()
        )
        query.awaitTermination()
        if not self.live:
            self.score()

    def stream(self, stop: threading.Event, seconds: float = 2.0) -> None:
        """Keep taking in what arrives until `stop` is set."""
        query = (
            self.log.read(self.spark)
            .writeStream.foreachBatch(self.batch)
            .queryName(QUERY)
            .option("checkpointLocation", str(self.out / "checkpoint"))
            .trigger(processingTime=f"{int(seconds * 1000)} milliseconds")
            .start()
        )
        while query.isActive and not stop.wait(0.2):
            pass
        deadline = monotonic() + 120
        while query.isActive and query.status["isTriggerActive"] and monotonic() < deadline:
            sleep(0.05)  # the batch in hand is finished first; cut off, it would be done again at the next start
        query.stop()
        if (error := query.exception()) is not None:
            raise RuntimeError(str(error))

    def batch(self, messages: DataFrame, number: int) -> None:
        """One micro-batch: events, dead letters, quarantine, ledger and cells; committed once each."""
        if self._pending(number):
            written = self._write(messages, number)
            self._commit(written, number)
        self.pause("before checkpoint")
        if self.live:
            self.score(upto=number)

    def score(self, upto: int | None = None) -> int:
        """Score the windows touched since the last scored batch, correlate, and write; how many alerts were written."""
        last = max((self.lake.committed(table, QUERY) for table in self.lake.tables()), default=-1)
        number = last if upto is None else upto
        done = self.store.tables.committed("incidents", SCORED)
        if number < 0 or done >= number:
            return 0
        spans = touched(self.lake, done)
        with self._timed("score"):
            rows = self._score(spans, done, number)
        self.pause("after alerts")
        with self._timed("correlate"):
            self._correlate(number)
        return rows

    def _score(self, spans: Mapping[str, Any], done: int, number: int) -> int:
        described: dict[str, Described] = {**detectors(), **discover(models.event_rules, EventRule)}
        scratch = self.out / "lake" / "_findings" / f"s{number}"
        shutil.rmtree(scratch, ignore_errors=True)
        jobs = plan(
            self.lake, spans, self._parallelism(), self.rules, self._data_now(), scratch,
            self.inventory.networks_frame(), self.inventory.assets_frame(), self.out / "models",
        )  # fmt: skip
        found = self._spread(score, jobs) if jobs else []
        windows = read_findings(found)
        events = self._event_findings(done, number)
        rows = assemble(pl.concat([windows, events]), described, self.inventory, self.rules, self.demo)
        stale = self._stale(spans)
        kept = evidence_rows(rows, self.lake, self.log)
        if kept:
            self.store.write_evidence(kept)
        self.store.replace("alerts", rows, stale, batch=(SCORED, number))
        shutil.rmtree(scratch, ignore_errors=True)
        return len(rows)

    def _correlate(self, number: int) -> None:
        alerts = self.store.frame("alerts").collect()
        known = self.store.frame("incidents").collect().to_dicts()
        incidents = correlate(alerts, self.inventory, known, self.correlation)
        rows = [{**_as_row(incident), "demo": self.demo} for incident in incidents]
        self.store.replace("incidents", rows, pl.lit(True), batch=(SCORED, number))

    def _stale(self, spans: Mapping[str, Any]) -> pl.Expr:
        """Alerts of re-scored windows; those not found again are withdrawn unless somebody acknowledged them."""
        stale = pl.lit(False)
        for name, detector in detectors().items():
            if detector.cells in spans:
                span = spans[detector.cells]
                first = span.first - detector.window
                mine = (pl.col("detector") == name) & (pl.col("first_time") >= first)
                stale |= mine & (pl.col("first_time") <= span.last + detector.window + detector.lookback)
        return stale

    def _event_findings(self, done: int, number: int) -> pl.DataFrame:
        """What the event rules found in the batches not scored yet."""
        table = self.lake.scan("findings", FINDINGS)
        return table.filter(pl.col("batch").is_between(done + 1, number)).collect().select("detector", *FINDING)

    def _write(self, messages: DataFrame, number: int) -> list[Written]:
        attempt = f"b{number}-{uuid.uuid4().hex[:8]}"
        for table in self._schemas():
            self.lake.sweep(table, f"b{number}-")  # what a killed attempt at this batch left behind
        with self._timed("normalise"):
            files = self._normalise(messages, number, attempt)
        self.pause("after event files")
        with self._timed("cells"):
            return self._spread(digest, self._jobs(files, number, attempt))

    def _normalise(self, messages: DataFrame, number: int, attempt: str) -> list[FileTask]:
        groups = messages.select("dataset", f.coalesce("header", f.lit("")).alias("header")).distinct().collect()
        placed = self._placed(messages)
        root = self.out / "lake" / "events" / attempt
        root.mkdir(parents=True, exist_ok=True)

        def one(item: tuple[int, Any]) -> list[FileTask]:
            order, group = item
            mine = placed.where((f.col("dataset") == group.dataset) & (f.coalesce("header", f.lit("")) == group.header))
            source = self._source(group.dataset)
            if source is None:
                events = unrecognised(mine, group.header or "unrecognised format", number)
            else:
                events = normalise(mine, source, group.dataset, group.header or None, number)
                events = enrich(events, self.spark, self.inventory)
            folder = root / f"g{order:03d}"
            events.write.mode("overwrite").parquet(str(folder))
            cells = source.cells if source else ()
            return [FileTask(str(path), group.dataset, tuple(cells)) for path in sorted(folder.glob("*.parquet"))]

        ordered = sorted(groups, key=lambda group: (group.dataset, group.header))
        with ThreadPoolExecutor(max_workers=min(3, max(1, len(ordered)))) as pool:
            return [task for tasks in pool.map(one, enumerate(ordered)) for task in tasks]

    def _placed(self, messages: DataFrame) -> DataFrame:
        """Messages with their sensor's zone, organisation, prefecture, sector and time zone."""
        shape = "_sensor string, zone string, organisation string, prefecture string, sector string, timezone string"
        places = self.spark.createDataFrame(self.inventory.sensor_rows(), shape)
        joined = messages.join(f.broadcast(places), f.col("sensor") == f.col("_sensor"), "left").drop("_sensor")
        return joined.withColumns(
            {"zone": f.coalesce("zone", f.lit("default")), "timezone": f.coalesce("timezone", f.lit("Asia/Shanghai"))}
        )

    def _jobs(self, files: list[FileTask], number: int, attempt: str) -> list[Job]:
        shares = _balanced(files, self._parallelism())
        clocks = self._clocks(number)
        networks = tuple(self.inventory.networks_frame().to_dicts())
        return [
            Job(
                lake=str(self.out / "lake"), batch=number, attempt=attempt, number=order, files=tuple(share), clocks=clocks,
                ahead=timedelta(minutes=float(self.rules.get("ahead_minutes", 10))),
                late=timedelta(minutes=float(self.rules.get("late_minutes", 10))),
                data_clock=not self.live, rules=self.rules, now=self.now(), networks=networks,
            )
            for order, share in enumerate(shares)
        ]  # fmt: skip

    def _clocks(self, number: int) -> dict[str, datetime]:
        """Each sensor's latest event minute in earlier batches."""
        frame = (
            self.lake.scan("ledger", arrow_schema(LedgerEntry))
            .filter((pl.col("batch") < number) & (pl.col("records") > pl.col("quarantined")))
            .group_by("sensor")
            .agg(pl.col("event_time").max())
            .collect()
        )
        return dict(frame.iter_rows())

    def _data_now(self) -> datetime:
        if self.live:
            return self.now()
        latest = self.lake.scan("ledger", arrow_schema(LedgerEntry)).select(pl.col("event_time").max()).collect().item()
        return latest or self.now()

    def _commit(self, written: list[Written], number: int) -> None:
        with self._timed("commit"):
            for table, schema in self._schemas().items():
                files = [Path(path) for item in written for path in (item.events if table == "events" else item.tables.get(table, []))]
                if files or table in ("events", "ledger"):
                    self.lake.commit(table, schema, files, Batch(QUERY, number))
                    self.pause(f"after {table}")

    def _pending(self, number: int) -> bool:
        """Whether the batch's last commit (the ledger's) is still to come; the tables committed before skip themselves."""
        return self.lake.committed("ledger", QUERY) < number

    @staticmethod
    def _schemas() -> dict[str, Any]:
        kinds = ("flows", "names", "logins", "web", "tls", "ics")
        return {
            "events": arrow_schema(Event),
            "dead_letters": arrow_schema(DeadLetter),
            "quarantine": QUARANTINE,
            "findings": FINDINGS,
            **{f"cells_{kind}": cell_schema(kind) for kind in kinds},
            "ledger": arrow_schema(LedgerEntry),  # last: what a batch has in the ledger is complete
        }

    def _source(self, dataset: str) -> Source | None:
        exact = [source for source in self.sources.values() if source.dataset == dataset]
        return exact[0] if exact else next((item for item in self.sources.values() if item.handles(dataset)), None)

    def _spread(self, work: Callable[[Any], Any], jobs: list[Any]) -> list[Any]:
        """Do jobs in Spark's workers, one a task."""
        return self.spark.sparkContext.parallelize(jobs, len(jobs)).map(work).collect() if jobs else []

    def _parallelism(self) -> int:
        return max(1, int(self.spark.sparkContext.defaultParallelism))

    def _timed(self, stage: str) -> "_Timed":
        return _Timed(self, stage)


@dataclass(slots=True)
class _Timed:
    """Adds the time a block took to the pipeline's account."""

    pipeline: Pipeline
    stage: str
    start: float = 0.0

    def __enter__(self) -> None:
        self.start = perf_counter()

    def __exit__(self, *_: object) -> None:
        took = perf_counter() - self.start
        self.pipeline.seconds[self.stage] = self.pipeline.seconds.get(self.stage, 0.0) + took
        self.pipeline.progress(self.stage, took)


def _balanced(files: list[FileTask], shares: int) -> list[list[FileTask]]:
    """Files in shares of about equal bytes, largest first; no empty share."""
    loads: list[tuple[int, list[FileTask]]] = [(0, []) for _ in range(shares)]
    for task in sorted(files, key=lambda item: (-Path(item.path).stat().st_size, item.path)):
        at = min(range(shares), key=lambda index: loads[index][0])
        size, share = loads[at]
        loads[at] = (size + Path(task.path).stat().st_size, [*share, task])
    return [share for _, share in loads if share]


def _as_row(incident: Incident) -> dict[str, Any]:
    return {name: getattr(incident, name) for name in Incident.__slots__}


