"""Antivirus and EDR findings as JSON with ECS-like or plain keys."""

from pyspark.sql import Column
from pyspark.sql import functions as f

from streaming.source import Clock, Head, Source

NAMES = ("virus_name", "malware_name", "threat_name", "virusName", "threatName")


class Antivirus(Source):
    """One finding a line: which malware, on which host, in which file, what was done."""

    dataset = "antivirus"
    family = "logs"
    rank = 55

    def sniff(self, head: Head) -> str | None:
        """A key that names malware."""
        return self.dataset if set(NAMES) & head.keys else None

    def header(self, head: Head) -> str | None:
        """A line stands alone."""
        return None

    def comment(self, head: Head) -> str | None:
        """No header lines."""
        return None

    def record(self, line: Column, header: str | None) -> Column:
        """A map of field to text."""
        return f.from_json(line, "map<string,string>")

    def reason(self, line: Column, record: Column, header: str | None) -> Column:
        """Not JSON, or no malware named."""
        name = f.coalesce(*[record[key] for key in NAMES])
        wrong = f.when(record.isNull() | ~line.startswith("{"), f.lit("not a JSON object"))
        return wrong.when(name.isNull(), f.lit("names no malware"))

    def columns(self, record: Column, header: str | None, clock: Clock) -> dict[str, Column]:
        """Host, file, malware, action."""

        def first(*names: str) -> Column:
            found = [record[name] for name in names]
            return f.coalesce(*found) if len(found) > 1 else found[0]

        moment = first("@timestamp", "timestamp", "time", "detect_time")
        epoch = f.when(moment.cast("double").between(0.0, 253402300799.0), f.timestamp_micros((moment.cast("double") * 1_000_000).cast("long")))
        return {
            "event_time": f.coalesce(epoch, f.try_to_timestamp(moment)),
            "category": f.lit("malware"),
            "virus_name": first(*NAMES),
            "rule_name": first(*NAMES),
            "host_name": first("host", "hostname", "host_name", "computer"),
            "source_ip": first("host_ip", "ip", "client_ip"),
            "file_path": first("file_path", "path", "file"),
            "file_md5": first("md5"),
            "file_sha256": first("sha256"),
            "user_name": first("user", "user_name"),
            "action": first("action", "result"),
            "labels": record,
        }
