"""Lateral movement: a host opens administration sessions to hosts it never administered before."""

from datetime import timedelta

import polars as pl

from models.context import Context
from models.detector import Detector
from models.evidence import contributions, internal, local, logistic, samples, times
from models.finding import as_findings, no_findings

PORTS = {22: "SSH", 135: "WMI", 445: "SMB", 3389: "RDP", 5985: "WinRM", 5986: "WinRM", 5900: "VNC"}


class LateralMovement(Detector):
    """Counts the inside hosts a source reached on administration ports for the first time, after a learning time."""

    title_zh = "横向移动"
    title_en = "lateral movement"
    technique = "T1021"
    tactic = "TA0008"
    cells = "flows"
    window = timedelta(hours=1)
    lookback = timedelta(days=30)
    group = "zone"
    misses = "moves along paths that are administered every day; moves during the learning time; one host at a time within different hours"
    false_alarms = "a new administrator, a roll-out from a new server, patch day"

    def score(self, cells: pl.DataFrame, context: Context) -> pl.DataFrame:
        """One finding a source and hour."""
        rule = context.thresholds("lateral_movement")
        learning, least = timedelta(hours=float(rule.get("learning_hours", 48))), int(rule.get("least_hosts", 3))
        admin = cells.filter(
            pl.col("destination_port").is_in(sorted(PORTS)) & (pl.col("transport") == "tcp") & (pl.col("failed") < pl.col("records"))
        )
        admin = admin.filter(internal("source_ip") & internal("destination_ip"))
        if not len(admin):
            return no_findings()
        begun = cells.group_by("zone", "source_ip").agg(pl.col("minute").min().alias("begun"))  # a source is learned from its own first minute
        keys = ["zone", "source_ip", "destination_ip", "destination_port"]
        first = admin.group_by(keys).agg(pl.col("minute").min().alias("seen"))
        fresh = admin.join(first, on=keys).join(begun, on=["zone", "source_ip"])
        fresh = fresh.filter((pl.col("window_start") <= pl.col("seen")) & (pl.col("seen") < pl.col("window_start").dt.offset_by("1h")) & (pl.col("seen") >= pl.col("begun") + learning))
        found = fresh.group_by("zone", "source_ip", "window_start").agg(
            pl.col("destination_ip").n_unique().cast(pl.Int64).alias("hosts"), pl.col("destination_port").mode().min(),
            pl.col("destination_ip").unique().sort().head(50).alias("targets"), pl.col("records").sum().alias("evidence_count"),
            pl.col("sensor").min(), samples(), *times(),
        ).filter(pl.col("hosts") >= least)  # fmt: skip
        if not len(found):
            return no_findings()
        name = pl.col("destination_port").replace_strict(PORTS, default="?", return_dtype=pl.String)
        parts = {"new_hosts": (pl.col("hosts") / least).log(2) + 1}
        return as_findings(
            found.with_columns(
                logistic(pl.sum_horizontal(parts.values()), float(rule.get("middle", 0.8)), float(rule.get("slope", 1.5))).alias("score"),
                contributions(parts),
                pl.lit("address").alias("entity_kind"),
                pl.col("source_ip").alias("entity"),
                pl.col("targets").list.first().alias("destination_ip"),
                pl.format("{} 自 {} 起一小时内首次以管理端口(多为 {})连通 {} 台内部主机", "source_ip", local("window_start"), name, "hosts").alias("reason_zh"),
                pl.format("{} reached {} inside hosts on administration ports (mostly {}) for the first time, within the hour from {}", "source_ip", "hosts", name, local("window_start")).alias("reason_en"),
                pl.lit("核对该源是否为运维主机及当时的工单;查看这些主机上的登录与新进程").alias("next_step_zh"),
                pl.lit("Is the source an administrator's, was there a work order? Look at logins and new processes on those hosts").alias("next_step_en"),
            )
        )  # fmt: skip
