"""Elasticsearch mappings generated from the shapes; dots of ECS names become nested properties."""

from typing import Any

from schema.alert import Alert
from schema.dead_letter import DeadLetter
from schema.ecs import fields_of
from schema.event import Event
from schema.incident import Incident
from schema.ledger import LedgerEntry

SHAPES: dict[str, type] = {
    "events": Event,
    "alerts": Alert,
    "incidents": Incident,
    "ledger": LedgerEntry,
    "deadletters": DeadLetter,
}  # kind, as `jianmen search` names it → shape
LONGEST_KEYWORD = 8191  # characters of three bytes each that still fit into Lucene's longest term of 32766 bytes


def mapping(shape: type) -> dict[str, Any]:
    """The mapping of a shape; fields it does not know are kept in the document but not indexed.

    >>> mapping(Alert)["properties"]["kibana"]["properties"]["alert"]["properties"]["severity"]
    {'type': 'keyword', 'ignore_above': 8191}
    """
    properties: dict[str, Any] = {}
    for field in fields_of(shape):
        *parents, leaf = field.ecs.name.split(".")
        place = properties
        for parent in parents:
            place = place.setdefault(parent, {"properties": {}})["properties"]
        if leaf in place:
            raise ValueError(
                f"{shape.__name__}.{field.name}: {field.ecs.name} is taken or is the parent of another field"
            )
        place[leaf] = _leaf(field.ecs.type)
    return {"dynamic": False, "properties": properties}


def _leaf(kind: str) -> dict[str, Any]:
    if kind == "keyword":
        return {"type": kind, "ignore_above": LONGEST_KEYWORD}
    if kind == "ip":
        return {"type": kind, "ignore_malformed": True}  # a sensor's host name in an address field loses no document
    return {"type": kind}
