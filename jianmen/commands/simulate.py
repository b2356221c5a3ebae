"""`jianmen simulate`: write a simulated week of the province."""

import json
from pathlib import Path
from typing import Annotated

import typer

from jianmen.errors import UserError
from jianmen.language import say
from testbed.province import write
from testbed.province.week import DEMO, week_start


def command(
    out: Annotated[Path, typer.Option(help=say("写入目录", "folder to write"))],
    seed: Annotated[int, typer.Option(min=0, help=say("随机种子", "random seed"))] = 1,
    week: Annotated[str, typer.Option(help=say("ISO 周,如 2026-W47", "ISO week, e.g. 2026-W47"))] = "2026-W47",
    scale: Annotated[float, typer.Option(min=0.01, max=100, help=say("规模", "scale"))] = 1.0,
    quiet: Annotated[bool, typer.Option("--quiet", help=say("不注入攻击", "without attacks"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=say("输出 JSON", "print JSON"))] = False,
) -> None:
    """Write inventory/, input/ and truth/; the same seed gives the same bytes."""
    try:
        week_start(week)
    except ValueError:
        raise UserError(
            say(f"{week!r} 不是 ISO 周,应写成如 2026-W47", f"{week!r} is no ISO week; write it like 2026-W47")
        ) from None
    if out.is_file() or (out.is_dir() and any(out.iterdir()) and not (out / DEMO).exists()):
        raise UserError(
            say(
                f"{out} 已有其他内容,不会覆盖;请换一个空目录或不存在的目录",
                f"{out} holds something else and is left alone; name an empty or a new folder",
            )
        )
    counts = write(out, seed, week, scale, attacks=not quiet)
    if as_json:
        typer.echo(json.dumps({"out": str(out), "week": week, "seed": seed, **counts}))
        return
    typer.echo(
        say(
            f"已写入 {out}:{counts['organisations']} 家单位(演示数据),注入攻击 {counts['attacks']} 起,攻击记录 {counts['attack_records']} 条\n"
            f"接着运行:jianmen run --input {out}/input --inventory {out}/inventory --out 输出目录",
            f"written to {out}: {counts['organisations']} organisations (demo data), {counts['attacks']} attacks, {counts['attack_records']} records of attacks\n"
            f"go on with: jianmen run --input {out}/input --inventory {out}/inventory --out FOLDER",
        )
    )
