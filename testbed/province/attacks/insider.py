"""An employee's machine uploads at night, after a look around."""

import numpy as np

from testbed.province.attack import Attack, Truth
from testbed.province.logs import Logs
from testbed.province.moves.channels import leak
from testbed.province.moves.choice import a_workstation
from testbed.province.moves.discovery import scan
from testbed.province.organisations import FILE_SERVER, Simulated


class Insider(Attack):
    """An employee's machine uploads at night, after a look around."""

    def inject(self, logs: Logs, item: Simulated, truth: Truth, rng: np.random.Generator, start: float) -> None:
        """Add the records, step by step."""
        host, server = a_workstation(rng), f"203.0.113.{rng.integers(130, 250)}"
        begin = start + float(rng.integers(3, 5)) * 86400 + 1.5 * 3600
        truth.entry, truth.target = f"{item.it}|{host}", f"{item.it}|{FILE_SERVER}"
        end = scan(logs, item.sensor, item.it, truth, rng, begin, host, "192.168.1", 3389)
        leak(logs, item, truth, rng, end + 900, host, server, 9.0)
