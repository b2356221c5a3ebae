"""docs/fields.md, generated from the shapes: every column, its ECS name, types and meaning."""

from schema.alert import Alert
from schema.asset import Asset
from schema.dead_letter import DeadLetter
from schema.ecs import SCALARS, fields_of
from schema.event import Event
from schema.incident import Incident
from schema.ledger import LedgerEntry
from schema.network import Network
from schema.organisation import Organisation
from schema.sensor import Sensor
from schema.zone import Zone

SHAPES = (Event, Alert, Incident, LedgerEntry, DeadLetter, Organisation, Zone, Sensor, Network, Asset)
HEAD = """# Fields

Generated from schema/*.py by `python -m schema.generate`; do not edit. *Column* is the name in the lake, the store and
notebooks; *ECS name* the one in Elasticsearch and in `jianmen search`. Columns marked * always have a value.
"""


def field_docs() -> str:
    """The whole page."""
    parts = [HEAD]
    for shape in SHAPES:
        parts.append(
            f"\n## {shape.__name__}\n\n{(shape.__doc__ or '').strip()}\n\n| column | ECS name | type | Elasticsearch | meaning |\n|---|---|---|---|---|"
        )
        for field in fields_of(shape):
            star = "" if field.optional else " *"
            meaning = field.ecs.doc.replace("|", "\\|")
            parts.append(
                f"| {field.name}{star} | {field.ecs.name} | {SCALARS[field.base]} | {field.ecs.type} | {meaning} |"
            )
    return "\n".join(parts) + "\n"
