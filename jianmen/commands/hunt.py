"""`jianmen hunt [NAME]`: ask a kept question; `--indicators FILE` searches indicators over the lake."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from jianmen.commands.search import answer, as_ecs, ask, moment, plain, show
from jianmen.errors import UserError
from jianmen.hunt import hunts, retro
from jianmen.language import language, say
from jianmen.settings import require_out
from stores.embedded import EmbeddedStore


def command(
    name: Annotated[
        str | None, typer.Argument(help=say("狩猎名称;不给则列出全部", "name of the hunt; without one all are listed"))
    ] = None,
    out: Annotated[Path, typer.Option(help=say("输出目录", "output folder"))] = Path("out"),
    param: Annotated[
        list[str] | None, typer.Option(help=say("参数 名=值(可多次)", "parameter name=value (repeatable)"))
    ] = None,
    indicators: Annotated[
        Path | None,
        typer.Option(help=say("指标文件,每行一个地址、域名或哈希", "file with an address, name or hash a line")),
    ] = None,
    start: Annotated[str | None, typer.Option("--from", help=say("起", "from"))] = None,
    end: Annotated[str | None, typer.Option("--to", help=say("止(不含)", "to (not included)"))] = None,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help=say("最多几条", "at most so many"))] = 100,
    as_json: Annotated[bool, typer.Option("--json", help=say("输出 JSON", "print JSON"))] = False,
) -> None:
    """Hunt in the lake: a kept question, or a list of indicators (retro-hunt)."""
    if indicators is not None:
        _retro(require_out(out), indicators, start, end, limit, as_json)
        return
    known = hunts()
    if name is None:
        table = Table(title=say("狩猎", "Hunts"))
        for heading in (
            say("名称", "name"),
            say("技术", "technique"),
            say("内容", "what"),
            say("参数(缺省值)", "parameters (defaults)"),
        ):
            table.add_column(heading)
        for key, hunt in known.items():
            table.add_row(
                key, hunt.technique, say(*hunt.title), ", ".join(f"{k}={v}" for k, v in hunt.parameters.items())
            )
        Console().print(table)
        return
    if name not in known:
        raise UserError(
            say(f"没有狩猎 {name};现有 {', '.join(known)}", f"no hunt {name}; there are {', '.join(known)}")
        )
    given = dict(item.partition("=")[::2] for item in param or [])
    try:
        lucene = known[name].lucene(given)
    except KeyError as error:
        raise UserError(say(f"没有参数 {error}", f"no parameter {error}")) from error
    question = ask(known[name].kind, lucene, start, end, "-@timestamp", limit)
    rows, total = answer(EmbeddedStore(require_out(out)), question)
    if as_json:
        typer.echo(json.dumps([as_ecs(row, known[name].kind) for row in rows], ensure_ascii=False, default=plain))
        return
    Console().print(f"{say(*known[name].title)} · {known[name].technique} · {lucene}", markup=False, highlight=False)
    show(rows, total, question, out)


def _retro(out: Path, file: Path, start: str | None, end: str | None, limit: int, as_json: bool) -> None:
    if not file.exists():
        raise UserError(say(f"文件不存在:{file}", f"no such file: {file}"))
    wanted = file.read_text(encoding="utf-8", errors="replace").splitlines()
    rows = retro(out, wanted, moment(start, "--from"), moment(end, "--to"), limit)
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, default=plain))
        return
    table = Table(title=say("指标命中", "Indicators found"))
    for heading in (
        ("时间(UTC)", "time (UTC)"),
        ("指标", "indicator"),
        ("字段", "field"),
        ("数据集", "dataset"),
        ("探针", "sensor"),
        ("编号", "event id"),
    ):
        table.add_column(heading[0] if language() == "zh" else heading[1])
    for row in rows:
        table.add_row(
            str(plain(row["event_time"])),
            row["indicator"],
            row["field"],
            row["dataset"],
            row["sensor"],
            row["event_id"],
        )
    Console().print(table)
