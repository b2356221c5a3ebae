"""Volume anomaly: an isolation forest over each host's hours, trained on the input's own quiet part."""

from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl
from sklearn.ensemble import IsolationForest

from models.context import Context
from models.declared import declared_scanners
from models.detector import Detector
from models.evidence import internal, local, samples, times
from models.finding import as_findings, no_findings

FEATURES = ("bytes_out", "bytes_in", "connections", "peers", "ports", "failures")
NAMES_ZH = {"bytes_out": "外发字节", "bytes_in": "接收字节", "connections": "连接数", "peers": "对端数", "ports": "端口数", "failures": "失败数"}


class VolumeAnomaly(Detector):
    """How unlike the zone's quiet hours a host's hour is; the calibrated score is the conformal rank among them."""

    title_zh = "流量异常"
    title_en = "volume anomaly"
    technique = "T1048"
    tactic = "TA0010"
    cells = "flows"
    window = timedelta(hours=1)
    lookback = timedelta(days=30)
    group = "zone"
    misses = "hosts declared as scanners; slow leaks inside a host's usual range; hosts seen for less than the learning time"
    false_alarms = "first backups, software roll-outs, new servers"

    def score(self, cells: pl.DataFrame, context: Context) -> pl.DataFrame:
        """One finding a host and hour that stands out from its zone's quiet hours and from its own."""
        rule = context.thresholds("volume_anomaly")
        # a declared scanner's many peers, ports and failures say nothing; its hours are left out
        hours = self._hours(cells).join(declared_scanners(context), on=["zone", "source_ip"], how="anti", maintain_order="left")
        found = [self._zone(zone, context) for _, zone in hours.group_by("zone", maintain_order=True)] if len(hours) else []
        kept = [frame for frame in found if len(frame)]
        if not kept:
            return no_findings()
        return self._findings(pl.concat(kept), cells, int(rule.get("most_a_day", 3)))

    @staticmethod
    def _hours(cells: pl.DataFrame) -> pl.DataFrame:
        return (
            cells.lazy()
            .filter(internal("source_ip"))
            .group_by("zone", "source_ip", "window_start")
            .agg(
                pl.col("source_bytes").sum().alias("bytes_out"),
                pl.col("destination_bytes").sum().alias("bytes_in"),
                pl.col("records").sum().alias("connections"),
                pl.col("destination_ip").n_unique().alias("peers"),
                pl.col("destination_port").n_unique().alias("ports"),
                pl.col("failed").sum().alias("failures"),
            )
            .sort("zone", "source_ip", "window_start")
            .collect()
        )

    @staticmethod
    def _zone(hours: pl.DataFrame, context: Context) -> pl.DataFrame:
        """Scored hours of one zone after its learning time; the forest never sees what it scores."""
        rule = context.thresholds("volume_anomaly")
        begun: Any = hours["window_start"].min()
        learning = timedelta(hours=float(rule.get("learning_hours", 48)))
        quiet = hours.filter(pl.col("window_start") < begun + learning)
        later = hours.filter(pl.col("window_start") >= begun + learning)
        if len(quiet) < int(rule.get("least_hours", 200)) or not len(later):
            return pl.DataFrame()
        train = np.log1p(quiet.select(FEATURES).to_numpy().astype(float))
        if len(train) > 4000:
            train = train[np.linspace(0, len(train) - 1, 4000).astype(int)]
        test = np.log1p(later.select(FEATURES).to_numpy().astype(float))
        middle = np.median(train, axis=0)
        spread = 1.4826 * np.median(np.abs(train - middle), axis=0) + 0.25
        far = np.abs((test - middle) / spread)
        # only hours outside what the quiet part ever reached are worth the forest's time
        candidates = (test > train.max(axis=0)).any(axis=1)
        if not candidates.any():
            return pl.DataFrame()
        forest = IsolationForest(n_estimators=100, max_samples=256, random_state=0, n_jobs=1).fit(train)
        quiet_scores = np.sort(-forest.score_samples(train))
        scores = -forest.score_samples(test[candidates])
        rank = np.searchsorted(quiet_scores, scores) / (len(quiet_scores) + 1)
        excess = np.clip((test[candidates] - train.max(axis=0)) / spread, 0, None).max(axis=1)
        shares = far[candidates] / far[candidates].sum(axis=1, keepdims=True)
        return later.filter(pl.Series(candidates)).with_columns(
            pl.Series("rank", rank), pl.Series("excess", excess), *[pl.Series(f"share_{name}", shares[:, at]) for at, name in enumerate(FEATURES)],
            *[pl.lit(float(np.expm1(middle[at]))).alias(f"usual_{name}") for at, name in enumerate(FEATURES)],
        ).with_columns(
            (pl.col("rank").clip(0, 1) * (1 - (-pl.col("excess") * float(rule.get("slope", 0.5))).exp())).alias("score")
        )  # fmt: skip

    def _findings(self, scored: pl.DataFrame, cells: pl.DataFrame, most: int) -> pl.DataFrame:
        """The alert budget holds per zone and day: only the strongest are kept."""
        day = pl.col("window_start").dt.truncate("1d")
        order = pl.struct(-pl.col("score"), "source_ip", "window_start").rank("ordinal").over("zone", day)
        top = scored.filter((pl.col("score") >= 0.5) & (order <= most))
        if not len(top):
            return no_findings()
        keys = ["zone", "source_ip", "window_start"]
        proof = cells.join(top.select(keys), on=keys, how="semi").group_by(keys).agg(
            samples(), pl.col("records").sum().alias("evidence_count"), pl.col("sensor").min(),
            pl.col("destination_ip").sort_by("source_bytes", "destination_ip", descending=True).first(), *times(),
        )  # fmt: skip
        names = list(FEATURES)
        strongest = pl.concat_list([f"share_{name}" for name in names]).list.arg_max()
        label_en = strongest.replace_strict(dict(enumerate(names)), return_dtype=pl.String)
        label_zh = strongest.replace_strict(dict(enumerate(NAMES_ZH[name] for name in names)), return_dtype=pl.String)
        value = pl.concat_list([pl.col(name).cast(pl.Float64) for name in names]).list.get(strongest).round(0).cast(pl.Int64)
        usual = pl.concat_list([f"usual_{name}" for name in names]).list.get(strongest).round(0).cast(pl.Int64)
        return as_findings(
            top.join(proof, on=keys).with_columns(
                pl.concat_list([pl.struct(pl.lit(name).alias("feature"), pl.col(f"share_{name}").alias("share")) for name in names]).alias("contributions"),
                pl.lit("address").alias("entity_kind"),
                pl.col("source_ip").alias("entity"),
                pl.format("{} 在 {} 起的一小时内{}为 {},本区平时中位数约 {};流向最多的对端是 {}", "source_ip", local("window_start"), label_zh, value, usual, "destination_ip").alias("reason_zh"),
                pl.format("{}: {} was {} in the hour from {}, where the zone's usual median is about {}; most went to {}", "source_ip", label_en, value, local("window_start"), usual, "destination_ip").alias("reason_en"),
                pl.lit("核对当时是否有备份或发布;否则查看流向最多的对端").alias("next_step_zh"),
                pl.lit("Was there a backup or a roll-out? If not, look at the peer most of it went to").alias("next_step_en"),
            )
        )  # fmt: skip
