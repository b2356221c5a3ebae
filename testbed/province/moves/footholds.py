"""Getting code to run: an exploit the intrusion detection names, a page that runs commands."""

import numpy as np

from testbed.province.attack import Truth
from testbed.province.clock import iso
from testbed.province.hosts import access_line
from testbed.province.logs import Logs, eve_line
from testbed.province.organisations import WEB_SERVER, Simulated
from testbed.province.rhythm import flow

Rng = np.random.Generator


def signature(
    logs: Logs,
    item: Simulated,
    truth: Truth,
    begin: float,
    source: str,
    target: str,
    name: str,
    technique: str,
    number: int,
    count: int = 3,
) -> float:
    """Suricata saw it."""
    times = begin + np.arange(count) * 2.0
    mark = truth.step(technique, item.it, source, [target], begin, float(times[-1]))
    lines = [
        eve_line(
            iso(t, "+0000"),
            event_type="alert",
            flow_id=number * 1000 + n,
            src_ip=source,
            src_port=50300,
            dest_ip=target,
            dest_port=80,
            proto="TCP",
            alert={
                "signature_id": number,
                "signature": name,
                "category": "Attempted Administrator Privilege Gain",
                "severity": 1,
                "action": "allowed",
                "metadata": {"mitre_technique_id": [technique]},
            },
        )
        for n, t in enumerate(times)
    ]
    logs.add(item.sensor, "eve", {"ts": times, "line": lines}, mark)
    return float(times[-1])


def web_shell(logs: Logs, item: Simulated, truth: Truth, rng: Rng, begin: float, source: str, count: int = 40) -> float:
    """An uploaded page that runs commands."""
    times = begin + np.sort(rng.random(count)) * 2400
    mark = truth.step("T1505.003", item.it, source, [WEB_SERVER], begin, float(times[-1]), expected=False)
    lines = [
        access_line(
            t,
            source,
            f"POST /upload/{'img.jsp' if n else 'index.php'}",
            200,
            900 + 13 * n,
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64)",
        )
        for n, t in enumerate(times)
    ]
    logs.add(item.sensor, "access", {"ts": times, "line": lines}, mark)
    flow(logs, item.sensor, times, source, WEB_SERVER, 80, "tcp", 1_500, 2_500, rng, service="http", mark=mark)
    return float(times[-1])
