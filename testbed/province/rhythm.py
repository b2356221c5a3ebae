"""Benign life of an office: working hours, weekends, backups, look-ups, keep-alives, a patch day, a declared scanner."""

from typing import Any

import numpy as np
import polars as pl

from testbed.province.clock import DAY
from testbed.province.logs import Logs
from testbed.province.organisations import (
    FILE_SERVER,
    MAIL_SERVER,
    RESOLVER,
    SCANNER,
    WEB_SERVER,
    WORKSTATIONS,
    Simulated,
)

SITES = [f"www.site{number}.example" for number in range(60)] + ["mail.example.com", "news.example.cn", "oa.example.cn"]
AGENTS = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0",
    "Mozilla/5.0 (Windows NT 10.0; rv:145.0) Firefox/145.0",
]
JA3 = ["cd08e31494f9531f560d64c695473da9", "579ccef312d18482fc42e2b822ca2430"]
KEEP_ALIVE = "203.0.113.10"  # a browser service everybody's machines call
NTP = "203.0.113.123"
PATCH = "203.0.113.80"


def site_address(number: np.ndarray[Any, Any]) -> list[str]:
    """Public addresses of the sites."""
    return [f"198.51.{100 + at // 200}.{at % 200 + 1}" for at in number]


def working_times(rng: np.random.Generator, start: float, per_day: float) -> np.ndarray[Any, Any]:
    """Times of a week: busy from 08:30 to 18:00 on working days, a tenth of that at other times."""
    times = []
    for day in range(7):
        rate = per_day if day < 5 else per_day * 0.15
        count = rng.poisson(rate)
        hour = (
            rng.choice([8.5, 9, 9.5, 10, 10.5, 11, 13, 13.5, 14, 14.5, 15, 15.5, 16, 16.5, 17, 17.5], count)
            + rng.random(count) * 0.5
        )
        night = rng.random(count) < 0.08
        times.append(start + day * DAY + np.where(night, rng.random(count) * 24, hour) * 3600)
    return np.sort(np.concatenate(times))


def office(logs: Logs, item: Simulated, rng: np.random.Generator, start: float, scale: float) -> None:
    """Browsing with its look-ups, keep-alives, NTP, backups, mail, a declared scanner, patch day, logins."""
    sensor = item.sensor
    for host in WORKSTATIONS:
        times = working_times(rng, start, 30 * scale)
        site = rng.zipf(1.4, len(times)).clip(1, len(SITES)) - 1
        where, size = site_address(site), len(times)
        sent, got = rng.lognormal(6.5, 1, size).astype(int), rng.lognormal(9, 1.4, size).astype(int)
        ports = rng.integers(49152, 65535, size)
        tls = rng.random(size) < 0.8
        names = [SITES[at] for at in site]
        base = {"ts": times, "id.orig_h": [host] * size, "id.orig_p": ports, "id.resp_h": where}
        state = rng.choice(["SF", "SF", "SF", "S1", "RSTO"], size)
        logs.add(
            sensor,
            "conn",
            base
            | {
                "id.resp_p": np.where(tls, 443, 80),
                "proto": ["tcp"] * size,
                "service": np.where(tls, "ssl", "http"),
                "duration": rng.exponential(8, size).round(3),
                "orig_bytes": sent,
                "resp_bytes": got,
                "conn_state": state,
            },
        )
        logs.add(
            sensor,
            "dns",
            {
                "ts": times - 0.05,
                "id.orig_h": [host] * size,
                "id.orig_p": ports,
                "id.resp_h": [RESOLVER] * size,
                "id.resp_p": [53] * size,
                "proto": ["udp"] * size,
                "query": names,
                "qtype_name": ["A"] * size,
                "rcode_name": ["NOERROR"] * size,
            },
        )
        at = np.flatnonzero(tls)
        logs.add(
            sensor,
            "ssl",
            pick(base, at)
            | {
                "id.resp_p": [443] * len(at),
                "version": ["TLSv13"] * len(at),
                "cipher": ["TLS_AES_128_GCM_SHA256"] * len(at),
                "server_name": [names[i] for i in at],
                "established": [True] * len(at),
                "ja3": rng.choice(JA3, len(at)),
                "validation_status": ["ok"] * len(at),
            },
        )
        at = np.flatnonzero(~tls)
        logs.add(
            sensor,
            "http",
            pick(base, at)
            | {
                "id.resp_p": [80] * len(at),
                "method": ["GET"] * len(at),
                "host": [names[i] for i in at],
                "uri": [f"/p/{n}" for n in rng.integers(1, 500, len(at))],
                "user_agent": rng.choice(AGENTS, len(at)),
                "request_body_len": [0] * len(at),
                "response_body_len": got[at],
                "status_code": rng.choice([200, 200, 200, 304, 404], len(at)),
                "resp_mime_types": ["text/html"] * len(at),
            },
        )
        shares = working_times(rng, start, 6 * scale)
        flow(logs, sensor, shares, host, FILE_SERVER, 445, "tcp", 6_000, 90_000, rng, spread=1.2, service="smb")
        flow(
            logs,
            sensor,
            working_times(rng, start, 4 * scale),
            host,
            MAIL_SERVER,
            993,
            "tcp",
            2_000,
            40_000,
            rng,
            spread=1.0,
            service="ssl",
        )
        # a browser service called about every half hour while the machine is on: regular, and everybody does it
        beats = np.concatenate(
            [start + day * DAY + 8.5 * 3600 + np.arange(19) * 1800 + rng.normal(0, 20, 19) for day in range(5)]
        )
        flow(logs, sensor, beats, host, KEEP_ALIVE, 443, "tcp", 620, 900, rng)
    for host in (*WORKSTATIONS, FILE_SERVER, WEB_SERVER, MAIL_SERVER):
        flow(logs, sensor, start + np.arange(28) * 6 * 3600 + rng.random(28) * 60, host, NTP, 123, "udp", 48, 48, rng)
    nights = start + np.arange(7) * DAY + 2 * 3600 + rng.random(7) * 300
    flow(logs, sensor, nights, WEB_SERVER, FILE_SERVER, 445, "tcp", 900_000_000, 40_000, rng, spread=0.05)
    flow(logs, sensor, nights + 1800, MAIL_SERVER, FILE_SERVER, 445, "tcp", 500_000_000, 30_000, rng, spread=0.05)
    patch = start + 2 * DAY + 12.5 * 3600 + rng.random(len(WORKSTATIONS)) * 1800
    for host, moment in zip(WORKSTATIONS, patch, strict=True):
        flow(logs, sensor, np.array([moment]), host, PATCH, 443, "tcp", 20_000, 380_000_000, rng)
    if item.number % 8 == 1:  # a vulnerability scanner the inventory knows, Saturday nights
        targets = [*WORKSTATIONS, FILE_SERVER, WEB_SERVER, MAIL_SERVER]
        moment = start + 5 * DAY + 23 * 3600
        for order, host in enumerate(targets):
            flow(
                logs,
                sensor,
                moment + order * 20 + np.arange(12) * 1.5,
                SCANNER,
                host,
                0,
                "tcp",
                0,
                0,
                rng,
                state="REJ",
                ports=list(range(20, 32)),
            )


def flow(
    logs: Logs, sensor: str, times: np.ndarray[Any, Any], source: str, target: str, port: int, transport: str, sent: int, got: int,
    rng: np.random.Generator, spread: float = 0.2, state: str = "SF", service: str | None = None, ports: list[int] | None = None,
    mark: tuple[str, int, str] | None = None, origins: np.ndarray[Any, Any] | None = None,
) -> None:  # fmt: skip
    """Flows of one pair; bytes vary by `spread`; `origins` are the client's ports where another log names them too."""
    size = len(times)
    wobble = rng.lognormal(0, spread, size) if spread else np.ones(size)
    logs.add(
        sensor,
        "conn",
        {
            "ts": times,
            "id.orig_h": [source] * size,
            "id.orig_p": rng.integers(49152, 65535, size) if origins is None else origins,
            "id.resp_h": [target] * size,
            "id.resp_p": ports or [port] * size,
            "proto": [transport] * size,
            "service": pl.Series([service] * size, dtype=pl.String),
            "duration": (0.2 + rng.exponential(1.0, size)).round(3),
            "orig_bytes": (sent * wobble).astype(int),
            "resp_bytes": (got * wobble).astype(int),
            "conn_state": [state] * size,
        },
        mark,
    )


def pick(columns: dict[str, Any], at: np.ndarray[Any, Any]) -> dict[str, Any]:
    """The chosen rows of some columns."""
    return {name: [values[i] for i in at] for name, values in columns.items()}
