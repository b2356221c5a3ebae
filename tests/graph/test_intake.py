"""Each format is recognised and read; what is no alert is passed over."""

import json
from pathlib import Path
from typing import Any

import pytest

from graph.intake import read, recognised

EVE = {"timestamp": "2026-11-16T00:00:01.5+0000", "event_type": "alert", "src_ip": "10.0.0.1", "dest_ip": "10.0.0.2",
       "alert": {"signature": "ET SCAN Nmap", "severity": 2}}  # fmt: skip
CASES: dict[str, Any] = {
    "eve": [EVE, {"event_type": "flow"}],
    "splunk-eve": [{"result": {"_raw": json.dumps(EVE)}}],
    "ecs": [{"@timestamp": "2026-11-16T00:00:01.5Z", "rule": {"name": "ET SCAN Nmap"}, "source.ip": "10.0.0.1", "destination": {"ip": "10.0.0.2"}}],
    "wazuh": [{"timestamp": "2026-11-16T00:00:01.500+0000", "rule": {"description": "ET SCAN Nmap", "level": 6}, "agent": {"ip": "10.0.0.2"},
               "data": {"srcip": "10.0.0.1"}}],
    "aminer": [{"AnalysisComponent": {"Message": "New event type."}, "LogData": {"Timestamps": [1794787201.5]}, "AMiner": {"ID": "10.0.0.1"}}],
}  # fmt: skip


@pytest.mark.parametrize("form", list(CASES))
def test_json_formats(form: str, tmp_path: Path) -> None:
    path = tmp_path / "alerts.json"
    lines = CASES[form]
    path.write_text(
        json.dumps(lines) if form == "splunk-eve" else "\n".join([*map(json.dumps, lines), "{broken"]), encoding="utf-8"
    )
    assert recognised(path) == form
    rows = read(path)
    assert rows.height == 1
    assert rows["host"][0] == "10.0.0.1"
    assert rows["time"][0] == 1_794_787_201_500_000


def test_named_columns(tmp_path: Path) -> None:
    path = tmp_path / "alerts.csv"
    path.write_text(
        "signature,time,source,severity\nx,2026-11-16T00:00:00Z,10.0.0.1,3\ny,never,10.0.0.1,3\n", encoding="utf-8"
    )
    assert recognised(path) == "csv"
    assert read(path).select("signature", "severity").rows() == [("x", 3.0)]


def test_cptc(shared_data: Path) -> None:
    rows = read(shared_data / "cptc-2017" / "NationalTeam5.json.gz")
    assert rows.height > 1500
    assert rows["source"].null_count() == 0
