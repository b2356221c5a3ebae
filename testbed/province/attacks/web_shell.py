"""Pages tried, an upload through the public address, a web shell, a look for databases from it, a leak."""

import numpy as np

from testbed.province.attack import Attack, Truth
from testbed.province.logs import Logs
from testbed.province.moves.channels import leak
from testbed.province.moves.choice import a_moment
from testbed.province.moves.discovery import probe_paths, scan
from testbed.province.moves.footholds import signature, web_shell
from testbed.province.organisations import WEB_SERVER, Simulated


class WebShell(Attack):
    """Pages tried, an upload through the public address, a web shell, a look for databases from it, a leak."""

    def inject(self, logs: Logs, item: Simulated, truth: Truth, rng: np.random.Generator, start: float) -> None:
        """Add the records, step by step."""
        attacker, server = (
            f"198.18.{rng.integers(1, 200)}.{rng.integers(2, 250)}",
            f"203.0.113.{rng.integers(130, 250)}",
        )
        begin = a_moment(rng, start, 2.5, 4.5)
        truth.entry, truth.target = f"{item.it}|{WEB_SERVER}", f"{item.it}|{WEB_SERVER}"
        end = probe_paths(logs, item, truth, rng, begin, attacker)
        # the intrusion detection stands before the firewall: it names the public address
        end = signature(
            logs,
            item,
            truth,
            end + 300,
            attacker,
            item.public,
            "ET WEB_SERVER Unrestricted File Upload Attempt",
            "T1190",
            2033002,
        )
        truth.cross(item.it, item.public, item.it, WEB_SERVER, "nat")
        end = web_shell(logs, item, truth, rng, end + 1200, attacker)
        end = scan(logs, item.sensor, item.it, truth, rng, end + 600, WEB_SERVER, "192.168.1", 3306)
        leak(logs, item, truth, rng, end + 2 * 3600, WEB_SERVER, server, 5.0)
