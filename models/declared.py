"""What the inventory declares about a source: a scanner that is told to scan does nothing odd by scanning."""

import polars as pl

from models.context import Context

SCANNER = "scanner"


def declared_scanners(context: Context) -> pl.DataFrame:
    """zone, source_ip of the assets whose role is scanner."""
    if not {"zone", "ip", "role"} <= set(context.assets.columns):
        return pl.DataFrame(schema={"zone": pl.String, "source_ip": pl.String})
    return context.assets.filter(pl.col("role") == SCANNER).select("zone", pl.col("ip").alias("source_ip"))


def temper(findings: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Findings about scanning, those of declared scanners scored down by the rule file's `declared_scanner`."""
    factor = float(context.rules.get("declared_scanner", 1.0))
    scanners = declared_scanners(context).with_columns(pl.lit(factor).alias("_factor"))
    if not len(scanners) or not len(findings):
        return findings
    tempered = findings.join(scanners, on=["zone", "source_ip"], how="left", maintain_order="left")
    return tempered.with_columns(pl.col("score") * pl.col("_factor").fill_null(1.0)).drop("_factor")
