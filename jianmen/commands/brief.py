"""`jianmen brief --week 2026-W47`: write the briefing; `jianmen brief verify FILE`: recompute every number in it."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from briefings import verify as check
from briefings import weekly
from briefings.period import parse
from jianmen import assembly
from jianmen.errors import UserError
from jianmen.language import language, say
from jianmen.settings import require_out
from schema.places import prefectures, sectors

app = typer.Typer(
    help=say("编制态势周报,或复核其中每个数字", "write the threat briefing, or verify every number in one")
)


@app.callback(invoke_without_command=True)
def command(
    context: typer.Context,
    week: Annotated[str | None, typer.Option(help=say("ISO 周,如 2026-W47", "ISO week, e.g. 2026-W47"))] = None,
    period: Annotated[
        str | None,
        typer.Option(
            help=say("月、日或起止日:2026-11、2026-11-18、2026-11-18..2026-11-20", "month, day or span of days")
        ),
    ] = None,
    out: Annotated[Path, typer.Option(help=say("输出目录", "output folder"))] = Path("out"),
    formats: Annotated[str, typer.Option("--format", help="html,docx,pdf,json")] = "html",
    audience: Annotated[str, typer.Option(help=say("internal 内部 | public 公开", "internal | public"))] = "internal",
    prefecture: Annotated[str | None, typer.Option(help=say("市州代码,如 5101", "prefecture code, e.g. 5101"))] = None,
    sector: Annotated[str | None, typer.Option(help=say("行业,如 power", "sector, e.g. power"))] = None,
    organisation: Annotated[str | None, typer.Option(help=say("单位编号", "organisation id"))] = None,
    engine: Annotated[
        str, typer.Option(help=say("spark(批处理)或 duckdb(快速)", "spark (batch) or duckdb (quick)"))
    ] = "spark",
    as_json: Annotated[bool, typer.Option("--json", help=say("输出 JSON", "print JSON"))] = False,
) -> None:
    """Write the briefing of a week, month, day or span."""
    if context.invoked_subcommand is not None:
        return
    name = week or period
    if name is None:
        raise UserError(say("请给出 --week,如 --week 2026-W47", "give --week, e.g. --week 2026-W47"))
    chosen = tuple(part.strip() for part in formats.split(",") if part.strip())
    _check(name, chosen, audience, engine, sector)
    session = assembly.spark() if engine == "spark" else None
    code = _prefecture(prefecture)
    paths = weekly.write(require_out(out), name, chosen, audience, code, sector, organisation, session)
    if as_json:
        typer.echo(json.dumps({"files": [str(path) for path in paths]}))
    for path in [] if as_json else paths:
        typer.echo(str(path))


@app.command()
def verify(
    file: Annotated[
        Path, typer.Argument(help=say("周报文件(html、docx、pdf、json)", "briefing file (html, docx, pdf or json)"))
    ],
    out: Annotated[
        Path | None,
        typer.Option(help=say("输出目录(缺省按文件位置推断)", "output folder (found from the file's place)")),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=say("输出 JSON", "print JSON"))] = False,
) -> None:
    """Recompute every number of a briefing and say which differ; exit code 1 when any does."""
    if not file.exists():
        raise UserError(say(f"文件不存在:{file}", f"no such file: {file}"))
    folder = out or next((parent for parent in file.resolve().parents if (parent / "settings.json").exists()), None)
    if folder is None:
        raise UserError(
            say("无法从文件位置找到输出目录,请给出 --out", "cannot find the output folder from the file; give --out")
        )
    try:
        found = check.verify(file, folder)
    except check.UnreadableBriefing as error:
        raise UserError(say(f"{file} 不是剑门周报:{error}", f"{file} is no briefing of Jianmen: {error}")) from error
    if as_json:
        typer.echo(json.dumps(found.as_dict(), ensure_ascii=False))
    else:
        _show(found)
    if found.wrong:
        raise typer.Exit(1)


def _show(found: check.Verdict) -> None:
    console = Console()
    side = 0 if language() == "zh" else 1
    if not found.wrong:
        console.print(say(f"已重算 {found.figures} 项指标、核对 {found.shown} 处数字,全部一致。",
                          f"{found.figures} figures recomputed and {found.shown} printed numbers compared: all agree."))  # fmt: skip
        return
    table = Table(title=say("不一致的数字", "Numbers that differ"))
    for heading in (
        say("指标", "figure"),
        say("文件中", "in the file"),
        say("重算", "recomputed"),
        say("何处", "what"),
    ):
        table.add_column(heading, overflow="fold")
    for item in found.wrong:
        table.add_row(f"{item.title[side]} ({item.figure})", item.stated, item.computed, item.what[side])
    console.print(table)


def _check(name: str, formats: tuple[str, ...], audience: str, engine: str, sector: str | None) -> None:
    try:
        parse(name)
    except ValueError as error:
        raise UserError(
            say(f"时段“{name}”无法识别:{error}。例:2026-W47", f"{name!r} is no period: {error}. Example: 2026-W47")
        ) from error
    if wrong := [item for item in formats if item not in weekly.FORMATS]:
        raise UserError(
            say(
                f"没有格式 {wrong[0]};可选 {','.join(weekly.FORMATS)}",
                f"no format {wrong[0]}; choose from {','.join(weekly.FORMATS)}",
            )
        )
    if audience not in weekly.AUDIENCES:
        raise UserError(say("--audience 只能是 internal 或 public", "--audience is internal or public"))
    if engine not in ("spark", "duckdb"):
        raise UserError(say("--engine 只能是 spark 或 duckdb", "--engine is spark or duckdb"))
    if sector is not None and sector not in sectors():
        raise UserError(
            say(
                f"没有行业 {sector};可选 {', '.join(sectors())}",
                f"no sector {sector}; choose from {', '.join(sectors())}",
            )
        )


def _prefecture(code: str | None) -> str | None:
    """The six-digit code; `5101` stands for 510100."""
    if code is None:
        return None
    full = code + "00" if len(code) == 4 else code
    if full not in prefectures():
        raise UserError(say(f"没有市州代码 {code};如成都为 5101", f"no prefecture {code}; Chengdu is 5101"))
    return full
