"""`jianmen story INCIDENT_ID`: what happened, with picture and exports."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from graph.exports import attack_flow, graphml, stix
from graph.picture import page
from jianmen.errors import UserError
from jianmen.language import language, say
from jianmen.settings import require_out
from stores.embedded import EmbeddedStore
from stores.store import Query, Row


def command(
    incident: Annotated[
        str, typer.Argument(help=say("事件编号(可只给开头几位)", "incident id (its beginning is enough)"))
    ],
    out: Annotated[Path, typer.Option(help=say("输出目录", "output folder"))],
    html: Annotated[Path | None, typer.Option(help=say("泳道图网页", "page with the picture"))] = None,
    stix_file: Annotated[Path | None, typer.Option("--stix", help="STIX 2.1")] = None,
    flow: Annotated[Path | None, typer.Option("--attack-flow", help="Attack Flow 2")] = None,
    graph: Annotated[Path | None, typer.Option("--graphml", help="GraphML")] = None,
) -> None:
    """Tell an incident; write its picture and exports."""
    row = find(EmbeddedStore(require_out(out)), incident)
    typer.echo(row["title_zh" if language() == "zh" else "title_en"])
    typer.echo(row["story_zh" if language() == "zh" else "story_en"])
    wanted: list[tuple[Path | None, Callable[[Row], str]]] = [
        (html, lambda told: page(told, language())), (stix_file, lambda told: _json(stix.bundle(told))),
        (flow, lambda told: _json(attack_flow.bundle(told))), (graph, graphml.document),
    ]  # fmt: skip
    for path, make in wanted:
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(make(row), encoding="utf-8")
            typer.echo(f"→ {path}")


def find(store: EmbeddedStore, start: str) -> Row:
    """The one incident whose id begins so, or a UserError."""
    if not start or not all(letter in "0123456789abcdef" for letter in start.lower()):
        raise UserError(
            say(
                f"{start!r} 不是事件编号;用 jianmen search incidents 查看。",
                f"{start!r} is no incident id; see: jianmen search incidents",
            )
        )
    found = store.search(Query("incidents", f"jianmen.incident.id:{start.lower()}*", limit=2))
    if len(found) != 1:
        raise UserError(say(f"以 {start} 开头的事件有 {len(found)} 个;用 jianmen search incidents 查看。",
                            f"{len(found)} incidents begin with {start}; see: jianmen search incidents"))  # fmt: skip
    return found[0]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)
