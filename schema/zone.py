"""Zone: an address space; 10.0.0.5 of one zone is not 10.0.0.5 of another."""

from dataclasses import dataclass
from typing import Annotated

from schema.ecs import Ecs


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """One address space of one organisation."""

    id: Annotated[str, Ecs("jianmen.zone")]
    organisation: Annotated[str, Ecs("organization.id")]
    name: Annotated[str, Ecs("jianmen.zone_name")] = ""
    kind: Annotated[str, Ecs("jianmen.zone_kind", doc="it, ot or dmz")] = "it"
