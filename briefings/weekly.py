"""The briefing of a period: counted, put into words, written; the same period twice gives the same bytes."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
from pyspark.sql import SparkSession

from briefings import html_page, situation_index
from briefings.content import build
from briefings.document import Document
from briefings.engine import DuckEngine, SparkEngine, declared
from briefings.figures import Account, compute
from briefings.period import Period, parse
from briefings.record import differences, dump, load, record, told
from schema.arrow import arrow_schema
from schema.incident import Incident
from schema.ledger import LedgerEntry
from situation.measure import Scope, Words, quoted
from stores.lake import Lake

FORMATS = ("html", "docx", "pdf", "json")
AUDIENCES = ("internal", "public")


@dataclass(frozen=True, slots=True)
class Edition:
    """A briefing ready to be rendered: the document and the record of its figures."""

    document: Document
    record: dict[str, Any]
    account: Account


def write(
    out: Path,
    week: str,
    formats: tuple[str, ...] = ("html",),
    audience: str = "internal",
    prefecture: str | None = None,
    sector: str | None = None,
    organisation: str | None = None,
    spark: SparkSession | None = None,
    copy: bool = True,
) -> list[Path]:
    """Write the briefing of a period; the paths, HTML first. Without `spark` DuckDB counts: the numbers are the same.

    OUT/briefings/<period>[-…]/briefing.*; the whole province's internal HTML also stands at OUT/briefing.html.
    """
    period = parse(week)
    parts = [period.name, prefecture, sector, organisation, "public" if audience == "public" else None]
    folder = out / "briefings" / "-".join(part for part in parts if part)
    folder.mkdir(parents=True, exist_ok=True)
    edition = compose(
        out,
        period,
        Scope(period.start, period.end, prefecture, sector, organisation),
        audience,
        spark,
        load(folder / "figures.json"),
    )
    (folder / "figures.json").write_text(dump(edition.record), encoding="utf-8")
    written: list[Path] = []
    for name in sorted(formats, key=FORMATS.index):
        path = folder / f"briefing.{name}"
        _render(edition, name, path)
        if name == "html" and copy and len([part for part in parts if part]) == 1:
            target = out / "briefing.html"
            target.write_bytes(path.read_bytes())
            written.append(target)
        written.append(path)
    return written


def compose(
    out: Path,
    period: Period,
    scope: Scope,
    audience: str,
    spark: SparkSession | None = None,
    known: dict[str, Any] | None = None,
) -> Edition:
    """Count and put into words; `known` is the record of the edition before, whose differences become a change list."""
    account = count(out, period, scope, spark)
    cut_off = last_record(out, period)
    stamp = cut_off.isoformat() if cut_off else None
    fresh = record(account, audience, stamp, 1, [])
    changes, number = _revision(known, fresh)
    final = {**fresh, "edition": number, "changes": [list(words) for words in changes]}
    units: Counter[str] = Counter()
    for prefecture in {(row["organisation"], row["prefecture"]) for row in declared(out)}:
        units[prefecture[1] or ""] += 1
    document = build(account, _leading(out, account), audience, cut_off, _is_demo(out), units, changes)
    return Edition(document, final, account)


def count(out: Path, period: Period, scope: Scope, spark: SparkSession | None = None) -> Account:
    """All figures of a scope, by Spark or by DuckDB."""
    for code in (scope.prefecture, scope.sector, scope.organisation):
        if code is not None:
            quoted(code)
    cut_off = last_record(out, period)
    if spark is None:
        return situation_index.add(compute(DuckEngine(out), period, scope), out, cut_off)
    engine = SparkEngine(spark, out, period.before, period.end)
    try:
        return situation_index.add(compute(engine, period, scope), out, cut_off)
    finally:
        engine.close()


def last_record(out: Path, period: Period) -> datetime | None:
    """The latest minute of the period that holds a record."""
    frame = Lake(out / "lake").scan("ledger", arrow_schema(LedgerEntry), period.start, period.end)
    inside = frame.filter(
        pl.col("event_time").is_between(period.start, period.end, closed="left") & (pl.col("records") > 0)
    )
    found: datetime | None = inside.select(pl.col("event_time").max()).collect().item()
    return found


def _revision(known: dict[str, Any] | None, fresh: dict[str, Any]) -> tuple[list[Words], int]:
    """Change list and number of this edition."""
    if known is None:
        return [], 1
    earlier: list[Words] = [(zh, en) for zh, en in known.get("changes", [])]
    changed = differences(known, fresh)
    if not changed:
        return earlier, int(known["edition"])
    number = int(known["edition"]) + 1
    stamp = fresh["cut_off"] or ""
    title: Words = (f"第 {number} 版(数据截止 {stamp}):", f"Edition {number} (data up to {stamp}):")
    return [*earlier, title, *(told(name, known, fresh) for name in changed)], number


def _leading(out: Path, account: Account) -> list[dict[str, Any]]:
    """The incidents that the measure top_incidents names, in its order."""
    wanted = [identifier for identifier, _ in account.figures["top_incidents"].items]
    frame = Lake(out / "store").scan("incidents", arrow_schema(Incident)).filter(pl.col("incident_id").is_in(wanted))
    rows = {row["incident_id"]: row for row in frame.collect().iter_rows(named=True)}
    return [rows[identifier] for identifier in wanted if identifier in rows]


def _is_demo(out: Path) -> bool:
    path = out / "settings.json"
    return path.exists() and bool(json.loads(path.read_text(encoding="utf-8")).get("demo"))


def _render(edition: Edition, name: str, path: Path) -> None:
    match name:
        case "html":
            path.write_text(html_page.render(edition.document, edition.record), encoding="utf-8")
        case "json":
            path.write_text(dump(edition.record), encoding="utf-8")
        case "docx":
            from briefings.word_file import render as as_word

            path.write_bytes(as_word(edition.document, edition.record))
        case "pdf":
            from briefings.pdf_file import render as as_pdf

            path.write_bytes(as_pdf(edition.document, edition.record))
        case _:
            raise ValueError(f"no format {name!r}; there are {', '.join(FORMATS)}")
