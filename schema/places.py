"""Sichuan's prefectures and counties, and the sectors: codes, names in two languages, centres in WGS-84."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

CODES = Path(__file__).parent / "codes"


@dataclass(frozen=True, slots=True)
class Prefecture:
    """One of the 21; population in units of 10,000 (2020 census, unverified)."""

    code: str
    name_zh: str
    name_en: str
    lng: float
    lat: float
    population_10k: int


@dataclass(frozen=True, slots=True)
class County:
    """One of the 183."""

    code: str
    name_zh: str
    name_en: str
    prefecture: str
    lng: float
    lat: float


@dataclass(frozen=True, slots=True)
class Sector:
    """One CII sector of the provincial plan."""

    id: str
    name_zh: str
    name_en: str


@cache
def prefectures() -> dict[str, Prefecture]:
    """Code → prefecture, in code order.

    >>> prefectures()["510100"].name_en, len(prefectures())
    ('Chengdu', 21)
    """
    return {
        row["code"]: Prefecture(row["code"], row["name_zh"], row["name_en"], float(row["lng"]), float(row["lat"]), int(row["population_10k"]))
        for row in _rows("prefectures")
    }


@cache
def counties() -> dict[str, County]:
    """Code → county, in code order.

    >>> counties()["510185"].prefecture, len(counties())
    ('510100', 183)
    """
    return {
        row["code"]: County(row["code"], row["name_zh"], row["name_en"], row["prefecture"], float(row["lng"]), float(row["lat"]))
        for row in _rows("counties")
    }


@cache
def county_aliases() -> dict[str, str]:
    """Codes other tables use → ours."""
    return {row["other"]: row["code"] for row in _rows("county_aliases")}


@cache
def sectors() -> dict[str, Sector]:
    """Id → sector, in the plan's order."""
    loaded = yaml.safe_load((CODES / "sectors.yaml").read_text(encoding="utf-8"))
    return {row["id"]: Sector(**row) for row in loaded}


def _rows(name: str) -> list[dict[str, str]]:
    with (CODES / f"{name}.csv").open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))
