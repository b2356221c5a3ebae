"""`jianmen map`: draw the province threat map of an out folder."""

from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from jianmen.errors import UserError
from jianmen.language import language, say
from jianmen.settings import require_out
from maps import page


def command(
    out: Annotated[Path, typer.Option(help=say("输出目录", "output folder"))],
    file: Annotated[Path | None, typer.Option(help=say("写到这个文件(默认 OUT/map.html)", "write this file (default OUT/map.html)"))] = None,
    public: Annotated[bool, typer.Option("--public", help=say("公开版:无单位名称,少于 3 家不显示", "public: no names, cells of fewer than 3 not shown"))] = False,
    boundaries: Annotated[Path | None, typer.Option(help=say("自备市州边界 GeoJSON", "your own prefecture outlines (GeoJSON)"))] = None,
    gcj: Annotated[bool, typer.Option("--gcj", help=say("自备边界为 GCJ-02", "your outlines are in GCJ-02"))] = False,
) -> None:
    """One self-contained page; opens from the disk with no network."""
    require_out(out)
    if boundaries is not None and not boundaries.exists():
        raise UserError(say(f"边界文件不存在:{boundaries}", f"no such file: {boundaries}"))
    begin = perf_counter()
    path = page.write(out, file, public, boundaries, gcj, english=language() == "en")
    typer.echo(say(f"地图已写入 {path}({path.stat().st_size / 1024:.0f} KiB,{perf_counter() - begin:.1f} 秒)", f"map written to {path} ({path.stat().st_size / 1024:.0f} KiB, {perf_counter() - begin:.1f} s)"))
