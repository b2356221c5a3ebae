"""Vertical scan: one source tries many ports of one host."""

from datetime import timedelta

import polars as pl

from models.context import Context
from models.declared import temper
from models.detector import Detector
from models.evidence import contributions, local, logistic, samples, times
from models.finding import as_findings, no_findings


class ScanVertical(Detector):
    """Counts the distinct ports a source tried on one host in an hour and how many of them stayed silent."""

    title_zh = "纵向端口扫描"
    title_en = "vertical port scan"
    technique = "T1046"
    tactic = "TA0007"
    cells = "flows"
    window = timedelta(hours=1)
    misses = "what a scanner declared in the inventory does; scans of fewer ports an hour than the least count"
    false_alarms = "FTP passive mode, RPC and media servers with many open ports, declared vulnerability scanners"

    def score(self, cells: pl.DataFrame, context: Context) -> pl.DataFrame:
        """One finding a source, target and hour."""
        rule = context.thresholds("scan_vertical")
        least = int(rule.get("least_ports", 15))
        keys = ["zone", "source_ip", "destination_ip", "window_start"]
        tried = cells.lazy().filter(pl.col("transport").is_in(["tcp", "udp"]) & (pl.col("destination_port") > 0))
        wide = tried.group_by(keys).agg(pl.col("destination_port").n_unique().alias("ports")).filter(pl.col("ports") >= least).collect()
        if not len(wide):
            return no_findings()
        found = (
            tried.join(wide.lazy(), on=keys, how="semi")
            .group_by(*keys, "destination_port")
            .agg(
                pl.col("records").sum(),
                (pl.col("failed").sum() == pl.col("records").sum()).alias("silent"),
                pl.col("sample").min(),
                pl.col("sensor").min(),
                *times(),
            )
            .group_by(keys)
            .agg(
                pl.len().alias("ports"),
                pl.col("silent").sum(),
                pl.col("records").sum().alias("evidence_count"),
                pl.col("sensor").min(),
                (pl.col("destination_port") < 1024).mean().alias("low"),
                pl.col("destination_port").unique().sort().head(8).alias("some"),
                samples(),
                *times(),
            )
            .with_columns((pl.col("silent") / pl.col("ports")).alias("share"))
            .filter(pl.col("share") >= float(rule.get("least_silent", 0.5)))
            .collect()
        )
        if not len(found):
            return no_findings()
        parts = {"ports": (pl.col("ports") / least).log(2), "silent_share": pl.col("share") * 2, "low_ports": pl.col("low")}
        return temper(as_findings(
            found.with_columns(
                logistic(pl.sum_horizontal(parts.values()), float(rule.get("middle", 1.0)), float(rule.get("slope", 1.5))).alias("score"),
                contributions(parts),
                pl.lit("address").alias("entity_kind"),
                pl.col("source_ip").alias("entity"),
                pl.format(
                    "{} 自 {} 起一小时内尝试 {} 的 {} 个端口({}…),其中 {} 个无应答或拒绝",
                    "source_ip", local("window_start"), "destination_ip", "ports",
                    pl.col("some").cast(pl.List(pl.String)).list.join(","), "silent",
                ).alias("reason_zh"),
                pl.format(
                    "{} tried {} ports of {} ({}…) within the hour from {}; {} of them did not answer or refused",
                    "source_ip", "ports", "destination_ip", pl.col("some").cast(pl.List(pl.String)).list.join(","),
                    local("window_start"), "silent",
                ).alias("reason_en"),
                pl.lit("核对该源是否为登记的扫描器;查看目标开放的端口随后是否被利用").alias("next_step_zh"),
                pl.lit("Is the source a declared scanner? Was a port that answered used afterwards?").alias("next_step_en"),
            )
        ), context)  # fmt: skip
