"""Long connection: one conversation to the outside that stays open for hours."""

from datetime import timedelta

import polars as pl

from models.context import Context
from models.detector import Detector
from models.evidence import contributions, internal, logistic, samples, times
from models.finding import as_findings, no_findings


class LongConnection(Detector):
    """The longest conversation of a pair and day that leaves the internal networks and was answered."""

    title_zh = "超长连接"
    title_en = "long connection"
    technique = "T1071"
    tactic = "TA0011"
    cells = "flows"
    window = timedelta(days=1)
    misses = "tunnels that reconnect before the least number of hours; conversations still open when the log ends"
    false_alarms = "messaging and push services, remote desktops kept open, VPNs nobody declared"

    def score(self, cells: pl.DataFrame, context: Context) -> pl.DataFrame:
        """One finding a pair, port and day."""
        rule = context.thresholds("long_connection")
        least = float(rule.get("least_hours", 4)) * 3600
        long = cells.filter((pl.col("duration") >= least) & (pl.col("destination_packets") > 0))
        long = long.filter(internal("source_ip") & ~internal("destination_ip"))
        if not len(long):
            return no_findings()
        keys = ["zone", "source_ip", "destination_ip", "destination_port", "window_start"]
        found = long.group_by(keys).agg(
            (pl.col("duration").max() / 3600).alias("hours"), pl.col("records").sum().alias("evidence_count"),
            (pl.col("source_bytes").sum() / 2**20).round(1).alias("sent"), pl.col("sensor").min(), samples(), *times(),
        )  # fmt: skip
        parts = {"hours": (pl.col("hours") * 3600 / least).log(2) + 1, "sent": (pl.col("sent") + 1).log(10).clip(0, 3) * 0.3}
        return as_findings(
            found.with_columns(
                logistic(pl.sum_horizontal(parts.values()), float(rule.get("middle", 1.8)), float(rule.get("slope", 1.2))).alias("score"),
                contributions(parts),
                pl.lit("address").alias("entity_kind"),
                pl.col("source_ip").alias("entity"),
                pl.format("{} 与 {}:{} 的一个连接持续 {} 小时,共发出 {} MiB", "source_ip", "destination_ip", "destination_port", pl.col("hours").round(1), "sent").alias("reason_zh"),
                pl.format("{} kept a connection to {}:{} open for {} hours and sent {} MiB", "source_ip", "destination_ip", "destination_port", pl.col("hours").round(1), "sent").alias("reason_en"),
                pl.lit("查明该连接的进程与用途;是否为未登记的远程控制或隧道").alias("next_step_zh"),
                pl.lit("Find the process and its purpose: an undeclared remote control or tunnel?").alias("next_step_en"),
            )
        )  # fmt: skip
