"""Asset: a host or controller with a role and an importance."""

from dataclasses import dataclass
from typing import Annotated

from schema.ecs import Ecs


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One asset; its identity is (zone, ip)."""

    zone: Annotated[str, Ecs("jianmen.zone")]
    ip: Annotated[str, Ecs("host.ip", "ip")]
    name: Annotated[str, Ecs("host.name")] = ""
    role: Annotated[str, Ecs("jianmen.role")] = "other"
    importance: Annotated[int, Ecs("jianmen.importance", "long", "1 least … 5 most")] = 3
    organisation: Annotated[str | None, Ecs("organization.id")] = None
    vendor: Annotated[str | None, Ecs("device.manufacturer")] = None
    product: Annotated[str | None, Ecs("device.model.name")] = None
    version: Annotated[str | None, Ecs("device.model.version")] = None
