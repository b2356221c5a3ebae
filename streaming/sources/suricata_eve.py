"""Suricata EVE: alert, flow, dns, http, tls, anomaly, fileinfo and the rest, one JSON object a line."""

from pyspark.sql import Column
from pyspark.sql import functions as f

from streaming.source import Clock, Head
from streaming.text import JsonSource

TIME_FORMATS = ("yyyy-MM-dd'T'HH:mm:ss.SSSSSSZ", "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX", "yyyy-MM-dd'T'HH:mm:ssXXX")


class SuricataEve(JsonSource):
    """One source for all event types; `action` is the type."""

    dataset = "suricata.eve"
    family = "suricata"
    cells = ("flows", "names", "web", "tls")
    shape = (
        "timestamp string, event_type string, flow_id long, src_ip string, src_port long, dest_ip string, dest_port long, "
        "proto string, app_proto string, in_iface string, "
        "alert struct<signature_id:long, signature:string, category:string, severity:long, action:string, gid:long, rev:long, "
        "metadata:map<string,array<string>>>, "
        "flow struct<pkts_toserver:long, pkts_toclient:long, bytes_toserver:long, bytes_toclient:long, start:string, end:string, "
        "state:string, reason:string, age:long>, "
        "dns struct<type:string, rrname:string, rrtype:string, rcode:string, id:long, "
        "queries:array<struct<rrname:string, rrtype:string>>, answers:array<struct<rdata:string>>>, "
        "http struct<hostname:string, url:string, http_method:string, http_user_agent:string, status:long, length:long, "
        "http_refer:string, http_content_type:string>, "
        "tls struct<subject:string, issuerdn:string, sni:string, version:string, fingerprint:string, notbefore:string, "
        "notafter:string, ja3:struct<hash:string>, ja3s:struct<hash:string>, ja4:string>, "
        "fileinfo struct<filename:string, size:long, md5:string, sha256:string, magic:string>, "
        "anomaly struct<type:string, event:string, layer:string>"
    )
    paths = {
        "source_ip": "src_ip",
        "source_port": "src_port",
        "destination_ip": "dest_ip",
        "destination_port": "dest_port",
        "protocol": "app_proto",
        "action": "event_type",
        "rule_name": ("alert.signature", "anomaly.event"),
        "rule_category": ("alert.category", "anomaly.type"),
        "severity": "alert.severity",
        "source_packets": "flow.pkts_toserver",
        "destination_packets": "flow.pkts_toclient",
        "source_bytes": "flow.bytes_toserver",
        "destination_bytes": "flow.bytes_toclient",
        "reason": "flow.reason",
        "dns_response_code": "dns.rcode",
        "url_domain": "http.hostname",
        "url_path": "http.url",
        "http_method": "http.http_method",
        "http_status": "http.status",
        "http_response_bytes": "http.length",
        "http_referrer": "http.http_refer",
        "http_mime_type": "http.http_content_type",
        "user_agent": "http.http_user_agent",
        "tls_server_name": "tls.sni",
        "tls_version": "tls.version",
        "tls_ja3": "tls.ja3.hash",
        "tls_ja3s": "tls.ja3s.hash",
        "tls_ja4": "tls.ja4",
        "certificate_subject": "tls.subject",
        "certificate_issuer": "tls.issuerdn",
        "file_name": "fileinfo.filename",
        "file_size": "fileinfo.size",
        "file_md5": "fileinfo.md5",
        "file_sha256": "fileinfo.sha256",
        "file_mime_type": "fileinfo.magic",
    }

    def sniff(self, head: Head) -> str | None:
        """`event_type` and `timestamp`, with a flow id or addresses."""
        keys = {"flow_id", "src_ip", "stats", "dest_ip"}
        return self.dataset if {"event_type", "timestamp"} <= head.keys and keys & head.keys else None

    def columns(self, record: Column, header: str | None, clock: Clock) -> dict[str, Column]:
        """The paths, and what takes a little more."""
        time = f.coalesce(*[f.try_to_timestamp(record["timestamp"], f.lit(form)) for form in TIME_FORMATS])
        kind = record["event_type"]
        dns = record["dns"]
        flow = record["flow"]
        answered = flow["pkts_toclient"] > 0
        technique = f.get(f.element_at(record["alert"]["metadata"], "mitre_technique_id"), f.lit(0))
        started, ended = (f.unix_micros(f.try_to_timestamp(flow[name], f.lit(TIME_FORMATS[0]))) for name in ("start", "end"))
        return {
            **super().columns(record, header, clock),
            "event_time": time,
            "category": f.when(kind == "alert", f.lit("intrusion_detection")).when(kind == "http", f.lit("web")).otherwise("network"),
            "transport": f.lower(record["proto"]),
            "session_id": record["flow_id"].cast("string"),
            "rule_id": record["alert"]["signature_id"].cast("string"),
            "outcome": f.when(record["alert"]["action"] == "blocked", f.lit("failure")),
            "technique": technique,
            "duration": f.when(ended >= started, (ended - started) / 1_000_000.0),
            "connection_state": f.when(flow.isNotNull(), f.when(answered, f.lit("SF")).otherwise(f.lit("S0"))),
            "dns_name": f.coalesce(dns["rrname"], f.get(dns["queries"], f.lit(0))["rrname"]),
            "dns_type": f.coalesce(dns["rrtype"], f.get(dns["queries"], f.lit(0))["rrtype"]),
            "dns_answers": f.transform(dns["answers"], lambda answer: answer["rdata"]),
        }
