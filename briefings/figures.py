"""Figures: every measure computed for a period and the one before, with query, row count and coverage."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

import situation.measures
from briefings.engine import Engine, Rows
from briefings.period import Period
from schema.discovery import discover
from situation.measure import Measure, Scope, Words

RULES = Path(__file__).resolve().parent.parent / "schema" / "rules" / "briefing.yaml"
HOURS = "count(DISTINCT date_trunc('hour', event_time))"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure's result; numbers a reader sees come from here and nowhere else."""

    id: str
    value: float
    base: float | None
    row_count: int
    query: str
    items: list[tuple[str, float]] = field(default_factory=list)  # of a table
    before: float | None = None  # None: the period before holds no data, or cannot be compared
    before_base: float | None = None
    before_query: str = ""
    like: tuple[float, float] | None = None  # both periods over sensor-days seen in both
    like_queries: tuple[str, str] = ("", "")
    coverage: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Account:
    """All figures of a briefing and how they were counted."""

    period: Period
    scope: Scope
    figures: dict[str, Figure]
    coverage: float
    coverage_before: float | None
    dropped: int  # sensor-days left out of comparisons
    alike_query: str
    rule: str


@cache
def measures() -> dict[str, Measure]:
    """Every measure, found by folder."""
    return discover(situation.measures, Measure)


@cache
def rules() -> dict[str, Any]:
    """The dated rules of counting."""
    loaded: dict[str, Any] = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    return loaded


def compute(engine: Engine, period: Period, scope: Scope) -> Account:
    """Every measure over the engine's tables."""
    earlier = replace(scope, start=period.before, end=period.start)
    found = measures()
    now = engine.run({name: item.sql(scope) for name, item in found.items()})
    numbers = {name: item for name, item in found.items() if item.kind != "table"}
    then = engine.run({name: item.sql(earlier) for name, item in numbers.items()})
    had_data = _first(then["records"])["value"] > 0
    dropped, alike = 0, alike_sql(scope, earlier)
    like_now: dict[str, Rows] = {}
    like_then: dict[str, Rows] = {}
    if had_data:
        engine.view("alike", alike)
        dropped = _dropped(engine, scope, earlier)
        if dropped:
            compared = {name: item for name, item in numbers.items() if item.compared}
            like_now = engine.run({name: item.sql(scope, alike=True) for name, item in compared.items()})
            like_then = engine.run({name: item.sql(earlier, alike=True) for name, item in compared.items()})
    coverage = _share(_first(now["coverage"]))
    figures: dict[str, Figure] = {}
    for name, item in found.items():
        if item.kind == "table":
            rows = [(str(row["item"]), float(row["value"])) for row in now[name]]
            counted = sum(int(row["row_count"] or 0) for row in now[name])
            figures[name] = Figure(name, float(len(rows)), None, counted, item.sql(scope), rows, coverage=coverage)
            continue
        row, old = _first(now[name]), _first(then[name])
        like = (_first(like_now[name])["value"], _first(like_then[name])["value"]) if name in like_now else None
        like_queries = (item.sql(scope, alike=True), item.sql(earlier, alike=True)) if like else ("", "")
        figures[name] = Figure(
            name, row["value"], row.get("base"), int(row["row_count"]), item.sql(scope),
            before=old["value"] if had_data else None, before_base=old.get("base") if had_data else None,
            before_query=item.sql(earlier), like=like, like_queries=like_queries, coverage=coverage,
        )  # fmt: skip
    before = _share(_first(then["coverage"])) if had_data else None
    return Account(period, scope, figures, coverage, before, dropped, alike if dropped else "", str(rules()["version"]))


def alike_sql(scope: Scope, earlier: Scope) -> str:
    """Sensor-days (both periods' dates) at which a sensor was seen for about as many hours in both periods."""
    day = "CAST(event_time + INTERVAL 8 HOURS AS DATE)"
    shift = round((scope.start - earlier.start).total_seconds() / 86400)
    least = float(rules()["comparable_day_share"])

    def days(part: Scope, offset: int) -> str:
        moved = f"CAST({day} + INTERVAL {offset} DAYS AS DATE)" if offset else day
        return (
            f"SELECT sensor, {moved} AS day, {HOURS} AS hours FROM ledger "
            f"WHERE {part.period()} AND {part.place()} AND records > 0 GROUP BY sensor, {moved}"
        )

    both = (
        f"SELECT a.sensor AS sensor, a.day AS day FROM ({days(scope, 0)}) AS a JOIN ({days(earlier, shift)}) AS b "
        f"ON a.sensor = b.sensor AND a.day = b.day WHERE least(a.hours, b.hours) >= {least} * greatest(a.hours, b.hours)"
    )
    return f"{both}\nUNION ALL\nSELECT sensor, CAST(day - INTERVAL {shift} DAYS AS DATE) AS day FROM ({both}) AS c"


def change(figure: Figure, measure: Measure, account: Account) -> tuple[Words, str | None]:
    """The change against the period before in words, and why there is no percentage (None: there is one)."""
    unit, rule = account.period.kind, rules()
    last = (f"上{unit[0]}", f"the {unit[1]} before")
    if figure.before is None:
        return (f"{last[0]}无数据,不作环比", f"no data for {last[1]} to compare with"), "no data before"
    if measure.kind == "share":
        now, old = _points(figure.value, figure.base), _points(figure.before, figure.before_base)
        return _difference(round(now - old, 1), ("个百分点", "points"), last), None
    now, old = figure.like or (figure.value, figure.before)
    scope = ("按两期均在线的探针日可比口径,", "on sensor-days seen in both, ") if figure.like else ("", "")
    threshold = float(rule["coverage_threshold"])
    if min(account.coverage, account.coverage_before or 0.0) < threshold and measure.section != "visibility":
        seen = f"{100 * min(account.coverage, account.coverage_before or 0.0):.1f}%"
        words = (f"{last[0]}为 {number(figure.before)}{measure.unit[0]},覆盖率最低仅 {seen},不作环比",
                 f"{number(figure.before)} {last[1]}; coverage as low as {seen}, so no rate")  # fmt: skip
        return words, "coverage"
    if not measure.compared and account.dropped:
        words = (f"{last[0]}为 {number(figure.before)}{measure.unit[0]},两期探针不同,不作环比",
                 f"{number(figure.before)} {last[1]}; the sensors differ, so no rate")  # fmt: skip
        return words, "sensors differ"
    if now == old:
        return (f"{scope[0]}与{last[0]}持平", f"{scope[1]}the same as {last[1]}"), None
    if old == 0:
        return (f"{scope[0]}{last[0]}无", f"{scope[1]}none {last[1]}"), "base 0"
    if min(now, old) < int(rule["least_cases"]):
        return _difference(now - old, measure.unit, last, scope), "fewer than least_cases"
    rate = abs(now - old) / old * 100
    zh, en = ("上升", "up") if now > old else ("下降", "down")
    return (f"{scope[0]}较{last[0]}{zh} {rate:.1f}%", f"{scope[1]}{en} {rate:.1f}% on {last[1]}"), None


def number(value: float) -> str:
    """A number with separators; no decimals unless it has them."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def shown(figure: Figure, measure: Measure) -> str:
    """The figure as a reader sees it."""
    return f"{_points(figure.value, figure.base):.1f}" if measure.kind == "share" else number(figure.value)


def _difference(gap: float, unit: Words, last: Words, scope: Words = ("", "")) -> Words:
    if gap == 0:
        return f"{scope[0]}与{last[0]}持平", f"{scope[1]}the same as {last[1]}"
    zh, en = ("增加", "more than") if gap > 0 else ("减少", "fewer than")
    amount = number(abs(gap))
    return f"{scope[0]}较{last[0]}{zh} {amount}{unit[0]}", f"{scope[1]}{amount} {unit[1]} {en} {last[1]}".replace(
        "  ", " "
    )


def _dropped(engine: Engine, scope: Scope, earlier: Scope) -> int:
    """Sensor-days of either period that the other cannot be compared with."""
    day = "CAST(event_time + INTERVAL 8 HOURS AS DATE)"
    where = f"(({scope.period()}) OR ({earlier.period()})) AND {scope.place()} AND records > 0"
    query = (
        f"SELECT count(*) AS value, count(*) AS row_count FROM (SELECT DISTINCT sensor, {day} AS day FROM ledger WHERE {where}) AS s "
        "WHERE (sensor, day) NOT IN (SELECT sensor, day FROM alike)"
    )
    return int(_first(engine.run({"dropped": query})["dropped"])["value"])


def _points(value: float, base: float | None) -> float:
    return round(100 * value / base, 1) if base else 0.0


def _share(row: Mapping[str, Any]) -> float:
    return float(row["value"]) / float(row["base"]) if row.get("base") else 0.0


def _first(rows: Rows) -> dict[str, Any]:
    if not rows:
        return {"value": 0.0, "base": 0.0, "row_count": 0}
    return {name: float(value) if name in ("value", "base") else value for name, value in rows[0].items()}
