"""The simulated province: same seed same bytes, truth that points at the right lines, and nothing of it in the input."""

import csv
import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

import inventory
from schema.places import prefectures, sectors
from streaming.sniff import sniff
from testbed.province import write

DATASETS = {
    "conn": "zeek.conn", "dns": "zeek.dns", "http": "zeek.http", "ssl": "zeek.ssl", "modbus": "zeek.modbus", "syslog": "syslog",
    "access": "web.access", "eve": "suricata.eve", "windows": "windows.event",
}  # fmt: skip


def lines(path: Path) -> list[str]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return data.decode().splitlines()


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("province")
    write(folder, seed=4, scale=0.05)
    return folder


@pytest.fixture(scope="module")
def truth(week: Path) -> list[dict[str, str]]:
    with (week / "truth" / "records.csv").open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def attacks(week: Path) -> list[dict[str, object]]:
    return json.loads((week / "truth" / "attacks.json").read_text(encoding="utf-8"))


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(week: Path, tmp_path: Path) -> None:
    write(tmp_path / "again", seed=4, scale=0.05)
    assert digests(tmp_path / "again") == digests(week)
    write(tmp_path / "other", seed=5, scale=0.05)
    ours, theirs = digests(week), digests(tmp_path / "other")
    same = {name for name in ours if ours[name] == theirs.get(name)}
    assert not [name for name in same if name.startswith("input/") or name == "truth/records.csv"]


def test_the_inventory_loads_and_covers_the_province(week: Path) -> None:
    loaded = inventory.load(week / "inventory")
    assert len(loaded.organisations) == 40
    assert {item.prefecture for item in loaded.organisations} == set(prefectures())
    assert {item.sector for item in loaded.organisations} == set(sectors())
    assert all("演示" in item.name_zh and "Demo" in item.name_en for item in loaded.organisations)
    offices = {item.zone for item in loaded.networks if item.cidr == "192.168.1.0/24"}
    assert len(offices) == 40
    assert {loaded.place(zone, "192.168.1.10").organisation for zone in offices} == {
        item.id for item in loaded.organisations
    }  # type: ignore[union-attr]
    assert {sensor.timezone for sensor in loaded.sensors} == {"Asia/Shanghai", "UTC"}
    assert {folder.name for folder in (week / "input").iterdir()} == {sensor.id for sensor in loaded.sensors}


def test_every_file_is_recognised_from_its_content_alone(week: Path) -> None:
    for path in sorted((week / "input").rglob("*.*")):
        text = "\n".join(lines(path)[:20]).encode()
        assert sniff(text, "nameless").dataset == DATASETS[path.name.split(".")[0]], path


def test_both_syslogs_both_zeek_formats_and_gzip_occur(week: Path) -> None:
    assert list((week / "input").rglob("*.gz"))
    first = {path: lines(path)[0] for path in (week / "input").rglob("*.log")}
    for name, shape in (
        ("conn", r"#separator"),
        ("conn", r"\{"),
        ("syslog", r"<\d+>1 2026-"),
        ("syslog", r"<\d+>Nov "),
    ):
        assert any(path.name == f"{name}.log" and re.match(shape, line) for path, line in first.items()), (name, shape)


def test_truth_points_at_the_very_lines(week: Path, truth: list[dict[str, str]]) -> None:
    files: dict[Path, list[str]] = {}
    for row in truth:
        path = week / "input" / row["sensor"] / row["file"]
        line = files.setdefault(path, lines(path))[int(row["line_number"]) - 1]
        if row["file"].split(".")[0] in ("conn", "dns", "ssl", "modbus"):
            assert row["src"] in line, (row, line)
            assert row["dst"] in line, (row, line)
            assert row["time"].split(".")[0] in line, (row, line)
        else:
            assert row["src"] in line, (row, line)


def test_nothing_of_the_truth_stands_in_the_input(week: Path, attacks: list[dict[str, object]]) -> None:
    words = {str(item["attack"]) for item in attacks} | {str(item["kind"]) for item in attacks}
    for path in (week / "input").rglob("*.*"):
        text = "\n".join(lines(path))
        assert not [word for word in words if word in text], path


def test_attacks_differ_in_shape_and_their_steps_are_in_order(
    attacks: list[dict[str, object]], truth: list[dict[str, str]]
) -> None:
    assert len({item["kind"] for item in attacks}) >= 8
    assert len({item["organisation"] for item in attacks}) == len(attacks)
    assert len({tuple(item["techniques"]) for item in attacks}) >= 8  # type: ignore[arg-type]
    plants = [item for item in attacks if str(item["target"]).split("|")[0].endswith("-ot")]
    assert len({item["kind"] for item in plants}) >= 2
    for item in plants:
        assert [crossing for crossing in item["crossings"] if crossing["kind"] == "jump"]  # type: ignore[union-attr, index]
    marked = {(row["attack"], int(row["step"])) for row in truth}
    for item in attacks:
        steps = item["steps"]
        assert [step["step"] for step in steps] == list(range(1, len(steps) + 1))  # type: ignore[arg-type, index, union-attr]
        assert all((item["attack"], step["step"]) in marked for step in steps)  # type: ignore[index, union-attr]
        begins = [step["begin"] for step in steps]  # type: ignore[index, union-attr]
        assert begins == sorted(begins)
        assert {edge["step"] for edge in item["edges"]} == {step["step"] for step in steps}  # type: ignore[index, union-attr]


def test_crossings_are_declared_aliases(week: Path, attacks: list[dict[str, object]]) -> None:
    loaded = inventory.load(week / "inventory")
    declared = {(f"{a.zone_a}|{a.address_a}", f"{a.zone_b}|{a.address_b}", a.kind) for a in loaded.aliases}
    crossings = [(c["from"], c["to"], c["kind"]) for item in attacks for c in item["crossings"]]  # type: ignore[index, union-attr]
    assert crossings
    assert set(crossings) <= declared


def test_a_dark_sensor_is_silent_for_its_time_only(week: Path) -> None:
    with (week / "truth" / "dark.csv").open() as handle:
        rows = list(csv.DictReader(handle))
    assert [row["kind"] for row in rows].count("cut fibre") == 3
    assert len({(row["from"], row["to"]) for row in rows if row["kind"] == "cut fibre"}) == 1
    for row in rows:
        times = []
        for path in (week / "input" / row["sensor"]).glob("conn.log*"):
            for line in lines(path):
                found = re.search(r"1\d{9}\.\d+", line)
                times += [float(found.group())] if found else []
        assert times
        assert min(times) < float(row["from"])
        assert max(times) > float(row["to"])
        assert not [time for time in times if float(row["from"]) <= time < float(row["to"])]


def test_logs_of_one_connection_share_their_uid(week: Path) -> None:
    conn = {json.loads(line)["uid"] for line in lines(next((week / "input" / "s-org02-it").glob("conn.log*")))}
    tls = {json.loads(line)["uid"] for line in lines(next((week / "input" / "s-org02-it").glob("ssl.log*")))}
    assert tls <= conn


def test_a_quiet_week_has_no_attacks_and_the_same_benign_life(week: Path, tmp_path: Path) -> None:
    write(tmp_path, seed=4, scale=0.05, attacks=False)
    assert json.loads((tmp_path / "truth" / "attacks.json").read_text()) == []
    assert len((tmp_path / "truth" / "records.csv").read_text().splitlines()) == 1
    quiet, loud = digests(tmp_path / "input"), digests(week / "input")
    assert len([name for name in quiet if quiet[name] == loud.get(name)]) > 100


def test_the_next_week_follows_with_the_same_organisations(week: Path, tmp_path: Path) -> None:
    write(tmp_path, seed=4, week="2026-W48", scale=0.05)
    assert digests(tmp_path / "inventory") == digests(week / "inventory")
    assert '"timestamp":"2026-11-2' in "\n".join(lines(next((tmp_path / "input").rglob("eve.json"))))
