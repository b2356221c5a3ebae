"""Cells → findings: every detector over the windows a batch touched, in Spark's workers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

import models.detectors
from models.context import Context
from models.detector import Detector
from models.finding import FINDING, as_findings
from schema.arrow import arrow_schema
from schema.asset import Asset
from schema.cell_arrow import cell_schema, merge
from schema.discovery import discover
from stores.lake import Lake, polars_schema
from streaming.steps.digest import alert_at

GROUP_KEYS = {"source": ("zone", "source_ip"), "destination": ("zone", "destination_ip"), "zone": ("zone",)}


@dataclass(frozen=True, slots=True)
class Span:
    """Windows to score: first ≤ window start ≤ last minute; per kind of cell."""

    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class ScoreJob:
    """One bucket of one grouping: its detectors over its share of the cells."""

    lake: str
    group: str
    bucket: int
    buckets: int
    spans: Mapping[str, Span]
    detectors: tuple[str, ...]
    rules: Mapping[str, Any]
    now: datetime
    output: str
    networks: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    assets: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    models: str | None = None


def detectors() -> dict[str, Detector]:
    """Every detector found in models/detectors."""
    return discover(models.detectors, Detector)  # type: ignore[type-abstract]


def touched(lake: Lake, after_batch: int) -> dict[str, Span]:
    """Per kind of cell, the minutes that batches after `after_batch` wrote to."""
    spans: dict[str, Span] = {}
    for table in lake.tables():
        if not table.startswith("cells_"):
            continue
        row = (
            lake.scan(table)
            .filter(pl.col("batch") > after_batch)
            .select(pl.col("minute").min().alias("first"), pl.col("minute").max().alias("last"))
            .collect()
            .row(0, named=True)
        )
        if row["first"] is not None:
            spans[table.removeprefix("cells_")] = Span(row["first"], row["last"])
    return spans


def plan(
    lake: Lake,
    spans: Mapping[str, Span],
    buckets: int,
    rules: Mapping[str, Any],
    now: datetime,
    output: Path,
    networks: pl.DataFrame,
    assets: pl.DataFrame,
    models_folder: Path | None,
) -> list[ScoreJob]:
    """The jobs that score these spans: a job a bucket for source and destination groups, zones spread likewise."""
    jobs = []
    for group in GROUP_KEYS:
        chosen = tuple(name for name, item in detectors().items() if item.group == group and item.cells in spans)
        if chosen:
            jobs += [
                ScoreJob(
                    str(lake.root), group, bucket, buckets, spans, chosen, rules, now, str(output),
                    tuple(networks.to_dicts()), tuple(assets.to_dicts()), str(models_folder) if models_folder else None,
                )
                for bucket in range(buckets)
            ]  # fmt: skip
    return jobs


def score(job: ScoreJob) -> str | None:
    """Do one job; the file of findings it wrote, or None when there are none. Same cells, same findings."""
    lake = Lake(Path(job.lake))
    context = Context(
        now=job.now,
        rules=job.rules,
        networks=pl.DataFrame(list(job.networks)),
        assets=pl.DataFrame(list(job.assets), schema=polars_schema(arrow_schema(Asset))) if job.assets else pl.DataFrame(),
        models=Path(job.models) if job.models else None,
    )
    found: list[pl.DataFrame] = []
    every = detectors()
    for kind in sorted({every[name].cells for name in job.detectors}):
        own = {name: every[name] for name in job.detectors if every[name].cells == kind}
        cells = _cells(lake, job, kind, max(item.lookback for item in own.values()), max(item.window for item in own.values()))
        if not len(cells):
            continue
        for name, detector in own.items():
            found.append(_apply(name, detector, cells, job.spans[kind], context))
    findings = pl.concat(found) if found else pl.DataFrame()
    if not len(findings):
        return None
    path = Path(job.output) / f"{job.group}-{job.bucket:03d}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    findings.write_parquet(path)
    return str(path)


def _cells(lake: Lake, job: ScoreJob, kind: str, lookback: timedelta, window: timedelta) -> pl.DataFrame:
    span = job.spans[kind]
    start, end = span.first - window - lookback, span.last + window + lookback
    keys = [name for name in GROUP_KEYS[job.group] if name in cell_schema(kind).names]
    mine = pl.struct(keys).hash(seed=11) % job.buckets == job.bucket
    part = lake.scan(f"cells_{kind}", cell_schema(kind), start, end).filter(
        pl.col("minute").is_between(start, end, closed="left") & mine
    )
    return merge(kind, part.collect())


def _apply(name: str, detector: Detector, cells: pl.DataFrame, span: Span, context: Context) -> pl.DataFrame:
    """One detector over whole windows; windows before the span serve as history only."""
    first = truncate(span.first, detector.window)
    last = truncate(span.last, detector.window) + detector.lookback
    start = pl.col("minute").dt.truncate(every(detector.window))
    windows = cells.with_columns(start.alias("window_start"))
    windows = windows.filter(pl.col("window_start").is_between(first - detector.lookback, last))
    if not len(windows):
        return pl.DataFrame(schema={"detector": pl.String, **FINDING})
    findings = as_findings(detector.score(windows, context))
    kept = findings.filter(pl.col("window_start").is_between(first, last) & (pl.col("score") >= alert_at(context.rules, name)))
    return kept.select(pl.lit(name).alias("detector"), *FINDING)


def every(window: timedelta) -> str:
    """Polars' spelling of a window length."""
    return f"{int(window.total_seconds())}s"


def truncate(moment: datetime, window: timedelta) -> datetime:
    """The start of the window a moment falls into."""
    found: datetime = pl.Series([moment]).dt.truncate(every(window))[0]
    return found


def read_findings(paths: Iterable[str | None]) -> pl.DataFrame:
    """All findings of these files as one frame."""
    frames = [pl.read_parquet(path) for path in paths if path]
    if not frames:
        return pl.DataFrame(schema={"detector": pl.String, **FINDING})
    return pl.concat([frame.select("detector", *FINDING) for frame in frames])
