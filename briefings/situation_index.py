"""The situation index as figures: the same picture the map draws, at the briefing's cut-off and a period before."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import yaml

import inventory
from briefings.document import Block, Paragraph, Span, Table
from briefings.figures import Account, Figure, rules
from schema.alert import Alert
from schema.arrow import arrow_schema
from schema.incident import Incident
from schema.ledger import LedgerEntry
from situation.measure import Words, moment
from situation.picture import Situation, Unit, build
from stores.lake import Lake

RULES = Path(__file__).resolve().parent.parent / "schema" / "rules" / "situation.yaml"
TITLES: dict[str, Words] = {
    "situation_index": ("态势指数", "situation index"),
    "index_by_prefecture": ("各市州态势指数", "situation index by prefecture"),
    "index_by_sector": ("各行业态势指数", "situation index by sector"),
}
MEANS: Words = (
    "0–100,越高越差;由威胁、脆弱性、运行、事件、处置按层次分析法加权,未测量的部分不计入也不推算;自定口径,未经外部核实",
    "0–100, higher is worse; threat, vulnerability, operation, incidents and handling weighted by AHP; "
    "what nobody measured is left out, not estimated; our own method, unverified",
)
SHOWN = 5


def add(account: Account, out: Path, cut_off: datetime | None) -> Account:
    """The account with the index; unchanged for a scope other than the province, a prefecture or a sector."""
    scope = account.scope
    if cut_off is None or scope.organisation is not None or not (out / "inventory" / "organisations.csv").exists():
        return account
    now, before = (
        _picture(out, moment_of) for moment_of in (cut_off, cut_off - (account.period.start - account.period.before))
    )
    unit, old = (_unit(picture, scope.prefecture, scope.sector) for picture in (now, before))
    query = _recipe(cut_off, now)
    figures = dict(account.figures)
    rows = unit.alerts
    comparable = old.index is not None and old.coverage >= float(rules()["coverage_threshold"])
    if unit.index is not None:
        figures["situation_index"] = Figure(
            "situation_index", round(unit.index, 1), None, rows, query, [(unit.grade or "", unit.index)],
            before=round(old.index, 1) if comparable and old.index is not None else None, coverage=round(unit.coverage, 6),
        )  # fmt: skip
    if scope.prefecture is None and scope.sector is None:
        for name, units in (("index_by_prefecture", now.prefectures), ("index_by_sector", now.sectors)):
            items = [(code, round(item.index, 1)) for code, item in units.items() if item.index is not None]
            items.sort(key=lambda item: (-item[1], item[0]))
            figures[name] = Figure(name, float(len(items)), None, rows, query, items, coverage=round(unit.coverage, 6))
    return replace(account, figures=figures)


def blocks(account: Account, names: dict[str, Words], public: bool) -> list[Block]:
    """The index in words, and the worst and best prefectures."""
    found: list[Block] = []
    unit = account.period.kind
    if (figure := account.figures.get("situation_index")) is not None:
        value, grade = f"{figure.value:.1f}", figure.items[0][0]
        short = figure.coverage < float(rules()["coverage_threshold"])
        spans = [
            Span("本期网络安全态势整体评价为", "The overall situation is graded "),
            Span(f"“{grade}”", f"“{grade}”", "situation_index", "grade"),
            Span("(数据不足)", " (insufficient data)") if short else Span("", ""),
            Span(",态势指数 ", ", its index "),
            Span(value, value, "situation_index", "value", short),
            Span("(0–100,越高越差),", " (0–100, higher is worse), "),
        ]
        if figure.before is None:
            words = (f"上{unit[0]}数据不足,不作环比", f"with too little data in the {unit[1]} before to compare")
        else:
            gap = round(figure.value - figure.before, 1)
            way = ("上升", "up") if gap > 0 else ("下降", "down")
            words = (
                (f"较上{unit[0]}{way[0]} {abs(gap):.1f}", f"{way[1]} {abs(gap):.1f} on the {unit[1]} before")
                if gap
                else (f"与上{unit[0]}持平", f"as in the {unit[1]} before")
            )
        found.append(Paragraph((*spans, Span(*words, "situation_index", "change"), Span("。", "."))))
    if (figure := account.figures.get("index_by_prefecture")) is not None and figure.items and not public:
        listed = figure.items[:SHOWN] + [item for item in figure.items[-SHOWN:] if item not in figure.items[:SHOWN]]
        rows = tuple(
            (Span(*names.get(code, (code, code))), Span(f"{value:.1f}", f"{value:.1f}", "index_by_prefecture", code))
            for code, value in listed
        )
        title = (
            f"市州态势指数:最高与最低各 {SHOWN} 个(未见者不列)",
            f"Situation index: the {SHOWN} highest and lowest prefectures (unseen ones not listed)",
        )
        found.append(Table(title, (("市州", "prefecture"), ("指数", "index")), rows))
    return found


def _picture(out: Path, now: datetime) -> Situation:
    begin = now - timedelta(hours=float(_rules()["window_hours"]))
    store, lake = Lake(out / "store"), Lake(out / "lake")
    alerts = store.scan("alerts", arrow_schema(Alert)).filter(pl.col("last_time").is_between(begin, now)).collect()
    incidents = store.scan("incidents", arrow_schema(Incident)).filter(pl.col("last_time") <= now).collect()
    ledger = lake.scan("ledger", arrow_schema(LedgerEntry), None, now).filter(pl.col("event_time") <= now).collect()
    return build(alerts, incidents, ledger, inventory.load(out / "inventory"), now, _rules())


def _unit(picture: Situation, prefecture: str | None, sector: str | None) -> Unit:
    if prefecture is not None:
        return picture.prefectures[prefecture]
    return picture.sectors[sector] if sector is not None else picture.province


def _recipe(now: datetime, picture: Situation) -> str:
    return (
        f"-- situation.picture.build, schema/rules/situation.yaml {picture.rule_version}, now = {moment(now)}\n"
        f"SELECT * FROM alerts WHERE last_time <= {moment(now)};\n"
        f"SELECT * FROM incidents WHERE last_time <= {moment(now)};\n"
        f"SELECT * FROM ledger WHERE event_time <= {moment(now)}"
    )


@cache
def _rules() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    return loaded
