"""ZeekSource: any Zeek log, TSV (`#fields` in any order) or JSON, as Spark expressions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from pyspark.sql import Column
from pyspark.sql import functions as f

from streaming.source import Clock, Head, Source

UNSET = ("-", "(empty)")
LATEST = 253_402_300_799.0  # 9999-12-31
NUMBERS = {"long", "double", "port", "count", "time", "interval"}
ADDRESS = "^[0-9A-Fa-f:.%]{2,45}$"


@dataclass(frozen=True, slots=True)
class From:
    """Which raw field an Event column comes from (the first one that is there), and of what kind it is.

    kinds: string, address, port, count (no less than 0), long, double, time, interval, bool, list, lower, outcome.
    """

    field: str
    kind: str = "string"
    others: tuple[str, ...] = ()


class ZeekSource(Source):
    """One Zeek log: `path`, and where each Event column comes from; all other fields go to `labels`."""

    family = "zeek"
    path: ClassVar[str]
    fields: ClassVar[Mapping[str, From]]
    constants: ClassVar[Mapping[str, str]] = {}
    needs: ClassVar[tuple[str, ...]] = ()  # keys whose presence marks a JSON record of this log when `_path` is absent
    default_header: ClassVar[str] = ""  # Zeek's own column order, for TSV that lost its header
    ends: ClassVar[Mapping[str, From]] = {
        "session_id": From("uid"),
        "source_ip": From("id.orig_h", "address"),
        "source_port": From("id.orig_p", "port"),
        "destination_ip": From("id.resp_h", "address"),
        "destination_port": From("id.resp_p", "port"),
    }
    keep_labels: ClassVar[bool] = True

    def sniff(self, head: Head) -> str | None:
        """By `#path`, by `_path`, by the keys of a JSON record; by the file's name only for a headless TSV."""
        if head.header is not None:
            return self.dataset if zeek_path(head) == self.path else None
        if head.keys:
            stated = head.record.get("_path")
            if stated is not None:
                return self.dataset if stated == self.path else None
            return self.dataset if self.needs and set(self.needs) <= head.keys and "ts" in head.keys else None
        if self.default_header and "\t" in head.first and head.name.split(".")[0] == self.path:
            return self.dataset
        return None

    def header(self, head: Head) -> str | None:
        """The `#fields` line; for JSON how its times and ids are written."""
        if not head.keys:
            return head.header or ""
        nested = " nested" if isinstance(head.record.get("id"), dict) else ""
        return "#json" + (" iso" if isinstance(head.record.get("ts"), str) else "") + nested

    def comment(self, head: Head) -> str | None:
        """TSV logs mark their header lines with `#`."""
        return None if head.keys else "#"

    def is_header(self, line: Column, header: str | None) -> Column:
        """A TSV log's lines that begin with `#`."""
        return f.lit(False) if is_json(header) else line.startswith("#")

    def record(self, line: Column, header: str | None) -> Column:
        """An array of fields (TSV) or a map of field to text (JSON, nested `id` and other objects flattened)."""
        if not is_json(header):
            return f.split(line, "\t", -1)
        return f.from_json(line, "map<string,string>")

    def reason(self, line: Column, record: Column, header: str | None) -> Column:
        """Not JSON, a wrong number of fields, or a field that is not what it should be."""
        if is_json(header):
            wrong = f.when(record.isNull() | ~line.startswith("{"), f.lit("not a JSON object"))
        elif not header and not self.default_header:
            return f.lit("no #fields header: put the log's header lines back in front")
        else:
            expected = len(names_of(header or self.default_header))
            text = f.format_string(f"%d fields where the header names {expected}", f.size(record))
            trailing = (f.size(record) == expected + 1) & (f.get(record, f.lit(expected)) == "")  # a tab at the line's end
            wrong = f.when((f.size(record) != expected) & ~trailing, text)
        for column, spec in {**self.ends, **self.fields}.items():
            if spec.kind in NUMBERS | {"address"} and column != "event_time":
                raw = self.raw(record, header, spec)
                if raw is not None:
                    wrong = wrong.when(_is_wrong(raw, spec.kind), f.lit(f"{spec.field} is no valid {spec.kind}"))
        return wrong

    def columns(self, record: Column, header: str | None, clock: Clock) -> dict[str, Column]:
        """Every Event column this log gives."""
        found = {"event_time": self.time(record, header)}
        for column, spec in {**self.ends, **self.fields}.items():
            raw = self.raw(record, header, spec)
            if raw is not None:
                found[column] = typed(raw, spec.kind)
        found |= {column: f.lit(value) for column, value in self.constants.items()}
        labels = self.labels(record, header)
        if labels is not None:
            found["labels"] = labels
        return found

    def raw(self, record: Column, header: str | None, spec: From) -> Column | None:
        """A raw field as text, null when unset or absent; None when the header does not name it."""
        names = (spec.field, *spec.others)
        if is_json(header):
            values = [_json_value(record, name, header) for name in names]
        else:
            order = names_of(header or self.default_header)
            values = [_tsv_value(record, order.index(name)) for name in names if name in order]
        if not values:
            return None
        return f.coalesce(*values) if len(values) > 1 else values[0]

    def time(self, record: Column, header: str | None) -> Column:
        """`ts`: epoch seconds or ISO 8601; null when absurd."""
        raw = self.raw(record, header, From("ts"))
        if raw is None:
            return f.lit(None).cast("timestamp")
        return timestamp(raw)

    def labels(self, record: Column, header: str | None) -> Column | None:
        """The fields no Event column takes, by their own names."""
        if not self.keep_labels:
            return None
        taken = {"ts", "id", "_path"} | {
            name for spec in [*self.ends.values(), *self.fields.values()] for name in (spec.field, *spec.others)
        }
        if is_json(header):
            rest = f.map_filter(record, lambda key, value: ~key.isin(*sorted(taken)) & value.isNotNull())
        else:
            order = names_of(header or self.default_header)
            left = [(at, name) for at, name in enumerate(order) if name not in taken]
            if not left:
                return None
            pairs = [item for at, name in left for item in (f.lit(name), _tsv_value(record, at))]
            rest = f.map_filter(f.create_map(*pairs), lambda key, value: value.isNotNull())
        return f.when(f.size(rest) > 0, rest)


def zeek_path(head: Head) -> str:
    """The log's name by its `#path` line, else by the file's name."""
    for line in head.text.splitlines()[:20]:
        if line.startswith("#path"):
            return line.split("\t", 1)[-1].strip() if "\t" in line else line.split()[-1]
    return head.name.split(".")[0]


def is_json(header: str | None) -> bool:
    """Whether the envelope's header marks JSON records."""
    return bool(header) and str(header).startswith("#json")


def names_of(header: str) -> list[str]:
    """The column names of a `#fields` line."""
    return header.rstrip("\r\n").split("\t")[1:]


def timestamp(raw: Column) -> Column:
    """Epoch seconds or ISO 8601 text → timestamp, null when absurd."""
    seconds = raw.cast("double")
    epoch = f.when(seconds.between(0.0, LATEST), f.timestamp_micros(f.round(seconds * 1_000_000).cast("long")))
    iso = f.when(raw.contains("-") & raw.contains("T"), f.try_to_timestamp(raw))
    return f.coalesce(epoch, f.when(iso.between(f.lit("1970-01-01").cast("timestamp"), f.lit("9999-12-31").cast("timestamp")), iso))


def typed(raw: Column, kind: str) -> Column:
    """Text → the Spark value of a kind."""
    if kind in {"port", "count", "long"}:
        return raw.cast("long")
    if kind in {"double", "interval"}:
        return raw.cast("double")
    if kind == "time":
        return timestamp(raw)
    if kind == "bool":
        return f.when(raw.isin("T", "true"), f.lit(True)).when(raw.isin("F", "false"), f.lit(False))
    if kind == "list":
        return f.split(f.regexp_replace(raw, r'^\[|\]$|"', ""), ",\\s*")
    if kind == "outcome":
        return f.when(raw.isin("T", "true"), f.lit("success")).when(raw.isin("F", "false"), f.lit("failure"))
    if kind == "lower":
        return f.lower(raw)
    return raw


def _is_wrong(raw: Column, kind: str) -> Column:
    if kind == "address":
        return raw.isNotNull() & ~raw.rlike(ADDRESS)
    if kind == "port":
        value = raw.cast("long")
        return raw.isNotNull() & (value.isNull() | ~value.between(0, 65535))
    if kind == "count":
        value = raw.cast("long")
        return raw.isNotNull() & (value.isNull() | (value < 0))
    if kind == "time":
        return raw.isNotNull() & raw.cast("double").isNull() & timestamp(raw).isNull()
    return raw.isNotNull() & raw.cast("double").isNull()


def _json_value(record: Column, name: str, header: str | None) -> Column:
    if name.startswith("id.") and "nested" in str(header):
        return f.get_json_object(record["id"], "$." + name[3:])
    return record[name]


def _tsv_value(record: Column, at: int) -> Column:
    value = f.get(record, f.lit(at))
    return f.when(~value.isin(*UNSET), value)
