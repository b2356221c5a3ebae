"""Phishing, beacon, internal scan, password guessing on the jump host, scan of the plant, writes to a controller."""

import numpy as np

from testbed.province.attack import Attack, Truth
from testbed.province.logs import Logs
from testbed.province.moves.channels import beacon
from testbed.province.moves.choice import a_moment, a_workstation
from testbed.province.moves.control import write_registers
from testbed.province.moves.discovery import scan
from testbed.province.moves.footholds import signature
from testbed.province.moves.logins import guess_passwords
from testbed.province.organisations import CONTROLLERS, JUMP, JUMP_OT, Simulated


class OfficeToPlant(Attack):
    """Phishing, beacon, internal scan, password guessing on the jump host, scan of the plant, writes to a controller."""

    needs_plant = True

    def inject(self, logs: Logs, item: Simulated, truth: Truth, rng: np.random.Generator, start: float) -> None:
        """Add the records, step by step."""
        host, server = a_workstation(rng), f"203.0.113.{rng.integers(130, 250)}"
        begin = a_moment(rng, start, 2.2, 2.8)
        truth.entry, truth.target = f"{item.it}|{host}", f"{item.ot}|{CONTROLLERS[1]}"
        end = signature(
            logs, item, truth, begin, server, host, "ET MALWARE Macro Downloader Payload", "T1566.001", 2024001
        )
        beacon(logs, item, truth, rng, end + 600, host, server, 240, 0.15, 20)
        end = scan(logs, item.sensor, item.it, truth, rng, end + 6 * 3600, host, "192.168.1", 22)
        end = guess_passwords(logs, item, truth, rng, end + 1200, host, JUMP, "jump")
        truth.cross(item.it, JUMP, str(item.ot), JUMP_OT, "jump")
        end = scan(
            logs, item.ot_sensor, str(item.ot), truth, rng, end + 3600, JUMP_OT, "192.168.2", 502, technique="T0846"
        )
        write_registers(logs, item, truth, rng, end + 1800, JUMP_OT, CONTROLLERS[1])
