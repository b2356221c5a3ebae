"""`jianmen run`: take in files, score, correlate, and leave map and briefing."""

import json
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any

import polars as pl
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from collectors.files import FileReport
from jianmen import assembly, products
from jianmen.errors import UserError
from jianmen.language import say
from jianmen.settings import Settings, load, open_inventory
from schema.arrow import arrow_schema
from schema.dead_letter import DeadLetter
from schema.event import Event
from stores.embedded import EmbeddedStore
from stores.lake import Lake

Counts = dict[str, dict[tuple[str, str], int]]
STAGES = {
    "collect": ("收集", "collect"),
    "normalise": ("解析规整", "normalise"),
    "cells": ("分钟汇聚", "minute cells"),
    "commit": ("提交", "commit"),
    "score": ("检测评分", "score"),
    "correlate": ("关联", "correlate"),
    "products": ("地图与周报", "map and briefing"),
}


def command(
    input: Annotated[list[Path], typer.Option("--input", help=say("日志文件或目录(可多次给出)", "log file or folder (may be repeated)"))],
    out: Annotated[Path, typer.Option(help=say("输出目录", "output folder"))],
    inventory: Annotated[Path | None, typer.Option(help=say("资产清单目录", "inventory folder"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=say("输出 JSON", "print one JSON object"))] = False,
    products_too: Annotated[bool, typer.Option("--products/--no-products", help=say("生成地图与周报", "make map and briefing"))] = True,
) -> None:
    """Run the whole pipeline on files and stop when they are done."""
    summary = run(input, out, inventory, quiet=as_json, make_products=products_too)
    if as_json:
        typer.echo(json.dumps(summary, ensure_ascii=False))
    else:
        show(summary)


def run(paths: list[Path], out: Path, inventory_folder: Path | None, quiet: bool, make_products: bool = True) -> dict[str, Any]:
    """Take in files and bring everything up to date; the summary of what happened."""
    check(paths, out)
    inventory = open_inventory(inventory_folder, out)
    demo = load(out).demo or _is_demo(paths, inventory_folder)
    out.mkdir(parents=True, exist_ok=True)
    Settings(inventory=str(inventory_folder) if inventory_folder else None, demo=demo).save(out)
    before = _counts(out)
    started = perf_counter()
    session = assembly.spark()
    seconds: dict[str, float] = {"start": perf_counter() - started}
    console = Console(stderr=True, quiet=quiet)
    with Progress(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=console, transient=True
    ) as progress:
        bar = progress.add_task(_stage("collect"), total=sum(_size(path) for path in paths) or 1)
        begin = perf_counter()
        reports = assembly.collector(out, inventory).ingest(paths, lambda size: progress.advance(bar, size))
        seconds["collect"] = perf_counter() - begin
        work = progress.add_task(_stage("normalise"), total=None)
        flow = assembly.pipeline(out, inventory, session, demo=demo)
        flow.progress = lambda stage, took: progress.update(work, description=_stage(stage))
        flow.run()
        seconds |= flow.seconds
        files: dict[str, str] = {}
        if make_products:
            progress.update(work, description=_stage("products"))
            begin = perf_counter()
            files = products.make(out, session)
            seconds["products"] = perf_counter() - begin
    return _summary(out, reports, before, seconds, files, demo)


def check(paths: list[Path], out: Path) -> None:
    """Paths must exist and the out folder be writable; else a UserError that says what to do."""
    for path in paths:
        if not path.exists():
            raise UserError(say(f"输入路径不存在:{path}。请检查拼写。", f"no such input: {path}. Check the spelling."))
    if out.exists() and not out.is_dir():
        raise UserError(say(f"{out} 是文件,不是目录。请换一个 --out。", f"{out} is a file, not a folder. Give another --out."))
    try:
        out.mkdir(parents=True, exist_ok=True)
        probe = out / ".writable"
        probe.write_text("")
        probe.unlink()
    except PermissionError as error:
        raise UserError(say(f"无权写入 {out}:{error}", f"cannot write to {out}: {error}. Choose another --out.")) from error


def _summary(
    out: Path, reports: list[FileReport], before: Counts, seconds: dict[str, float], files: dict[str, str], demo: bool
) -> dict[str, Any]:
    lake, store = Lake(out / "lake"), EmbeddedStore(out)
    after = _counts(out)

    def new(table: str, report: FileReport) -> int:
        key = (report.sensor, report.fingerprint)
        return after[table].get(key, 0) - before[table].get(key, 0) if report.sent else 0

    rows: list[dict[str, Any]] = [
        {
            "path": report.path,
            "dataset": report.dataset,
            "sensor": report.sensor,
            "lines": report.lines,
            "events": new("events", report),
            "duplicates": report.duplicates,
            "dead_letters": new("dead_letters", report),
            "headers": report.headers,
            **({"error": report.error} if report.error else {}),
        }
        for report in reports
    ]
    sent = sum(report.sent for report in reports)
    stages = {name: took for name, took in seconds.items() if name in STAGES and name != "products"}
    alerts = store.frame("alerts").select("severity", "detector").collect()
    ledger = lake.scan("ledger").collect() if lake.open("ledger") else pl.DataFrame()
    return {
        "out": str(out),
        "demo": demo,
        "files": rows,
        "totals": {
            name: sum(row[name] for row in rows) for name in ("lines", "events", "duplicates", "dead_letters", "headers")
        },
        "quarantined": int(ledger["quarantined"].sum()) if len(ledger) else 0,
        "late": int(ledger["late"].sum()) if len(ledger) else 0,
        "alerts": len(alerts),
        "alerts_by_detector": dict(sorted(alerts["detector"].value_counts().iter_rows())) if len(alerts) else {},
        "incidents": int(store.frame("incidents").select(pl.len()).collect().item()),
        "seconds": {name: round(took, 3) for name, took in seconds.items()},
        "rows_per_s": {name: round(sent / took) for name, took in stages.items() if took > 0},
        **files,
    }


def _counts(out: Path) -> Counts:
    """Events and dead letters per file as they stand in the lake."""
    lake = Lake(out / "lake")
    return {"events": _per_file(lake, "events", Event), "dead_letters": _per_file(lake, "dead_letters", DeadLetter)}


def _per_file(lake: Lake, table: str, shape: type) -> dict[tuple[str, str], int]:
    """Rows in a lake table by the sensor and fingerprint of the file they came from, counted in the lake itself."""
    if lake.open(table) is None:
        return {}
    origins = FileOrigins(lake.root.parent / "log").frame()
    counted = (
        lake.scan(table, arrow_schema(shape))
        .group_by("log_topic", "log_offset")
        .len()
        .join(origins.lazy(), on=["log_topic", "log_offset"], how="left")
        .group_by("fingerprint", "sensor")
        .agg(pl.col("len").sum())
        .collect()
    )
    return {(row["sensor"], row["fingerprint"]): row["len"] for row in counted.iter_rows(named=True)}


class FileOrigins:
    """Which file each message of the event log came from."""

    def __init__(self, log: Path) -> None:
        self.log = log

    def frame(self) -> pl.DataFrame:
        """log_topic, log_offset → fingerprint, sensor."""
        files = sorted(self.log.glob("*/*.parquet"))
        if not files:
            return pl.DataFrame(schema={"log_topic": pl.String, "log_offset": pl.Int64, "fingerprint": pl.String, "sensor": pl.String})
        return (
            pl.scan_parquet(files, hive_partitioning=False)
            .select(pl.col("topic").alias("log_topic"), pl.col("offset").alias("log_offset"), "fingerprint", "sensor")
            .collect()
        )


def show(summary: dict[str, Any]) -> None:
    """The summary as tables."""
    console = Console()
    table = Table(title=say("输入", "Input"))
    for name in (say("文件", "file"), say("数据集", "dataset"), say("行", "lines"), say("事件", "events"),
                 say("重复", "duplicates"), say("死信", "dead letters"), say("表头", "headers")):  # fmt: skip
        table.add_column(name, overflow="fold")
    for row in summary["files"][:40]:
        table.add_row(Path(row["path"]).name, row["dataset"], *[f"{row[name]:,}" for name in ("lines", "events", "duplicates", "dead_letters", "headers")])
    if len(summary["files"]) > 40:
        table.add_row(say(f"… 另有 {len(summary['files']) - 40} 个文件", f"… and {len(summary['files']) - 40} more files"))
    total = summary["totals"]
    table.add_row(say("合计", "total"), "", *[f"{total[name]:,}" for name in ("lines", "events", "duplicates", "dead_letters", "headers")], style="bold")
    console.print(table)
    for row in summary["files"]:
        if row.get("error"):
            console.print(say(f"读取未完成:{row['path']}:{row['error']}", f"not read to the end: {row['path']}: {row['error']}"), style="red")
    console.print(
        say(
            f"告警 {summary['alerts']:,} 条,事件(攻击路径) {summary['incidents']:,} 起;隔离 {summary['quarantined']:,},迟到 {summary['late']:,}",
            f"{summary['alerts']:,} alerts, {summary['incidents']:,} incidents; quarantined {summary['quarantined']:,}, late {summary['late']:,}",
        )
    )
    rates = " · ".join(f"{_stage(name)} {took:.1f} s" for name, took in summary["seconds"].items() if name in STAGES)
    console.print(rates, style="dim")
    for name in ("map", "briefing"):
        if summary.get(name):
            console.print(f"{say('打开', 'open')}: {summary[name]}")


def _stage(name: str) -> str:
    zh, en = STAGES.get(name, (name, name))
    return say(zh, en)


def _size(path: Path) -> int:
    return sum(item.stat().st_size for item in path.rglob("*") if item.is_file()) if path.is_dir() else path.stat().st_size


def _is_demo(paths: list[Path], inventory_folder: Path | None) -> bool:
    """Simulated records carry a DEMO file beside them; everything made of them is watermarked."""
    places = [*paths, *([inventory_folder] if inventory_folder else [])]
    return any((place / "DEMO").exists() or (place.parent / "DEMO").exists() for place in places)
