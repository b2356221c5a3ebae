"""2099, 1970, an hour late, out of order, two sensors in two zones: nothing is lost, everything is counted per event."""

import random
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from stores.embedded import EmbeddedStore
from stores.lake import Lake
from tests.streaming.scene import START, conn, put, scan, step


def test_odd_times_are_kept_counted_and_rescored(spark: object, tmp_path: Path) -> None:
    out, folder = tmp_path / "out", tmp_path / "in"
    far = datetime(2099, 1, 1, tzinfo=UTC).timestamp()
    usual = [conn(START + n * 30, uid=f"U{n}") for n in range(240)]  # two hours
    shuffled = [*usual, conn(far, uid="far"), conn(5.0, uid="epoch")]
    random.Random(3).shuffle(shuffled)
    step(out, [put(folder, "s-a", "one.log", shuffled)], spark)
    store = EmbeddedStore(out)
    assert len(store.frame("events").collect()) == 242
    ledger = store.frame("ledger").collect()
    assert int(ledger["quarantined"].sum()) == 1
    assert int(ledger["records"].sum()) == 242
    quarantine = Lake(out / "lake").scan("quarantine").collect()
    assert quarantine["event_time"].dt.year().to_list() == [2099]
    assert not len(store.frame("alerts").collect())
    # an hour late: a scan inside a window already scored; its window is scored again
    step(out, [put(folder, "s-a", "two.log", scan(START + 600))], spark)
    store = EmbeddedStore(out)
    assert int(store.frame("ledger").select(pl.col("late").sum()).collect().item()) == 40
    alerts = store.frame("alerts").collect()
    assert alerts.filter(pl.col("detector") == "scan_horizontal")["source_ip"].to_list() == ["10.0.0.66"]
    assert len(store.frame("events").collect()) == 282


def test_local_times_are_read_in_the_sensors_zone(spark: object, tmp_path: Path) -> None:
    line = "<86>Nov 14 12:00:00 host sshd[1]: Failed password for root from 192.0.2.1 port 4000 ssh2"
    files = [put(tmp_path / "in", sensor, "auth.log", [line]) for sensor in ("s-a", "s-b")]
    step(tmp_path / "out", files, spark)
    found = EmbeddedStore(tmp_path / "out").frame("events").select("sensor", "event_time", "zone").collect().sort("sensor")
    hours = [moment.hour for moment in found["event_time"]]
    assert hours == [4, 12]  # noon in Chengdu is 04:00 UTC, noon in London in November is 12:00 UTC
    assert found["zone"].to_list() == ["za", "zb"]


def test_a_capture_dated_ahead_as_a_whole_is_no_error_in_run(spark: object, tmp_path: Path) -> None:
    ahead = datetime(2031, 5, 1, tzinfo=UTC).timestamp()
    lines = [conn(ahead + n, uid=f"A{n}") for n in range(60)] + scan(ahead) + [conn(ahead + 90 * 86400)]
    step(tmp_path / "out", [put(tmp_path / "in", "s-a", "x.log", lines)], spark, live=False)
    store = EmbeddedStore(tmp_path / "out")
    assert int(store.frame("ledger").select(pl.col("quarantined").sum()).collect().item()) == 1
    assert len(store.frame("alerts").collect()) == 1
