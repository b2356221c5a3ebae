"""`jianmen evidence INCIDENT_ID --file FILE.zip`: an evidence package, or its verification."""

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from graph.package import pack, verify
from jianmen.commands.story import find
from jianmen.errors import UserError
from jianmen.language import say
from jianmen.settings import require_out
from stores.embedded import EmbeddedStore


def command(
    incident: Annotated[str | None, typer.Argument(help=say("事件编号", "incident id"))] = None,
    out: Annotated[Path, typer.Option(help=say("证据包 FILE.zip", "the package, FILE.zip"))] = Path("evidence.zip"),
    data: Annotated[Path, typer.Option(help=say("运行的输出目录", "output folder of the run"))] = Path("out"),
    check: Annotated[Path | None, typer.Option("--verify", help=say("校验一个证据包", "verify a package"))] = None,
    seal: Annotated[str | None, typer.Option(help=say("制作时给出的封签", "the seal told when it was made"))] = None,
) -> None:
    """Pack the evidence of an incident, or verify a package."""
    if check:
        _check(check, seal)
        return
    if incident is None:
        raise UserError(say("请给出事件编号,或 --verify FILE.zip", "give an incident id, or --verify FILE.zip"))
    store = EmbeddedStore(require_out(data))
    row = find(store, incident)
    alerts = [alert for name in row["alerts"] if (alert := store.get("alerts", name))]
    wanted = sorted({event for alert in alerts for event in alert["evidence"] or ()})
    events = store.evidence(wanted)
    now = datetime.now(UTC)
    custody = [
        {"time": now.isoformat(), "who": getpass.getuser(), "did": "exported", "incident": row["incident_id"], "alerts": len(alerts),
         "events_wanted": len(wanted), "events_found": len(events)},
    ]  # fmt: skip
    package = pack(row, alerts, events, custody, now)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(package.data)
    typer.echo(say(f"{out}:{len(alerts)} 条告警,{len(events)}/{len(wanted)} 条原始记录;封签 {package.seal}",
                   f"{out}: {len(alerts)} alerts, {len(events)} of {len(wanted)} raw records; seal {package.seal}"))  # fmt: skip


def _check(path: Path, seal: str | None) -> None:
    if not path.is_file():
        raise UserError(say(f"没有文件 {path}", f"no file {path}"))
    if problems := verify(path.read_bytes(), seal):
        raise UserError(say("证据包已被改动:\n", "the package was changed:\n") + "\n".join(problems), exit_code=1)
    typer.echo(say("完好:每个文件的 SHA-256 与 SM3 相符。", "intact: SHA-256 and SM3 of every file agree."))
