"""Benign life of the hosts: logins and their slips, sudo, the firewall's noise, web visitors and a flash crowd, Windows."""

import json
from typing import Any

import numpy as np

from testbed.province.clock import DAY, clf, iso, syslog
from testbed.province.logs import Logs, eve_line
from testbed.province.organisations import ACCOUNTS, FILE_SERVER, WORKSTATIONS, Simulated
from testbed.province.rhythm import AGENTS, flow, working_times

Rng = np.random.Generator
CROWDED = 5  # number of the organisation whose news page a crowd visits on Thursday


def hosts(logs: Logs, item: Simulated, rng: Rng, start: float) -> None:
    """A week of host, firewall, web and Windows logs of one organisation."""
    _administrators(logs, item, rng, start)
    _firewall(logs, item, rng, start)
    _windows(logs, item, rng, start)
    _visitors(logs, item, rng, start)
    _chatter(logs, item, rng, start)


def _administrators(logs: Logs, item: Simulated, rng: Rng, start: float) -> None:
    """Logins over SSH, a mistyped password now and then, and commands by sudo."""
    times = working_times(rng, start, 8)
    lines, logins = [], []
    for order, when in enumerate(times):
        user, host, pid = ["admin", "ops", "deploy"][order % 3], WORKSTATIONS[order % 3], 1000 + order
        if order % 9 == 0:
            lines.append(
                syslog(
                    item,
                    when,
                    "files",
                    "sshd",
                    f"Failed password for {user} from {host} port {40000 + order} ssh2",
                    pid=pid,
                )
            )
        elif order % 3 == 0:
            text = f"  {user} : TTY=pts/0 ; PWD=/srv ; USER=root ; COMMAND=/usr/bin/systemctl status app"
            lines.append(syslog(item, when, "files", "sudo", text, severity="notice"))
        else:
            lines.append(
                syslog(
                    item,
                    when,
                    "files",
                    "sshd",
                    f"Accepted publickey for {user} from {host} port {40000 + order} ssh2",
                    pid=pid,
                )
            )
            logins.append((when, host))
    logs.add(item.sensor, "syslog", {"ts": times, "line": lines})
    for host in WORKSTATIONS[:3]:
        flow(
            logs,
            item.sensor,
            np.array([when for when, name in logins if name == host]),
            host,
            FILE_SERVER,
            22,
            "tcp",
            9_000,
            30_000,
            rng,
            service="ssh",
        )


def _firewall(logs: Logs, item: Simulated, rng: Rng, start: float) -> None:
    """What the internet sends to any address: single packets from everywhere, dropped."""
    times = np.sort(start + rng.random(80) * 7 * DAY)
    ports = rng.choice([22, 23, 80, 443, 445, 1433, 3389, 5900, 8080], len(times))
    lines = [
        syslog(
            item, when, "gw", "kernel",
            f"[UFW BLOCK] IN=eth0 OUT= SRC=198.18.{rng.integers(200, 255)}.{rng.integers(1, 255)} DST={item.public} LEN=44 TTL=241 PROTO=TCP SPT={rng.integers(1024, 65535)} DPT={port} SYN",
            facility="kernel", severity="warning",
        )
        for when, port in zip(times, ports, strict=True)
    ]  # fmt: skip
    logs.add(item.sensor, "syslog", {"ts": times, "line": lines})


def windows_login(seconds: float, code: int, user: str, source: str, host: str = "files", kind: str = "3") -> str:
    """One Windows security event about a login."""
    fields = {"EventID": code, "Channel": "Security", "Hostname": f"{host}.demo.local", "@timestamp": iso(seconds)}
    return json.dumps(
        fields | {"TargetUserName": user, "TargetDomainName": "DEMO", "IpAddress": source, "LogonType": kind}
    )


def _windows(logs: Logs, item: Simulated, rng: Rng, start: float) -> None:
    """Network logins; one in twenty with a wrong password."""
    times = working_times(rng, start, 8)
    who = rng.integers(0, len(WORKSTATIONS), len(times))
    slips = rng.random(len(times)) < 0.05
    lines = [
        windows_login(when, 4625 if slip else 4624, ACCOUNTS[at], WORKSTATIONS[at])
        for when, at, slip in zip(times, who, slips, strict=True)
    ]
    logs.add(item.sensor, "windows", {"ts": times, "line": lines})


def access_line(seconds: float, client: str, request: str, status: int, size: int, agent: str) -> str:
    """One request in combined format."""
    return f'{client} - - [{clf(seconds)}] "{request} HTTP/1.1" {status} {size} "-" "{agent}"'


def _visitors(logs: Logs, item: Simulated, rng: Rng, start: float) -> None:
    """Ordinary pages for ordinary visitors; on Thursday a crowd comes to one of the sites."""
    visits = working_times(rng, start, 40)
    if item.number == CROWDED:
        visits = np.sort(np.concatenate([visits, start + 3 * DAY + 10 * 3600 + rng.random(1500) * 3600]))
    clients: np.ndarray[Any, Any] = rng.integers(1, 250, len(visits))
    missing = rng.random(len(visits)) < 0.03
    lines = [
        access_line(
            when,
            f"100.64.{client % 16}.{client}",
            f"GET /news/{client % 40}.html",
            404 if gone else 200,
            5000 + int(client),
            AGENTS[client % 2],
        )
        for when, client, gone in zip(visits, clients, missing, strict=True)
    ]
    logs.add(item.sensor, "access", {"ts": visits, "line": lines})


def _chatter(logs: Logs, item: Simulated, rng: Rng, start: float) -> None:
    """A signature of no consequence."""
    times = working_times(rng, start, 3)
    alert = {
        "signature_id": 2013504,
        "signature": "ET INFO GNU/Linux APT User-Agent Outbound",
        "category": "Not Suspicious Traffic",
        "severity": 3,
        "action": "allowed",
    }
    lines = [
        eve_line(
            iso(when, "+0000"), event_type="alert", flow_id=int(rng.integers(1, 2**50)), src_ip=WORKSTATIONS[order % 10], src_port=51000,
            dest_ip="198.51.100.7", dest_port=80, proto="TCP", alert=alert,
        )
        for order, when in enumerate(times)
    ]  # fmt: skip
    logs.add(item.sensor, "eve", {"ts": times, "line": lines})
