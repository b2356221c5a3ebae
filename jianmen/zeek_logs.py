"""Zeek logs of a folder as Polars frames, without Spark: for evaluations, where every field counts and data is small."""

import gzip
from collections import defaultdict
from pathlib import Path
from typing import Any

import orjson
import polars as pl

from jianmen.errors import UserError
from jianmen.language import say

UNSET = ["-", "(empty)"]


def read_folder(folder: Path, wanted: frozenset[str]) -> dict[str, pl.DataFrame]:
    """Log name → its records as text columns, from TSV or JSON, plain or gzip, whole or cut into hours."""
    if not folder.exists():
        raise UserError(say(f"没有这个目录:{folder}", f"no such folder: {folder}"))
    files = [folder] if folder.is_file() else sorted(path for path in folder.rglob("*") if path.is_file())
    parts: defaultdict[str, list[pl.DataFrame]] = defaultdict(list)
    for path in files:
        if path.name.split(".")[0].removeprefix("open_") not in wanted:
            continue
        name, frame = read_log(path)
        if name in wanted and len(frame):
            parts[name].append(frame)
    return {name: pl.concat(frames, how="diagonal") for name, frames in parts.items()}


def read_log(path: Path) -> tuple[str, pl.DataFrame]:
    """The log's name (`#path`, `_path`, else by file name) and its records; lines that do not parse are left out."""
    data = path.read_bytes()
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    named = path.name.split(".")[0].removeprefix("open_")
    if data.lstrip()[:1] == b"{":
        return named, _json(data)
    fields: list[str] = []
    rows: list[list[str]] = []
    for line in data.decode("utf-8", "replace").splitlines():
        if line.startswith("#fields"):
            fields = line.split("\t")[1:]
        elif line.startswith("#path"):
            named = line.split("\t", 1)[-1].strip()
        elif line and not line.startswith("#") and fields:
            row = line.split("\t")
            if len(row) >= len(fields):
                rows.append(row[: len(fields)])
    if not fields:
        return named, pl.DataFrame()
    frame = pl.DataFrame(rows, schema=dict.fromkeys(fields, pl.String), orient="row")
    return named, frame.with_columns(pl.when(~pl.all().is_in(UNSET)).then(pl.all()))


def _json(data: bytes) -> pl.DataFrame:
    rows: list[dict[str, str | None]] = []
    for line in data.splitlines():
        try:
            found = orjson.loads(line)
        except orjson.JSONDecodeError:
            continue
        if isinstance(found, dict):
            nested = found.pop("id", None)
            if isinstance(nested, dict):
                found |= {f"id.{name}": value for name, value in nested.items()}
            rows.append({name: _text(value) for name, value in found.items()})
    names = sorted({name for row in rows for name in row})
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String)) if rows else pl.DataFrame()


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, list):
        return ",".join(str(item) for item in value)
    return str(value)


def text(frame: pl.DataFrame, name: str) -> pl.Expr:
    """A column as text, null where the log has none."""
    return (pl.col(name) if name in frame.columns else pl.lit(None, dtype=pl.String)).alias(name)


def number(frame: pl.DataFrame, name: str) -> pl.Expr:
    """A column as a number, null where it is none."""
    return text(frame, name).cast(pl.Float64, strict=False)


def seconds(frame: pl.DataFrame) -> pl.Expr:
    """`ts` as epoch seconds, from a number or ISO 8601."""
    raw = text(frame, "ts")
    iso = raw.str.to_datetime(time_zone="UTC", strict=False, format="%+").dt.epoch("us") / 1e6
    return pl.coalesce(raw.cast(pl.Float64, strict=False), iso).alias("time")
