"""A declared scanner may scan; the same scan from an undeclared host is an alert."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
import yaml

from models.context import Context
from models.detector import Detector
from models.detectors.scan_horizontal import ScanHorizontal
from models.detectors.scan_vertical import ScanVertical
from schema.cell_arrow import cell_schema

NOW = datetime(2026, 11, 17, 2, tzinfo=UTC)
RULES = yaml.safe_load(
    (Path(__file__).resolve().parents[2] / "schema" / "rules" / "detection.yaml").read_text(encoding="utf-8")
)


def cells(pairs: list[tuple[str, int]]) -> pl.DataFrame:
    rows = [
        {
            "zone": "a", "sensor": "s", "minute": NOW, "batch": 1, "records": 1, "sample": f"{at:032x}", "first_time": NOW + timedelta(seconds=at),
            "last_time": NOW + timedelta(seconds=at), "source_ip": "10.0.0.9", "destination_ip": target, "destination_port": port,
            "transport": "tcp", "protocol": None, "failed": 1, "source_bytes": 0, "destination_bytes": 0, "source_packets": 1,
            "destination_packets": 0, "duration": 0.0,
        }
        for at, (target, port) in enumerate(pairs)
    ]  # fmt: skip
    frame = pl.from_arrow(
        pl.DataFrame(rows, schema_overrides={"protocol": pl.String}).to_arrow().select(cell_schema("flows").names)
    )
    assert isinstance(frame, pl.DataFrame)
    return frame.with_columns(pl.col("minute").dt.truncate("1h").alias("window_start"))


def context(role: str, zone: str = "a") -> Context:
    return Context(now=NOW, rules=RULES, assets=pl.DataFrame([{"zone": zone, "ip": "10.0.0.9", "role": role}]))


@pytest.mark.parametrize(
    ("detector", "pairs"),
    [
        (ScanHorizontal(), [(f"10.0.1.{n}", 445) for n in range(60)]),
        (ScanVertical(), [("10.0.1.1", n) for n in range(1, 60)]),
    ],
)
def test_only_the_declared_scanner_of_that_zone_is_let_be(detector: Detector, pairs: list[tuple[str, int]]) -> None:
    alert_at = RULES["alert_at"]
    scanned = cells(pairs)
    assert detector.score(scanned, context("server"))["score"].min() >= alert_at
    assert detector.score(scanned, context("scanner", zone="b"))["score"].min() >= alert_at
    assert detector.score(scanned, Context(now=NOW, rules=RULES))["score"].min() >= alert_at
    assert detector.score(scanned, context("scanner"))["score"].max() < alert_at
