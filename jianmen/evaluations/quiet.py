"""`jianmen evaluate quiet --input DIR`: how many alerts benign records cost, per 100,000 records and per sensor and day."""

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


def command(
    input: Annotated[list[Path], typer.Option("--input", help=say("良性日志文件或目录(可多次)", "benign log file or folder (may be repeated)"))],
    inventory: Annotated[Path | None, typer.Option(help=say("资产清单目录", "inventory folder"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=say("输出 JSON", "print JSON"))] = False,
) -> None:
    """Count alerts with every detector on; a list by detector says where they come from."""
    for path in input:
        if not path.exists():
            raise UserError(say(f"输入路径不存在:{path}", f"no such input: {path}"))
    found = figures(trial(input, inventory))
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    table = Table(title=say("告警量", "What it costs"))
    table.add_column("detector")
    table.add_column("alerts", justify="right")
    for name, count in found["by_detector"].items():
        table.add_row(name, str(count))
    console = Console()
    console.print(table)
    console.print(
        say(
            f"记录 {found['records']:,} 条;告警 {found['alerts']} 条;每十万条 {found['alerts_per_100k_records']};每传感器每日 {found['alerts_per_sensor_day']}",
            f"{found['records']:,} records; {found['alerts']} alerts; {found['alerts_per_100k_records']} per 100,000 records; {found['alerts_per_sensor_day']} per sensor and day",
        )
    )


def figures(found: Trial) -> dict[str, Any]:
    """Rates in all and by detector and severity; informational alerts are counted apart, not left out."""
    by = found.alerts["detector"].value_counts().sort("count", "detector", descending=[True, False])
    severity = found.alerts["severity"].value_counts().sort("severity")
    low = len(found.alerts.filter(pl.col("severity") == "low"))
    return {
        "records": found.events, "lines": found.lines, "sensor_days": found.sensor_days, "alerts": len(found.alerts), "alerts_low": low,
        "alerts_per_100k_records": round(len(found.alerts) * 100_000 / found.events, 2) if found.events else 0.0,
        "alerts_per_sensor_day": round(len(found.alerts) / found.sensor_days, 2) if found.sensor_days else 0.0,
        "by_detector": dict(by.iter_rows()), "by_severity": dict(severity.iter_rows()),
    }  # fmt: skip
