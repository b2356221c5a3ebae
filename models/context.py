"""What a detector may know beside its cells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl


@dataclass(frozen=True, slots=True)
class Context:
    """Facts handed in, never looked up: time, thresholds, inventory frames, saved models.

    `now`: the data's clock in `run`, the wall clock in `stream`.
    `rules`: the detection rule file (schema/rules/detection.yaml) as a mapping; `rules[detector]` holds its thresholds.
    `networks`: zone, cidr, organisation, prefecture, sector. `assets`: zone, ip, name, role, importance, …
    `models`: folder of saved models, or None.
    """

    now: datetime
    rules: Mapping[str, Any]
    networks: pl.DataFrame = field(default_factory=pl.DataFrame)
    assets: pl.DataFrame = field(default_factory=pl.DataFrame)
    models: Path | None = None

    def thresholds(self, detector: str) -> Mapping[str, Any]:
        """The thresholds of one detector; an empty mapping when the rule file names none."""
        found: Mapping[str, Any] = self.rules.get(detector, {})
        return found
