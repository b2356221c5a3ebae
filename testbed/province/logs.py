"""The simulated sensors' files: frames gathered per sensor and kind, written in the sensor's own format."""

import gzip
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import polars as pl

MARKS = ("_attack", "_step", "_technique")
ENDS = {"id.orig_h": "src", "id.resp_h": "dst"}
FIELDS = {
    "conn": (
        "ts", "uid", "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "proto", "service", "duration", "orig_bytes",
        "resp_bytes", "conn_state", "local_orig", "local_resp", "missed_bytes", "history", "orig_pkts", "orig_ip_bytes",
        "resp_pkts", "resp_ip_bytes", "tunnel_parents",
    ),
    "dns": ("ts", "uid", "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "proto", "query", "qtype_name", "rcode_name"),
    "http": (
        "ts", "uid", "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "method", "host", "uri", "user_agent",
        "request_body_len", "response_body_len", "status_code", "resp_mime_types",
    ),
    "ssl": (
        "ts", "uid", "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "version", "cipher", "server_name", "established",
        "ja3", "validation_status",
    ),
    "modbus": ("ts", "uid", "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "tid", "unit", "func", "pdu_type", "exception"),
}  # fmt: skip
NUMBERS = {
    "id.orig_p", "id.resp_p", "orig_bytes", "resp_bytes", "missed_bytes", "orig_pkts", "orig_ip_bytes", "resp_pkts",
    "resp_ip_bytes", "request_body_len", "response_body_len", "status_code", "tid", "unit",
}  # fmt: skip
TEXT = ("syslog", "access", "eve", "windows")
FILES = {"syslog": "syslog.log", "access": "access.log", "eve": "eve.json", "windows": "windows.json"}


class Logs:
    """Records of all sensors; marks (attack, step, technique) go to the truth and never into a log."""

    def __init__(self) -> None:
        self.frames: dict[tuple[str, str], list[pl.DataFrame]] = defaultdict(list)

    def add(self, sensor: str, kind: str, columns: dict[str, Any], mark: tuple[str, int, str] | None = None) -> None:
        """Add records given as columns; `ts` in epoch seconds. Text kinds give `line` instead of fields."""
        frame = pl.DataFrame(columns)
        marks = mark or (None, None, None)
        kinds = (pl.String, pl.Int64, pl.String)
        frame = frame.with_columns(
            pl.col("ts").cast(pl.Float64),
            *[pl.lit(value, dtype=dtype).alias(name) for name, value, dtype in zip(MARKS, marks, kinds, strict=True)],
        )
        self.frames[(sensor, kind)].append(frame)

    def write(self, folder: Path, dark: list[tuple[str, float, float]]) -> pl.DataFrame:
        """Write all files, leaving out what dark sensors missed; the truth: one row an attack record."""
        truth = []
        for order, ((sensor, kind), frames) in enumerate(sorted(self.frames.items())):
            whole = pl.concat(frames, how="diagonal_relaxed").sort("ts", maintain_order=True)
            for name, start, end in dark:
                if name == sensor:
                    whole = whole.filter(~pl.col("ts").is_between(start, end, closed="left"))
            if len(whole):
                truth.append(self._file(folder / sensor, sensor, kind, whole, order))
        return pl.concat(truth)

    def _file(self, folder: Path, sensor: str, kind: str, records: pl.DataFrame, order: int) -> pl.DataFrame:
        folder.mkdir(parents=True, exist_ok=True)
        if kind in TEXT:
            path, header, body = folder / FILES[kind], "", "\n".join(records["line"]) + "\n"
        else:
            shaped = _shaped(kind, records, sensor)
            if kind != "modbus" and int(sensor.split("org")[1][:2]) % 2 == 0:
                path, header, body = folder / f"{kind}.log", "", _json(shaped)
            else:
                path, (header, body) = folder / f"{kind}.log", _tsv(kind, shaped)
        data = (header + body).encode()
        if order % 7 == 3:
            path = path.with_name(path.name + ".gz")
            with (
                path.open("wb") as raw,
                gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="", compresslevel=3) as packed,
            ):
                packed.write(data)
        else:
            path.write_bytes(data)
        first = header.count("\n") + 1
        ends = [name for name in ENDS if name in records.columns]
        return (
            records.with_row_index("line_number", offset=first)
            .filter(pl.col("_attack").is_not_null())
            .select(
                pl.lit(sensor).alias("sensor"),
                pl.lit(path.name).alias("file"),
                pl.col("line_number").cast(pl.Int64),
                *[pl.col(name).alias(name[1:]) for name in MARKS],
                pl.col("ts").alias("time"),
                *[pl.col(name).alias(ENDS[name]) for name in ends],
            )
            .pipe(_with_ends)
        )


def _with_ends(frame: pl.DataFrame) -> pl.DataFrame:
    for name in ENDS.values():
        if name not in frame.columns:
            frame = frame.with_columns(pl.lit(None, dtype=pl.String).alias(name))
    return frame.select("sensor", "file", "line_number", "attack", "step", "technique", "time", *ENDS.values())


def _shaped(kind: str, records: pl.DataFrame, salt: str) -> pl.DataFrame:
    """All fields of the log, in order; counts, uid and packets filled in where the maker left them out."""
    defaults: dict[str, pl.Expr] = {
        # the logs of one connection share time and client port, and so their uid
        "uid": pl.lit("C")
        + pl.concat_str(pl.lit(salt), pl.col("ts").round(3).cast(pl.String), "id.orig_h", "id.orig_p")
        .hash(7)
        .cast(pl.String)
        .str.slice(0, 17),
        "duration": pl.lit(0.1),
        "orig_bytes": pl.lit(0),
        "resp_bytes": pl.lit(0),
        "missed_bytes": pl.lit(0),
        "local_orig": pl.lit(True),
        "local_resp": pl.col("id.resp_h").str.starts_with("192.168."),
        "history": _history(records),
        "orig_pkts": pl.col("orig_bytes") // 900 + 1 if "orig_bytes" in records.columns else pl.lit(1),
        "resp_pkts": (
            pl.when(pl.col("conn_state").is_in(["S0"])).then(0).otherwise(pl.col("resp_bytes") // 1300 + 1)
            if {"conn_state", "resp_bytes"} <= set(records.columns)
            else pl.lit(1)
        ),
        "orig_ip_bytes": pl.col("orig_bytes") + 80 if "orig_bytes" in records.columns else pl.lit(80),
        "resp_ip_bytes": pl.col("resp_bytes") + 80 if "resp_bytes" in records.columns else pl.lit(80),
    }
    made = records.with_columns(
        [
            (pl.col(name).fill_null(default) if name in records.columns else default).alias(name)
            for name, default in defaults.items()
            if name in FIELDS[kind]
        ]
    )
    missing = [pl.lit(None, dtype=pl.String).alias(name) for name in FIELDS[kind] if name not in made.columns]
    numbers = [pl.col(name).cast(pl.Int64) for name in FIELDS[kind] if name in NUMBERS]
    return made.with_columns(missing).with_columns(numbers).select(FIELDS[kind]).with_columns(pl.col("ts").round(6))


HISTORIES = {"S0": "S", "REJ": "Sr", "SF": "ShADadFf", "S1": "ShADad", "RSTO": "ShADadR"}


def _history(records: pl.DataFrame) -> pl.Expr:
    """Zeek's history of a connection in that state."""
    if "conn_state" not in records.columns:
        return pl.lit(None, dtype=pl.String)
    tcp = pl.col("conn_state").replace_strict(HISTORIES, default="ShADad")
    return pl.when(pl.col("proto") == "udp").then(pl.lit("Dd")).otherwise(tcp)


def _tsv(kind: str, records: pl.DataFrame) -> tuple[str, str]:
    header = (
        "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\t"
        + kind
        + "\n#fields\t"
        + "\t".join(records.columns)
        + "\n"
    )
    flags = [
        pl.when(pl.col(name)).then(pl.lit("T")).otherwise(pl.lit("F")).alias(name)
        for name, dtype in records.schema.items()
        if dtype == pl.Boolean
    ]
    body = records.with_columns(pl.col("ts").cast(pl.Decimal(20, 6)).cast(pl.String), *flags).write_csv(
        include_header=False, separator="\t", null_value="-", quote_style="never"
    )
    return header, body


def _json(records: pl.DataFrame) -> str:
    return records.write_ndjson()


def eve_line(stamp: str, **fields: Any) -> str:
    """One Suricata EVE record."""
    return json.dumps({"timestamp": stamp, **fields}, separators=(",", ":"))
