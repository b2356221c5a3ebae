"""`jianmen stream`: keep taking in files and scoring until told to stop."""

import signal
import threading
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from jianmen import assembly
from jianmen.commands.run import check
from jianmen.language import say
from jianmen.settings import Settings, load, open_inventory


def command(
    input: Annotated[list[Path], typer.Option("--input", help=say("要跟踪的日志文件或目录", "log file or folder to follow"))],
    out: Annotated[Path, typer.Option(help=say("输出目录", "output folder"))],
    inventory: Annotated[Path | None, typer.Option(help=say("资产清单目录", "inventory folder"))] = None,
    interval: Annotated[float, typer.Option(help=say("每隔几秒处理一批", "seconds between batches"))] = 2.0,
) -> None:
    """Follow files; Ctrl-C or SIGTERM ends after the batch in hand. Kill it as you like: nothing is lost or doubled."""
    check(input, out)
    known = open_inventory(inventory, out)
    Settings(inventory=str(inventory) if inventory else None, demo=load(out).demo).save(out)
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    console = Console(stderr=True)
    flow = assembly.pipeline(out, known, assembly.spark(), live=True)
    follower = threading.Thread(target=_follow, args=(out, known, input, stop, interval), daemon=True)
    follower.start()
    console.print(say(f"正在跟踪 {len(input)} 个输入;Ctrl-C 结束", f"following {len(input)} inputs; Ctrl-C to end"))
    flow.stream(stop, interval)
    follower.join(timeout=30)
    console.print(say("已停止,断点已保存", "stopped; the next start goes on from here"))


def _follow(out: Path, known: object, paths: list[Path], stop: threading.Event, interval: float) -> None:
    """Collect what is new in the files, again and again."""
    from inventory import Inventory

    assert isinstance(known, Inventory)
    files = assembly.collector(out, known, following=True)
    while True:
        files.ingest(paths)
        if stop.wait(interval):
            return
