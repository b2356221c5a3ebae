"""CSV with named columns: time and signature, and any of host, source, destination, zone, user, severity, technique, id."""

from pathlib import Path

import polars as pl

from graph.intake.shape import frame, instant, level

KNOWN = ("time", "signature", "host", "source", "destination", "zone", "user", "severity", "technique", "id")


def read(path: Path) -> pl.DataFrame:
    """Alert frame of the file; severity is 0 (information) to 4 (critical)."""
    table = pl.read_csv(path, infer_schema=False)
    table = table.with_columns(pl.lit(None, pl.String).alias(name) for name in KNOWN if name not in table.columns)
    rows = []
    for number, row in enumerate(table.select(KNOWN).iter_rows(named=True)):
        when = instant(row["time"])
        host = row["source"] or row["host"] or row["destination"]
        if when is None or not row["signature"] or not host:
            continue
        declared = float(row["severity"]) if row["severity"] else None
        rows.append((number, row["id"] or str(number), when, row["zone"] or "default", host, row["source"], row["destination"], row["user"],
                     row["signature"], level(row["signature"], declared), row["technique"]))  # fmt: skip
    return frame(rows)
