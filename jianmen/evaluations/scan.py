"""`jianmen evaluate scan --input DIR`: who scanned what, by the whole pipeline on these records."""

import json
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer
from rich.console import Console
from rich.table import Table

from jianmen.errors import UserError
from jianmen.language import say
from jianmen.trial import Trial, trial

TECHNIQUES = ("T1046", "T1595", "T1018", "T0846", "T0840", "T0888")


def command(
    input: Annotated[list[Path], typer.Option("--input", help=say("日志文件或目录(可多次)", "log file or folder (may be repeated)"))],
    inventory: Annotated[Path | None, typer.Option(help=say("资产清单目录", "inventory folder"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=say("输出 JSON", "print JSON"))] = False,
) -> None:
    """List scanners, surest first, with kind, targets and reason."""
    for path in input:
        if not path.exists():
            raise UserError(say(f"输入路径不存在:{path}", f"no such input: {path}"))
    found = scanners(trial(input, inventory))
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, default=str))
        return
    table = Table(title=say("扫描者", "Scanners"))
    for name in ("source", "kind", "technique", "score", "alerts", "records", "reason"):
        table.add_column(name, overflow="fold")
    for row in found["scanners"]:
        table.add_row(*[str(row[name]) for name in ("source", "kind", "technique", "score", "alerts", "records", "reason")])
    Console().print(table)


def scanners(found: Trial) -> dict[str, Any]:
    """One entry a source and detector: its surest alert, how many alerts and records, its targets."""
    scans = found.alerts.filter(pl.col("detector").str.contains("scan") | pl.col("technique").fill_null("").str.slice(0, 5).is_in(TECHNIQUES))
    rows = (
        scans.sort("score", "first_time", descending=[True, False])
        .group_by("entity", "detector", maintain_order=True)
        .agg(
            pl.col("technique").first(), pl.col("score").first(), pl.len().alias("alerts"), pl.col("evidence_count").sum().alias("records"),
            pl.col("destination_ip").drop_nulls().unique().sort().head(50).alias("destinations"), pl.col("targets").explode().drop_nulls().unique().sort().head(50),
            pl.col("first_time").min(), pl.col("last_time").max(), pl.col(say("reason_zh", "reason_en")).first().alias("reason"),
        )
        .rename({"entity": "source", "detector": "kind"})
    )  # fmt: skip
    others = found.alerts.filter(~pl.col("alert_id").is_in(scans["alert_id"].implode()))["detector"].value_counts(sort=True)
    return {"records": found.events, "scanners": rows.to_dicts(), "other_alerts": dict(others.iter_rows())}
