"""binetflow: Argus bidirectional flows as CSV or TSV, columns in any order, some of them missing."""

from pyspark.sql import Column
from pyspark.sql import functions as f

from streaming.source import Clock, Head, Source
from streaming.zeek import ADDRESS

NUMBERS = ("Dur", "TotPkts", "SrcPkts", "TotBytes", "SrcBytes")


class Binetflow(Source):
    """One bidirectional flow a line; the header line names the columns."""

    dataset = "binetflow"
    family = "flows"
    cells = ("flows",)

    def sniff(self, head: Head) -> str | None:
        """The first line names StartTime, SrcAddr and DstAddr."""
        return self.dataset if {"StartTime", "SrcAddr", "DstAddr"} <= set(_split(head.first)) else None

    def header(self, head: Head) -> str | None:
        """The line of column names."""
        return head.first.rstrip("\r")

    def comment(self, head: Head) -> str | None:
        """Only a line equal to the header is one."""
        return None

    def is_header(self, line: Column, header: str | None) -> Column:
        """The line of column names, wherever it stands."""
        return f.rtrim(line) == (header or "").rstrip()

    def record(self, line: Column, header: str | None) -> Column:
        """An array of fields."""
        return f.split(line, "\t" if "\t" in (header or "") else ",", -1)

    def reason(self, line: Column, record: Column, header: str | None) -> Column:
        """A wrong number of fields, an address or number that is none."""
        names = _split(header or "")
        wrong = f.when(f.size(record) < len(names), f.format_string(f"%d fields where the header names {len(names)}", f.size(record)))
        for name in ("SrcAddr", "DstAddr"):
            wrong = wrong.when(~_field(record, names, name).rlike(f"{ADDRESS}|^$"), f.lit(f"{name} is no valid address"))
        for name in NUMBERS:
            if name in names:
                raw = _field(record, names, name)
                value = raw.cast("double")
                wrong = wrong.when((f.length(raw) > 0) & (value.isNull() | (value < 0)), f.lit(f"{name} is no valid number"))
        return wrong

    def columns(self, record: Column, header: str | None, clock: Clock) -> dict[str, Column]:
        """Flow columns; what flowed back is the total less what the source sent."""
        names = _split(header or "")

        def text(name: str) -> Column:
            value = _field(record, names, name)
            return f.when(f.length(f.trim(value)) > 0, f.trim(value))

        def number(name: str) -> Column:
            return text(name).cast("long") if name in names else f.lit(None).cast("long")

        start = text("StartTime")
        times = [f.try_to_timestamp(start, f.lit(form)) for form in ("yyyy/MM/dd HH:mm:ss.SSSSSS", "yyyy-MM-dd HH:mm:ss.SSSSSS")]
        times += [f.try_to_timestamp(start), f.timestamp_micros(f.round(start.cast("double") * 1_000_000).cast("long"))]
        state = text("State")
        back = number("TotPkts") - number("SrcPkts")
        answered = f.when(back.isNotNull(), back > 0).otherwise(
            (state == "CON") | state.rlike("^[A-Z]*_[A-Z]+") | (state == "EST")
        )
        refused = state.rlike("_RA?$|^S_R|^REJ")
        return {
            "event_time": f.coalesce(*times),
            "category": f.lit("network"),
            "duration": text("Dur").cast("double"),
            "transport": f.lower(text("Proto")),
            "source_ip": text("SrcAddr"),
            "source_port": _port(text("Sport")),
            "destination_ip": text("DstAddr"),
            "destination_port": _port(text("Dport")),
            "source_bytes": number("SrcBytes"),
            "destination_bytes": f.greatest(number("TotBytes") - number("SrcBytes"), f.lit(0)),
            "source_packets": number("SrcPkts"),
            "destination_packets": f.greatest(back, f.lit(0)),
            "connection_state": f.when(refused, f.lit("REJ")).when(answered, f.lit("SF")).otherwise(f.lit("S0")),
            "connection_history": state,
            "message": text("Label") if "Label" in names else f.lit(None).cast("string"),
        }


def _split(line: str) -> list[str]:
    return [name.strip() for name in line.rstrip("\r").split("\t" if "\t" in line else ",")]


def _field(record: Column, names: list[str], name: str) -> Column:
    return f.get(record, f.lit(names.index(name))) if name in names else f.lit(None).cast("string")


def _port(raw: Column) -> Column:
    """Decimal or 0x… (ICMP types); others are no port."""
    value = f.when(raw.startswith("0x"), f.conv(f.substring(raw, 3, 8), 16, 10).cast("long")).otherwise(raw.cast("long"))
    return f.when(value.between(0, 65535), value)
