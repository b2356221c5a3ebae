"""Arrow (and so Delta and Polars) schemas generated from the shapes."""

from datetime import datetime
from typing import Any

import pyarrow as pa

from schema.ecs import fields_of

TYPES: dict[Any, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    datetime: pa.timestamp("us", tz="UTC"),
    list[str]: pa.list_(pa.string()),
    list[float]: pa.list_(pa.float64()),
    dict[str, str]: pa.map_(pa.string(), pa.string()),
    dict[str, float]: pa.map_(pa.string(), pa.float64()),
}


def arrow_schema(shape: type) -> pa.Schema:
    """The Arrow schema of a shape; every column nullable, times UTC microseconds."""
    return pa.schema([pa.field(field.name, TYPES[field.base]) for field in fields_of(shape)])
