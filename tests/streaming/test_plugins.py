"""A detector and a source are added by new files alone: nothing that is there is edited."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ["schema", "inventory", "stores", "collectors", "models", "graph", "streaming"]
SOURCE = '''"""Door controllers' own log."""

from pyspark.sql import Column
from pyspark.sql import functions as f

from streaming.source import Clock, Head
from streaming.text import JsonSource


class DoorLog(JsonSource):
    """One opening a line."""

    dataset = "door.log"
    family = "logs"
    cells = ("logins",)
    shape = "door_time string, door string, badge string, ok boolean"
    paths = {"user_name": "badge", "host_name": "door"}

    def sniff(self, head: Head) -> str | None:
        """By its keys."""
        return self.dataset if "door_time" in head.keys else None

    def columns(self, record: Column, header: str | None, clock: Clock) -> dict[str, Column]:
        """Who opened what."""
        return {
            **super().columns(record, header, clock),
            "event_time": f.try_to_timestamp(record["door_time"]),
            "category": f.lit("authentication"),
            "protocol": f.lit("door"),
            "outcome": f.when(record["ok"], f.lit("success")).otherwise(f.lit("failure")),
        }
'''
DETECTOR = '''"""Doors that stay shut."""

import polars as pl

from models.context import Context
from models.detector import Detector
from models.finding import as_findings


class ClosedDoor(Detector):
    """Any failed door."""

    title_zh = "门禁失败"
    title_en = "door refused"
    technique = "T1078"
    tactic = "TA0001"
    cells = "logins"
    misses = "doors without a log"
    false_alarms = "forgotten badges"

    def score(self, cells: pl.DataFrame, context: Context) -> pl.DataFrame:
        """One finding a refused door and hour."""
        shut = cells.filter((pl.col("protocol") == "door") & (pl.col("outcome") == "failure"))
        return as_findings(shut.select(
            "zone", "window_start", "first_time", "last_time", pl.lit("account").alias("entity_kind"),
            pl.col("user_name").alias("entity"), pl.lit(0.9).alias("score"), pl.lit("门").alias("reason_zh"),
            pl.lit("door").alias("reason_en"), pl.concat_list("sample").alias("evidence"),
            pl.col("records").alias("evidence_count")))
'''
DRIVER = """
import sys, json
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import streaming
assert streaming.__file__.startswith(sys.argv[1]), streaming.__file__
from jianmen import assembly
import inventory
out = Path(sys.argv[2])
assembly.collector(out, inventory.empty()).ingest([Path(sys.argv[3])])
assembly.pipeline(out, inventory.empty(), assembly.spark()).run()
from stores.embedded import EmbeddedStore
store = EmbeddedStore(out)
print(json.dumps([store.frame("events").collect()["dataset"].to_list(), store.frame("alerts").collect()["detector"].to_list()]))
"""


def test_a_source_and_a_detector_by_two_new_files(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for package in [*PACKAGES, "jianmen"]:
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "streaming" / "sources" / "door_log.py").write_text(SOURCE)
    (copy / "models" / "detectors" / "closed_door.py").write_text(DETECTOR)
    log = tmp_path / "door.json"
    rows = [{"door_time": "2026-01-01T10:00:00Z", "door": "d1", "badge": "x", "ok": ok} for ok in (True, False)]
    log.write_text("".join(json.dumps(row) + "\n" for row in rows))
    environment = {**os.environ, "PYTHONPATH": str(copy)}
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, str(copy), str(tmp_path / "out"), str(log)],
        capture_output=True, text=True, env=environment, timeout=240, check=False, cwd=copy,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    datasets, detectors = json.loads(done.stdout.strip().splitlines()[-1])
    assert datasets == ["door.log", "door.log"]
    assert detectors == ["closed_door"]
