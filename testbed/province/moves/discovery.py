"""Looking around: one port on a whole network, many ports of one host, many pages of one site."""

import numpy as np

from testbed.province.attack import Truth
from testbed.province.hosts import access_line
from testbed.province.logs import Logs
from testbed.province.organisations import WEB_SERVER, Simulated
from testbed.province.rhythm import flow

Rng = np.random.Generator


def scan(
    logs: Logs,
    sensor: str,
    zone: str,
    truth: Truth,
    rng: Rng,
    begin: float,
    source: str,
    subnet: str,
    port: int,
    gap: float = 0.7,
    technique: str = "T1046",
) -> float:
    """One port on a whole /24; most addresses do not exist."""
    targets = [f"{subnet}.{number}" for number in range(2, 250)]
    end = begin + len(targets) * gap
    live = {f"{subnet}.{number}" for number in (10, 11, 12, 15, 101, 102, 103, 104)}
    mark = truth.step(technique, zone, source, targets, begin, end, expected=gap < 60)
    for state, chosen in (("S0", [t for t in targets if t not in live]), ("SF", [t for t in targets if t in live])):
        times = begin + np.array([targets.index(t) for t in chosen]) * gap
        size = len(chosen)
        logs.add(
            sensor,
            "conn",
            {
                "ts": times,
                "id.orig_h": [source] * size,
                "id.orig_p": rng.integers(49152, 65535, size),
                "id.resp_h": chosen,
                "id.resp_p": [port] * size,
                "proto": ["tcp"] * size,
                "duration": [0.0] * size,
                "orig_bytes": [0] * size,
                "resp_bytes": [0 if state == "S0" else 60] * size,
                "conn_state": [state] * size,
            },
            mark,
        )
    return end


def probe_ports(
    logs: Logs, sensor: str, zone: str, truth: Truth, rng: Rng, begin: float, source: str, target: str
) -> float:
    """Many ports of one host."""
    ports = list(range(20, 220))
    end = begin + len(ports) * 0.4
    flow(
        logs,
        sensor,
        begin + np.arange(len(ports)) * 0.4,
        source,
        target,
        0,
        "tcp",
        0,
        0,
        rng,
        spread=0,
        state="REJ",
        ports=ports,
        mark=truth.step("T1046", zone, source, [target], begin, end),
    )
    return end


def probe_paths(
    logs: Logs, item: Simulated, truth: Truth, rng: Rng, begin: float, source: str, count: int = 300
) -> float:
    """Names of pages tried on the web server; nearly none exist."""
    times = begin + np.sort(rng.random(count)) * 600
    words = ["admin", "backup", "login", "phpmyadmin", "upload", "api/v1", "manager/html", ".git/config", "old", "test"]
    mark = truth.step("T1595.003", item.it, source, [WEB_SERVER], begin, float(times[-1]), expected=False)
    lines = [
        access_line(
            t,
            source,
            f"GET /{words[n % 10]}{n // 10 or ''}",
            200 if n == 150 else 404,
            300,
            "Mozilla/5.0 (compatible; gobuster/3.6)",
        )
        for n, t in enumerate(times)
    ]
    logs.add(item.sensor, "access", {"ts": times, "line": lines}, mark)
    flow(logs, item.sensor, times, source, WEB_SERVER, 80, "tcp", 420, 600, rng, spread=0.1, service="http", mark=mark)
    return float(times[-1])
