"""Beacon: one source returns to one place at regular intervals, whatever the jitter and the missing beats."""

from datetime import timedelta

import polars as pl

from models.context import Context
from models.detector import Detector
from models.evidence import contributions, internal, logistic, samples, times
from models.finding import as_findings, no_findings

SERVICES = {53, 67, 68, 123, 137, 138, 161, 1900, 5353, 5355, 547, 546}  # protocols that are periodic by design


class Beacon(Detector):
    """Regularity of gaps (jitter-aware, folding missing beats), of bytes, and how long it went on, per pair and day."""

    title_zh = "周期性回连(信标)"
    title_en = "beaconing"
    technique = "T1071"
    tactic = "TA0011"
    cells = "flows"
    window = timedelta(days=1)
    group = "zone"
    misses = "beacons of fewer than the least beats a day, of more than about 60 % jitter, through a proxy shared with browsing"
    false_alarms = "update and telemetry services seen at few hosts only, health checks against outside addresses"

    def score(self, cells: pl.DataFrame, context: Context) -> pl.DataFrame:
        """One finding a pair and day; the shape of the score is in docs/benchmarks/detection.md."""
        rule = context.thresholds("beacon")
        least = int(rule.get("least_beats", 8))
        keys = ["zone", "source_ip", "destination_ip", "destination_port", "transport", "window_start"]
        flows = cells.lazy().filter(
            internal("source_ip") & ~internal("destination_ip") & ~pl.col("destination_port").is_in(sorted(SERVICES))
        )
        pairs = (
            flows.group_by(keys)
            .agg(pl.len().alias("minutes"), pl.col("records").sum().alias("records"))
            .filter((pl.col("minutes") >= least) & (pl.col("records") <= 4 * pl.col("minutes")))
        ).collect()
        if not len(pairs):
            return no_findings()
        peers = (
            flows.group_by("zone", "destination_ip", "window_start").agg(pl.col("source_ip").n_unique().alias("clients")).collect()
        )
        hosts = flows.group_by("zone", "window_start").agg(pl.col("source_ip").n_unique().alias("hosts")).collect()
        beats = self._beats(flows.join(pairs.lazy().select(keys), on=keys, how="semi").collect(), keys)
        found = (
            beats.filter(pl.col("beats") >= least)
            .join(peers, on=["zone", "destination_ip", "window_start"], how="left")
            .join(hosts, on=["zone", "window_start"], how="left")
        )
        if not len(found):
            return no_findings()
        return self._findings(found, rule)

    @staticmethod
    def _beats(flows: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
        """Per pair: median gap, its robust spread with missing beats folded, spread of bytes, span."""
        ordered = flows.sort([*keys, "first_time"]).with_columns(
            (pl.col("first_time").diff().over(keys).dt.total_milliseconds() / 1000.0).alias("gap"),
            (pl.col("source_bytes") / pl.col("records")).alias("sent"),
        )
        middle = ordered.with_columns(pl.col("gap").median().over(keys).alias("period"))
        # a gap of two or three periods is a beat that was missed: fold it back onto the period
        times_over = (pl.col("gap") / pl.col("period")).round().clip(1, 10)
        folded = middle.with_columns((pl.col("gap") / times_over).alias("folded"), (times_over - 1).alias("missed"))
        off = (pl.col("folded") - pl.col("period")).abs()
        return folded.with_columns(off.alias("off")).group_by(keys).agg(
            pl.len().alias("beats"),
            pl.col("period").first(),
            (pl.col("off").median() / pl.col("period").first()).alias("jitter"),
            pl.col("missed").sum(),
            ((pl.col("sent") - pl.col("sent").median()).abs().median() / (pl.col("sent").median() + 1)).alias("byte_spread"),
            pl.col("source_bytes").sum().alias("bytes_sent"),
            ((pl.col("last_time").max() - pl.col("first_time").min()).dt.total_seconds() / 3600).alias("hours"),
            pl.col("records").sum().alias("evidence_count"),
            pl.col("sensor").min(),
            samples(),
            *times(),
        )  # fmt: skip

    def _findings(self, found: pl.DataFrame, rule: object) -> pl.DataFrame:
        settings = dict(rule) if isinstance(rule, dict) else {}
        common = pl.col("clients") / pl.col("hosts").clip(10)
        parts = {
            # a random process has a relative median deviation of about 0.6: regularity is how far below that it is
            "gap_regularity": (1 - pl.col("jitter") / 0.6).clip(-1, 1) * 3,
            "byte_regularity": (1 - pl.col("byte_spread") * 2).clip(0, 1) * 1.5,
            "beats": (pl.col("beats") / 8).log(2).clip(0, 4) * 0.4,
            "duration": (pl.col("hours") / 6).clip(0, 1),
            "missing_beats": -(pl.col("missed") / (pl.col("beats") + pl.col("missed"))).clip(0, 1),
            "prevalence": -((common * 10).clip(0, 1) * pl.when(pl.col("clients") > 2).then(2.5).otherwise(0.0)),
        }
        strength = pl.sum_horizontal(parts.values())
        share = contributions(parts)
        shaped = found.filter((pl.col("period") >= float(settings.get("least_period", 5))) & (pl.col("jitter") < 0.6)).with_columns(
            logistic(strength, float(settings.get("middle", 4.2)), float(settings.get("slope", 2.0))).alias("score"), share
        )
        if not len(shaped):
            return no_findings()
        percent = (pl.col("jitter") * 100).round(0).cast(pl.Int64)
        every = pl.col("period").round(0).cast(pl.Int64)
        hours = pl.col("hours").round(1)
        return as_findings(
            shaped.with_columns(
                pl.lit("address").alias("entity_kind"),
                pl.col("source_ip").alias("entity"),
                pl.format(
                    "{} 约每 {} 秒连接一次 {}:{},共 {} 次,持续 {} 小时,间隔抖动约 {}%;当日共 {} 台主机访问该地址",
                    "source_ip", every, "destination_ip", "destination_port", "beats", hours, percent, "clients",
                ).alias("reason_zh"),
                pl.format(
                    "{} connected to {}:{} about every {} s, {} times over {} hours, jitter about {} %; {} hosts went to that address that day",
                    "source_ip", "destination_ip", "destination_port", every, "beats", hours, percent, "clients",
                ).alias("reason_en"),
                pl.lit("查明发起连接的进程;查询目标地址的注册与情报;若非业务软件,隔离主机").alias("next_step_zh"),
                pl.lit("Find the process behind it, look the address up; isolate the host if no business software explains it").alias("next_step_en"),
            )
        )  # fmt: skip
