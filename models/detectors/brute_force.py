"""Brute force: many failed logins from one place to one place, and whether one succeeded after them."""

from datetime import timedelta

import polars as pl

from models.context import Context
from models.detector import Detector
from models.evidence import contributions, local, logistic, samples, times
from models.finding import as_findings, no_findings


class BruteForce(Detector):
    """Counts failures a source, target and protocol within an hour; a success after the failures raises the score."""

    title_zh = "口令暴力破解"
    title_en = "password brute force"
    technique = "T1110"
    tactic = "TA0006"
    cells = "logins"
    window = timedelta(hours=1)
    misses = "guessing slower than the least count an hour; protocols whose sensor does not tell failure from success"
    false_alarms = "services with an expired password, monitoring checks with a wrong password"

    def score(self, cells: pl.DataFrame, context: Context) -> pl.DataFrame:
        """One finding a source, target, protocol and hour."""
        rule = context.thresholds("brute_force")
        least = int(rule.get("least_failures", 10))
        target = pl.coalesce("destination_ip", "host_name", pl.lit("?"))
        logins = cells.lazy().filter(pl.col("source_ip").is_not_null()).with_columns(target.alias("target"))
        keys = ["zone", "source_ip", "target", "protocol", "window_start"]
        failed = pl.col("outcome") == "failure"
        after = failed.not_() & (pl.col("outcome") == "success")
        found = (
            logins.group_by(keys)
            .agg(
                pl.col("records").filter(failed).sum().alias("failures"),
                pl.col("user_name").filter(failed).n_unique().alias("accounts"),
                pl.col("user_name").filter(failed).drop_nulls().unique().sort().head(3).alias("some"),
                pl.col("last_time").filter(after).max().alias("success_time"),
                pl.col("first_time").filter(failed).min().alias("begun"),
                pl.col("user_name").filter(after).drop_nulls().sort().first().alias("entered_as"),
                pl.col("records").sum().alias("evidence_count"),
                pl.col("destination_ip").drop_nulls().min(),
                pl.col("sensor").min(),
                samples(),
                *times(),
            )
            .filter(pl.col("failures") >= least)
            .collect()
        )
        if not len(found):
            return no_findings()
        found = found.with_columns((pl.col("success_time") > pl.col("begun")).fill_null(False).alias("entered"))
        parts = {
            "failures": (pl.col("failures") / least).log(2) + 1,
            "accounts": pl.col("accounts").log(4).clip(0, 2),
            "success_after": pl.col("entered").cast(pl.Float64) * 2.5,
        }
        names = pl.col("some").list.join(", ")
        return as_findings(
            found.with_columns(
                logistic(pl.sum_horizontal(parts.values()), float(rule.get("middle", 0.8)), float(rule.get("slope", 1.2))).alias("score"),
                contributions(parts),
                pl.lit("address").alias("entity_kind"),
                pl.col("source_ip").alias("entity"),
                pl.col("protocol").alias("domain"),
                pl.when(pl.col("entered")).then(pl.col("entered_as")).alias("user_name"),
                pl.when(pl.col("entered")).then(pl.lit("T1110.001")).otherwise(pl.lit("T1110")).alias("technique"),
                pl.format(
                    "{} 自 {} 起一小时内登录 {}({}){} 次失败,涉及账号 {} 个({}){}",
                    "source_ip", local("window_start"), "target", "protocol", "failures", "accounts", names,
                    pl.when(pl.col("entered")).then(pl.lit(";此后有一次成功")).otherwise(pl.lit("")),
                ).alias("reason_zh"),
                pl.format(
                    "{} failed {} times to log on to {} ({}) within the hour from {}, as {} accounts ({}){}",
                    "source_ip", "failures", "target", "protocol", local("window_start"), "accounts", names,
                    pl.when(pl.col("entered")).then(pl.lit("; one login succeeded afterwards")).otherwise(pl.lit("")),
                ).alias("reason_en"),
                pl.lit("若有成功登录:重置该账号口令,查看登录后的命令与外联;否则封禁来源并核对暴露面").alias("next_step_zh"),
                pl.lit("If a login succeeded: reset that account, look at what followed; else block the source and check the exposure").alias("next_step_en"),
            ).drop("domain").with_columns(pl.col("protocol").alias("domain"))
        )  # fmt: skip
