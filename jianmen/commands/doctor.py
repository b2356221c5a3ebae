"""`jianmen doctor`: what this machine has and lacks, and what to do about it."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from jianmen.language import say

LEAST_FREE = 2 * 1024**3
LEAST_MEMORY = 4 * 1024**3


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: ok, warning or error, what was seen, and what to do."""

    name: str
    state: str
    seen: str
    advice: str = ""


def command(
    out: Annotated[Path | None, typer.Option(help=say("顺便检查一个输出目录", "check an output folder too"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=say("输出 JSON", "print JSON"))] = False,
) -> None:
    """Check Python, Java, packages, memory, disk, fonts and browser; exit 1 when something needed is missing."""
    checks: list[Callable[[], Finding]] = [_python, _java, _packages, _memory, lambda: _disk(out or Path.cwd()), _clock_zone, _chromium]
    findings = [check() for check in checks]
    if out is not None:
        findings.append(_out(out))
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        table = Table()
        for name in (say("检查", "check"), say("状态", "state"), say("所见", "seen"), say("怎么办", "what to do")):
            table.add_column(name, overflow="fold")
        marks = {"ok": "[green]✔[/green]", "warning": "[yellow]![/yellow]", "error": "[red]✘[/red]"}
        for finding in findings:
            table.add_row(finding.name, marks[finding.state], finding.seen, finding.advice)
        Console().print(table)
    if any(finding.state == "error" for finding in findings):
        raise typer.Exit(1)


def _python() -> Finding:
    good = sys.version_info >= (3, 11)
    return Finding("Python", "ok" if good else "error", sys.version.split()[0], "" if good else say("请装 Python 3.11 以上", "install Python 3.11 or newer"))


def _java() -> Finding:
    how = "apt-get install openjdk-17-jre-headless · brew install openjdk@17"
    path = shutil.which("java")
    if path is None:
        return Finding("Java", "error", say("没有", "missing"), how)
    told = subprocess.run([path, "-version"], capture_output=True, text=True, check=False).stderr
    match = re.search(r'version "(\d+)', told)
    major = int(match.group(1)) if match else 0
    return Finding("Java", "ok" if major >= 17 else "error", told.splitlines()[0] if told else path, "" if major >= 17 else how)


def _packages() -> Finding:
    names = ("pyspark", "polars", "duckdb", "deltalake", "scikit-learn", "networkx", "folium", "elasticsearch", "kafka-python")
    seen, missing = [], []
    for name in names:
        try:
            seen.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    state = "error" if missing else "ok"
    return Finding(say("软件包", "packages"), state, ", ".join(missing or seen), "make setup" if missing else "")


def _memory() -> Finding:
    try:
        size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return Finding(say("内存", "memory"), "warning", say("无法得知", "unknown"))
    good = size >= LEAST_MEMORY
    return Finding(say("内存", "memory"), "ok" if good else "warning", f"{size / 1024**3:.1f} GiB", "" if good else say("建议 4 GiB 以上", "4 GiB or more is advised"))


def _disk(place: Path) -> Finding:
    at = next((folder for folder in (place, *place.resolve().parents) if folder.exists()), Path("/"))
    free = shutil.disk_usage(at).free
    good = free >= LEAST_FREE
    return Finding(say("磁盘", "disk"), "ok" if good else "error", f"{free / 1024**3:.1f} GiB {say('可用', 'free')} ({at})", "" if good else say("请释放空间或换 --out", "free some space or choose another --out"))


def _clock_zone() -> Finding:
    from datetime import datetime
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        now = datetime.now(ZoneInfo("Asia/Shanghai"))
    except ZoneInfoNotFoundError:
        return Finding(say("时区数据", "time zones"), "error", say("没有 Asia/Shanghai", "no Asia/Shanghai"), "pip install tzdata")
    return Finding(say("时区数据", "time zones"), "ok", f"Asia/Shanghai {now:%Y-%m-%d %H:%M}")


def _chromium() -> Finding:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    advice = say("只有导出图片和浏览器测试需要:apt-get install chromium", "needed for pictures and browser tests only: apt-get install chromium")
    return Finding("Chromium", "ok" if path else "warning", path or say("没有", "missing"), "" if path else advice)


def _out(out: Path) -> Finding:
    name = say("输出目录", "output folder")
    if not (out / "settings.json").exists():
        return Finding(name, "error", str(out), say("不是剑门输出目录;先 jianmen run", "no Jianmen output folder; run jianmen run first"))
    from stores.lake import Lake

    lake = Lake(out / "lake")
    lag = lake.committed("ledger", "stream") - Lake(out / "store").committed("incidents", "score")
    state = "ok" if lag <= 0 else "warning"
    advice = "" if lag <= 0 else say(f"{lag} 批尚未评分;再运行一次 jianmen run", f"{lag} batches not scored yet; run jianmen run again")
    return Finding(name, state, f"{out}: {', '.join(lake.tables())}", advice)
