"""Protocol on a wrong port: a conversation recognised as one protocol on a port that is another's."""

from datetime import timedelta

import polars as pl

from models.context import Context
from models.detector import Detector
from models.evidence import contributions, internal, logistic, samples, times
from models.finding import as_findings, no_findings


class OddPort(Detector):
    """A recognised protocol on a well-known port of another, towards the outside; a shell inside a web port weighs most."""

    title_zh = "协议与端口不符"
    title_en = "protocol on another's port"
    technique = "T1571"
    tactic = "TA0011"
    cells = "flows"
    window = timedelta(days=1)
    misses = "protocols the sensor does not recognise; unusual ports that belong to no protocol"
    false_alarms = "services moved on purpose, SSH on 443 for travellers"

    def score(self, cells: pl.DataFrame, context: Context) -> pl.DataFrame:
        """One finding a pair, port and day."""
        rule = context.thresholds("odd_port")
        usual = {str(name): [int(port) for port in ports] for name, ports in dict(rule.get("usual", {})).items()}
        taken = sorted({port for ports in usual.values() for port in ports})
        right = [(pl.col("protocol") == name) & pl.col("destination_port").is_in(ports) for name, ports in usual.items()]
        kinds = cells.select("protocol", "destination_port").unique().filter(pl.col("protocol").is_in(sorted(usual)) & pl.col("destination_port").is_in(taken))
        odd = kinds.filter(~pl.any_horizontal(right)) if right else kinds.clear()
        if not len(odd):
            return no_findings()
        wrong = cells.join(odd, on=["protocol", "destination_port"], how="semi")
        wrong = wrong.filter((pl.col("destination_packets") > 0) & internal("source_ip") & ~internal("destination_ip"))
        if not len(wrong):
            return no_findings()
        keys = ["zone", "source_ip", "destination_ip", "destination_port", "protocol", "window_start"]
        found = wrong.group_by(keys).agg(pl.col("records").sum().alias("evidence_count"), pl.col("sensor").min(), samples(), *times())
        parts = {
            "mismatch": pl.lit(1.0),
            "shell": pl.col("protocol").is_in(["ssh", "rdp", "irc", "rfb"]).cast(pl.Float64),
            "repeated": pl.col("evidence_count").log(10).clip(0, 2) * 0.3,
        }
        return as_findings(
            found.with_columns(
                logistic(pl.sum_horizontal(parts.values()), float(rule.get("middle", 1.2)), float(rule.get("slope", 1.2))).alias("score"),
                contributions(parts),
                pl.lit("address").alias("entity_kind"),
                pl.col("source_ip").alias("entity"),
                pl.format("{} 到 {}:{} 的 {} 个连接被识别为 {},与该端口的通常协议不符", "source_ip", "destination_ip", "destination_port", "evidence_count", "protocol").alias("reason_zh"),
                pl.format("{} connections of {} to {}:{} were recognised as {}, which is not what that port is for", "evidence_count", "source_ip", "destination_ip", "destination_port", "protocol").alias("reason_en"),
                pl.lit("核对该服务是否有意换端口;否则查明发起连接的进程").alias("next_step_zh"),
                pl.lit("Was the service moved on purpose? Else find the process behind it").alias("next_step_en"),
            )
        )  # fmt: skip
