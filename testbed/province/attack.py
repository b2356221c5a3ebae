"""Attack: a multi-step intrusion injected into the simulated week, with its truth."""

from abc import ABC, abstractmethod
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar

import numpy as np

from testbed.province.logs import Logs
from testbed.province.organisations import Simulated


@dataclass(slots=True)
class Truth:
    """What really happened: steps in order, crossings between addresses, entry and target."""

    attack: str
    kind: str
    organisation: str
    steps: list[dict[str, Any]] = field(default_factory=list)
    crossings: list[dict[str, Any]] = field(default_factory=list)
    entry: str = ""
    target: str = ""

    def step(
        self,
        technique: str,
        zone: str,
        source: str,
        targets: list[str],
        begin: float,
        end: float,
        expected: bool = True,
    ) -> tuple[str, int, str]:
        """Note a step; the mark for its records. `expected`: whether a starter detector ought to see it."""
        number = len(self.steps) + 1
        self.steps.append(
            {
                "step": number, "technique": technique, "zone": zone, "source": source, "targets": targets,
                "begin": begin, "end": end, "expected": expected,
            }
        )  # fmt: skip
        return self.attack, number, technique

    def cross(self, zone_a: str, address_a: str, zone_b: str, address_b: str, kind: str) -> None:
        """Note that from here on the intruder goes on under another address (NAT, jump host)."""
        self.crossings.append(
            {
                "from": f"{zone_a}|{address_a}",
                "to": f"{zone_b}|{address_b}",
                "kind": kind,
                "after_step": len(self.steps),
            }
        )

    def told(self) -> dict[str, Any]:
        """All of it, as truth/attacks.json holds it; edges and techniques follow from the steps."""
        edges = [
            {
                "from": f"{step['zone']}|{step['source']}",
                "to": f"{step['zone']}|{target}",
                "step": step["step"],
                "technique": step["technique"],
            }
            for step in self.steps
            for target in step["targets"]
        ]
        return asdict(self) | {
            "edges": edges,
            "techniques": list(dict.fromkeys(step["technique"] for step in self.steps)),
        }


class Attack(ABC):
    """One shape of intrusion, a file each; `inject` adds its records and tells the truth."""

    needs_plant: ClassVar[bool] = False

    @abstractmethod
    def inject(self, logs: Logs, item: Simulated, truth: Truth, rng: np.random.Generator, start: float) -> None:
        """Add the attack's records to the organisation's sensors."""
