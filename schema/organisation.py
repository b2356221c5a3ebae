"""Organisation: an operator or authority under watch."""

from dataclasses import dataclass
from typing import Annotated

from schema.ecs import Ecs


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """One organisation; `operator_kind` decides which reporting clock runs for it."""

    id: Annotated[str, Ecs("organization.id")]
    name_zh: Annotated[str, Ecs("organization.name")]
    name_en: Annotated[str, Ecs("jianmen.organization.name_en")]
    prefecture: Annotated[str, Ecs("jianmen.prefecture")]
    county: Annotated[str | None, Ecs("jianmen.county")] = None
    sector: Annotated[str | None, Ecs("jianmen.sector")] = None
    importance: Annotated[int, Ecs("jianmen.importance", "long", "1 least … 5 most")] = 3
    operator_kind: Annotated[str, Ecs("jianmen.operator_kind", doc="cii, government or other")] = "other"
