"""Each field of a shape carries its Elastic Common Schema name and Elasticsearch type."""

import types
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints


@dataclass(frozen=True, slots=True)
class Ecs:
    """Where a field lives in Elasticsearch: dotted name, mapping type, and what it means."""

    name: str
    type: str = "keyword"
    doc: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a shape, seen from all sides."""

    name: str
    base: Any  # str, int, float, bool, datetime, list[str] or dict[str, str]
    optional: bool
    ecs: Ecs


def fields_of(shape: type) -> Iterator[Field]:
    """Every field of a shape dataclass, in order; TypeError for a field without `Ecs`."""
    hints = get_type_hints(shape, include_extras=True)
    for field in fields(shape):
        hint = hints[field.name]
        if get_origin(hint) is not Annotated:
            raise TypeError(f"{shape.__name__}.{field.name} carries no Ecs annotation")
        inner, ecs = get_args(hint)[:2]
        parts = get_args(inner) if get_origin(inner) in (Union, types.UnionType) else (inner,)
        bases = [part for part in parts if part is not type(None)]
        yield Field(field.name, bases[0], type(None) in parts, ecs)


def ecs_names(shape: type) -> dict[str, str]:
    """Column name → ECS name."""
    return {field.name: field.ecs.name for field in fields_of(shape)}


def columns_of(shape: type) -> dict[str, str]:
    """ECS name → column name."""
    return {field.ecs.name: field.name for field in fields_of(shape)}


SCALARS: dict[Any, str] = {
    str: "string",
    int: "int64",
    float: "float64",
    bool: "bool",
    datetime: "timestamp",
    list[str]: "list<string>",
    list[float]: "list<float64>",
    dict[str, str]: "map<string,string>",
    dict[str, float]: "map<string,float64>",
}
