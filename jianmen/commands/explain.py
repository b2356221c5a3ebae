"""`jianmen explain ALERT_ID`: score, contributions, evidence and raw records of one alert."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from jianmen.errors import UserError
from jianmen.language import language, say
from jianmen.settings import require_out
from stores.embedded import EmbeddedStore
from stores.store import Query


def command(
    alert_id: Annotated[str, typer.Argument(help=say("告警编号(可只给开头几位)", "alert id (its beginning is enough)"))],
    out: Annotated[Path, typer.Option(help=say("输出目录", "output folder"))],
    as_json: Annotated[bool, typer.Option("--json", help=say("输出 JSON", "print JSON"))] = False,
) -> None:
    """Say why an alert fired and show the records behind it."""
    store = EmbeddedStore(require_out(out))
    alert = _find(store, alert_id)
    events = store.evidence(list(alert["evidence"] or []))
    if as_json:
        typer.echo(json.dumps({"alert": alert, "evidence": events}, ensure_ascii=False, default=str))
        return
    _show(alert, events)


def _find(store: EmbeddedStore, start: str) -> dict[str, Any]:
    if not start or not all(letter in "0123456789abcdef" for letter in start.lower()):
        raise UserError(say(f"{start!r} 不是告警编号(32 位十六进制)。用 jianmen search alerts 查看。",
                            f"{start!r} is no alert id (32 hex digits). See them with: jianmen search alerts"))  # fmt: skip
    found = store.search(Query("alerts", f"kibana.alert.uuid:{start.lower()}*", limit=2))
    if not found:
        raise UserError(say(f"没有编号以 {start} 开头的告警。用 jianmen search alerts 查看全部。",
                            f"no alert begins with {start}. List them with: jianmen search alerts"))  # fmt: skip
    if len(found) > 1:
        raise UserError(say(f"不止一条告警以 {start} 开头,请多给几位。", f"more than one alert begins with {start}; give more digits."))
    return found[0]


def _show(alert: dict[str, Any], events: list[dict[str, Any]]) -> None:
    console = Console()
    zh = language() == "zh"
    console.print(f"[bold]{alert['title']}[/bold]  {alert['alert_id']}")
    console.print(alert["reason_zh"] if zh else alert["reason_en"], markup=False)
    after = alert["next_step_zh"] if zh else alert["next_step_en"]
    if after:
        console.print(say("下一步:", "Next: ") + after, style="cyan", markup=False)
    console.print(
        say("评分", "score") + f" {alert['score']:.3f} ({alert['severity']}) · {alert['technique']} {alert['technique_name'] or ''} · "
        + f"{alert['first_time']:%Y-%m-%d %H:%M:%S} – {alert['last_time']:%H:%M:%S} UTC · {alert['detector']} v{alert['detector_version']}"
    )  # fmt: skip
    shares = Table(title=say("贡献", "Contributions"))
    shares.add_column(say("特征", "feature"))
    shares.add_column(say("占比", "share"), justify="right")
    for feature, share in sorted(dict(alert["contributions"] or {}).items(), key=lambda item: -abs(item[1])):
        shares.add_row(feature, f"{share:+.3f}")
    console.print(shares)
    console.print(
        say(f"证据:{alert['evidence_count']} 条记录,其中 {len(events)} 条附原文", f"Evidence: {alert['evidence_count']} records, {len(events)} of them kept with their raw text"),
    )  # fmt: skip
    for event in events[:10]:
        console.print(f"  {event['event_time']:%Y-%m-%d %H:%M:%S.%f} {event['dataset']} {event['event_id']}", style="dim")
        console.print(f"  {(event['raw'] or say('(原文已过保留期)', '(raw record past retention)'))[:400]}", markup=False, highlight=False)
    console.print(say("重放指针:", "Replay pointer: ") + str(alert["replay"]), style="dim", markup=False)
