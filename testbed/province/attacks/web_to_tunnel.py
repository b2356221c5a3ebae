"""Port probe and exploit of the web server, beacon from it, DNS tunnel out."""

import numpy as np

from testbed.province.attack import Attack, Truth
from testbed.province.logs import Logs
from testbed.province.moves.channels import beacon, tunnel
from testbed.province.moves.choice import a_moment
from testbed.province.moves.discovery import probe_ports
from testbed.province.moves.footholds import signature
from testbed.province.organisations import WEB_SERVER, Simulated


class WebToTunnel(Attack):
    """Port probe and exploit of the web server, beacon from it, DNS tunnel out."""

    def inject(self, logs: Logs, item: Simulated, truth: Truth, rng: np.random.Generator, start: float) -> None:
        """Add the records, step by step."""
        attacker, server = (
            f"198.18.{rng.integers(1, 200)}.{rng.integers(2, 250)}",
            f"203.0.113.{rng.integers(130, 250)}",
        )
        begin = a_moment(rng, start, 2.5, 3.5)
        truth.entry, truth.target = f"{item.it}|{WEB_SERVER}", f"{item.it}|{WEB_SERVER}"
        end = probe_ports(logs, item.sensor, item.it, truth, rng, begin, attacker, WEB_SERVER)
        end = signature(
            logs,
            item,
            truth,
            end + 900,
            attacker,
            WEB_SERVER,
            "ET WEB_SPECIFIC_APPS Remote Code Execution Attempt",
            "T1190",
            2031001,
        )
        beacon(logs, item, truth, rng, end + 300, WEB_SERVER, server, 120, 0.3, 10)
        tunnel(logs, item, truth, rng, end + 8 * 3600, WEB_SERVER, "t1.exfil-demo.example")
