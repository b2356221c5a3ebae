"""A small out folder for map tests: alerts, incidents and ledger written straight into the tables."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from schema.arrow import arrow_schema
from schema.ledger import LedgerEntry
from stores.embedded import EmbeddedStore
from stores.lake import Batch, Lake, polars_schema
from testbed.province.organisations import organisations, write_inventory

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HOSTILE = '<script>window.hacked=1</script>"\'`${window.hacked=2}{{7*7}}‮' + "长" * 280 + "🔥"


def alert(number: int, prefecture: str, severity: str = "high", country: str | None = "NL", **more: Any) -> dict[str, Any]:
    moment = NOW - timedelta(hours=number % 20)
    return {
        "alert_id": f"{number:032x}", "detector": "scan_horizontal", "detector_version": "1", "title": "scan", "score": 0.9,
        "risk_score": 90.0, "severity": severity, "reason_zh": "理由", "reason_en": "reason", "event_time": moment,
        "first_time": moment, "last_time": moment, "zone": "z", "entity_kind": "address", "entity": "10.0.0.1",
        "technique_name": "Network Service Discovery", "prefecture": prefecture, "sector": "power", "source_country": country,
        "organisation": more.get("organisation"), "targets": [], "contributions": [], "evidence": [], "evidence_count": 1,
        "suppressed": 0, "status": "open", "demo": True,
    }  # fmt: skip


def incident(number: int, prefecture: str, title: str = "路径", organisation: str = "org01") -> dict[str, Any]:
    return {
        "incident_id": f"{number:032x}", "title_zh": title, "title_en": title, "story_zh": title, "story_en": title,
        "score": 0.8, "severity": "critical", "grade": "较大", "event_time": NOW, "first_time": NOW - timedelta(hours=3),
        "last_time": NOW - timedelta(minutes=5), "alerts": [], "alert_count": 1, "hosts": [], "tactics": [], "techniques": [],
        "zones": [], "organisations": [organisation], "prefectures": [prefecture], "sectors": ["power"], "path": "{}",
        "merged_from": [], "status": "open", "demo": True,
    }  # fmt: skip


def write(out: Path, dark: tuple[str, ...] = (), title: str = "路径") -> Path:
    """An out folder in which the sensors of `dark` prefectures fell silent ten hours ago."""
    members = organisations()
    write_inventory(out / "inventory", members)
    (out / "settings.json").write_text('{"demo": true}')
    rows = []
    for item in members:
        for sensor, zone in ((item.sensor, item.it), *(((item.ot_sensor, item.ot),) if item.ot else ())):
            for hour in range(24):
                if item.prefecture in dark and hour < 10:
                    continue
                rows.append({"event_time": NOW - timedelta(hours=hour), "sensor": sensor, "dataset": "zeek.conn", "zone": zone, "organisation": item.id, "prefecture": item.prefecture, "sector": item.sector, "batch": 0, "records": 10, "dead_letters": 0, "late": 0, "quarantined": 0, "lost": 0, "unknown": 0, "lag_seconds": 1.0})
    lake = Lake(out / "lake")
    place = lake.path("ledger") / "b0"
    place.mkdir(parents=True)
    pl.DataFrame(rows, schema=polars_schema(arrow_schema(LedgerEntry))).write_parquet(place / "x.parquet")
    lake.commit("ledger", arrow_schema(LedgerEntry), [place / "x.parquet"], Batch("stream", 0))
    store = EmbeddedStore(out)
    store.upsert("alerts", [alert(n, "510100" if n % 2 else "511500", organisation="org04") for n in range(30)])
    store.upsert("incidents", [incident(1, "510100", title), incident(2, "511500", title)])
    return out
