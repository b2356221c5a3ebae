"""`jianmen evaluate correlation_stages --alerts FOLDER`: incidents and techniques per stage of unlabelled exercises (CPTC)."""

import json
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from graph.correlation import correlate
from jianmen.commands.correlate import load
from jianmen.errors import UserError
from jianmen.language import say
from jianmen.settings import rules


def command(
    alerts: Annotated[Path, typer.Option(help=say("告警文件或目录", "file or folder of alerts"))],
    form: Annotated[str, typer.Option("--format", help="splunk-eve, eve, ecs, …")] = "splunk-eve",
    as_json: Annotated[bool, typer.Option("--json", help=say("输出 JSON", "print JSON"))] = False,
) -> None:
    """Say how many incidents a team's alerts become, and which techniques stand in each stage; there is no truth to compare with."""
    files = sorted(alerts.glob("*.json*")) if alerts.is_dir() else [alerts]
    if not files:
        raise UserError(say(f"{alerts} 中没有 *.json", f"no *.json in {alerts}"))
    found = {path.name.split(".")[0]: stages(path, form) for path in files}
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    for team, told in found.items():
        typer.echo(
            f"{team}: {told['alerts']} alerts, {told['episodes']} episodes, {told['incidents']} incidents holding {told['held']} alerts"
        )
        for stage, techniques in told["stages"].items():
            typer.echo(f"  {stage}: " + ", ".join(f"{code} ×{count}" for code, count in techniques.items()))


def stages(path: Path, form: str) -> dict[str, Any]:
    """Counts of one team's alerts: stage → technique → episodes."""
    frame = load(path, form)
    result = correlate(frame, rules("correlation"))
    held = [set(route.episodes) | set(route.context) for route in result.paths]
    inside = result.episodes[sorted(set().union(*held))] if held else result.episodes.clear()
    tally: dict[str, Counter[str]] = {}
    for tactic, technique in inside.select("tactic", "technique").drop_nulls().iter_rows():
        tally.setdefault(tactic, Counter())[technique] += 1
    return {
        "alerts": frame.height,
        "episodes": result.episodes.height,
        "incidents": len(result.paths),
        "held": int(inside["count"].sum()),
        "attackers": len({burst.host for route in result.paths for burst in route.bursts}),
        "stages": {tactic: dict(count.most_common()) for tactic, count in sorted(tally.items())},
    }
