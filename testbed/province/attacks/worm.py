"""One infected machine scans, guesses its way into the file server, which scans and calls home."""

import numpy as np

from testbed.province.attack import Attack, Truth
from testbed.province.logs import Logs
from testbed.province.moves.channels import beacon
from testbed.province.moves.choice import a_moment, a_workstation
from testbed.province.moves.discovery import scan
from testbed.province.moves.logins import guess_passwords
from testbed.province.organisations import FILE_SERVER, Simulated


class Worm(Attack):
    """One infected machine scans, guesses its way into the file server, which scans and calls home."""

    def inject(self, logs: Logs, item: Simulated, truth: Truth, rng: np.random.Generator, start: float) -> None:
        """Add the records, step by step."""
        host, server = a_workstation(rng), f"203.0.113.{rng.integers(130, 250)}"
        begin = a_moment(rng, start, 3, 5)
        truth.entry, truth.target = f"{item.it}|{host}", f"{item.it}|{FILE_SERVER}"
        end = scan(logs, item.sensor, item.it, truth, rng, begin, host, "192.168.1", 445, gap=0.2)
        end = guess_passwords(logs, item, truth, rng, end + 300, host, FILE_SERVER, "files")
        end = scan(logs, item.sensor, item.it, truth, rng, end + 600, FILE_SERVER, "192.168.1", 22, gap=0.2)
        beacon(logs, item, truth, rng, end + 300, FILE_SERVER, server, 600, 0.2, 24)
