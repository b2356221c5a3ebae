"""Reads an inventory folder (CSV or YAML) and names every mistake by file, line and field."""

from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, TypeVar

from inventory.checks import CHECKS, Wrong
from inventory.inventory import Alias, Exit, Inventory, InventoryError
from inventory.problem import Problem
from inventory.table import Row, read
from schema.asset import Asset
from schema.network import Network
from schema.organisation import Organisation
from schema.sensor import Sensor
from schema.zone import Zone

T = TypeVar("T")
SHAPES: dict[str, type] = {
    "organisations": Organisation,
    "zones": Zone,
    "sensors": Sensor,
    "networks": Network,
    "assets": Asset,
    "aliases": Alias,
    "exits": Exit,
}
OPTIONAL_FILES = ("assets", "aliases", "exits")
KEYS = {
    "organisations": ("id",),
    "zones": ("id",),
    "sensors": ("id",),
    "networks": ("zone", "cidr"),
    "assets": ("zone", "ip"),
}
REFERENCES = {
    "zones": {"organisation": "organisations"},
    "sensors": {"organisation": "organisations", "zone": "zones"},
    "networks": {"organisation": "organisations", "zone": "zones"},
    "assets": {"organisation": "organisations", "zone": "zones"},
    "aliases": {"zone_a": "zones", "zone_b": "zones"},
    "exits": {"zone": "zones"},
}


def load(folder: Path) -> Inventory:
    """The inventory of a folder; InventoryError lists every problem at once."""
    problems: list[Problem] = []
    if not folder.is_dir():
        raise InventoryError([str(Problem(str(folder), "", "没有这个资产目录", "no such inventory folder"))])
    rows = {name: read(folder, name, _names(shape), name in OPTIONAL_FILES, problems) for name, shape in SHAPES.items()}
    ids = {name: {row.get("id", "") for _, row in rows[name]} for name in ("organisations", "zones")}
    made: dict[str, list[Any]] = {}
    for name, shape in SHAPES.items():
        items = [(where, _make(name, shape, where, row, ids, problems)) for where, row in rows[name]]
        whole = [(where, item) for where, item in items if item is not None]
        _doubles(name, whole, problems)
        made[name] = [item for _, item in whole]
    if problems:
        raise InventoryError([str(problem) for problem in problems])
    parts: dict[str, Any] = {name: tuple(items) for name, items in made.items()}
    return Inventory(**parts)


def _names(shape: type) -> list[str]:
    return [field.name for field in fields(shape)]


def _doubles(name: str, items: list[tuple[str, Any]], problems: list[Problem]) -> None:
    seen: dict[tuple[str, ...], str] = {}
    for where, item in items:
        key = tuple(str(getattr(item, part)) for part in KEYS.get(name, ()))
        if key and key in seen:
            shown, first = " ".join(key), seen[key]
            problems.append(
                Problem(
                    where,
                    "+".join(KEYS[name]),
                    f"{shown!r} 已在 {first} 出现,不能重复",
                    f"{shown!r} is there already ({first}); it must be unique",
                )
            )
        seen.setdefault(key, where)


def _make(
    name: str, shape: type[T], where: str, row: Row, ids: dict[str, set[str]], problems: list[Problem]
) -> T | None:
    before = len(problems)
    values: dict[str, Any] = {}
    for field in fields(shape):  # type: ignore[arg-type]
        text = row.get(field.name, "")
        if text == "":
            if field.default is MISSING and field.default_factory is MISSING:
                problems.append(Problem(where, field.name, "为空,必须填写", "empty; a value is required"))
            continue
        check = CHECKS.get(name, {}).get(field.name)
        target = REFERENCES.get(name, {}).get(field.name)
        try:
            text = check(text) if check else text
            if target and text not in ids[target]:
                raise Wrong(
                    f"{text!r} 不在 {target} 表的 id 中,请先在那里登记",
                    f"{text!r} is no id of {target}; add it there first",
                )
        except Wrong as wrong:
            problems.append(Problem(where, field.name, wrong.zh, wrong.en))
            continue
        values[field.name] = _value(field.name, text)
    return shape(**values) if len(problems) == before else None


def _value(name: str, text: str) -> Any:
    if name == "importance":
        return int(text)
    if name == "datasets":
        return [part.strip() for part in text.split(";") if part.strip()]
    return text
