"""Flood: many sources, or many requests, that a service no longer answers; told apart from a flash crowd it serves."""

from datetime import timedelta

import polars as pl

from models.context import Context
from models.detector import Detector
from models.evidence import contributions, local, logistic, samples, times
from models.finding import as_findings, no_findings


class Flood(Detector):
    """The worst minutes of a service in an hour: how many attempts against its usual minute, and how many went unanswered."""

    title_zh = "拒绝服务洪水"
    title_en = "denial-of-service flood"
    technique = "T1498"
    tactic = "TA0040"
    cells = "flows"
    window = timedelta(hours=1)
    group = "zone"
    misses = "floods the sensor's link cannot carry; slow attacks that hold few connections; floods whose attempts are all answered"
    false_alarms = "a flash crowd that really overwhelms the service; a dead server many clients retry"

    def score(self, cells: pl.DataFrame, context: Context) -> pl.DataFrame:
        """One finding a service and hour."""
        rule = context.thresholds("flood")
        least = int(rule.get("least_a_minute", 1000))
        keys = ["zone", "destination_ip", "destination_port", "transport"]
        # prune by address first: few get that many attempts even in an hour
        busy = cells.lazy().group_by("zone", "destination_ip", "window_start").agg(pl.col("records").sum()).filter(pl.col("records") >= least)
        there = cells.lazy().join(busy.select("zone", "destination_ip", "window_start"), on=["zone", "destination_ip", "window_start"], how="semi")
        minutes = there.group_by(*keys, "window_start", "minute").agg(pl.col("records").sum().alias("attempts"))
        worst = minutes.filter(pl.col("attempts") >= least).collect()
        if not len(worst):
            return no_findings()
        services = worst.select(*keys, "window_start").unique()
        flows = cells.join(services, on=[*keys, "window_start"], how="semi")
        found = flows.join(worst.select(*keys, "minute", "attempts"), on=[*keys, "minute"]).group_by(*keys, "window_start").agg(
            pl.col("attempts").max(), pl.col("minute").n_unique().cast(pl.Int64).alias("minutes"), pl.col("source_ip").n_unique().cast(pl.Int64).alias("sources"),
            (pl.col("failed").sum() / pl.col("records").sum()).alias("silent"), pl.col("records").sum().alias("evidence_count"),
            pl.col("source_ip").sort_by("records", "source_ip", descending=[True, False]).first(), pl.col("sensor").min(), samples(), *times(),
        )  # fmt: skip
        # a crowd that is served is no attack: without unanswered attempts volume alone never reaches an alert
        parts = {"unanswered": pl.col("silent") * 3, "attempts": (pl.col("attempts") / least).log(2).clip(0, 4) * 0.4, "minutes": (pl.col("minutes") / 2).clip(0, 1) * 0.5}
        return as_findings(
            found.with_columns(
                logistic(pl.sum_horizontal(parts.values()), float(rule.get("middle", 2.6)), float(rule.get("slope", 1.8))).alias("score"),
                contributions(parts),
                pl.lit("address").alias("entity_kind"),
                pl.col("destination_ip").alias("entity"),
                pl.format(
                    "{}:{} 自 {} 起一小时内最多每分钟收到 {} 次连接尝试,来自 {} 个源,其中 {}% 无应答或被拒绝",
                    "destination_ip", "destination_port", local("window_start"), "attempts", "sources", (pl.col("silent") * 100).round(0).cast(pl.Int64),
                ).alias("reason_zh"),
                pl.format(
                    "{}:{} got up to {} attempts a minute from {} sources within the hour from {}; {} % of them were not answered or refused",
                    "destination_ip", "destination_port", "attempts", "sources", local("window_start"), (pl.col("silent") * 100).round(0).cast(pl.Int64),
                ).alias("reason_en"),
                pl.lit("核对服务是否可用;按源限速或联系运营商清洗;排除服务器自身故障").alias("next_step_zh"),
                pl.lit("Is the service up? Limit by source or ask the carrier to scrub; rule out that the server itself died").alias("next_step_en"),
            )
        )  # fmt: skip
