"""Finding: one row a detector returns; the streaming step makes an Alert of it."""

from typing import Any

import polars as pl

# Columns every detector returns. Missing optional columns are filled with null by `as_findings`.
FINDING: dict[str, Any] = {
    "zone": pl.String,
    "entity_kind": pl.String,  # address, account, controller, domain, sensor
    "entity": pl.String,
    "window_start": pl.Datetime("us", "UTC"),  # anchors the alert id together with entity
    "first_time": pl.Datetime("us", "UTC"),
    "last_time": pl.Datetime("us", "UTC"),
    "score": pl.Float64,  # calibrated probability that the window is worth an analyst's minute
    "reason_zh": pl.String,
    "reason_en": pl.String,
    "contributions": pl.List(pl.Struct({"feature": pl.String, "share": pl.Float64})),
    "evidence": pl.List(pl.String),  # event ids (the cells' samples), up to 100
    "evidence_count": pl.Int64,  # records behind the finding
    # optional
    "anchor": pl.String,  # replaces window_start in the alert id (event rules: the event id)
    "title": pl.String,
    "sensor": pl.String,
    "source_ip": pl.String,
    "destination_ip": pl.String,
    "destination_port": pl.Int64,
    "targets": pl.List(pl.String),
    "user_name": pl.String,
    "domain": pl.String,
    "technique": pl.String,  # replaces the detector's own
    "severity": pl.String,  # replaces the one the score gives
    "next_step_zh": pl.String,
    "next_step_en": pl.String,
}


def as_findings(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with exactly the FINDING columns, in order and type; missing ones are null."""
    columns = [
        (pl.col(name).cast(kind, strict=False) if name in frame.columns else pl.lit(None, dtype=kind)).alias(name)
        for name, kind in FINDING.items()
    ]
    return frame.select(columns)


def no_findings() -> pl.DataFrame:
    """An empty frame of findings."""
    return pl.DataFrame(schema=FINDING)
