"""Suricata's own alerts, folded: one a signature, pair and hour, with the sensor's severity."""

import polars as pl

from models.context import Context
from models.detector import EventRule
from models.finding import as_findings, no_findings


class SuricataAlert(EventRule):
    """Passes on what Suricata found; repetitions within an hour are counted, not repeated."""

    title_zh = "入侵检测告警"
    title_en = "intrusion detection alert"
    technique = "T1190"
    tactic = "TA0001"
    datasets = ("suricata.eve",)
    columns = (
        "action", "rule_id", "rule_name", "rule_category", "severity", "source_ip", "destination_ip", "destination_port", "technique",
    )  # fmt: skip
    misses = "whatever no signature describes"
    false_alarms = "signatures of severity 3 (informational) on ordinary software"

    def score(self, events: pl.DataFrame, context: Context) -> pl.DataFrame:
        """One finding a signature, source, target and hour."""
        rule = context.thresholds("suricata_alert")
        scores = {int(level): float(value) for level, value in dict(rule.get("scores", {1: 0.9, 2: 0.7, 3: 0.5})).items()}
        mine = events.filter((pl.col("action") == "alert") & pl.col("rule_name").is_not_null() & pl.col("source_ip").is_not_null())
        if not len(mine):
            return no_findings()
        hour = pl.col("event_time").dt.truncate("1h").alias("window_start")
        keys = ["zone", "sensor", "rule_id", "rule_name", "source_ip", "destination_ip", hour]
        found = mine.group_by(keys).agg(
            pl.len().cast(pl.Int64).alias("evidence_count"),
            pl.col("severity").min().alias("level"),
            pl.col("rule_category").min(),
            pl.col("destination_port").min(),
            pl.col("technique").drop_nulls().min(),
            pl.col("event_id").unique().sort().head(100).alias("evidence"),
            pl.col("event_time").min().alias("first_time"),
            pl.col("event_time").max().alias("last_time"),
        )
        level = pl.col("level").fill_null(3)
        score = level.replace_strict(scores, default=0.5, return_dtype=pl.Float64)
        anchor = pl.concat_str(pl.col("window_start").dt.to_string("iso:strict"), "rule_id", separator="|", ignore_nulls=True)
        kind = pl.coalesce("rule_category", pl.lit("?"))
        return as_findings(
            found.with_columns(
                score.alias("score"),
                # an informational signature names no technique; "" keeps the rule's own from standing in
                pl.when(level >= 3).then(pl.coalesce("technique", pl.lit(""))).otherwise(pl.col("technique")).alias("technique"),
                anchor.alias("anchor"),
                pl.lit("address").alias("entity_kind"),
                pl.col("source_ip").alias("entity"),
                pl.col("rule_name").alias("title"),
                pl.concat_list(pl.struct(pl.lit("signature").alias("feature"), pl.lit(1.0).alias("share"))).alias("contributions"),
                pl.format("Suricata 规则 {}(类别 {},级别 {})命中 {} 次:{} → {}", "rule_name", kind, level, "evidence_count", "source_ip", pl.coalesce("destination_ip", pl.lit("?"))).alias("reason_zh"),
                pl.format("Suricata signature {} (category {}, severity {}) fired {} times: {} → {}", "rule_name", kind, level, "evidence_count", "source_ip", pl.coalesce("destination_ip", pl.lit("?"))).alias("reason_en"),
                pl.lit("对照原始记录判断攻击是否成功").alias("next_step_zh"),
                pl.lit("Judge from the raw records whether it succeeded").alias("next_step_en"),
            )
        )  # fmt: skip
