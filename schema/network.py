"""Network: which organisation an address range of a zone belongs to."""

from dataclasses import dataclass
from typing import Annotated

from schema.ecs import Ecs


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """One CIDR of one zone; prefecture and sector default to the organisation's."""

    zone: Annotated[str, Ecs("jianmen.zone")]
    cidr: Annotated[str, Ecs("network.cidr")]
    organisation: Annotated[str, Ecs("organization.id")]
    prefecture: Annotated[str | None, Ecs("jianmen.prefecture")] = None
    sector: Annotated[str | None, Ecs("jianmen.sector")] = None
    name: Annotated[str, Ecs("network.name")] = ""
