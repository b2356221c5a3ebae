"""Password guessing on the file server from outside, then a large upload from it."""

import numpy as np

from testbed.province.attack import Attack, Truth
from testbed.province.logs import Logs
from testbed.province.moves.channels import leak
from testbed.province.moves.choice import a_moment
from testbed.province.moves.discovery import scan
from testbed.province.moves.logins import guess_passwords
from testbed.province.organisations import FILE_SERVER, Simulated


class GuessAndLeak(Attack):
    """Password guessing on the file server from outside, then a large upload from it."""

    def inject(self, logs: Logs, item: Simulated, truth: Truth, rng: np.random.Generator, start: float) -> None:
        """Add the records, step by step."""
        attacker, server = (
            f"198.18.{rng.integers(1, 200)}.{rng.integers(2, 250)}",
            f"203.0.113.{rng.integers(130, 250)}",
        )
        begin = a_moment(rng, start, 2.5, 4.5)
        truth.entry, truth.target = f"{item.it}|{FILE_SERVER}", f"{item.it}|{FILE_SERVER}"
        end = guess_passwords(logs, item, truth, rng, begin, attacker, FILE_SERVER, "files", tries=120)
        end = scan(logs, item.sensor, item.it, truth, rng, end + 1800, FILE_SERVER, "192.168.1", 445)
        leak(logs, item, truth, rng, end + 3600, FILE_SERVER, server, 6.0)
