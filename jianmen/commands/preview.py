"""`jianmen preview DETECTOR --out DIR --days 30`: what a detector or threshold would have cost in alerts, before it is turned on."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer
from rich.console import Console
from rich.table import Table

from jianmen.errors import UserError
from jianmen.language import say
from jianmen.settings import open_inventory, require_out, rules
from models.context import Context
from models.finding import as_findings
from schema.cell_arrow import cell_schema, merge
from stores.lake import Lake
from streaming.steps.score import detectors, every

STEPS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


def command(
    detector: Annotated[str, typer.Argument(help=say("检测器(文件名)", "detector, by its file name"))],
    out: Annotated[Path, typer.Option(help=say("输出目录", "output folder"))],
    days: Annotated[int, typer.Option(min=1, help=say("回看天数", "days to look back"))] = 30,
    setting: Annotated[list[str] | None, typer.Option("--set", help=say("试用的阈值,如 least_hosts=20", "a threshold to try, e.g. least_hosts=20"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=say("输出 JSON", "print JSON"))] = False,
) -> None:
    """Score the past days' cells with this detector alone; nothing is stored."""
    require_out(out)
    known = detectors()
    if detector not in known:
        raise UserError(say(f"没有检测器 {detector};可选:{', '.join(known)}", f"no detector {detector}; there are: {', '.join(known)}"))
    found = preview(detector, out, days, _settings(setting or []))
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    table = Table(title=say(f"{detector}:{found['days']} 天内", f"{detector}: over {found['days']} days"))
    for name in (say("告警线", "alert at"), say("告警", "alerts"), say("每日", "a day"), say("实体", "entities")):
        table.add_column(name, justify="right")
    for row in found["by_threshold"]:
        table.add_row(*[str(row[name]) for name in ("alert_at", "alerts", "per_day", "entities")])
    console = Console()
    console.print(table)
    for reason in found["examples"]:
        console.print("· " + reason)


def _settings(pairs: list[str]) -> dict[str, float]:
    try:
        return {name.strip(): float(value) for name, _, value in (pair.partition("=") for pair in pairs)}
    except ValueError as error:
        raise UserError(say("--set 的格式为 名称=数字", "--set takes name=number")) from error


def preview(name: str, out: Path, days: int, settings: dict[str, float]) -> dict[str, Any]:
    """Alerts this detector would have given over the last `days` of data, at several alert lines."""
    detector, base = detectors()[name], rules("detection")
    lake = Lake(out / "lake")
    if lake.open(f"cells_{detector.cells}") is None:
        raise UserError(say(f"该目录没有 {detector.cells} 类数据", f"there are no {detector.cells} cells in {out}"))
    table = lake.scan(f"cells_{detector.cells}", cell_schema(detector.cells))
    last: datetime | None = table.select(pl.col("minute").max()).collect().item()
    if last is None:
        raise UserError(say("没有可回看的数据", "there is nothing to look back on"))
    start = last - timedelta(days=days)
    cells = merge(detector.cells, table.filter(pl.col("minute") >= start - detector.lookback).collect())
    cells = cells.with_columns(pl.col("minute").dt.truncate(every(detector.window)).alias("window_start"))
    inventory = open_inventory(None, out)
    context = Context(
        now=last, rules={**base, name: {**base.get(name, {}), **settings}},
        networks=inventory.networks_frame(), assets=inventory.assets_frame(),
        models=out / "models" if (out / "models").is_dir() else None,
    )  # fmt: skip
    found = as_findings(detector.score(cells, context)).filter(pl.col("window_start") >= start)
    first = table.select(pl.col("minute").min()).collect().item()
    seen = (last - max(start, first)).days + 1
    steps = [
        {"alert_at": step, "alerts": len(part), "per_day": round(len(part) / seen, 2), "entities": part["entity"].n_unique()}
        for step in STEPS
        for part in [found.filter(pl.col("score") >= step)]
    ]
    examples = found.filter(pl.col("score") >= STEPS[0]).sort("score", "entity", descending=[True, False])[say("reason_zh", "reason_en")].head(5).to_list()
    return {"detector": name, "days": seen, "settings": settings, "by_threshold": steps, "examples": examples}
