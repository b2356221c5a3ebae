"""One address every eight minutes for a day and a half: below what an hour shows."""

import numpy as np

from testbed.province.attack import Attack, Truth
from testbed.province.logs import Logs
from testbed.province.moves.choice import a_moment, a_workstation
from testbed.province.moves.discovery import scan
from testbed.province.organisations import Simulated


class SlowScan(Attack):
    """One address every eight minutes for a day and a half: below what an hour shows."""

    def inject(self, logs: Logs, item: Simulated, truth: Truth, rng: np.random.Generator, start: float) -> None:
        """Add the records, step by step."""
        host = a_workstation(rng)
        truth.entry, truth.target = f"{item.it}|{host}", f"{item.it}|192.168.1.0"
        scan(logs, item.sensor, item.it, truth, rng, a_moment(rng, start, 2.2, 4), host, "192.168.1", 445, gap=480)
