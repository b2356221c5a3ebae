"""CEF and LEEF: security products' events, with or without a syslog header in front."""

import re

from pyspark.sql import Column
from pyspark.sql import functions as f

from streaming.source import Clock, Head, Source
from streaming.zeek import ADDRESS

EXTENSION = r"(\w+)=((?:[^=\\]|\\.)*)(?=\s\w+=|$)"


class Cef(Source):
    """The seven header fields, the extension's well-known keys, the rest in `labels`."""

    dataset = "cef"
    family = "logs"
    rank = 30

    def sniff(self, head: Head) -> str | None:
        """`CEF:0|` or `LEEF:1.0|` near the beginning of the first line."""
        return self.dataset if re.search(r"(?:CEF:\d+|LEEF:\d\.\d)\|", head.first[:300]) else None

    def header(self, head: Head) -> str | None:
        """A line stands alone."""
        return None

    def comment(self, head: Head) -> str | None:
        """No header lines."""
        return None

    def record(self, line: Column, header: str | None) -> Column:
        """vendor, product, version, id, name, severity and a map of the extension."""
        leef = line.rlike(r"LEEF:\d\.\d\|")
        body = f.regexp_extract(f.rtrim(line), r"(?:CEF:\d+|LEEF:\d\.\d)\|(.*)$", 1)
        parts = f.split(body, r"(?<!\\)\|", 7)
        leef_parts = f.split(body, r"\|", 5)
        spaced = f.regexp_replace(f.get(parts, f.lit(6)), r"\s(?=\w+=)", "\x1e")
        tabbed = f.regexp_replace(f.get(leef_parts, f.lit(4)), r"^(?:x[0-9A-Fa-f]{2}\||.\|)?", "")
        extension = f.when(leef, f.str_to_map(tabbed, f.lit("\t"), f.lit("="))).otherwise(
            f.str_to_map(spaced, f.lit("\x1e"), f.lit("="))
        )
        return f.struct(
            f.when(leef, f.size(leef_parts)).otherwise(f.size(parts)).alias("size"),
            f.get(parts, f.lit(0)).alias("vendor"),
            f.get(parts, f.lit(1)).alias("product"),
            f.when(leef, f.get(leef_parts, f.lit(3))).otherwise(f.get(parts, f.lit(3))).alias("id"),
            f.when(leef, f.get(leef_parts, f.lit(3))).otherwise(f.get(parts, f.lit(4))).alias("name"),
            f.when(leef, f.lit(None)).otherwise(f.get(parts, f.lit(5))).alias("severity"),
            extension.alias("extension"),
        )

    def reason(self, line: Column, record: Column, header: str | None) -> Column:
        """Too few header fields, or an address that is none."""
        wrong = f.when(~line.rlike(r"(?:CEF:\d+|LEEF:\d\.\d)\|") | (record["size"] < 4), f.lit("not CEF or LEEF: too few header fields"))
        for name in ("src", "dst"):
            wrong = wrong.when(~record["extension"][name].rlike(ADDRESS), f.lit(f"{name} is no valid address"))
        return wrong

    def columns(self, record: Column, header: str | None, clock: Clock) -> dict[str, Column]:
        """Well-known keys; `rt`, `end`, `start` or `devTime` as the time, else the receipt time."""
        extension = record["extension"]
        moment = f.coalesce(*[extension[name] for name in ("rt", "end", "start", "devTime")])
        stamp = moment.cast("long")
        epoch = f.when(stamp.between(0, 253_402_300_799_000), f.timestamp_millis(stamp))
        written = f.try_to_timestamp(moment)
        named = f.try_to_timestamp(moment, f.lit("MMM dd yyyy HH:mm:ss"))
        level = record["severity"].cast("long")
        return {
            "event_time": f.when(moment.isNull(), clock.received).otherwise(f.coalesce(epoch, written, named)),
            "category": f.when(extension["virusName"].isNotNull() | f.lower(record["name"]).rlike("virus|malware|trojan|病毒"), f.lit("malware")).otherwise(f.lit("intrusion_detection")),
            "rule_id": record["id"],
            "rule_name": record["name"],
            "rule_category": f.coalesce(extension["cat"], record["product"]),
            "severity": level,
            "virus_name": extension["virusName"],
            "source_ip": extension["src"],
            "source_port": f.coalesce(extension["spt"], extension["srcPort"]).cast("long"),
            "source_mac": extension["smac"],
            "destination_ip": extension["dst"],
            "destination_port": f.coalesce(extension["dpt"], extension["dstPort"]).cast("long"),
            "transport": f.lower(extension["proto"]),
            "protocol": extension["app"],
            "action": extension["act"],
            "outcome": extension["outcome"],
            "message": extension["msg"],
            "host_name": f.coalesce(extension["dhost"], extension["shost"]),
            "user_name": f.coalesce(extension["suser"], extension["duser"], extension["usrName"]),
            "file_name": extension["fname"],
            "file_path": extension["filePath"],
            "file_sha256": extension["fileHash"],
            "url_path": extension["request"],
            "labels": extension,
        }
