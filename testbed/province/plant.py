"""Benign life of a plant: polling as regular as a clock, a historian, an operator's set points, a weekly look."""

from typing import Any

import numpy as np

from testbed.province.clock import DAY
from testbed.province.logs import Logs
from testbed.province.organisations import CONTROLLERS, ENGINEERING, HISTORIAN, HMI, JUMP_OT, Simulated
from testbed.province.rhythm import flow

Rng = np.random.Generator
POLL = 900.0  # seconds between the polls that are kept: a plant polls every second, one in 900 is written


def plant(logs: Logs, item: Simulated, rng: Rng, start: float, scale: float) -> None:
    """A week of one plant's control network."""
    beats = start + np.arange(int(7 * DAY / (POLL / max(scale, 0.05)))) * (POLL / max(scale, 0.05))
    for controller in CONTROLLERS:
        _ask(logs, item, rng, beats + rng.normal(0, 0.05, len(beats)), HMI, controller, "READ_HOLDING_REGISTERS")
    hourly = start + np.arange(168) * 3600 + 30
    for controller in CONTROLLERS[:2]:
        _ask(logs, item, rng, hourly, HISTORIAN, controller, "READ_INPUT_REGISTERS")
    shifts = (
        start + (np.arange(14) * 12 + 8) * 3600 + rng.random(14) * 1800
    )  # the operator changes set points every shift
    for order, controller in enumerate(CONTROLLERS):
        _ask(logs, item, rng, shifts[order::4], HMI, controller, "WRITE_SINGLE_REGISTER")
    look = start + DAY + 10 * 3600 + np.sort(rng.random(20)) * 3600  # Tuesday: the engineer reads every controller
    for order, controller in enumerate(CONTROLLERS):
        _ask(logs, item, rng, look[order::4], ENGINEERING, controller, "READ_HOLDING_REGISTERS")
    visits = (
        start + np.arange(5) * DAY + 9.5 * 3600 + rng.random(5) * 1800
    )  # and works on the HMI by way of the jump host
    flow(logs, item.ot_sensor, visits, JUMP_OT, HMI, 3389, "tcp", 300_000, 4_000_000, rng, service="rdp")


def _ask(
    logs: Logs, item: Simulated, rng: Rng, times: np.ndarray[Any, Any], master: str, controller: str, function: str
) -> None:
    ports = rng.integers(49152, 65535, len(times))
    logs.add(item.ot_sensor, "modbus", modbus(times, master, controller, function, ports))
    flow(
        logs,
        item.ot_sensor,
        times,
        master,
        controller,
        502,
        "tcp",
        120,
        180,
        rng,
        service="modbus",
        spread=0.0,
        origins=ports,
    )


def modbus(
    times: np.ndarray[Any, Any], source: str, target: str, function: str, ports: np.ndarray[Any, Any]
) -> dict[str, Any]:
    """Requests of one function from one master to one controller."""
    size = len(times)
    return {
        "ts": times, "id.orig_h": [source] * size, "id.orig_p": ports, "id.resp_h": [target] * size, "id.resp_p": [502] * size,
        "tid": np.arange(size) % 65535, "unit": [1] * size, "func": [function] * size, "pdu_type": ["REQ"] * size,
    }  # fmt: skip
