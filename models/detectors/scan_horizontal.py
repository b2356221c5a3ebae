"""Horizontal scan: one source tries one port on many hosts, most of which do not answer."""

from datetime import timedelta

import polars as pl

from models.context import Context
from models.declared import temper
from models.detector import Detector
from models.evidence import contributions, local, logistic, samples, times
from models.finding import as_findings, no_findings

ICS_PORTS = {102, 502, 1089, 1911, 2222, 2404, 4840, 4911, 9600, 18245, 20000, 34962, 34964, 44818, 47808}


class ScanHorizontal(Detector):
    """Counts the distinct hosts a source tried on one port in an hour and how many of them stayed silent."""

    title_zh = "横向端口扫描"
    title_en = "horizontal port scan"
    technique = "T1046"
    tactic = "TA0007"
    cells = "flows"
    window = timedelta(hours=1)
    misses = "what a scanner declared in the inventory does; scans slower than the least count of hosts an hour; scans spread over many sources"
    false_alarms = "inventory and vulnerability scanners, peer-to-peer clients, monitoring of hosts that are down"

    def score(self, cells: pl.DataFrame, context: Context) -> pl.DataFrame:
        """One finding a source, port and hour."""
        rule = context.thresholds("scan_horizontal")
        least = int(rule.get("least_hosts", 15))
        tried = cells.lazy().filter((pl.col("destination_port") > 0) & pl.col("transport").is_in(["tcp", "udp"]))
        # prune first: only (source, port, hour) with enough distinct hosts
        grouped = tried.group_by("zone", "source_ip", "window_start", "transport", "destination_port")
        wide = grouped.agg(pl.col("destination_ip").n_unique().alias("hosts")).filter(pl.col("hosts") >= least).collect()
        if not len(wide):
            return no_findings()
        keys = ["zone", "source_ip", "window_start", "transport", "destination_port"]
        found = (
            tried.join(wide.lazy(), on=keys, how="semi")
            .group_by(*keys, "destination_ip")
            .agg(
                pl.col("records").sum(),
                pl.col("failed").sum(),
                pl.col("sample").min(),
                pl.col("sensor").min(),
                *times(),
                (pl.col("failed").sum() == pl.col("records").sum()).alias("silent"),
            )
            .group_by(keys)
            .agg(
                pl.len().alias("hosts"),
                pl.col("silent").sum(),
                pl.col("records").sum().alias("evidence_count"),
                pl.col("sensor").min(),
                pl.col("destination_ip").unique().sort().head(50).alias("targets"),
                samples(),
                *times(),
            )
            .with_columns((pl.col("silent") / pl.col("hosts")).alias("share"))
            .filter(pl.col("share") >= float(rule.get("least_silent", 0.5)))
            .collect()
        )
        if not len(found):
            return no_findings()
        size = (pl.col("hosts") / least).log(2)
        quiet = pl.col("share") * 2
        ics = pl.col("destination_port").is_in(sorted(ICS_PORTS))
        parts = {"hosts": size, "silent_share": quiet, "ics_port": ics.cast(pl.Float64)}
        found = found.with_columns(
            logistic(pl.sum_horizontal(parts.values()), float(rule.get("middle", 1.0)), float(rule.get("slope", 1.5))).alias("score"),
            contributions(parts),
            pl.lit("address").alias("entity_kind"),
            pl.col("source_ip").alias("entity"),
            pl.col("targets").list.first().alias("destination_ip"),
            pl.when(ics).then(pl.lit("T0846")).otherwise(pl.lit("T1046")).alias("technique"),
        )
        return temper(as_findings(
            found.with_columns(
                pl.format(
                    "{} 自 {} 起一小时内对 {} 台主机尝试 {}/{} 端口,其中 {} 台无应答或拒绝",
                    "source_ip", local("window_start"), "hosts", "destination_port", "transport", "silent",
                ).alias("reason_zh"),
                pl.format(
                    "{} tried port {}/{} on {} hosts within the hour from {}; {} of them did not answer or refused",
                    "source_ip", "destination_port", "transport", "hosts", local("window_start"), "silent",
                ).alias("reason_en"),
                pl.lit("核对该源是否为登记的扫描器;查看有应答的主机随后是否被登录").alias("next_step_zh"),
                pl.lit("Is the source a declared scanner? Was a host that answered logged on to afterwards?").alias("next_step_en"),
            )
        ), context)  # fmt: skip
