"""The threat map as one self-contained page: Folium and Leaflet, nothing fetched from outside."""

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import folium
import polars as pl
import yaml

import inventory as declared
from inventory import Inventory
from maps.boundaries import outlines
from maps.offline import stand_alone
from maps.tokens import ARC, GRADE_COLOURS, GRADE_NAMES_EN, INCIDENT
from schema.places import counties, prefectures, sectors
from situation.picture import Situation, Unit, build
from stores.embedded import EmbeddedStore

HERE = Path(__file__).parent
RULES = HERE.parent / "schema" / "rules" / "situation.yaml"
SHANGHAI = ZoneInfo("Asia/Shanghai")
MOST_ARCS, LEAST_PUBLIC = 5000, 3


def write(out: Path, target: Path | None = None, public: bool = False, boundaries: Path | None = None, gcj: bool = False, english: bool = False) -> Path:
    """Draw the map of an out folder at its data's clock; the path of the page."""
    store = EmbeddedStore(out)
    known = declared.load(out / "inventory") if (out / "inventory").is_dir() else declared.empty()
    settings = json.loads((out / "settings.json").read_text()) if (out / "settings.json").exists() else {}
    ledger = store.frame("ledger").collect()
    latest = ledger.filter(pl.col("records") > pl.col("quarantined"))["event_time"].max()
    now = latest if isinstance(latest, datetime) else datetime.now(UTC)
    alerts, incidents = store.frame("alerts").collect(), store.frame("incidents").collect()
    rules = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    picture = build(alerts, incidents, ledger, known, now, rules)
    page = render(picture, alerts, incidents, known, bool(settings.get("demo")), public, boundaries, gcj, english)
    path = target or out / "map.html"
    path.write_text(page, encoding="utf-8")
    return path


def render(
    picture: Situation, alerts: pl.DataFrame, incidents: pl.DataFrame, inventory: Inventory, demo: bool, public: bool = False,
    boundaries: Path | None = None, gcj: bool = False, english: bool = False,
) -> str:  # fmt: skip
    """The page's HTML. `public`: no organisation's name, and cells of fewer than three organisations are not told apart."""
    centre = prefectures()["510100"]
    chart = folium.Map(location=[centre.lat, centre.lng], tiles=None, zoom_start=7, zoom_control=True, zoom_snap=0.25, attribution_control=False)
    data = _data(picture, alerts, incidents, inventory, demo, public, boundaries, gcj, english)
    data["map"] = chart.get_name()
    # our parts are put in after rendering: no text of an alert or organisation ever passes a template engine
    page = stand_alone(chart.get_root().render())
    # in a JSON script element "<" is escaped, so that no name can end the element or begin a tag
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c").replace("\u2028", "\\u2028")
    style, body, script = ((HERE / name).read_text(encoding="utf-8") for name in ("page.css", "template.html", "page.js"))
    page = page.replace("</head>", f"<style>{style}</style>\n</head>", 1)
    page = page.replace("<body>", f'<body>\n{body}\n<script type="application/json" id="jm-data">{text}</script>', 1)
    head, end, tail = page.rpartition("</html>")
    return f"{head}<script>{script}</script>\n{end}{tail}"


def _data(
    picture: Situation, alerts: pl.DataFrame, incidents: pl.DataFrame, inventory: Inventory, demo: bool, public: bool,
    boundaries: Path | None, gcj: bool, english: bool,
) -> dict[str, Any]:  # fmt: skip
    places = prefectures()
    units = {code: _unit(unit) | {"at": [places[code].lat, places[code].lng]} for code, unit in picture.prefectures.items()}
    by_sector = {name: _sector_units(picture, inventory, name) for name in sectors()}
    organisations: dict[str, list[dict[str, Any]]] = {}
    for item in [] if public else inventory.organisations:
        organisations.setdefault(item.prefecture, []).append(_unit(picture.organisations[item.id]))
    stamp = picture.now.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    province = picture.province
    seen = [unit for unit in picture.prefectures.values() if unit.grade]
    number = {county: sum(item.county == county for item in inventory.organisations) for county in counties()}
    return {
        "now": int(picture.now.timestamp()),
        "demo": demo,
        "english": english,
        "colours": GRADE_COLOURS,
        "gradesEn": GRADE_NAMES_EN,
        "arc": ARC,
        "incident": INCIDENT,
        "province": _unit(province),
        "units": units,
        "bySector": by_sector,
        "sectors": [{"id": item.id, "zh": item.name_zh, "en": item.name_en} for item in sectors().values()],
        "orgs": organisations,
        "prefectures": outlines("prefectures", boundaries, gcj),
        "counties": outlines("counties"),
        "countyNames": {code: {"zh": item.name_zh, "en": item.name_en, "n": count if (count := number[code]) >= (LEAST_PUBLIC if public else 1) else 0} for code, item in counties().items()},
        "incidents": _incidents(incidents, public),
        **dict(zip(("arcs", "ring"), _arcs(alerts), strict=True)),
        "search": _search(inventory, public),
        "kpi": [
            {"zh": "监管单位", "en": "organisations", "value": str(len(inventory.organisations))},
            {"zh": "可见市州", "en": "prefectures seen", "value": f"{len(seen)}/21"},
            {"zh": "综合指数", "en": "index", "value": "–" if province.index is None else f"{province.index:.1f}"},
            {"zh": "态势等级", "en": "grade", "value": province.grade or "未见"},
            {"zh": "24 h 告警", "en": "alerts in 24 h", "value": f"{province.alerts:,}"},
            {"zh": "事件", "en": "incidents", "value": f"{len(incidents):,}"},
            {"zh": "数据时刻", "en": "data as of", "value": stamp},
        ],
        "captionZh": f"审图号:________(待填)· 来源:Apache ECharts 4.9.0 轮廓(简化),区县为示意 · 数据时刻 {stamp}(北京时间)· 规则 {picture.rule_version} · 示意图,不作为划界依据",
        "captionEn": f"Map approval no.: ________ · outlines simplified from Apache ECharts 4.9.0, counties schematic · data as of {stamp} (Asia/Shanghai) · rules {picture.rule_version} · schematic, no basis for boundaries",
    }  # fmt: skip


def _unit(unit: Unit) -> dict[str, Any]:
    return {
        "id": unit.id, "zh": unit.name_zh, "en": unit.name_en, "grade": unit.grade, "coverage": round(unit.coverage, 3),
        "index": None if unit.index is None else round(unit.index, 1), "short": unit.short, "alerts": unit.alerts,
        "parts": {name: None if value is None else round(value, 1) for name, value in unit.parts.items()},
        "incidents": unit.incidents, "organisations": unit.organisations, "whyZh": unit.unseen_reason_zh,
        "whyEn": unit.unseen_reason_en, "since": int(unit.unseen_since.timestamp()) if unit.unseen_since else None,
    }  # fmt: skip


def _sector_units(picture: Situation, inventory: Inventory, sector: str) -> dict[str, Any]:
    """Per prefecture, the worst organisation of that sector; a prefecture without one is unseen in that view."""
    found: dict[str, Any] = {}
    for code, unit in picture.prefectures.items():
        members = [picture.organisations[item.id] for item in inventory.organisations if item.prefecture == code and item.sector == sector]
        known = [member for member in members if member.index is not None]
        if known:
            worst = max(known, key=lambda member: member.index or 0.0)
            found[code] = _unit(worst) | {"zh": unit.name_zh, "en": unit.name_en, "id": code, "organisations": len(members)}
        else:
            empty = ("该行业无登记单位", "no organisation of this sector") if not members else ("探针中断", "sensors silent")
            found[code] = _unit(unit) | {"grade": None, "index": None, "alerts": 0, "incidents": 0, "whyZh": empty[0], "whyEn": empty[1], "since": None}
    return found


def _incidents(incidents: pl.DataFrame, public: bool) -> list[dict[str, Any]]:
    places = prefectures()
    rows = []
    for order, row in enumerate(incidents.sort("score", "incident_id", descending=[True, False]).head(300).iter_rows(named=True)):
        at = [[places[code].lat + 0.12 * ((order % 5) - 2), places[code].lng + 0.14 * (((order // 5) % 5) - 2)] for code in row["prefectures"] or [] if code in places]
        rows.append(
            {
                "id": row["incident_id"], "score": round(row["score"], 3), "severity": row["severity"], "alerts": row["alert_count"],
                "zh": f"事件 {order + 1}" if public else row["title_zh"], "en": f"incident {order + 1}" if public else row["title_en"],
                "first": int(row["first_time"].timestamp()), "last": int(row["last_time"].timestamp()), "at": at,
                "prefectures": row["prefectures"] or [], "sectors": row["sectors"] or [],
                "storyZh": "" if public else row["story_zh"][:1500], "storyEn": "" if public else row["story_en"][:1500],
            }
        )  # fmt: skip
    return rows


def _arcs(alerts: pl.DataFrame) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Arcs from the labelled ring (other countries and unknown outside) into the prefectures, and the ring's labels."""
    places = prefectures()
    outside = alerts.filter(pl.col("source_country").is_not_null() & pl.col("prefecture").is_not_null() & (pl.col("severity") != "low"))
    if not len(outside):
        return [], []
    grouped = (
        outside.group_by("source_country", "prefecture", "sector", "technique_name")
        .agg(pl.len(), pl.col("first_time").min(), pl.col("last_time").max())
        .sort("len", "source_country", "prefecture", "technique_name", "sector", descending=[True, False, False, False, False])
        .head(MOST_ARCS)
    )
    names = sorted(set(grouped["source_country"]))
    ring = {name: _ring(order, len(names)) for order, name in enumerate(names)}
    arcs = [
        {
            "from": ring[row["source_country"]], "to": [places[row["prefecture"]].lat, places[row["prefecture"]].lng],
            "count": row["len"], "first": int(row["first_time"].timestamp()), "last": int(row["last_time"].timestamp()),
            "sector": row["sector"], "zh": f"{row['source_country']} → {places[row['prefecture']].name_zh}:{row['technique_name'] or ''}",
            "en": f"{row['source_country']} → {places[row['prefecture']].name_en}: {row['technique_name'] or ''}",
        }
        for row in grouped.iter_rows(named=True)
        if row["prefecture"] in places
    ]  # fmt: skip
    return arcs, [{"name": name, "at": at} for name, at in ring.items()]


def _ring(order: int, count: int) -> list[float]:
    angle = 2 * math.pi * order / max(count, 1)
    return [round(30.3 + 4.6 * math.sin(angle), 3), round(102.9 + 6.2 * math.cos(angle), 3)]


def _search(inventory: Inventory, public: bool) -> list[Mapping[str, str]]:
    rows = [{"label": f"{item.name_zh} {item.name_en}", "code": code} for code, item in prefectures().items()]
    rows += [{"label": f"{item.name_zh} {item.name_en}", "code": item.prefecture} for item in counties().values()]
    if not public:
        rows += [{"label": f"{item.name_zh} {item.name_en}", "code": item.prefecture} for item in inventory.organisations]
    return rows  # type: ignore[return-value]
