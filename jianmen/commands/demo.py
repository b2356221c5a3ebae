"""`jianmen demo`: the whole pipeline on a simulated week, compared with the truth."""

import json
import shutil
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from jianmen.commands.run import run, show
from jianmen.language import say
from stores.embedded import EmbeddedStore
from testbed.province import write
from testbed.province.score import Score, score


def command(
    out: Annotated[Path, typer.Option(help=say("输出目录(重新生成)", "output folder (made anew)"))] = Path("demo"),
    seed: Annotated[int, typer.Option(help=say("随机种子", "random seed"))] = 1,
    week: Annotated[str, typer.Option(help=say("ISO 周", "ISO week"))] = "2026-W47",
    scale: Annotated[float, typer.Option(help=say("规模", "scale"))] = 1.0,
    as_json: Annotated[bool, typer.Option("--json", help=say("输出 JSON", "print JSON"))] = False,
) -> None:
    """Simulate a province's week, run everything on it, say what was found and what was missed."""
    begin = perf_counter()
    if (out / "settings.json").exists() or (out / "province").exists():
        shutil.rmtree(out)
    province = out / "province"
    counts = write(province, seed, week, scale)
    summary = run([province / "input"], out, province / "inventory", quiet=as_json)
    store = EmbeddedStore(out)
    attacks = json.loads((province / "truth" / "attacks.json").read_text(encoding="utf-8"))
    result = score(store.frame("alerts").collect(), store.frame("incidents").collect(), attacks)
    took = perf_counter() - begin
    if as_json:
        found = {"steps": len(result.steps), "found": result.found, "missed": [f"{step.attack}/{step.step} {step.technique}" for step in result.steps if not step.alerts]}
        typer.echo(json.dumps({**summary, "simulated": counts, "truth": found, "false_alerts": result.false_alerts, "false_informational": result.false_low, "false_by_detector": result.false_by_detector, "chains": result.chains, "seconds_total": round(took, 1)}, ensure_ascii=False))
        return
    summary["files"] = summary["files"][:12] if len(summary["files"]) > 12 else summary["files"]
    show(summary)
    _table(result)
    Console().print(say(f"演示用时 {took:.0f} 秒(不含环境安装)", f"the demo took {took:.0f} s (set-up not counted)"))


def _table(result: Score) -> None:
    console = Console()
    table = Table(title=say("与真实注入的攻击对照", "Against the attacks really injected"))
    for name in (say("攻击", "attack"), say("步骤", "step"), say("技术", "technique"), say("结果", "result"), say("由谁发现", "found by")):
        table.add_column(name)
    for step in result.steps:
        mark = "[green]" + say("发现", "found") + "[/green]" if step.alerts else "[red]" + say("漏报", "missed") + "[/red]"
        table.add_row(step.attack, str(step.step), step.technique, mark, ", ".join(step.detectors))
    console.print(table)
    console.print(
        say(
            f"步骤发现 {result.found}/{len(result.steps)};与注入无关的告警 {result.false_alerts} 条(另有提示级 {result.false_low} 条){result.false_by_detector};与注入无关的事件 {result.false_incidents} 起",
            f"steps found {result.found}/{len(result.steps)}; alerts about nothing injected {result.false_alerts} (and {result.false_low} informational) {result.false_by_detector}; incidents about nothing injected {result.false_incidents}",
        )
    )
    console.print(say("各攻击连成一条路径的步骤数:", "steps joined into one incident, per attack: ") + str(result.chains))
