"""New listening service: a host answers on a port it never answered on before."""

from datetime import timedelta

import polars as pl

from models.context import Context
from models.detector import Detector
from models.evidence import contributions, internal, local, logistic, samples, times
from models.finding import as_findings, no_findings

RISKY = {21, 22, 23, 135, 139, 445, 1080, 1433, 2375, 3128, 3306, 3389, 4444, 4899, 5432, 5555, 5900, 5985, 6379, 8080, 8443, 9200, 27017}


class NewService(Detector):
    """First answered connection to a server port after the zone has been watched for the learning time."""

    title_zh = "新增监听服务"
    title_en = "new listening service"
    technique = "T1543"
    tactic = "TA0003"
    cells = "flows"
    window = timedelta(hours=1)
    lookback = timedelta(days=30)
    group = "zone"
    misses = "services opened during the learning time; services nobody connects to while watched"
    false_alarms = "planned roll-outs, dynamic ports of RPC and peer-to-peer software (ports from 32768 up are left out)"

    def score(self, cells: pl.DataFrame, context: Context) -> pl.DataFrame:
        """One finding a host and port, at the hour it first answered."""
        rule = context.thresholds("new_service")
        learning = timedelta(hours=float(rule.get("learning_hours", 48)))
        begun = cells.lazy().group_by("zone").agg(pl.col("minute").min().alias("begun"))
        answered = cells.lazy().filter(
            internal("destination_ip")
            & (pl.col("transport") == "tcp")
            & (pl.col("failed") < pl.col("records"))
            & (pl.col("destination_bytes") > 0)
            & pl.col("destination_port").is_between(1, 32767)
            & (pl.col("destination_port") != 20)
        )
        keys = ["zone", "destination_ip", "destination_port"]
        first = answered.group_by(keys).agg(pl.col("window_start").min(), pl.col("minute").min().alias("seen"))
        news = first.join(begun, on="zone").filter(pl.col("seen") >= pl.col("begun") + learning)
        known = answered.join(begun, on="zone").filter(pl.col("minute") < pl.col("begun") + learning)
        hosts = known.select("zone", "destination_ip").unique()
        grouped = (
            answered.join(news.join(hosts, on=["zone", "destination_ip"], how="semi"), on=[*keys, "window_start"], how="inner")
            .group_by(*keys, "window_start")
            .agg(
                pl.col("source_ip").n_unique().alias("clients"),
                pl.col("source_ip").min(),
                internal("source_ip").not_().any().alias("outside"),
                pl.col("records").sum().alias("evidence_count"),
                pl.col("protocol").max(),
                pl.col("sensor").min(),
                samples(),
                *times(),
            )
            .collect()
        )
        if not len(grouped):
            return no_findings()
        risky = pl.col("destination_port").is_in(sorted(RISKY)).cast(pl.Float64)
        parts = {"first_seen": pl.lit(1.0), "risky_port": risky, "from_outside": pl.col("outside").cast(pl.Float64) * 1.5}
        return as_findings(
            grouped.with_columns(
                logistic(pl.sum_horizontal(parts.values()), float(rule.get("middle", 1.9)), float(rule.get("slope", 1.5))).alias("score"),
                contributions(parts),
                pl.lit("address").alias("entity_kind"),
                pl.col("destination_ip").alias("entity"),
                pl.format(
                    "{} 于 {} 起首次在 tcp/{} 应答({} 个客户端,最先是 {}){}",
                    "destination_ip", local("first_time"), "destination_port", "clients", "source_ip",
                    pl.when(pl.col("outside")).then(pl.lit(",其中有外部地址")).otherwise(pl.lit("")),
                ).alias("reason_zh"),
                pl.format(
                    "{} answered on tcp/{} for the first time at {} ({} clients, {} among them){}",
                    "destination_ip", "destination_port", local("first_time"), "clients", "source_ip",
                    pl.when(pl.col("outside")).then(pl.lit("; outside addresses too")).otherwise(pl.lit("")),
                ).alias("reason_en"),
                pl.lit("核对变更单;无登记则确认监听进程").alias("next_step_zh"),
                pl.lit("Is there a change request? If not, find the process that listens").alias("next_step_en"),
            )
        )  # fmt: skip
