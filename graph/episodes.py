"""Episodes: floods of one signature at one place folded into one row each, by polars, before any graph is built."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from graph.signatures import meaning

SECOND = 1_000_000
FRAME = {
    "row": pl.UInt32, "alert_id": pl.String, "time": pl.Int64, "zone": pl.String, "host": pl.String, "source": pl.String,
    "destination": pl.String, "user": pl.String, "signature": pl.String, "severity": pl.Float64, "technique": pl.String,
}  # fmt: skip
"""Columns of an alert frame; time in microseconds UTC; `host` is where it was seen (source if known, else the host)."""


def episodes(frame: pl.DataFrame, rules: Mapping[str, Any]) -> pl.DataFrame:
    """One row a run of one signature at one place (gaps ≤ gap_seconds), with its alert rows and what it means."""
    gap = int(rules["episode"]["gap_seconds"] * SECOND)
    key = ["zone", "host", "signature"]
    ordered = frame.with_columns(pl.col("host").fill_null("")).sort(*key, "time", "row")
    fresh = pl.any_horizontal(*(pl.col(name) != pl.col(name).shift() for name in key), pl.col("time").diff() > gap)
    runs = ordered.with_columns(fresh.fill_null(True).cum_sum().alias("run"))
    most = int(rules["burst"]["targets"])
    folded = runs.group_by("run", maintain_order=True).agg(
        *(pl.col(name).first() for name in (*key, "user")),
        pl.col("time").min().alias("first"), pl.col("time").max().alias("last"), pl.col("row").n_unique().alias("count"),
        pl.col("severity").max(), pl.col("technique").drop_nulls().first(), pl.col("source").drop_nulls().first(),
        pl.col("destination").drop_nulls().unique(maintain_order=True).head(most).alias("targets"),
        pl.col("row").first().alias("anchor"), pl.col("alert_id").first().alias("anchor_id"), pl.col("row").unique(maintain_order=True).alias("rows"),
    )  # fmt: skip
    return _meant(folded).sort("first", "zone", "host", "signature").drop("run").with_row_index("episode")


def ids_of(frame: pl.DataFrame) -> list[str]:
    """Alert id by row number."""
    ids = [""] * (int(frame["row"].max() or 0) + 1 if frame.height else 0)  # type: ignore[arg-type]
    for row, alert in frame.select("row", "alert_id").iter_rows():
        ids[row] = alert
    return ids


def _meant(folded: pl.DataFrame) -> pl.DataFrame:
    """Severity, technique, tactic and their basis, looked up once a distinct signature."""
    shape = {"signature": pl.String, "technique": pl.String, "severity": pl.Float64, "level": pl.Float64, "code": pl.String,
             "tactic": pl.String, "order": pl.Int64, "sure": pl.Float64, "basis": pl.String}  # fmt: skip
    distinct = folded.select("signature", "technique", "severity").unique(maintain_order=True)
    rows = []
    for signature, code, severity in distinct.iter_rows():
        known = meaning(signature, code, severity)
        rows.append(
            (
                signature,
                code,
                severity,
                known.severity,
                known.technique,
                known.tactic,
                known.order,
                known.confidence,
                known.basis,
            )
        )
    table = pl.DataFrame(rows, schema=shape, orient="row")
    joined = folded.join(table, on=["signature", "technique", "severity"], how="left", nulls_equal=True)
    return joined.drop("severity", "technique").rename({"level": "severity", "code": "technique"})
