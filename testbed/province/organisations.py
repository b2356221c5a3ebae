"""Forty invented organisations over the 21 prefectures and eight sectors; all of them use 192.168.1.0/24."""

import csv
from dataclasses import dataclass
from pathlib import Path

from schema.places import counties, prefectures, sectors

INDUSTRIAL = ("power", "oil_gas", "water", "transport", "city_facilities")
STEMS = {
    "party_government": ("政务服务中心", "Government Service Centre"),
    "power": ("供电公司", "Power Supply Company"),
    "oil_gas": ("燃气管网公司", "Gas Grid Company"),
    "water": ("水利枢纽管理处", "Water Hub Office"),
    "transport": ("交通运营公司", "Transit Operations Company"),
    "city_facilities": ("城市水务公司", "City Waterworks"),
    "finance": ("农商银行", "Rural Commercial Bank"),
    "telecom": ("通信公司", "Telecom Company"),
}
WORKSTATIONS = tuple(f"192.168.1.{number}" for number in range(20, 30))
RESOLVER, GATEWAY, SCANNER = "192.168.1.2", "192.168.1.1", "192.168.1.9"
FILE_SERVER, WEB_SERVER, MAIL_SERVER, JUMP = "192.168.1.10", "192.168.1.11", "192.168.1.12", "192.168.1.15"
JUMP_OT, HMI, HISTORIAN, ENGINEERING = "192.168.2.5", "192.168.2.10", "192.168.2.11", "192.168.2.20"
ACCOUNTS = tuple(f"user{number:02d}" for number in range(12))
CONTROLLERS = tuple(f"192.168.2.{number}" for number in range(101, 105))


@dataclass(frozen=True, slots=True)
class Simulated:
    """One simulated organisation; `ot` is None where it runs no plant."""

    number: int
    id: str
    sector: str
    prefecture: str
    county: str
    name_zh: str
    name_en: str
    it: str
    ot: str | None

    @property
    def sensor(self) -> str:
        """The sensor of the office network."""
        return f"s-{self.it}"

    @property
    def modern(self) -> bool:
        """Whether its hosts write RFC 5424 rather than RFC 3164."""
        return self.number % 3 == 0

    @property
    def timezone(self) -> str:
        """The zone its sensors write local times in: every seventh was set up in UTC."""
        return "UTC" if self.number % 7 == 4 else "Asia/Shanghai"

    @property
    def public(self) -> str:
        """The public address its web server is reached by (NAT)."""
        return f"192.0.2.{self.number}"

    @property
    def ot_sensor(self) -> str:
        """The sensor of the plant network."""
        return f"s-{self.ot}"


def organisations(count: int = 40) -> list[Simulated]:
    """The same forty every time: sectors in turn, prefectures in turn, so that each of both occurs."""
    places, kinds = list(prefectures().values()), list(sectors())
    found = []
    for number in range(1, count + 1):
        sector, place = kinds[(number - 1) % len(kinds)], places[(number * 5) % len(places)]
        inside = [code for code, item in counties().items() if item.prefecture == place.code]
        stem_zh, stem_en = STEMS[sector]
        found.append(
            Simulated(
                number=number,
                id=f"org{number:02d}",
                sector=sector,
                prefecture=place.code,
                county=inside[number // len(places) % len(inside)],
                name_zh=f"演示·{_short(place.name_zh)}{stem_zh}{number:02d}",
                name_en=f"Demo {place.name_en} {stem_en} {number:02d}",
                it=f"org{number:02d}-it",
                ot=f"org{number:02d}-ot" if sector in INDUSTRIAL else None,
            )
        )
    return found


def _short(name: str) -> str:
    """A prefecture's everyday name.

    >>> _short("攀枝花市"), _short("阿坝藏族羌族自治州")
    ('攀枝花', '阿坝')
    """
    return name.removesuffix("市") if name.endswith("市") else name[:2]


def write_inventory(folder: Path, members: list[Simulated]) -> None:
    """The inventory folder of these organisations."""
    folder.mkdir(parents=True, exist_ok=True)
    tables: dict[str, list[tuple[object, ...]]] = {
        "organisations": [
            ("id", "name_zh", "name_en", "prefecture", "county", "sector", "importance", "operator_kind")
        ],
        "zones": [("id", "organisation", "name", "kind")],
        "sensors": [("id", "organisation", "zone", "timezone", "datasets", "name")],
        "networks": [("zone", "cidr", "organisation", "prefecture", "sector", "name")],
        "assets": [("zone", "ip", "name", "role", "importance", "organisation", "vendor", "product", "version")],
        "aliases": [("zone_a", "address_a", "zone_b", "address_b", "kind")],
        "exits": [("zone", "ip", "kind", "name")],
    }
    for item in members:
        kind = (
            "government"
            if item.sector == "party_government"
            else "cii"
            if item.ot or item.sector in ("finance", "telecom")
            else "other"
        )
        importance = 5 if item.ot else 4
        tables["organisations"].append(
            (item.id, item.name_zh, item.name_en, item.prefecture, item.county, item.sector, importance, kind)
        )
        tables["zones"].append((item.it, item.id, "office", "it"))
        tables["sensors"].append(
            (
                item.sensor,
                item.id,
                item.it,
                item.timezone,
                "zeek.conn;zeek.dns;zeek.http;zeek.ssl;syslog;suricata.eve;web.access;windows.event",
                "office sensor",
            )
        )
        tables["networks"].append((item.it, "192.168.1.0/24", item.id, "", "", "office"))
        tables["networks"].append((item.it, f"{item.public}/32", item.id, "", "", "public address"))
        tables["aliases"].append((item.it, item.public, item.it, WEB_SERVER, "nat"))
        for address, name, role, weight in (
            (GATEWAY, "gw", "gateway", 4), (RESOLVER, "dns", "resolver", 4), (SCANNER, "scan", "scanner", 2),
            (FILE_SERVER, "files", "server", 4), (WEB_SERVER, "www", "server", 4), (MAIL_SERVER, "mail", "server", 4),
            (JUMP, "jump", "jump_host", 5), *((address, f"ws{address.rsplit('.', 1)[1]}", "workstation", 2) for address in WORKSTATIONS),
        ):  # fmt: skip
            tables["assets"].append((item.it, address, name, role, weight, item.id, "", "", ""))
        tables["exits"].append((item.it, GATEWAY, "gateway", "declared exit"))
        if item.ot:
            tables["zones"].append((item.ot, item.id, "plant", "ot"))
            tables["sensors"].append(
                (item.ot_sensor, item.id, item.ot, item.timezone, "zeek.conn;zeek.modbus", "plant sensor")
            )
            tables["networks"].append((item.ot, "192.168.2.0/24", item.id, "", "", "plant"))
            for address, name, role in (
                (JUMP_OT, "jump-ot", "jump_host"), (HMI, "hmi", "hmi"), (HISTORIAN, "historian", "historian"),
                (ENGINEERING, "eng", "engineering"), *((address, f"plc{at}", "controller") for at, address in enumerate(CONTROLLERS, 1)),
            ):  # fmt: skip
                tables["assets"].append(
                    (
                        item.ot,
                        address,
                        name,
                        role,
                        5,
                        item.id,
                        "Demo Automation" if role == "controller" else "",
                        "PLC-100" if role == "controller" else "",
                        "1.2" if role == "controller" else "",
                    )
                )
            tables["aliases"].append((item.it, JUMP, item.ot, JUMP_OT, "jump"))
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle, lineterminator="\n").writerows(rows)
