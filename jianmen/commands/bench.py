"""`jianmen bench [NAME]`: timings, with machine, date and input; they decide no test."""

import importlib
import json
import os
import pkgutil
import platform
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

import jianmen.benches
from jianmen.errors import UserError
from jianmen.language import say


def command(
    name: Annotated[str | None, typer.Argument(help=say("基准名;不给则全部", "which benchmark; all when left out"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=say("输出 JSON", "print JSON"))] = False,
    work: Annotated[Path | None, typer.Option(help=say("工作目录(默认临时)", "working folder (default: temporary)"))] = None,
) -> None:
    """Measure and report."""
    known = sorted(info.name for info in pkgutil.iter_modules(jianmen.benches.__path__))
    chosen = [name.replace("-", "_")] if name else known
    if chosen[0] not in known:
        raise UserError(say(f"没有名为 {name} 的基准;可选:{', '.join(known)}", f"no benchmark {name}; there are: {', '.join(known)}"))
    results: dict[str, Any] = {"machine": machine(), "date": datetime.now(UTC).isoformat(timespec="seconds")}
    for item in chosen:
        folder = work or Path(tempfile.mkdtemp(prefix="jianmen-bench-"))
        try:
            measured = importlib.import_module(f"jianmen.benches.{item}").measure(folder)
        finally:
            if work is None:
                shutil.rmtree(folder, ignore_errors=True)
        if name:
            results |= measured
        else:
            results[item] = measured
    if as_json:
        typer.echo(json.dumps(results, ensure_ascii=False))
    else:
        for key, value in results.items():
            typer.echo(f"{key}: {value}")


def machine() -> str:
    """Cores, memory, system and Python in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}, Python {sys.version.split()[0]}"
