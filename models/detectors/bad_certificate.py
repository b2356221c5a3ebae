"""Bad certificate: TLS to the outside with a certificate that is expired or signed by nobody."""

from datetime import timedelta

import polars as pl

from models.context import Context
from models.detector import Detector
from models.evidence import contributions, internal, logistic, samples, times
from models.finding import as_findings, no_findings


class BadCertificate(Detector):
    """Sessions that leave the internal networks whose certificate is self-signed or expired; rare ones weigh more."""

    title_zh = "可疑 TLS 证书"
    title_en = "suspicious TLS certificate"
    technique = "T1573"
    tactic = "TA0011"
    cells = "tls"
    window = timedelta(days=1)
    group = "zone"
    misses = "valid certificates of attackers; TLS 1.3, where the certificate is not seen"
    false_alarms = "appliances and small sites with certificates of their own"

    def score(self, cells: pl.DataFrame, context: Context) -> pl.DataFrame:
        """One finding a client, server and day."""
        rule = context.thresholds("bad_certificate")
        outside = cells.filter(internal("source_ip") & ~internal("destination_ip"))
        text = pl.col("tls_validation").fill_null("").str.to_lowercase()
        signed = text.str.contains("self.signed")
        expired = text.str.contains("expired") | (pl.col("certificate_not_after") < pl.col("first_time")).fill_null(False)
        bad = outside.with_columns(signed.alias("own"), expired.alias("expired")).filter(pl.col("own") | pl.col("expired"))
        if not len(bad):
            return no_findings()
        keys = ["zone", "source_ip", "destination_ip", "destination_port", "window_start"]
        clients = bad.group_by("zone", "destination_ip", "window_start").agg(pl.col("source_ip").n_unique().cast(pl.Int64).alias("clients"))
        found = bad.group_by(keys).agg(
            pl.col("own").any(), pl.col("expired").any(), pl.col("tls_server_name").drop_nulls().min().alias("domain"),
            pl.col("certificate_issuer").drop_nulls().min().alias("issuer"), pl.col("records").sum().alias("evidence_count"), pl.col("sensor").min(), samples(), *times(),
        ).join(clients, on=["zone", "destination_ip", "window_start"])  # fmt: skip
        parts = {
            "self_signed": pl.col("own").cast(pl.Float64) * 1.2, "expired": pl.col("expired").cast(pl.Float64) * 0.6,
            "no_name": pl.col("domain").is_null().cast(pl.Float64) * 0.8, "repeated": pl.col("evidence_count").log(10).clip(0, 2) * 0.4,
            "shared": -(pl.col("clients") - 1).clip(0, 5) * 0.4,
        }  # fmt: skip
        zh = pl.when(pl.col("own") & pl.col("expired")).then(pl.lit("自签且过期")).when(pl.col("own")).then(pl.lit("自签")).otherwise(pl.lit("过期"))
        en = pl.when(pl.col("own") & pl.col("expired")).then(pl.lit("self-signed and expired")).when(pl.col("own")).then(pl.lit("self-signed")).otherwise(pl.lit("expired"))
        name = pl.coalesce("domain", pl.lit("-"))
        return as_findings(
            found.with_columns(
                logistic(pl.sum_horizontal(parts.values()), float(rule.get("middle", 1.9)), float(rule.get("slope", 1.5))).alias("score"),
                contributions(parts),
                pl.lit("address").alias("entity_kind"),
                pl.col("source_ip").alias("entity"),
                pl.format("{} 与 {}:{}(名称 {})的 {} 次 TLS 会话使用{}证书,签发者 {};当日共 {} 台主机访问", "source_ip", "destination_ip", "destination_port", name, "evidence_count", zh, pl.coalesce("issuer", pl.lit("-")), "clients").alias("reason_zh"),
                pl.format("{} TLS sessions of {} with {}:{} (name {}) used a {} certificate, issuer {}; {} hosts went there that day", "evidence_count", "source_ip", "destination_ip", "destination_port", name, en, pl.coalesce("issuer", pl.lit("-")), "clients").alias("reason_en"),
                pl.lit("核对该服务器归属与证书指纹情报;查明发起会话的进程").alias("next_step_zh"),
                pl.lit("Whose server is it, and is the certificate known to intelligence? Find the process behind the sessions").alias("next_step_en"),
            )
        )  # fmt: skip
