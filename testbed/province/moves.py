"""The single moves attacks are made of, each leaving the records a real one would."""

from typing import Any

import numpy as np

from testbed.province.attack import Truth
from testbed.province.logs import Logs, eve_line
from testbed.province.organisations import RESOLVER, WORKSTATIONS, Simulated
from testbed.province.rhythm import DAY, flow, iso, modbus, rfc3164

Rng = np.random.Generator


def scan(logs: Logs, sensor: str, zone: str, truth: Truth, rng: Rng, begin: float, source: str, subnet: str, port: int, gap: float = 0.7, technique: str = "T1046") -> float:
    """One port on a whole /24; most addresses do not exist."""
    targets = [f"{subnet}.{number}" for number in range(2, 250)]
    end = begin + len(targets) * gap
    live = {f"{subnet}.{number}" for number in (10, 11, 12, 15, 101, 102, 103, 104)}
    mark = truth.step(technique, zone, source, targets[:20], begin, end, expected=gap < 60)
    for state, chosen in (("S0", [t for t in targets if t not in live]), ("SF", [t for t in targets if t in live])):
        times = begin + np.array([targets.index(t) for t in chosen]) * gap
        size = len(chosen)
        logs.add(sensor, "conn", {"ts": times, "id.orig_h": [source] * size, "id.orig_p": rng.integers(49152, 65535, size), "id.resp_h": chosen, "id.resp_p": [port] * size, "proto": ["tcp"] * size, "duration": [0.0] * size, "orig_bytes": [0] * size, "resp_bytes": [0 if state == "S0" else 60] * size, "conn_state": [state] * size}, mark)
    return end


def probe_ports(logs: Logs, sensor: str, zone: str, truth: Truth, rng: Rng, begin: float, source: str, target: str) -> float:
    """Many ports of one host."""
    ports = list(range(20, 220))
    end = begin + len(ports) * 0.4
    flow(logs, sensor, begin + np.arange(len(ports)) * 0.4, source, target, 0, "tcp", 0, 0, rng, spread=0, state="REJ", ports=ports, mark=truth.step("T1046", zone, source, [target], begin, end))
    return end


def guess_passwords(logs: Logs, sensor: str, zone: str, truth: Truth, rng: Rng, begin: float, source: str, target: str, host: str, tries: int = 60, enters: bool = True) -> float:
    """Failed SSH logins, then one that succeeds."""
    times = begin + np.sort(rng.random(tries)) * 900
    end = float(times[-1]) + 5
    mark = truth.step("T1110", zone, source, [target], begin, end)
    users = ["root", "admin", "oracle", "test", "ops"]
    lines = [f"<86>{rfc3164(t)} {host} sshd[{7000 + n}]: Failed password for {users[n % 5]} from {source} port {41000 + n} ssh2" for n, t in enumerate(times)]
    logs.add(sensor, "syslog", {"ts": times, "line": lines}, mark)
    flow(logs, sensor, times, source, target, 22, "tcp", 1800, 2200, rng, spread=0.05, service="ssh", mark=mark)
    if enters:
        logs.add(sensor, "syslog", {"ts": [end], "line": [f"<86>{rfc3164(end)} {host} sshd[7999]: Accepted password for ops from {source} port 42999 ssh2"]}, mark)
    return end


def beacon(logs: Logs, item: Simulated, truth: Truth, rng: Rng, begin: float, source: str, server: str, period: float, jitter: float, hours: float) -> float:
    """Calls home over TLS."""
    count = int(hours * 3600 / period)
    times = begin + np.cumsum(period * (1 + rng.uniform(-jitter, jitter, count)))
    times = times[rng.random(count) > 0.05]
    end = float(times[-1])
    mark = truth.step("T1071", item.it, source, [server], begin, end)
    flow(logs, item.sensor, times, source, server, 443, "tcp", 540, 1300, rng, spread=0.03, service="ssl", mark=mark)
    size = len(times)
    logs.add(item.sensor, "ssl", {"ts": times, "id.orig_h": [source] * size, "id.orig_p": [50200] * size, "id.resp_h": [server] * size, "id.resp_p": [443] * size, "version": ["TLSv12"] * size, "cipher": ["TLS_RSA_WITH_AES_128_CBC_SHA"] * size, "server_name": ["update.cdn-sync.example"] * size, "established": [True] * size, "ja3": ["a0e9f5d64349fb13191bc781f81f42e1"] * size, "validation_status": ["self signed certificate"] * size}, mark)
    return end


def tunnel(logs: Logs, item: Simulated, truth: Truth, rng: Rng, begin: float, source: str, domain: str, questions: int = 1200) -> float:
    """Data in DNS names."""
    times = begin + np.sort(rng.random(questions)) * 5400
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz234567"))
    names = ["".join(rng.choice(letters, 48)) + f".{n % 97}.{domain}" for n in range(questions)]
    mark = truth.step("T1071.004", item.it, source, [RESOLVER], begin, float(times[-1]))
    size = questions
    logs.add(item.sensor, "dns", {"ts": times, "id.orig_h": [source] * size, "id.orig_p": rng.integers(49152, 65535, size), "id.resp_h": [RESOLVER] * size, "id.resp_p": [53] * size, "proto": ["udp"] * size, "query": names, "qtype_name": rng.choice(["TXT", "A"], size), "rcode_name": ["NOERROR"] * size}, mark)
    return float(times[-1])


def signature(logs: Logs, item: Simulated, truth: Truth, begin: float, source: str, target: str, name: str, technique: str, number: int, count: int = 3) -> float:
    """Suricata saw it."""
    times = begin + np.arange(count) * 2.0
    mark = truth.step(technique, item.it, source, [target], begin, float(times[-1]))
    lines = [eve_line(iso(t, "+0000"), event_type="alert", flow_id=number * 1000 + n, src_ip=source, src_port=50300, dest_ip=target, dest_port=80, proto="TCP", alert={"signature_id": number, "signature": name, "category": "Attempted Administrator Privilege Gain", "severity": 1, "action": "allowed", "metadata": {"mitre_technique_id": [technique]}}) for n, t in enumerate(times)]
    logs.add(item.sensor, "eve", {"ts": times, "line": lines}, mark)
    return float(times[-1])


def leak(logs: Logs, item: Simulated, truth: Truth, rng: Rng, begin: float, source: str, server: str, gigabytes: float) -> float:
    """A large upload within an hour."""
    times = begin + np.sort(rng.random(12)) * 2400
    mark = truth.step("T1048", item.it, source, [server], begin, float(times[-1]))
    flow(logs, item.sensor, times, source, server, 443, "tcp", int(gigabytes * 1e9 / 12), 200_000, rng, spread=0.1, service="ssl", mark=mark)
    return float(times[-1])


def write_registers(logs: Logs, item: Simulated, truth: Truth, rng: Rng, begin: float, source: str, target: str, count: int = 30) -> float:
    """A master that never spoke to the controller writes its registers."""
    times = begin + np.arange(count) * 4.0
    mark = truth.step("T0855", str(item.ot), source, [target], begin, float(times[-1]), expected=False)
    records: dict[str, Any] = modbus(times, source, target, "WRITE_MULTIPLE_REGISTERS")
    logs.add(item.ot_sensor, "modbus", records, mark)
    flow(logs, item.ot_sensor, times, source, target, 502, "tcp", 180, 120, rng, spread=0, service="modbus", mark=mark)
    return float(times[-1])


def a_workstation(rng: Rng) -> str:
    """One of the office machines."""
    return str(rng.choice(WORKSTATIONS))


def a_moment(rng: Rng, start: float, first_day: float, last_day: float) -> float:
    """A time of the week, any hour."""
    return start + float(rng.uniform(first_day, last_day)) * DAY
