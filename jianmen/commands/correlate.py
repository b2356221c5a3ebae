"""`jianmen correlate --alerts FILE --predictions OUT.ndjson`: alerts of any system into ranked attack paths."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer
from rich.console import Console
from rich.table import Table

import inventory as inventories
from graph.correlation import Correlation, correlate
from graph.correlation import Path as AttackPath
from graph.entities import AliasRow
from graph.episodes import ids_of
from graph.incidents import incident_id
from graph.intake import FORMATS, read
from graph.intake.shape import instant
from graph.steps import Story, moment, told
from graph.story import clauses, text
from graph.words import tactic_name
from jianmen.errors import UserError
from jianmen.language import language, say
from jianmen.settings import rules


def command(
    alerts: Annotated[Path, typer.Option(help=say("告警文件", "file of alerts"))],
    predictions: Annotated[
        Path | None, typer.Option(help=say("结果(每行一个事件)", "result, one incident a line"))
    ] = None,
    form: Annotated[str | None, typer.Option("--format", help=" | ".join(FORMATS))] = None,
    inventory: Annotated[
        Path | None, typer.Option(help=say("资产清单目录(用其别名)", "inventory folder (its aliases are used)"))
    ] = None,
    quiet_until: Annotated[
        str | None,
        typer.Option(help=say("此前视为平日(Unix 秒或 ISO 8601)", "normal until then (Unix seconds or ISO 8601)")),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=say("在屏幕上输出 JSON", "print JSON"))] = False,
) -> None:
    """Join alerts into attack paths and rank them."""
    frame = load(alerts, form)
    until = quiet(quiet_until)
    result = correlate(frame, rules("correlation"), until, aliases_of(inventory))
    ids = ids_of(frame)
    lines = [prediction(path, result, ids) for path in result.paths]
    if predictions:
        predictions.parent.mkdir(parents=True, exist_ok=True)
        predictions.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    if as_json:
        typer.echo(json.dumps(lines, ensure_ascii=False))
        return
    _show(frame, result, ids, predictions)


def load(path: Path, form: str | None) -> pl.DataFrame:
    """Alert frame of the file, or a UserError that says what is wrong with it."""
    if not path.is_file():
        raise UserError(say(f"没有文件 {path}", f"no file {path}"))
    if form is not None and form not in FORMATS:
        raise UserError(
            say(
                f"没有格式“{form}”;可选:{'、'.join(FORMATS)}", f"no format {form!r}; choose one of {', '.join(FORMATS)}"
            )
        )
    try:
        frame = read(path, form)
    except (ValueError, pl.exceptions.PolarsError, OSError, AttributeError) as error:
        raise UserError(
            say(f"{path} 不是可识别的告警文件({error});可用 --format 指定:{'、'.join(FORMATS)}",
                f"{path} is no alert file we can read ({error}); say --format, one of {', '.join(FORMATS)}")
        ) from error  # fmt: skip
    if not frame.height:
        raise UserError(
            say(
                f"{path} 中没有一条可用的告警(需有时间与名称)",
                f"{path} holds no alert we can use (with a time and a name)",
            )
        )
    return frame


def quiet(value: str | None) -> int | None:
    """Microseconds of --quiet-until, or a UserError."""
    if value is None:
        return None
    when = instant(value)
    if when is None:
        raise UserError(say(f"--quiet-until 的“{value}”不是时间;写 Unix 秒或 2022-01-17T09:00:00Z",
                            f"--quiet-until {value!r} is no time; write Unix seconds or 2022-01-17T09:00:00Z"))  # fmt: skip
    return when


def aliases_of(folder: Path | None) -> list[AliasRow]:
    """The declared aliases of an inventory folder."""
    if folder is None:
        return []
    try:
        declared = inventories.load(folder)
    except inventories.InventoryError as error:
        raise UserError(str(error)) from error
    return [(alias.zone_a, alias.address_a, alias.zone_b, alias.address_b, alias.kind) for alias in declared.aliases]


def prediction(path: AttackPath, result: Correlation, ids: Sequence[str]) -> dict[str, Any]:
    """One incident as the predictions file has it; `guessed` are the alerts of its context, a subset of `alerts`."""
    story = told(path, result.episodes, ids)
    member = result.episodes[sorted(path.episodes)]["rows"].explode().to_list()
    near = result.episodes[sorted(path.context)]["rows"].explode().drop_nulls().to_list()
    steps = [
        {"time": step.time, "host": step.host, "technique": step.technique, "tactic": step.tactic, "zone": step.zone,
         "signature": step.signature, "count": step.count, "certain": step.certain, "context": step.context}
        for step in story.steps
    ]  # fmt: skip
    return {
        "id": incident_id(ids[min(member)]),
        "score": round(path.score, 6),
        "first": moment(min(burst.first for burst in path.bursts)),
        "last": moment(max(burst.last for burst in path.bursts)),
        "alerts": sorted({*member, *near}),
        "guessed": sorted(near),
        "steps": steps,
        "edges": story.as_dict()["edges"],
    }


def _show(frame: pl.DataFrame, result: Correlation, ids: Sequence[str], predictions: Path | None) -> None:
    console = Console()
    zh = language() == "zh"
    table = Table(box=None)
    for heading in (
        say("事件", "incident"),
        say("评分", "score"),
        say("起", "first"),
        say("告警", "alerts"),
        say("主机", "hosts"),
        say("战术", "tactics"),
    ):
        table.add_column(heading, overflow="fold")
    for path in result.paths:
        story = told(path, result.episodes, ids, 1)
        line = prediction(path, result, ids)
        table.add_row(
            line["id"][:12],
            f"{path.score:.3f}",
            line["first"][:19],
            str(len(line["alerts"])),
            str(len({burst.host for burst in path.bursts})),
            _tactics(story, zh),
        )
    console.print(table)
    if result.paths:
        best = told(result.paths[0], result.episodes, ids, 3)
        console.print(text(clauses(best, {}), "zh" if zh else "en"), markup=False, highlight=False)
    console.print(say(f"{frame.height} 条告警,{len(result.paths)} 个事件", f"{frame.height} alerts, {len(result.paths)} incidents")
                  + (f" → {predictions}" if predictions else ""), style="dim")  # fmt: skip


def _tactics(story: Story, zh: bool) -> str:
    codes = dict.fromkeys(step.tactic for step in story.steps if step.tactic and not step.context)
    return " → ".join(tactic_name(code)[0 if zh else 1] for code in codes)
