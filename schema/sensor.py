"""Sensor: what sees a zone for us."""

from dataclasses import dataclass
from typing import Annotated

from schema.ecs import Ecs


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensor:
    """One sensor; `timezone` is how it writes local times, `datasets` what it is expected to send."""

    id: Annotated[str, Ecs("observer.name")]
    organisation: Annotated[str, Ecs("organization.id")]
    zone: Annotated[str, Ecs("jianmen.zone")]
    timezone: Annotated[str, Ecs("observer.timezone")] = "Asia/Shanghai"
    datasets: Annotated[list[str] | None, Ecs("event.dataset")] = None
    name: Annotated[str, Ecs("observer.product")] = ""
