"""Every line of real logs is an event, a counted duplicate, a header or a dead letter; the sums agree with wc -l."""

import gzip
import zipfile
from pathlib import Path

import pytest

from jianmen.commands.run import run

FOLDERS = [
    "rita/dnscat2-ja3-strobe-agent", "rita/json_with_all_fields", "rita/open_conns", "rita/proxy", "rita/proxy_rolling",
    "rita/valid_json", "rita/valid_tsv", "slips", "stratosphere/002-zeek-scenario-port-scanning",
    "stratosphere/003-zeek-scenario-malicious", "stratosphere/005-zeek-scenario-malicious",
    "stratosphere/007-zeek-scenario-ssh-infected", "zed-zeek", "icsnpp",
    "otrf/LSASS_campaign_01/metasploit_logonpasswords_lsass_memory_dump_zeek_logs.zip",
]  # fmt: skip


def newlines(path: str) -> tuple[int, bool]:
    """What `wc -l` counts in a file (gz and zip opened), and whether the last line lacks its newline."""
    if "!" in path:
        archive, member = path.split("!", 1)
        data = zipfile.ZipFile(archive).read(member)
    else:
        data = Path(path).read_bytes()
        if data[:2] == b"\x1f\x8b":
            data = gzip.decompress(data)
    return data.count(b"\n"), bool(data) and not data.endswith(b"\n")


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_line_is_accounted_for(folder: str, shared_data: Path, spark: object, tmp_path: Path) -> None:
    summary = run([shared_data / folder], tmp_path / "out", None, quiet=True, make_products=False)
    for file in summary["files"]:
        counted, open_end = newlines(file["path"])
        assert file["lines"] == counted + open_end, file
        assert file["lines"] == file["events"] + file["duplicates"] + file["dead_letters"] + file["headers"], file
        assert "error" not in file
    recognised = [file for file in summary["files"] if file["dataset"] not in ("unknown", "zeek.loaded_scripts")]
    if folder != "icsnpp":  # its baselines have masked times; restored in the test below
        lines = sum(file["lines"] - file["headers"] - file["duplicates"] for file in recognised)
        assert sum(file["events"] for file in recognised) >= 0.99 * lines


def test_icsnpp_baselines_restored_are_events(shared_data: Path, spark: object, tmp_path: Path) -> None:
    source = tmp_path / "in"
    for log in sorted((shared_data / "icsnpp").rglob("*.log")):
        text = log.read_text()
        lines = text.splitlines()[1:] if text.startswith("###") else text.splitlines()
        restored = "\n".join(lines).replace("XXXXXXXXXX.XXXXXX", "1690000000.123456") + "\n"
        if "#fields" not in restored and log.name == "modbus.log":
            columns = "ts uid id.orig_h id.orig_p id.resp_h id.resp_p func exception".replace(" ", "\t")
            restored = f"#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tmodbus\n#fields\t{columns}\n{restored}"
        place = source / log.parts[-5] / log.name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(restored)
    summary = run([source], tmp_path / "out", None, quiet=True, make_products=False)
    total = summary["totals"]
    assert total["events"] >= 0.99 * (total["lines"] - total["headers"] - total["duplicates"]), summary["files"]


LINE = '{"ts":%s,"uid":"C1","id.orig_h":"10.0.0.1","id.orig_p":1,"id.resp_h":"10.0.0.2","id.resp_p":80,"proto":"tcp","conn_state":"SF"}\n'


def test_identical_lines_are_two_events_and_the_same_file_again_is_duplicates(spark: object, tmp_path: Path) -> None:
    first, copy = tmp_path / "a" / "conn.log", tmp_path / "b" / "conn.log"
    for path in (first, copy):
        path.parent.mkdir()
        path.write_text(LINE % "1700000000.5" * 2 + LINE % "1700000001.5")
    out = tmp_path / "out"
    summary = run([first, copy], out, None, quiet=True, make_products=False)
    assert [(file["events"], file["duplicates"]) for file in summary["files"]] == [(3, 0), (0, 3)]
    again = run([first], out, None, quiet=True, make_products=False)
    assert (again["totals"]["events"], again["totals"]["duplicates"]) == (0, 3)
    first.write_text(first.read_text() + LINE % "1700000009.5")
    grown = run([first], out, None, quiet=True, make_products=False)
    assert (grown["totals"]["lines"], grown["totals"]["duplicates"]) == (4, 3)
    from stores.embedded import EmbeddedStore

    assert len(EmbeddedStore(out).frame("events").select("event_id").collect().unique()) == 4
