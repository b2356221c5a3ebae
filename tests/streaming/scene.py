"""A small scene the streaming tests share: two sensors, a scan, some ordinary traffic."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from inventory import Inventory
from jianmen import assembly
from schema.organisation import Organisation
from schema.sensor import Sensor
from schema.zone import Zone
from stores.embedded import EmbeddedStore

START = 1_700_000_000  # 2023-11-14 22:13:20 UTC


def conn(ts: float, source: str = "10.0.0.5", target: str = "10.0.1.1", port: int = 443, state: str = "SF", uid: str = "C") -> str:
    """One Zeek conn record."""
    record = {"ts": ts, "uid": uid, "id.orig_h": source, "id.orig_p": 40000, "id.resp_h": target, "id.resp_p": port,
              "proto": "tcp", "duration": 0.5, "orig_bytes": 100, "resp_bytes": 200 if state == "SF" else 0,
              "conn_state": state, "orig_pkts": 2, "resp_pkts": 2 if state == "SF" else 0}  # fmt: skip
    return json.dumps(record)


def scan(begin: float, source: str = "10.0.0.66", hosts: int = 40) -> list[str]:
    """A horizontal scan of port 445."""
    return [conn(begin + number, source, f"10.0.2.{number + 1}", 445, "S0") for number in range(hosts)]


def inventory() -> Inventory:
    """Two organisations in two time zones, each with one sensor."""
    return Inventory(
        organisations=(
            Organisation(id="a", name_zh="甲", name_en="A", prefecture="510100", sector="power"),
            Organisation(id="b", name_zh="乙", name_en="B", prefecture="510300", sector="water"),
        ),
        zones=(Zone(id="za", organisation="a"), Zone(id="zb", organisation="b")),
        sensors=(
            Sensor(id="s-a", organisation="a", zone="za", timezone="Asia/Shanghai"),
            Sensor(id="s-b", organisation="b", zone="zb", timezone="Europe/London"),
        ),
    )


def put(folder: Path, sensor: str, name: str, lines: list[str]) -> Path:
    """Write one file of one sensor."""
    path = folder / sensor / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def step(out: Path, paths: list[Path], spark: Any, live: bool = True, pause: Callable[[str], None] = lambda point: None) -> None:
    """Collect files and run the pipeline over what is new."""
    known = inventory()
    assembly.collector(out, known).ingest(paths)
    flow = assembly.pipeline(out, known, spark, live=live)
    flow.pause = pause
    flow.run()


def state(out: Path) -> dict[str, Any]:
    """Everything that must not depend on who was killed when."""
    store = EmbeddedStore(out)
    events = store.frame("events").select("event_id", "content_hash", "event_time", "source_ip", "destination_ip").collect()
    ledger = store.frame("ledger").collect()
    return {
        "events": sorted(events.rows()),
        "alerts": sorted(json.dumps(row, default=str, sort_keys=True) for row in store.frame("alerts").collect().to_dicts()),
        "incidents": sorted(json.dumps(row, default=str, sort_keys=True) for row in store.frame("incidents").collect().to_dicts()),
        "records": int(ledger["records"].sum()),
        "dead": int(ledger["dead_letters"].sum()),
    }
