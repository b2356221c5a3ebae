"""Reads an inventory folder (CSV or YAML) and names every mistake by file, line and field."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import available_timezones

import yaml

from inventory.inventory import Alias, Exit, Inventory, InventoryError
from schema.asset import Asset
from schema.network import Network
from schema.organisation import Organisation
from schema.sensor import Sensor
from schema.zone import Zone

T = TypeVar("T")
Check = Callable[[str], str | None]  # the problem, or None
SECTORS = ("party_government", "power", "oil_gas", "water", "transport", "city_facilities", "finance", "telecom")


def one_of(*allowed: str) -> Check:
    """The value must be one of these."""
    return lambda value: None if value in allowed else f"{value!r} is none of {', '.join(allowed)}"


def _cidr(value: str) -> str | None:
    try:
        ip_network(value)
    except ValueError as error:
        return f"{error}; write a network such as 192.168.1.0/24"
    return None


def _ip(value: str) -> str | None:
    try:
        ip_address(value)
    except ValueError as error:
        return str(error)
    return None


def _importance(value: str) -> str | None:
    return None if value in {"1", "2", "3", "4", "5"} else f"{value!r} is no whole number from 1 (least) to 5 (most)"


def _prefecture(value: str) -> str | None:
    good = len(value) == 6 and value.isdigit() and value.startswith("51")
    return None if good else f"{value!r} is no six-digit code of Sichuan (51....)"


def _timezone(value: str) -> str | None:
    return None if value in available_timezones() else f"{value!r} is no time zone; write e.g. Asia/Shanghai"


CHECKS: dict[str, dict[str, Check]] = {
    "organisations": {
        "prefecture": _prefecture,
        "county": _prefecture,
        "sector": one_of(*SECTORS),
        "importance": _importance,
        "operator_kind": one_of("cii", "government", "other"),
    },
    "zones": {"kind": one_of("it", "ot", "dmz")},
    "sensors": {"timezone": _timezone},
    "networks": {"cidr": _cidr, "prefecture": _prefecture, "sector": one_of(*SECTORS)},
    "assets": {"ip": _ip, "importance": _importance},
    "aliases": {"address_a": _ip, "address_b": _ip, "kind": one_of("nat", "vpn", "proxy", "jump", "gateway")},
    "exits": {"ip": _ip, "kind": one_of("gateway", "proxy")},
}
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
    problems: list[str] = []
    rows = {name: _rows(folder, name, problems) for name in SHAPES}
    ids = {name: {row.get("id", "") for _, row in rows[name]} for name in ("organisations", "zones")}
    made: dict[str, list[Any]] = {}
    for name, shape in SHAPES.items():
        made[name] = [item for where, row in rows[name] if (item := _make(name, shape, where, row, ids, problems)) is not None]
    for name in ("organisations", "zones", "sensors"):
        seen: dict[str, str] = {}
        for where, row in rows[name]:
            identifier = row.get("id", "")
            if identifier in seen:
                problems.append(f"{where}: field id: {identifier!r} is there already ({seen[identifier]}); ids must differ")
            seen.setdefault(identifier, where)
    if problems:
        raise InventoryError(problems)
    parts: dict[str, Any] = {name: tuple(items) for name, items in made.items()}
    return Inventory(**parts)


def _rows(folder: Path, name: str, problems: list[str]) -> list[tuple[str, dict[str, str]]]:
    """(file:line, row) of a CSV or YAML file; an absent optional file has none."""
    for suffix, read in ((".csv", _csv), (".yaml", _yaml), (".yml", _yaml)):
        path = folder / f"{name}{suffix}"
        if path.exists():
            try:
                return list(read(path))
            except (UnicodeDecodeError, csv.Error, yaml.YAMLError, ValueError) as error:
                problems.append(f"{path.name}: cannot be read: {error}; save it as UTF-8 {suffix[1:].upper()}")
                return []
    if name not in OPTIONAL_FILES:
        problems.append(f"{name}.csv: missing in {folder}; it is required (columns: {', '.join(_names(SHAPES[name]))})")
    return []


def _csv(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.DictReader(handle)
        for row in reader:
            if None in row:
                raise ValueError(f"line {reader.line_num} has more fields than the first line")
            yield f"{path.name}:{reader.line_num}", {key.strip(): (value or "").strip() for key, value in row.items()}


def _yaml(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    node = yaml.compose(path.read_text(encoding="utf-8"))
    loaded = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    if not isinstance(loaded, list) or not all(isinstance(item, dict) for item in loaded):
        raise ValueError("must be a list of mappings")
    for item, part in zip(loaded, node.value if node else [], strict=True):
        flat = {str(key): ";".join(map(str, value)) if isinstance(value, list) else str(value) for key, value in item.items()}
        yield f"{path.name}:{part.start_mark.line + 1}", flat


def _names(shape: type) -> list[str]:
    return [field.name for field in fields(shape)]


def _make(
    name: str, shape: type[T], where: str, row: dict[str, str], ids: dict[str, set[str]], problems: list[str]
) -> T | None:
    before = len(problems)
    values: dict[str, Any] = {}
    for field in fields(shape):  # type: ignore[arg-type]
        text = row.get(field.name, "")
        if text == "":
            if field.default is MISSING and field.default_factory is MISSING:
                problems.append(f"{where}: field {field.name}: empty; a value is required")
            continue
        check = CHECKS.get(name, {}).get(field.name)
        problem = check(text) if check else None
        target = REFERENCES.get(name, {}).get(field.name)
        if problem is None and target and text not in ids[target]:
            problem = f"{text!r} is not in {target}.csv"
        if problem:
            problems.append(f"{where}: field {field.name}: {problem}")
        values[field.name] = _value(field.name, text)
    return shape(**values) if len(problems) == before else None


def _value(name: str, text: str) -> Any:
    if name == "importance":
        return int(text) if text.isdigit() else 3
    if name == "datasets":
        return [part.strip() for part in text.split(";") if part.strip()]
    return text
