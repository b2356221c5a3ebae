"""Situation: what map, briefing and desk read; built from alerts, incidents, ledger and inventory, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from inventory import Inventory
from schema.organisation import Organisation
from schema.places import prefectures, sectors
from situation.index import combine, grade, roll_up, squash
from situation.visibility import SensorSight, sight

GRADES = ("一般", "较大", "重大", "特别重大")


@dataclass(frozen=True, slots=True)
class Unit:
    """An organisation, prefecture, sector or the province: index (None: unseen), parts, grade, coverage, counts."""

    id: str
    name_zh: str
    name_en: str
    index: float | None
    parts: Mapping[str, float | None]
    grade: str | None
    coverage: float
    short: bool  # too little data: 数据不足
    unseen_since: datetime | None
    unseen_reason_zh: str
    unseen_reason_en: str
    alerts: int
    incidents: int
    organisations: int


@dataclass(frozen=True, slots=True)
class Situation:
    """One moment's picture."""

    now: datetime
    province: Unit
    prefectures: Mapping[str, Unit]
    sectors: Mapping[str, Unit]
    organisations: Mapping[str, Unit]
    sensors: tuple[SensorSight, ...] = field(default_factory=tuple)
    rule_version: str = ""


def build(
    alerts: pl.DataFrame, incidents: pl.DataFrame, ledger: pl.DataFrame, inventory: Inventory, now: datetime, rules: Mapping[str, Any]
) -> Situation:
    """The picture at `now` over the rule's window; duplicates of an alert or incident id count once."""
    begin = now - timedelta(hours=float(rules["window_hours"]))
    recent = alerts.unique("alert_id").filter(pl.col("last_time").is_between(begin, now))
    open_ones = incidents.unique("incident_id").filter((pl.col("status") != "closed") & (pl.col("last_time") >= begin))
    sensors = sight(ledger, inventory, now, rules)
    members = {item.id: _organisation(item, recent, open_ones, sensors, rules) for item in inventory.organisations}
    places = {
        code: _group(code, place.name_zh, place.name_en, [members[item.id] for item in inventory.organisations if item.prefecture == code], inventory, recent.filter(pl.col("prefecture") == code), open_ones.filter(pl.col("prefectures").list.contains(code)), sensors, rules)
        for code, place in prefectures().items()
    }  # fmt: skip
    kinds = {
        name: _group(name, item.name_zh, item.name_en, [members[one.id] for one in inventory.organisations if one.sector == name], inventory, recent.filter(pl.col("sector") == name), open_ones.filter(pl.col("sectors").list.contains(name)), sensors, rules)
        for name, item in sectors().items()
    }  # fmt: skip
    province = _group("510000", "四川省", "Sichuan", list(members.values()), inventory, recent, open_ones, sensors, rules)
    return Situation(now, province, places, kinds, members, tuple(sensors), str(rules["version"]))


def _organisation(
    item: Organisation, alerts: pl.DataFrame, incidents: pl.DataFrame, sensors: list[SensorSight], rules: Mapping[str, Any]
) -> Unit:
    own = [sensor for sensor in sensors if sensor.organisation == item.id]
    mine = alerts.filter(pl.col("organisation") == item.id)
    held = incidents.filter(pl.col("organisations").list.contains(item.id))
    coverage = sum(sensor.coverage for sensor in own) / len(own) if own else 0.0
    unseen = not own or all(sensor.dark for sensor in own)
    weights, levels = rules["severity_weight"], rules["incident_weight"]
    threat = sum(float(weights.get(row["severity"], 0.1)) * row["score"] for row in mine.select("severity", "score").iter_rows(named=True))
    burden = sum(float(levels.get(name, 4)) for name in held["grade"])
    parts: dict[str, float | None] = {
        "threat": squash(threat * item.importance / 3, float(rules["kappa"]["threat"])),
        "vulnerability": None,  # not measured until scans are taken in: left out, never imputed
        "operation": 100 * (1 - coverage),
        "incident": squash(burden * item.importance / 3, float(rules["kappa"]["incident"])),
        "disposal": None,
    }
    index = None if unseen else combine(parts, rules)
    worst = max(held["grade"].to_list(), key=lambda name: GRADES.index(name) if name in GRADES else 0, default=None)
    since, zh, en = _darkness(own) if unseen else (None, "", "")
    return Unit(
        item.id, item.name_zh, item.name_en, index, parts, grade(index, coverage, worst, item.operator_kind == "cii", rules),
        coverage, coverage < float(rules["coverage_least"]), since, zh, en, len(mine), len(held), 1,
    )  # fmt: skip


def _darkness(sensors: list[SensorSight]) -> tuple[datetime | None, str, str]:
    """Since when and why nothing is seen; silence is never called an attack."""
    if not sensors:
        return None, "未部署探针", "no sensor deployed"
    last = max((sensor.last for sensor in sensors if sensor.last), default=None)
    if last is None:
        return None, "探针从未上报", "its sensors never reported"
    others = sorted({name for sensor in sensors for name in sensor.together} - {sensor.sensor for sensor in sensors})
    if others:
        return last, f"与 {len(others)} 个其他探针同时中断(疑为断电或断纤)", f"went dark together with {len(others)} other sensors (power or fibre?)"
    return last, "探针中断上报", "its sensors stopped reporting"


def _group(
    identifier: str, zh: str, en: str, members: list[Unit], inventory: Inventory, alerts: pl.DataFrame, incidents: pl.DataFrame,
    sensors: list[SensorSight], rules: Mapping[str, Any],
) -> Unit:  # fmt: skip
    weight = {item.id: float(item.importance) for item in inventory.organisations}
    seen = [member for member in members if member.index is not None]
    index = roll_up([(weight[member.id], member.index) for member in seen if member.index is not None], rules)
    coverage = sum(member.coverage for member in members) / len(members) if members else 0.0
    worst = max(incidents["grade"].to_list(), key=lambda name: GRADES.index(name) if name in GRADES else 0, default=None)
    parts: dict[str, float | None] = {}
    for name in rules["parts"]:
        values = [(weight[member.id], float(value)) for member in seen if (value := member.parts[name]) is not None]
        parts[name] = roll_up(values, rules)
    own = {member.id for member in members}
    since, why_zh, why_en = _darkness([item for item in sensors if item.organisation in own]) if not seen else (None, "", "")
    if not members:
        why_zh, why_en = "无登记单位", "no organisation registered"
    return Unit(
        identifier, zh, en, index, parts, grade(index, coverage, worst, True, rules), coverage,
        coverage < float(rules["coverage_least"]), since, why_zh, why_en, len(alerts), len(incidents), len(members),
    )  # fmt: skip
