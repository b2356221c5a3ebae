"""ICMP sweep: one source pings many hosts within an hour."""

from datetime import timedelta

import polars as pl

from models.context import Context
from models.declared import temper
from models.detector import Detector
from models.evidence import contributions, local, logistic, samples, times
from models.finding import as_findings, no_findings


class ScanIcmp(Detector):
    """Counts the distinct hosts a source sent ICMP to in an hour and how many did not answer."""

    title_zh = "ICMP 主机探测"
    title_en = "ICMP sweep"
    technique = "T1018"
    tactic = "TA0007"
    cells = "flows"
    window = timedelta(hours=1)
    misses = "sweeps of fewer hosts an hour than the least count; sweeps by ARP"
    false_alarms = "monitoring that pings every host; it answers, so it scores lower, but a dead network raises it"

    def score(self, cells: pl.DataFrame, context: Context) -> pl.DataFrame:
        """One finding a source and hour."""
        rule = context.thresholds("scan_icmp")
        least = int(rule.get("least_hosts", 20))
        # Zeek writes the answer's type as the port: echo is 0 or 129; unreachable messages and neighbour discovery are not sweeps
        pings = cells.lazy().filter(pl.col("destination_port").is_in([0, 129]) & pl.col("transport").is_in(["icmp", "icmp6", "ipv6-icmp"]))
        keys = ["zone", "source_ip", "window_start"]
        found = (
            pings.group_by(*keys, "destination_ip")
            .agg(
                pl.col("records").sum(), pl.col("sample").min(), pl.col("sensor").min(), *times(),
                ((pl.col("destination_packets").sum() == 0) | (pl.col("failed").sum() == pl.col("records").sum())).alias("silent"),
            )
            .group_by(keys)
            .agg(
                pl.len().alias("hosts"), pl.col("silent").sum(), pl.col("records").sum().alias("evidence_count"), pl.col("sensor").min(),
                pl.col("destination_ip").unique().sort().head(50).alias("targets"), samples(), *times(),
            )
            .filter(pl.col("hosts") >= least)
            .collect()
        )  # fmt: skip
        if not len(found):
            return no_findings()
        parts = {"hosts": (pl.col("hosts") / least).log(2), "silent_share": pl.col("silent") / pl.col("hosts") * 2}
        return temper(as_findings(
            found.with_columns(
                logistic(pl.sum_horizontal(parts.values()), float(rule.get("middle", 1.2)), float(rule.get("slope", 1.5))).alias("score"),
                contributions(parts),
                pl.lit("address").alias("entity_kind"),
                pl.col("source_ip").alias("entity"),
                pl.col("targets").list.first().alias("destination_ip"),
                pl.format("{} 自 {} 起一小时内向 {} 台主机发送 ICMP,其中 {} 台无应答", "source_ip", local("window_start"), "hosts", "silent").alias("reason_zh"),
                pl.format("{} sent ICMP to {} hosts within the hour from {}; {} of them did not answer", "source_ip", "hosts", local("window_start"), "silent").alias("reason_en"),
                pl.lit("核对该源是否为登记的监控主机;查看其随后的端口扫描与登录").alias("next_step_zh"),
                pl.lit("Is the source a declared monitor? Look for port scans and logins by it afterwards").alias("next_step_en"),
            )
        ), context)  # fmt: skip
