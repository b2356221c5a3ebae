"""Commanding a controller."""

import numpy as np

from testbed.province.attack import Truth
from testbed.province.logs import Logs
from testbed.province.organisations import Simulated
from testbed.province.plant import modbus
from testbed.province.rhythm import flow

Rng = np.random.Generator


def write_registers(
    logs: Logs, item: Simulated, truth: Truth, rng: Rng, begin: float, source: str, target: str, count: int = 30
) -> float:
    """A master that never spoke to the controller writes its registers."""
    times = begin + np.arange(count) * 4.0
    mark = truth.step("T0855", str(item.ot), source, [target], begin, float(times[-1]), expected=False)
    ports = rng.integers(49152, 65535, count)
    logs.add(item.ot_sensor, "modbus", modbus(times, source, target, "WRITE_MULTIPLE_REGISTERS", ports), mark)
    flow(
        logs,
        item.ot_sensor,
        times,
        source,
        target,
        502,
        "tcp",
        180,
        120,
        rng,
        spread=0,
        service="modbus",
        mark=mark,
        origins=ports,
    )
    return float(times[-1])
