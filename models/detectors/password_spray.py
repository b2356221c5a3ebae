"""Password spraying: one source fails as many accounts, a few tries each."""

from datetime import timedelta

import polars as pl

from models.context import Context
from models.detector import Detector
from models.evidence import contributions, local, logistic, samples, times
from models.finding import as_findings, no_findings


class PasswordSpray(Detector):
    """Counts the accounts a source failed as within an hour, when no account was tried often."""

    title_zh = "口令喷洒"
    title_en = "password spraying"
    technique = "T1110.003"
    tactic = "TA0006"
    cells = "logins"
    window = timedelta(hours=1)
    misses = "spraying of fewer accounts an hour than the least count, or from many sources; logs that do not name the account"
    false_alarms = "terminal servers and gateways through which many people mistype"

    def score(self, cells: pl.DataFrame, context: Context) -> pl.DataFrame:
        """One finding a source and hour."""
        rule = context.thresholds("password_spray")
        least, most = int(rule.get("least_accounts", 10)), float(rule.get("most_tries", 5))
        keys = ["zone", "source_ip", "window_start"]
        named = cells.lazy().filter(pl.col("source_ip").is_not_null() & pl.col("user_name").is_not_null())
        failed = pl.col("records").filter(pl.col("outcome") == "failure").sum()
        found = (
            named.group_by(*keys, "user_name")
            .agg(
                failed.alias("failures"), (pl.col("outcome") == "success").any().alias("entered"), pl.col("sample").min(), pl.col("sensor").min(),
                pl.col("destination_ip").drop_nulls().min(), *times(),
            )
            .filter(pl.col("failures") > 0)
            .group_by(keys)
            .agg(
                pl.len().alias("accounts"), pl.col("failures").median().alias("tries"), pl.col("failures").sum().alias("evidence_count"),
                pl.col("entered").sum(), pl.col("user_name").sort().head(3).alias("some"), pl.col("sensor").min(),
                pl.col("destination_ip").drop_nulls().min(), samples(), *times(),
            )
            .filter((pl.col("accounts") >= least) & (pl.col("tries") <= most))
            .collect()
        )  # fmt: skip
        if not len(found):
            return no_findings()
        parts = {
            "accounts": (pl.col("accounts") / least).log(2) + 1,
            "few_tries": 1 - (pl.col("tries") - 1) / most,
            "same_account_entered": pl.col("entered").clip(0, 1).cast(pl.Float64),
        }
        names = pl.col("some").list.join(", ")
        return as_findings(
            found.with_columns(
                logistic(pl.sum_horizontal(parts.values()), float(rule.get("middle", 1.4)), float(rule.get("slope", 1.5))).alias("score"),
                contributions(parts),
                pl.lit("address").alias("entity_kind"),
                pl.col("source_ip").alias("entity"),
                pl.format(
                    "{} 自 {} 起一小时内以 {} 个账号登录失败({} 等),每个账号约 {} 次;其中 {} 个账号同一小时有成功登录",
                    "source_ip", local("window_start"), "accounts", names, pl.col("tries").round(0).cast(pl.Int64), "entered",
                ).alias("reason_zh"),
                pl.format(
                    "{} failed as {} accounts ({} …) within the hour from {}, about {} times each; {} of them also logged on in that hour",
                    "source_ip", "accounts", names, local("window_start"), pl.col("tries").round(0).cast(pl.Int64), "entered",
                ).alias("reason_en"),
                pl.lit("核对有成功登录的账号并重置口令;限制来源").alias("next_step_zh"),
                pl.lit("Check and reset the accounts that logged on; restrict the source").alias("next_step_en"),
            )
        )  # fmt: skip
