"""Two small weeks in an out folder, written as the pipeline writes them."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from schema.alert import Alert
from schema.arrow import arrow_schema
from schema.incident import Incident
from schema.ledger import LedgerEntry
from stores.lake import Lake

MONDAY = datetime(2026, 11, 15, 16, tzinfo=UTC)  # 2026-11-16 00:00 in Beijing
PLACES = {"s1": ("o1", "510100", "power"), "s2": ("o2", "510700", "water")}
PATH = {
    "steps": [
        {"time": "2026-11-17T02:00:00+00:00", "source": "z|203.0.113.5", "targets": ["z|10.0.0.1"], "title": "登录 / login", "technique": "T1110"},
        {"time": "2026-11-17T03:00:00+00:00", "source": "z|10.0.0.1", "targets": ["z|10.0.0.2", "z|10.0.0.3"], "title": "扫描 / scan", "technique": "T1046"},
    ],
    "edges": [{"from": 0, "to": 1, "kind": "pivot", "confidence": 0.7}],
}  # fmt: skip


def write(out: Path, now: int = 12, before: int = 8, dark: set[tuple[str, int]] = frozenset()) -> None:  # type: ignore[assignment]
    """Alerts now and in the week before; `dark` are (sensor, day of this week) without a record."""
    (out / "inventory").mkdir(parents=True)
    (out / "settings.json").write_text(json.dumps({"demo": True}))
    (out / "inventory" / "organisations.csv").write_text(
        "id,name_zh,name_en,prefecture,county,sector,importance,operator_kind\no1,甲,A,510100,510104,power,5,cii\no2,乙,B,510700,510703,water,4,cii\n"
    )
    (out / "inventory" / "zones.csv").write_text("id,organisation,name,kind\nz,o1,z,it\n")
    (out / "inventory" / "sensors.csv").write_text(
        "id,organisation,zone,timezone,datasets,name\ns1,o1,z,UTC,zeek.conn,s1\ns2,o2,z,UTC,zeek.conn,s2\n"
    )
    (out / "inventory" / "networks.csv").write_text(
        "zone,cidr,organisation,prefecture,sector,name\nz,10.0.0.0/8,o1,,,n\n"
    )
    (out / "inventory" / "assets.csv").write_text("zone,ip,name,role,importance,organisation,vendor,product,version\n")
    ledger = [
        {**place(sensor), "event_time": MONDAY + timedelta(hours=hour), "dataset": "zeek.conn", "zone": "z", "batch": 0, "records": 10,
         "dead_letters": 1 if hour % 50 == 0 else 0, "late": 0, "quarantined": 0, "lost": 0, "unknown": 0, "lag_seconds": 0.0}
        for sensor in PLACES
        for hour in range(-168, 168)
        if hour < 0 or (sensor, hour // 24) not in dark
    ]  # fmt: skip
    put(out / "lake", "ledger", ledger, LedgerEntry)
    put(out / "store", "alerts", [alert(i, MONDAY + timedelta(hours=1 + 9 * i)) for i in range(now)]
        + [alert(100 + i, MONDAY - timedelta(days=7) + timedelta(hours=1 + 9 * i)) for i in range(before)], Alert)  # fmt: skip
    put(out / "store", "incidents", [incident()], Incident)


def place(sensor: str) -> dict[str, Any]:
    organisation, prefecture, sector = PLACES[sensor]
    return {"sensor": sensor, "organisation": organisation, "prefecture": prefecture, "sector": sector}


def alert(number: int, moment: datetime) -> dict[str, Any]:
    return {
        "alert_id": f"{number:032x}", "detector": "port_scan", "detector_version": "1", "title": "扫描 / scan", "score": 0.9,
        "risk_score": 90.0, "severity": "high" if number % 2 else "low", "reason_zh": "横向扫描", "reason_en": "scan", "event_time": moment,
        "first_time": moment, "last_time": moment, "zone": "z", "entity_kind": "address", "entity": f"10.0.0.{number % 250}",
        "source_ip": f"10.0.0.{number % 250}", "destination_ip": "10.0.0.2", "tactic": "TA0007", "technique": "T1046", "matrix": "enterprise",
        "status": "open", "demo": True, **place("s1" if number % 3 else "s2"),
    }  # fmt: skip


def incident() -> dict[str, Any]:
    moment = MONDAY + timedelta(days=1)
    return {
        "incident_id": "f" * 32, "title_zh": "z|203.0.113.5 起的攻击路径", "title_en": "attack path from z|203.0.113.5",
        "story_zh": "1. 203.0.113.5 登录 10.0.0.1(告警 00000000)", "story_en": "1. 203.0.113.5 logged in on 10.0.0.1 (alerts 00000000)",
        "score": 0.9, "severity": "high", "grade": "较大", "event_time": moment, "first_time": moment, "last_time": moment,
        "alerts": [f"{1:032x}"], "alert_count": 2, "tactics": ["TA0006", "TA0007"], "techniques": ["T1110", "T1046"],
        "organisations": ["o1"], "prefectures": ["510100"], "sectors": ["power"], "path": json.dumps(PATH), "status": "open", "demo": True,
    }  # fmt: skip


def put(root: Path, table: str, rows: list[dict[str, Any]], shape: type) -> None:
    """Replace a table's rows."""
    schema = arrow_schema(shape)
    frame = pl.DataFrame(pl.from_arrow(pa.Table.from_pylist(rows, schema=schema)))
    lake = Lake(root)
    lake.rewrite(table, frame, schema, None, None)
