"""Web attack: request paths that inject, traverse or call a shell, and many paths that are not there."""

from datetime import timedelta

import polars as pl

from models.context import Context
from models.detector import Detector
from models.evidence import contributions, local, logistic, samples, times
from models.finding import as_findings, no_findings

INJECTION = r"(?i)(union(\s|\+|%20|/\*.*\*/)+(all(\s|\+|%20)+)?select|(\s|\+|%20|')or(\s|\+|%20)+'?\d+'?=|sleep\(\d|benchmark\(|information_schema|<script|%3cscript|\$\{jndi:|xp_cmdshell)"
TRAVERSAL = r"(?i)(\.\./\.\./|\.\.%2f|%2e%2e[/%]|/etc/passwd|/windows/win\.ini|php://(input|filter))"
SHELL = r"(?i)([?&](cmd|exec|command)=|(;|%3b|\||%7c)(wget|curl|id|whoami|cat)(%20|\+|\s|$)|/(c99|r57|b374k|wso)\.php|eval\(|base64_decode\()"


class WebAttack(Detector):
    """The longest path of each minute matched for injection, traversal and shells; requests for paths that are not there."""

    title_zh = "Web 攻击"
    title_en = "web attack"
    technique = "T1190"
    tactic = "TA0001"
    cells = "web"
    window = timedelta(hours=1)
    misses = "attacks in request bodies and headers; paths shorter than the longest of their minute; encrypted sites"
    false_alarms = "scanners of one's own, applications that pass queries in the path, crawlers that follow dead links"

    def score(self, cells: pl.DataFrame, context: Context) -> pl.DataFrame:
        """One finding a client, site and hour."""
        rule = context.thresholds("web_attack")
        least = int(rule.get("least_missing", 60))
        path = pl.col("longest_path").fill_null("")
        keys = ["zone", "source_ip", "site", "window_start"]
        marked = cells.with_columns(
            pl.coalesce("url_domain", "destination_ip", pl.lit("-")).alias("site"),
            path.str.contains(INJECTION).alias("injection"), path.str.contains(TRAVERSAL).alias("traversal"), path.str.contains(SHELL).alias("shell"),
        )  # fmt: skip
        sign = pl.col("injection") | pl.col("traversal") | pl.col("shell")
        missing = pl.col("http_status").is_in([400, 403, 404])
        found = marked.group_by(keys).agg(
            pl.col("injection").sum().cast(pl.Int64), pl.col("traversal").sum().cast(pl.Int64), pl.col("shell").sum().cast(pl.Int64),
            pl.col("paths").filter(missing).sum().alias("missing"), pl.col("records").sum().alias("evidence_count"),
            (sign & pl.col("http_status").is_between(200, 299)).any().fill_null(False).alias("answered"),
            pl.col("longest_path").filter(sign).sort().first().str.slice(0, 120).alias("example"), pl.col("destination_ip").drop_nulls().min(),
            pl.col("destination_port").drop_nulls().min(), pl.col("sensor").min(), samples(), *times(),
        ).filter((pl.col("injection") + pl.col("traversal") + pl.col("shell") > 0) | (pl.col("missing") >= least))  # fmt: skip
        if not len(found):
            return no_findings()
        parts = {
            "injection": (pl.col("injection") > 0).cast(pl.Float64) * 1.5, "traversal": (pl.col("traversal") > 0).cast(pl.Float64) * 1.5,
            "shell": (pl.col("shell") > 0).cast(pl.Float64) * 1.8, "answered": pl.col("answered").cast(pl.Float64) * 0.7,
            "missing_paths": (pl.col("missing") / least).clip(0.001).log(2).clip(-1, 3) * 0.6 + (pl.col("missing") >= least).cast(pl.Float64),
        }  # fmt: skip
        return as_findings(
            found.with_columns(
                logistic(pl.sum_horizontal(parts.values()), float(rule.get("middle", 0.9)), float(rule.get("slope", 1.5))).alias("score"),
                contributions(parts),
                pl.lit("address").alias("entity_kind"),
                pl.col("source_ip").alias("entity"),
                pl.col("site").alias("domain"),
                pl.when(pl.col("shell") > 0).then(pl.lit("T1505.003")).when(pl.col("injection") + pl.col("traversal") > 0).then(pl.lit("T1190")).otherwise(pl.lit("T1595.003")).alias("technique"),
                pl.format(
                    "{} 自 {} 起一小时内请求 {}:{} 个分钟含注入特征、{} 个含目录穿越、{} 个含命令执行特征;约 {} 个路径不存在或被拒绝{}",
                    "source_ip", local("window_start"), "site", "injection", "traversal", "shell", "missing",
                    pl.when(pl.col("answered")).then(pl.lit(";其中有带特征的请求返回成功")).otherwise(pl.lit("")),
                ).alias("reason_zh"),
                pl.format(
                    "Requests of {} to {} within the hour from {}: cells with signs of injection {}, of traversal {}, of command execution {}; about {} paths not there or refused{}",
                    "source_ip", "site", local("window_start"), "injection", "traversal", "shell", "missing",
                    pl.when(pl.col("answered")).then(pl.lit("; some with such signs were answered with success")).otherwise(pl.lit("")),
                ).alias("reason_en"),
                pl.lit("查看带特征请求的响应内容;检查网站目录是否新增文件").alias("next_step_zh"),
                pl.lit("Read what those requests were answered; look for new files in the site's folders").alias("next_step_en"),
            )
        )  # fmt: skip
