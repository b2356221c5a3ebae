"""`jianmen simulate`: write a simulated week of the province."""

from pathlib import Path
from typing import Annotated

import typer

from jianmen.language import say
from testbed.province import write


def command(
    out: Annotated[Path, typer.Option(help=say("写入目录", "folder to write"))],
    seed: Annotated[int, typer.Option(help=say("随机种子", "random seed"))] = 1,
    week: Annotated[str, typer.Option(help=say("ISO 周,如 2026-W47", "ISO week, e.g. 2026-W47"))] = "2026-W47",
    scale: Annotated[float, typer.Option(help=say("规模", "scale"))] = 1.0,
    quiet: Annotated[bool, typer.Option("--quiet", help=say("不注入攻击", "without attacks"))] = False,
) -> None:
    """Write inventory/, input/ and truth/; the same seed gives the same bytes."""
    counts = write(out, seed, week, scale, attacks=not quiet)
    typer.echo(say(f"已写入 {out}:{counts}", f"written to {out}: {counts}"))
