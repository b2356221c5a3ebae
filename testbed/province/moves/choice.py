"""Who and when, drawn from the seed."""

import numpy as np

from testbed.province.clock import DAY
from testbed.province.organisations import WORKSTATIONS

Rng = np.random.Generator


def a_workstation(rng: Rng) -> str:
    """One of the office machines."""
    return str(rng.choice(WORKSTATIONS))


def a_moment(rng: Rng, start: float, first_day: float, last_day: float) -> float:
    """A time of the week, any hour."""
    return start + float(rng.uniform(first_day, last_day)) * DAY
