"""Beacon: one source returns to one place at regular intervals, whatever the jitter and the missing beats."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl

from models.beaconing import Channel, Judgement, judge
from models.context import Context
from models.detector import Detector
from models.evidence import internal, samples, times
from models.finding import as_findings, no_findings

SERVICES = {53, 67, 68, 123, 137, 138, 161, 1900, 5353, 5355, 547, 546}  # protocols that are periodic by design
KEYS = ["zone", "source_ip", "destination_ip", "destination_port", "transport", "window_start"]


class Beacon(Detector):
    """A jittered clock with missing beats against chance, per pair and day; sizes, duration and prevalence beside it."""

    title_zh = "周期性回连(信标)"
    title_en = "beaconing"
    technique = "T1071"
    tactic = "TA0011"
    cells = "flows"
    window = timedelta(days=1)
    group = "zone"
    version = "2"
    misses = "beacons of fewer than the least beats a day; about half of those of 6 to 12 beats whose jitter passes 40 %; through a proxy shared with browsing"
    false_alarms = "update and telemetry services seen at few hosts only, health checks against outside addresses"

    def score(self, cells: pl.DataFrame, context: Context) -> pl.DataFrame:
        """One finding a pair and day; the shape of the score is in docs/benchmarks/detection.md."""
        rule = context.thresholds("beacon")
        least = int(rule.get("least_beats", 5))
        flows = cells.lazy().filter(
            ~pl.col("destination_port").is_in(sorted(SERVICES)) & internal("source_ip") & ~internal("destination_ip")
        )
        # prune first: enough minutes, few records in each, and gaps that are not all over the place
        pairs = flows.group_by(KEYS).agg(pl.len().alias("minutes"), pl.col("records").sum().alias("records"))
        pairs = pairs.filter((pl.col("minutes") >= least) & (pl.col("records") <= 4 * pl.col("minutes")))
        wanted = pairs.select(KEYS).collect()
        if not len(wanted):
            return no_findings()
        moments = flows.join(wanted.lazy(), on=KEYS, how="semi").group_by(KEYS).agg(
            pl.col("first_time").sort().alias("times"), (pl.col("source_bytes") / pl.col("records")).sort_by("first_time").alias("sizes"),
        )  # fmt: skip
        gaps = pl.col("times").list.diff(null_behavior="drop").list.eval(pl.element().dt.total_milliseconds())
        spread = gaps.list.eval(pl.element().quantile(0.75)).list.first() / gaps.list.eval(pl.element().quantile(0.25)).list.first().clip(1)
        # by how far the gaps' spread lies below that of chance arrivals (4.8), given their number
        told = (pl.col("times").list.len().sqrt() * (4.8 / spread.clip(1)).log()).alias("told")
        kept = moments.filter(spread <= float(rule.get("most_spread", 4))).with_columns(told)
        channels = kept.sort("told", *KEYS, descending=[True] + [False] * len(KEYS)).head(int(rule.get("most_candidates", 600))).collect()
        if not len(channels):
            return no_findings()
        there = flows.join(channels.lazy().select("destination_ip").unique(), on="destination_ip", how="semi")
        clients = there.group_by("zone", "destination_ip", "window_start").agg(pl.col("source_ip").n_unique().alias("clients"))
        hosts = flows.group_by("zone", "window_start").agg(pl.col("source_ip").n_unique().alias("hosts"))
        channels = (
            channels.lazy().join(clients, on=["zone", "destination_ip", "window_start"]).join(hosts, on=["zone", "window_start"]).collect()
        )
        at = float(context.rules.get("alert_at", 0.5))
        judged = [(row, self._judge(row, rule)) for row in channels.iter_rows(named=True)]
        found = [_row(row, judgement) for row, judgement in judged if judgement.score >= at and judgement.clock is not None]
        if not found:
            return no_findings()
        # the day starts are kept as they came: a frame made of rows would lose their unit
        rows = pl.DataFrame(found, infer_schema_length=None).with_columns(pl.col("window_start").cast(channels.schema["window_start"]))
        proof = flows.join(rows.lazy().select(KEYS), on=KEYS, how="semi").group_by(KEYS).agg(
            samples(), pl.col("records").sum().alias("evidence_count"), pl.col("sensor").min(), *times()
        )  # fmt: skip
        return self._findings(rows.join(proof.collect(), on=KEYS))

    @staticmethod
    def _judge(row: Mapping[str, Any], rule: Mapping[str, Any]) -> Judgement:
        seconds = np.array([moment.timestamp() for moment in row["times"]])
        sizes = np.array(row["sizes"], dtype=float)
        return judge(Channel(seconds, sizes, row["destination_port"], clients=row["clients"], hosts=row["hosts"]), rule, {})

    def _findings(self, rows: pl.DataFrame) -> pl.DataFrame:
        hours = ((pl.col("last_time") - pl.col("first_time")).dt.total_seconds() / 3600).round(1)
        return as_findings(
            rows.with_columns(
                pl.lit("address").alias("entity_kind"),
                pl.col("source_ip").alias("entity"),
                pl.format(
                    "{} 约每 {} 秒连接一次 {}:{},共 {} 次,持续 {} 小时,间隔抖动约 {}%,约 {}% 的周期未出现;当日共 {} 台主机访问该地址",
                    "source_ip", "period", "destination_ip", "destination_port", "beats", hours, "jitter", "missed", "clients",
                ).alias("reason_zh"),
                pl.format(
                    "{} connected to {}:{} about every {} s, {} times over {} hours, jitter about {} %, about {} % of the beats missing; {} hosts went to that address that day",
                    "source_ip", "destination_ip", "destination_port", "period", "beats", hours, "jitter", "missed", "clients",
                ).alias("reason_en"),
                pl.lit("查明发起连接的进程;查询目标地址的注册与情报;若非业务软件,隔离主机").alias("next_step_zh"),
                pl.lit("Find the process behind it, look the address up; isolate the host if no business software explains it").alias("next_step_en"),
            )
        )  # fmt: skip


def _row(row: Mapping[str, Any], found: Judgement) -> dict[str, Any]:
    clock = found.clock
    assert clock is not None
    whole = sum(abs(part) for part in found.parts.values()) or 1.0
    return {
        **{name: row[name] for name in (*KEYS, "clients")},
        "score": found.score, "period": round(clock.period), "beats": clock.beats,
        "jitter": round(clock.jitter * 100), "missed": round(clock.missed * 100),
        "contributions": [{"feature": name, "share": abs(part) / whole} for name, part in found.parts.items()],
    }  # fmt: skip
