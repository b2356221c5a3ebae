"""The inventory folder: every mistake is named by file, line and field, and overlapping networks are the normal case."""

import dataclasses
from pathlib import Path

import polars as pl
import pytest

import inventory

TABLES = {
    "organisations": "id,name_zh,name_en,prefecture,county,sector,importance,operator_kind\n"
    "a,演示甲,Demo A,510100,510104,power,5,cii\nb,演示乙,Demo B,513300,,finance,,other\n",
    "zones": "id,organisation,name,kind\na-it,a,office,it\na-ot,a,plant,ot\nb-it,b,office,it\n",
    "sensors": "id,organisation,zone,timezone,datasets,name\ns-a,a,a-it,UTC,zeek.conn; zeek.dns,x\ns-b,b,b-it,,,\n",
    "networks": "zone,cidr,organisation,prefecture,sector,name\na-it,192.168.1.0/24,a,,,office\n"
    "a-it,192.168.1.128/25,a,510300,water,branch\nb-it,192.168.1.0/24,b,,,office\nb-it,2001:db8::/32,b,,,six\n",
    "assets": "zone,ip,name,role,importance,organisation,vendor,product,version\n"
    "a-it,192.168.1.10,files,server,4,a,,,\nb-it,192.168.1.10,files,server,2,b,,,\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in TABLES.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def problems(folder: Path) -> list[str]:
    with pytest.raises(inventory.InventoryError) as caught:
        inventory.load(folder)
    return caught.value.problems


def test_the_same_address_in_two_zones_is_two_places(folder: Path) -> None:
    loaded = inventory.load(folder)
    assert loaded.place("a-it", "192.168.1.10") == inventory.Place("a", "510100", "power")
    assert loaded.place("b-it", "192.168.1.10") == inventory.Place("b", "513300", "finance")
    assert loaded.asset_by_address[("a-it", "192.168.1.10")].importance == 4


def test_the_longest_prefix_wins_and_unknown_stays_unknown(folder: Path) -> None:
    loaded = inventory.load(folder)
    assert loaded.place("a-it", "192.168.1.200") == inventory.Place("a", "510300", "water")
    assert loaded.place("b-it", "2001:db8::1") == inventory.Place("b", "513300", "finance")
    for zone, address in (
        ("a-it", "8.8.8.8"),
        ("nowhere", "192.168.1.10"),
        ("a-it", "no address"),
        ("a-ot", "192.168.1.10"),
    ):
        assert loaded.place(zone, address) is None


def test_frames_and_sensors(folder: Path) -> None:
    loaded = inventory.load(folder)
    assert loaded.networks_frame().row(1) == ("a-it", "192.168.1.128/25", "a", "510300", "water")
    assert loaded.assets_frame().filter(pl.col("zone") == "b-it")["importance"].to_list() == [2]
    assert loaded.sensor_rows()[0] == ("s-a", "a-it", "a", "510100", "power", "UTC")
    assert loaded.sensors[0].datasets == ["zeek.conn", "zeek.dns"]
    assert loaded.organisations[1].importance == 3
    with pytest.raises(dataclasses.FrozenInstanceError):
        loaded.organisations = ()  # type: ignore[misc]


def test_an_empty_inventory_knows_nothing() -> None:
    nothing = inventory.empty()
    assert nothing.place("default", "10.0.0.1") is None
    assert nothing.networks_frame().is_empty()
    assert nothing.assets_frame().columns[:2] == ["zone", "ip"]


BROKEN = {  # (file, old, new): what the message must name
    ("organisations", "510100,510104", "5101,510104"): ("organisations.csv:2", "prefecture", "510100"),
    ("organisations", "510104", "519999"): ("organisations.csv:2", "county", "183"),
    ("organisations", "power", "powr"): ("organisations.csv:2", "sector", "oil_gas"),
    ("organisations", ",5,cii", ",9,cii"): ("organisations.csv:2", "importance", "1"),
    ("organisations", "importance", "importence"): ("organisations.csv", "importence", "importance?"),
    ("organisations", "b,演示乙", ",演示乙"): ("organisations.csv:3", "id", "required"),
    ("zones", "b-it,b", "b-it,zzz"): ("zones.csv:4", "organisation", "organisations"),
    ("zones", ",ot", ",plant"): ("zones.csv:3", "kind", "it, ot, dmz"),
    ("sensors", "UTC", "Peking"): ("sensors.csv:2", "timezone", "Asia/Shanghai"),
    ("sensors", "s-b", "s-a"): ("sensors.csv:3", "id", "sensors.csv:2"),
    ("networks", "192.168.1.128/25", "192.168.1.129/25"): ("networks.csv:3", "cidr", "192.168.1.128/25"),
    ("networks", "b-it,192.168.1.0/24,b", "b-it,192.168.1.0/24/1,b"): ("networks.csv:4", "cidr", "network"),
    ("networks", "b-it,2001:db8::/32", "b-it,192.168.1.0/24"): ("networks.csv:5", "zone+cidr", "networks.csv:4"),
    ("assets", "b-it,192.168.1.10", "b-it,192.168.1.300"): ("assets.csv:3", "ip", "192.168.1.300"),
    ("assets", "b-it,192.168.1.10", "a-it,192.168.1.10"): ("assets.csv:3", "zone+ip", "assets.csv:2"),
    ("assets", "server,2", "toaster,2"): ("assets.csv:3", "role", "workstation"),
    ("assets", "server,2,b", "server,2,b,more,commas,here,and,there"): ("assets.csv:3", "", "quote"),
}


@pytest.mark.parametrize("change", BROKEN, ids=lambda change: f"{change[0]}: {change[2]}")
def test_each_mistake_names_file_line_and_field_in_two_languages(folder: Path, change: tuple[str, str, str]) -> None:
    name, old, new = change
    path = folder / f"{name}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    where, field, hint = BROKEN[change]
    named = [
        line for line in problems(folder) if line.startswith(f"{where}:") and (not field or f"field {field}:" in line)
    ]
    assert named, problems(folder)
    assert hint in named[0]
    assert any("一" <= letter <= "鿿" for letter in named[0])


def test_all_mistakes_come_at_once(folder: Path) -> None:
    (folder / "zones.csv").unlink()
    (folder / "assets.csv").write_text(TABLES["assets"].replace("192.168.1.10", "x"), encoding="utf-8")
    found = problems(folder)
    assert any(line.startswith("zones.csv:") and "required" in line for line in found)
    assert sum(line.startswith("assets.csv:") and "field ip:" in line for line in found) == 2


def test_yaml_is_as_good_as_csv_and_has_lines_too(folder: Path) -> None:
    (folder / "zones.csv").unlink()
    lines = [
        "- {id: a-it, organisation: a, kind: it}",
        "- id: a-ot",
        "  organisation: a",
        "  kind: ot",
        "- {id: b-it, organisation: b}",
    ]
    (folder / "zones.yaml").write_text("\n".join(lines), encoding="utf-8")
    assert [zone.kind for zone in inventory.load(folder).zones] == ["it", "ot", "it"]
    (folder / "zones.yaml").write_text("\n".join(lines).replace("kind: ot", "kind: lab"), encoding="utf-8")
    assert problems(folder)[0].startswith("zones.yaml:2: 字段/field kind:")
    (folder / "zones.csv").write_text(TABLES["zones"], encoding="utf-8")
    assert any("zones.csv, zones.yaml" in line for line in problems(folder))


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00broken", "id,名称\n甲,\n".encode("gbk"), b'id,organisation\n"open quote', b""]
)
def test_unreadable_files_are_problems_not_tracebacks(folder: Path, content: bytes) -> None:
    (folder / "zones.csv").write_bytes(content)
    assert problems(folder)


def test_county_codes_of_other_tables_become_ours(folder: Path) -> None:
    path = folder / "organisations.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("510104", "510132"), encoding="utf-8")
    assert inventory.load(folder).organisations[0].county == "510118"


def test_a_missing_folder_is_a_problem(tmp_path: Path) -> None:
    assert "no such inventory folder" in problems(tmp_path / "nowhere")[0]
