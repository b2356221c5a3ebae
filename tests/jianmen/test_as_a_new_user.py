"""Wrong paths, missing Java, a full disk, a broken inventory line, wrong ids: each says what is wrong and what to do."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

JIANMEN = str(Path(sys.executable).parent / "jianmen")


def jianmen(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [JIANMEN, *arguments],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
        env={**os.environ, "JIANMEN_LANG": "en", **environment},
    )


def test_help_names_every_command_in_both_languages() -> None:
    told = jianmen("--help").stdout
    for name in ("run", "stream", "search", "explain", "map", "brief", "bench", "doctor", "demo", "evaluate"):
        assert name in told
    assert "剑门" in jianmen("--lang", "zh", "--help").stdout


def test_a_missing_input_is_named(tmp_path: Path) -> None:
    done = jianmen("run", "--input", str(tmp_path / "nowhere"), "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    assert "no such input" in done.stderr
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_as_out_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    done = jianmen("run", "--input", str(tmp_path), "--out", str(tmp_path / "file"))
    assert done.returncode == 2
    assert "not a folder" in done.stderr


def test_missing_java_says_how_to_get_it(tmp_path: Path) -> None:
    (tmp_path / "x.log").write_text("hello\n")
    done = jianmen(
        "run",
        "--input",
        str(tmp_path / "x.log"),
        "--out",
        str(tmp_path / "out"),
        PATH=str(Path(sys.executable).parent),
        JAVA_HOME="",
    )
    assert done.returncode == 3
    assert "openjdk-17" in done.stderr


def test_a_broken_inventory_names_file_line_and_field(tmp_path: Path) -> None:
    folder = tmp_path / "inventory"
    folder.mkdir()
    (folder / "organisations.csv").write_text(
        "id,name_zh,name_en,prefecture,sector\na,甲,A,510100,power\nb,乙,B,999,finance\n"
    )
    (folder / "zones.csv").write_text("id,organisation,name,kind\nz,a,office,it\n")
    (folder / "sensors.csv").write_text("id,organisation,zone,timezone\ns,a,z,Mars/Olympus\n")
    (folder / "networks.csv").write_text("zone,cidr,organisation\nz,10.0.0.0/33,a\n")
    (tmp_path / "x.log").write_text("hello\n")
    done = jianmen(
        "run", "--input", str(tmp_path / "x.log"), "--out", str(tmp_path / "out"), "--inventory", str(folder)
    )
    assert done.returncode == 2
    for part in (
        "organisations.csv:3: 字段/field prefecture",
        "sensors.csv:2: 字段/field timezone",
        "networks.csv:2: 字段/field cidr",
    ):
        assert part in done.stderr
    assert "Traceback" not in done.stderr


def test_commands_on_a_folder_that_is_no_out_folder(tmp_path: Path) -> None:
    for arguments in (["explain", "abc"], ["map"], ["search", "alerts"]):
        done = jianmen(*arguments, "--out", str(tmp_path))
        assert done.returncode == 2, arguments
        assert "jianmen run" in done.stderr
        assert "Traceback" not in done.stderr


def test_doctor_tells_what_is_there() -> None:
    done = jianmen("doctor", "--json")
    found = {item["name"]: item for item in json.loads(done.stdout)}
    assert found["Java"]["state"] == "ok"
    assert done.returncode == 0
    without = jianmen("doctor", "--json", PATH=str(Path(sys.executable).parent))
    assert without.returncode == 1
    assert "openjdk" in {item["name"]: item for item in json.loads(without.stdout)}["Java"]["advice"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small file system")
def test_a_full_disk_ends_in_words_and_goes_on_afterwards(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(small)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.xfail("this sandbox mounts no tmpfs")
    try:
        log = tmp_path / "big.log"
        log.write_text("".join(f"noise {number} {os.urandom(64).hex()}\n" for number in range(20000)))
        done = jianmen("run", "--input", str(log), "--out", str(small / "out"), "--no-products")
        assert done.returncode == 3, done.stderr[-500:]
        assert "disk is full" in done.stderr
    finally:
        subprocess.run(["umount", "-l", str(small)], check=False)
