"""`jianmen triage ALERT_ID`: status, verdict, note, assignee; without options the history."""

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table

from jianmen.errors import UserError
from jianmen.language import say
from jianmen.settings import require_out
from jianmen.triage import STATUSES, VERDICTS, history, judge
from stores.embedded import EmbeddedStore
from stores.store import Query

SHANGHAI = ZoneInfo("Asia/Shanghai")


def command(
    alert_id: Annotated[
        str, typer.Argument(help=say("告警编号(可只给开头几位)", "alert id (its beginning is enough)"))
    ],
    out: Annotated[Path, typer.Option(help=say("输出目录", "output folder"))] = Path("out"),
    status: Annotated[str | None, typer.Option(help=" | ".join(STATUSES))] = None,
    verdict: Annotated[str | None, typer.Option(help=" | ".join(VERDICTS))] = None,
    note: Annotated[str | None, typer.Option(help=say("备注", "note"))] = None,
    assignee: Annotated[str | None, typer.Option(help=say("责任人", "who takes it on"))] = None,
    who: Annotated[
        str | None, typer.Option(help=say("操作人(缺省为当前用户)", "who says so (the current user)"))
    ] = None,
) -> None:
    """Judge an alert, or show what was said about it."""
    store = EmbeddedStore(require_out(out))
    start = alert_id.lower()
    if not start or not all(letter in "0123456789abcdef" for letter in start):
        raise UserError(say(f"{alert_id!r} 不是告警编号", f"{alert_id!r} is no alert id"))
    found = store.search(Query("alerts", f"kibana.alert.uuid:{start}*", limit=2))
    if len(found) != 1:
        raise UserError(say(f"以 {alert_id} 开头的告警有 {'0' if not found else '多'} 条;用 jianmen search alerts 查看",
                            f"{'no alert begins' if not found else 'several alerts begin'} with {alert_id}; see jianmen search alerts"))  # fmt: skip
    if status is not None and status not in STATUSES:
        raise UserError(say(f"--status 只能是 {', '.join(STATUSES)}", f"--status is one of {', '.join(STATUSES)}"))
    if verdict is not None and verdict not in VERDICTS:
        raise UserError(say(f"--verdict 只能是 {', '.join(VERDICTS)}", f"--verdict is one of {', '.join(VERDICTS)}"))
    full = str(found[0]["alert_id"])
    if any(value is not None for value in (status, verdict, note, assignee)):
        judge(store, full, who or getpass.getuser(), datetime.now(UTC), status, verdict, note, assignee)
    table = Table(title=f"{found[0]['title']} {full}")
    for heading in (
        ("时间", "time"),
        ("操作人", "who"),
        ("状态", "status"),
        ("结论", "verdict"),
        ("责任人", "assignee"),
        ("备注", "note"),
    ):
        table.add_column(say(*heading))
    for row in history(store, full):
        moment = row["time"].astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
        table.add_row(moment, *(str(row[name] or "") for name in ("who", "status", "verdict", "assignee", "note")))
    Console().print(table)
