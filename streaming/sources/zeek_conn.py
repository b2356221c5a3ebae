"""Zeek conn.log: one record a connection."""

from pyspark.sql import Column
from pyspark.sql import functions as f

from streaming.source import Clock
from streaming.zeek import LATEST, From, ZeekSource

SCHEMA = (
    "ts double, uid string, `id.orig_h` string, `id.orig_p` int, `id.resp_h` string, `id.resp_p` int, proto string, "
    "service string, duration double, orig_bytes long, resp_bytes long, conn_state string, history string, "
    "orig_pkts long, resp_pkts long, _wrong string"
)
SIMPLE = "#json"  # epoch times and dotted keys: the usual form, parsed into a struct at once


class ZeekConn(ZeekSource):
    """Connections; the busiest log, so its JSON is parsed into typed fields at once."""

    path = "conn"
    dataset = "zeek.conn"
    cells = ("flows",)
    needs = ("id.orig_h", "conn_state", "proto")
    keep_labels = False
    constants = {"category": "network"}
    fields = {
        "transport": From("proto"),
        "protocol": From("service"),
        "duration": From("duration", "interval"),
        "source_bytes": From("orig_bytes", "count"),
        "destination_bytes": From("resp_bytes", "count"),
        "source_packets": From("orig_pkts", "count"),
        "destination_packets": From("resp_pkts", "count"),
        "connection_state": From("conn_state"),
        "connection_history": From("history"),
    }
    default_header = (
        "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes\t"
        "conn_state\tlocal_orig\tlocal_resp\tmissed_bytes\thistory\torig_pkts\torig_ip_bytes\tresp_pkts\tresp_ip_bytes\t"
        "tunnel_parents"
    )

    def record(self, line: Column, header: str | None) -> Column:
        """A typed struct for the usual JSON, else as any Zeek log."""
        if header == SIMPLE:
            return f.from_json(line, SCHEMA, {"columnNameOfCorruptRecord": "_wrong"})
        return super().record(line, header)

    def reason(self, line: Column, record: Column, header: str | None) -> Column:
        """As any Zeek log; the struct's own corrupt-record column tells wrong types."""
        if header != SIMPLE:
            return super().reason(line, record, header)
        wrong = f.when(record.isNull() | record["_wrong"].isNotNull(), f.lit("not a JSON object, or a field of a wrong type"))
        wrong = wrong.when(~record.getField("id.orig_h").rlike("^[0-9A-Fa-f:.%]{2,45}$"), f.lit("id.orig_h is no valid address"))
        wrong = wrong.when(~record.getField("id.resp_h").rlike("^[0-9A-Fa-f:.%]{2,45}$"), f.lit("id.resp_h is no valid address"))
        for name in ("id.orig_p", "id.resp_p"):
            wrong = wrong.when(~record.getField(name).between(0, 65535), f.lit(f"{name} is no valid port"))
        for name in ("orig_bytes", "resp_bytes", "orig_pkts", "resp_pkts"):
            wrong = wrong.when(record.getField(name) < 0, f.lit(f"{name} is no valid count"))
        return wrong

    def columns(self, record: Column, header: str | None, clock: Clock) -> dict[str, Column]:
        """Every Event column a connection gives."""
        if header != SIMPLE:
            return super().columns(record, header, clock)
        seconds = record["ts"]
        time = f.when(seconds.between(0.0, LATEST), f.timestamp_micros(f.round(seconds * 1_000_000).cast("long")))
        taken = {column: record.getField(spec.field) for column, spec in {**self.ends, **self.fields}.items()}
        return {"event_time": time, **taken, **{column: f.lit(value) for column, value in self.constants.items()}}
