"""DNS tunnel: one client asks for many different, long, random-looking names under one domain."""

from datetime import timedelta
from functools import lru_cache

import polars as pl
import tldextract

from models.context import Context
from models.detector import Detector
from models.evidence import contributions, local, logistic, samples, times
from models.finding import as_findings, no_findings

EXTRACT = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)  # the list shipped with the package; no download


@lru_cache(maxsize=200_000)
def registered_domain(name: str) -> str:
    """The registered domain of a name, or its last two labels.

    >>> registered_domain("a.b.example.com.cn")
    'example.com.cn'
    """
    found = EXTRACT(name.rstrip(".").lower())
    return found.top_domain_under_public_suffix or ".".join(name.rstrip(".").lower().split(".")[-2:])


class DnsTunnel(Detector):
    """Distinct long sub-names under one registered domain within an hour, and how much they could carry."""

    title_zh = "DNS 隧道"
    title_en = "DNS tunnel"
    technique = "T1071.004"
    tactic = "TA0011"
    cells = "names"
    window = timedelta(hours=1)
    misses = "tunnels of few questions an hour; DNS over HTTPS"
    false_alarms = "content networks, antivirus and reputation look-ups that encode hashes into names"

    def score(self, cells: pl.DataFrame, context: Context) -> pl.DataFrame:
        """One finding a client, domain and hour."""
        rule = context.thresholds("dns_tunnel")
        least = int(rule.get("least_names", 40))
        busy = cells.lazy().filter(~pl.col("dns_name").str.ends_with(".arpa")).filter(pl.col("dns_name").str.len_bytes() >= 20)
        clients = busy.group_by("zone", "source_ip", "window_start").agg(pl.col("dns_name").n_unique().alias("n")).filter(pl.col("n") >= least)
        asked = busy.join(clients, on=["zone", "source_ip", "window_start"], how="semi").collect()
        if not len(asked):
            return no_findings()
        names = asked["dns_name"].unique()
        domains = pl.DataFrame({"dns_name": names, "registered": [registered_domain(name) for name in names]})
        keys = ["zone", "source_ip", "registered", "window_start"]
        sub = pl.col("dns_name").str.len_bytes().cast(pl.Int64) - pl.col("registered").str.len_bytes().cast(pl.Int64) - 1
        label = pl.col("dns_name").str.split(".").list.first()
        digits = label.str.count_matches(r"[0-9]").cast(pl.Float64) / label.str.len_bytes().clip(1)
        found = (
            asked.join(domains, on="dns_name")
            .with_columns(sub.alias("sub"), digits.alias("digits"))
            .filter(pl.col("sub") > 0)
            .group_by(keys)
            .agg(
                pl.col("dns_name").n_unique().alias("names"),
                pl.col("sub").mean().alias("length"),
                pl.col("digits").mean(),
                pl.col("dns_type").is_in(["TXT", "NULL", "CNAME", "MX", "16", "10", "5", "15"]).mean().fill_null(0.0).alias("odd_types"),
                pl.col("records").sum().alias("evidence_count"),
                pl.col("destination_ip").min(),
                pl.col("sensor").min(),
                pl.col("dns_name").min().alias("example"),
                samples(),
                *times(),
            )
            .filter(pl.col("names") >= least)
        )
        if not len(found):
            return no_findings()
        parts = {
            "distinct_names": (pl.col("names") / least).log(2),
            "name_length": ((pl.col("length") - 15) / 15).clip(-1, 2),
            "digits": (pl.col("digits") * 4).clip(0, 1),
            "record_types": pl.col("odd_types") * 1.5,
        }
        carried = (pl.col("names") * pl.col("length") / 1024).round(1)
        return as_findings(
            found.with_columns(
                logistic(pl.sum_horizontal(parts.values()), float(rule.get("middle", 1.6)), float(rule.get("slope", 1.8))).alias("score"),
                contributions(parts),
                pl.lit("address").alias("entity_kind"),
                pl.col("source_ip").alias("entity"),
                pl.col("registered").alias("domain"),
                pl.format(
                    "{} 自 {} 起一小时内查询 {} 下 {} 个不同的长子域名(平均 {} 字符,例如 {}),可携带约 {} KiB",
                    "source_ip", local("window_start"), "registered", "names", pl.col("length").round(0).cast(pl.Int64),
                    pl.col("example").str.slice(0, 60), carried,
                ).alias("reason_zh"),
                pl.format(
                    "{} asked for {} different long names under {} within the hour from {} (mean {} characters, e.g. {}): room for about {} KiB",
                    "source_ip", "names", "registered", local("window_start"), pl.col("length").round(0).cast(pl.Int64),
                    pl.col("example").str.slice(0, 60), carried,
                ).alias("reason_en"),
                pl.lit("确认该域名的用途;在解析器上封禁;检查该主机上发起查询的进程").alias("next_step_zh"),
                pl.lit("What is that domain for? Block it at the resolver and find the process that asks").alias("next_step_en"),
            )
        )  # fmt: skip
