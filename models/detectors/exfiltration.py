"""Exfiltration: one host sends far more to one outside address than it gets from there."""

from datetime import timedelta

import polars as pl

from models.context import Context
from models.detector import Detector
from models.evidence import contributions, internal, local, logistic, times
from models.finding import as_findings, no_findings


class Exfiltration(Detector):
    """Bytes sent to one outside address a day, their ratio to those received, and how few hosts go there."""

    title_zh = "疑似数据外传"
    title_en = "data leaving in bulk"
    technique = "T1048"
    tactic = "TA0010"
    cells = "flows"
    window = timedelta(days=1)
    group = "zone"
    misses = "leaks of less than the least volume a day, or spread over many addresses; uploads to a service many hosts use"
    false_alarms = "off-site backups, video conferences, software publishing"

    def score(self, cells: pl.DataFrame, context: Context) -> pl.DataFrame:
        """One finding a host, outside address and day."""
        rule = context.thresholds("exfiltration")
        least = float(rule.get("least_mib", 200)) * 2**20
        keys = ["zone", "source_ip", "destination_ip", "window_start"]
        # a pair can only reach the volume if its host does
        hosts = cells.lazy().group_by("zone", "source_ip", "window_start").agg(pl.col("source_bytes").sum().alias("sent"))
        heavy = hosts.filter(pl.col("sent") >= least).collect()
        if not len(heavy):
            return no_findings()
        flows = cells.lazy().join(heavy.lazy(), on=["zone", "source_ip", "window_start"], how="semi")
        found = (
            flows.filter(internal("source_ip") & ~internal("destination_ip"))
            .group_by(keys)
            .agg(
                pl.col("source_bytes").sum().alias("sent"), pl.col("destination_bytes").sum().alias("got"),
                pl.col("records").sum().alias("evidence_count"), pl.col("destination_port").mode().min(), pl.col("sensor").min(),
                pl.col("sample").sort_by("source_bytes", "sample", descending=[True, False]).head(100).alias("evidence"), *times(),
            )
            .filter((pl.col("sent") >= least) & (pl.col("sent") >= 5 * pl.col("got")))
            .collect()
        )  # fmt: skip
        if not len(found):
            return no_findings()
        there = cells.filter(pl.col("destination_ip").is_in(found["destination_ip"].unique().implode()))
        clients = there.group_by("zone", "destination_ip", "window_start").agg(pl.col("source_ip").n_unique().cast(pl.Int64).alias("clients"))
        parts = {
            "volume": (pl.col("sent") / least).log(2) + 1,
            "one_way": ((pl.col("sent") + 1) / (pl.col("got") + 1) / 5).log(10).clip(0, 2) * 0.5,
            "shared": -(pl.col("clients") - 1).clip(0, 5) * 0.5,
        }
        return as_findings(
            found.join(clients, on=["zone", "destination_ip", "window_start"]).with_columns(
                logistic(pl.sum_horizontal(parts.values()), float(rule.get("middle", 1.5)), float(rule.get("slope", 1.2))).alias("score"),
                contributions(parts),
                pl.lit("address").alias("entity_kind"),
                pl.col("source_ip").alias("entity"),
                pl.format(
                    "{} 自 {} 起一日内向 {} 发出 {} MiB,收到 {} MiB;当日共 {} 台主机访问该地址",
                    "source_ip", local("window_start"), "destination_ip", (pl.col("sent") / 2**20).round(1), (pl.col("got") / 2**20).round(1), "clients",
                ).alias("reason_zh"),
                pl.format(
                    "{} sent {} MiB to {} within the day from {} and received {} MiB; {} hosts went to that address that day",
                    "source_ip", (pl.col("sent") / 2**20).round(1), "destination_ip", local("window_start"), (pl.col("got") / 2**20).round(1), "clients",
                ).alias("reason_en"),
                pl.lit("核对是否为登记的备份或会议;查明外发的文件与账号").alias("next_step_zh"),
                pl.lit("Is it a declared backup or a conference? Find which files and whose account").alias("next_step_en"),
            )
        )  # fmt: skip
