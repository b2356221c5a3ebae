"""Spark schemas generated from the shapes."""

from datetime import datetime
from typing import Any

from pyspark.sql import types as t

from schema.ecs import fields_of

TYPES: dict[Any, t.DataType] = {
    str: t.StringType(),
    int: t.LongType(),
    float: t.DoubleType(),
    bool: t.BooleanType(),
    datetime: t.TimestampType(),
    list[str]: t.ArrayType(t.StringType()),
    list[float]: t.ArrayType(t.DoubleType()),
    dict[str, str]: t.MapType(t.StringType(), t.StringType()),
    dict[str, float]: t.MapType(t.StringType(), t.DoubleType()),
}


def spark_schema(shape: type) -> t.StructType:
    """The Spark StructType of a shape; every column nullable."""
    return t.StructType([t.StructField(field.name, TYPES[field.base]) for field in fields_of(shape)])


def spark_type(shape: type, column: str) -> t.DataType:
    """The Spark type of one column of a shape; KeyError when it has none of that name."""
    return {field.name: TYPES[field.base] for field in fields_of(shape)}[column]
