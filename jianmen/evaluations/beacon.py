"""`jianmen evaluate beacon --input ZEEK_DIR`: every channel of the logs ranked as a beacon, RITA's formula beside it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import polars as pl
import typer
from rich.console import Console
from rich.table import Table

from jianmen.channels import channels
from jianmen.errors import UserError
from jianmen.language import say
from jianmen.settings import rules
from models.beaconing import Channel, judge
from models.evidence import internal
from models.peers.rita import beacon_score

TWIN = 0.5  # the name's row of a channel its address's row already tells of


def command(
    input: Annotated[Path, typer.Option("--input", help=say("Zeek 日志目录(conn、dns、http、ssl)", "folder of Zeek logs (conn, dns, http, ssl)"))],
    as_json: Annotated[bool, typer.Option("--json", help=say("输出 JSON", "print JSON"))] = False,
    predictions: Annotated[Path | None, typer.Option(help=say("写 CSV:source,destination,port,score", "write a CSV: source,destination,port,score"))] = None,
    top: Annotated[int, typer.Option(help=say("显示前几名", "how many of the first to show"))] = 20,
) -> None:
    """Rank all channels; the higher, the more like a beacon."""
    ranked = rank(input)
    if predictions:
        predictions.parent.mkdir(parents=True, exist_ok=True)
        ranked.select("source", "destination", "port", "score").write_csv(predictions)
    at = float(rules("detection").get("beacon", {}).get("alert_at", rules("detection").get("alert_at", 0.5)))
    if as_json:
        shown = ranked.head(top).to_dicts()
        found = {"channels": len(ranked), "alert_at": at, "alerts": len(ranked.filter(pl.col("score") >= at)), "top": shown}
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    table = Table(title=say("信标排序", "Channels by likeness to a beacon"))
    for name in ("kind", "source", "destination", "port", "score", "rita", "beats", "period_s", "jitter", "missed", "clients"):
        table.add_column(name, overflow="fold")
    for row in ranked.head(top).iter_rows(named=True):
        table.add_row(*[_cell(row[str(column.header)]) for column in table.columns])
    Console().print(table)


def rank(folder: Path) -> pl.DataFrame:
    """All channels with our score, its parts and RITA's score where it gives one, best first."""
    try:
        found = channels(folder)
    except UserError:
        raise
    return judged(found)


def judged(found: pl.DataFrame) -> pl.DataFrame:
    """Channels with their scores; ties broken by evidence, then by name, so that the order never depends on the input's."""
    begun, ended = span(found)
    rule, known = rules("detection").get("beacon", {}), rules("known_services")
    inner = found.select(
        internal("source").alias("from_inside"), internal("server").alias("to_inside"),
        pl.col("server").str.contains(r"^(22[4-9]|23\d|255)\.|^ff|\.255$").alias("group"),
    ).rows()  # fmt: skip
    rows = [
        _row(row, flags, (begun, ended), rule, known) for row, flags in zip(found.iter_rows(named=True), inner, strict=True)
    ]
    return pl.DataFrame(rows, infer_schema_length=None).sort(
        ["score", "evidence", "source", "destination", "port", "kind"], descending=[True, True, False, False, False, False], nulls_last=True
    )


def span(found: pl.DataFrame) -> tuple[float, float]:
    """RITA's data-set range: conversations that leave the internal networks, and those through a proxy."""
    outward = found.filter(internal("source") & (~internal("server") | (pl.col("kind") == "proxy")))
    times = (outward if len(outward) else found)["time"].explode()
    first, last = times.min(), times.max()
    return float(np.floor(float(first))), float(np.floor(float(last)))  # type: ignore[arg-type]


def _row(
    row: Mapping[str, Any], flags: tuple[bool, bool, bool], reach: tuple[float, float], rule: Mapping[str, Any], known: Mapping[str, Any]
) -> dict[str, Any]:
    times, sizes = np.asarray(row["time"], dtype=float), np.asarray(row["size"], dtype=float)
    is_address = row["kind"] == "address"
    names = (row["names"] or []) if is_address else [row["destination"]]
    channel = Channel(
        times, sizes, int(row["port"] or 0), names, int(row["clients"] or 1), int(row["hosts"] or 1),
        outward=not flags[1] or row["kind"] == "proxy", group=flags[2], shared=int(row["names_there"]) if is_address else 0,
    )  # fmt: skip
    found = judge(channel, rule, known)
    clock = found.clock
    peer = beacon_score(times, sizes, *reach) if len(sizes) >= 3 else None
    return {
        "kind": row["kind"], "source": row["source"], "destination": row["destination"], "port": row["port"],
        "score": round(found.score * (TWIN if row["twin"] else 1.0), 6), "rita": peer, "records": row["records"],
        "beats": clock.beats if clock else None, "period_s": round(clock.period, 2) if clock else None,
        "jitter": round(clock.jitter, 3) if clock else None, "missed": clock.missed if clock else None,
        "confidence": round(clock.confidence, 4) if clock else None, "evidence": round(clock.gain, 2) if clock else None,
        "clients": row["clients"], "names": names[:3],
        "parts": {name: round(value, 2) for name, value in found.parts.items()} or None,
    }  # fmt: skip


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
