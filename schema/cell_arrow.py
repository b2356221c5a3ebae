"""Arrow schemas of the cells, and how cells of several batches merge."""

import types
from dataclasses import fields
from datetime import datetime
from typing import Any, Union, get_args, get_origin, get_type_hints

import polars as pl
import pyarrow as pa

from schema.cells import CELLS, Cell

TYPES: dict[Any, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    datetime: pa.timestamp("us", tz="UTC"),
}
LEAST = {"sample", "first_time", "least_address", "values_least"}
GREATEST = {"last_time", "duration", "greatest_address", "values_greatest", "longest_path"}
SUMS = {
    "records", "failed", "source_bytes", "destination_bytes", "source_packets", "destination_packets", "request_bytes",
    "response_bytes", "paths", "values", "values_sum",
}  # fmt: skip
FLOW_PROTOCOL = "protocol"  # of a flow cell is a value, not a key: connections are recognised late


def cell_schema(kind: str) -> pa.Schema:
    """The Arrow schema of one kind of cell."""
    hints = get_type_hints(CELLS[kind])
    return pa.schema([pa.field(field.name, TYPES[_base(hints[field.name])]) for field in fields(CELLS[kind])])


def merge(kind: str, cells: pl.DataFrame) -> pl.DataFrame:
    """Cells of all batches merged to one a key: counts add, times take min and max; the order of rows never matters."""
    greatest = GREATEST | ({FLOW_PROTOCOL} if kind == "flows" else set())
    names = [name for name in cell_schema(kind).names if name != "batch"]
    keys = [name for name in names if name not in LEAST | greatest | SUMS]
    values = [
        pl.col(name).min() if name in LEAST else pl.col(name).max() if name in greatest else pl.col(name).sum()
        for name in names
        if name not in keys
    ]
    # most keys occur once: only those that occur again are worth a group-by
    again = pl.struct(keys).hash(seed=5).is_duplicated()
    marked = cells.select(*names, again.alias("_again"))
    once = marked.filter(~pl.col("_again")).select(names)
    merged = marked.filter(pl.col("_again")).group_by(keys).agg(values).select(names)
    return pl.concat([once, merged.cast(dict(once.schema))])  # type: ignore[arg-type]


def common() -> list[str]:
    """Columns every cell has."""
    return [field.name for field in fields(Cell)]


def _base(hint: Any) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        return next(part for part in get_args(hint) if part is not type(None))
    return hint
