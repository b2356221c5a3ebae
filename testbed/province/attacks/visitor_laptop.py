"""A machine nobody declared sprays passwords, takes the jump host by remote desktop, and commands a controller."""

import numpy as np

from testbed.province.attack import Attack, Truth
from testbed.province.logs import Logs
from testbed.province.moves.choice import a_moment
from testbed.province.moves.control import write_registers
from testbed.province.moves.discovery import scan
from testbed.province.moves.logins import remote_desktop, spray
from testbed.province.organisations import CONTROLLERS, FILE_SERVER, JUMP, JUMP_OT, Simulated

LAPTOP = "192.168.1.77"


class VisitorLaptop(Attack):
    """A machine nobody declared sprays passwords, takes the jump host by remote desktop, and commands a controller."""

    needs_plant = True

    def inject(self, logs: Logs, item: Simulated, truth: Truth, rng: np.random.Generator, start: float) -> None:
        """Add the records, step by step."""
        begin = a_moment(rng, start, 2.5, 4.0)
        truth.entry, truth.target = f"{item.it}|{LAPTOP}", f"{item.ot}|{CONTROLLERS[2]}"
        end = scan(logs, item.sensor, item.it, truth, rng, begin, LAPTOP, "192.168.1", 445, gap=1.5)
        end = spray(logs, item, truth, rng, end + 900, LAPTOP, FILE_SERVER)
        end = remote_desktop(logs, item, truth, rng, end + 1800, LAPTOP, JUMP, "jump")
        truth.cross(item.it, JUMP, str(item.ot), JUMP_OT, "jump")
        write_registers(logs, item, truth, rng, end + 600, JUMP_OT, CONTROLLERS[2], count=12)
