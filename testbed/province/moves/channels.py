"""Calling home and carrying off: beacon, DNS tunnel, a large upload."""

import numpy as np

from testbed.province.attack import Truth
from testbed.province.logs import Logs
from testbed.province.organisations import RESOLVER, Simulated
from testbed.province.rhythm import flow

Rng = np.random.Generator


def beacon(
    logs: Logs,
    item: Simulated,
    truth: Truth,
    rng: Rng,
    begin: float,
    source: str,
    server: str,
    period: float,
    jitter: float,
    hours: float,
) -> float:
    """Calls home over TLS."""
    count = int(hours * 3600 / period)
    times = begin + np.cumsum(period * (1 + rng.uniform(-jitter, jitter, count)))
    times = times[rng.random(count) > 0.05]
    end = float(times[-1])
    mark = truth.step("T1071", item.it, source, [server], begin, end)
    size = len(times)
    ports = rng.integers(49152, 65535, size)
    flow(
        logs,
        item.sensor,
        times,
        source,
        server,
        443,
        "tcp",
        540,
        1300,
        rng,
        spread=0.03,
        service="ssl",
        mark=mark,
        origins=ports,
    )
    logs.add(
        item.sensor,
        "ssl",
        {
            "ts": times,
            "id.orig_h": [source] * size,
            "id.orig_p": ports,
            "id.resp_h": [server] * size,
            "id.resp_p": [443] * size,
            "version": ["TLSv12"] * size,
            "cipher": ["TLS_RSA_WITH_AES_128_CBC_SHA"] * size,
            "server_name": ["update.cdn-sync.example"] * size,
            "established": [True] * size,
            "ja3": ["a0e9f5d64349fb13191bc781f81f42e1"] * size,
            "validation_status": ["self signed certificate"] * size,
        },
        mark,
    )
    return end


def tunnel(
    logs: Logs, item: Simulated, truth: Truth, rng: Rng, begin: float, source: str, domain: str, questions: int = 1200
) -> float:
    """Data in DNS names."""
    times = begin + np.sort(rng.random(questions)) * 5400
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz234567"))
    names = ["".join(rng.choice(letters, 48)) + f".{n % 97}.{domain}" for n in range(questions)]
    mark = truth.step("T1071.004", item.it, source, [RESOLVER], begin, float(times[-1]))
    size = questions
    logs.add(
        item.sensor,
        "dns",
        {
            "ts": times,
            "id.orig_h": [source] * size,
            "id.orig_p": rng.integers(49152, 65535, size),
            "id.resp_h": [RESOLVER] * size,
            "id.resp_p": [53] * size,
            "proto": ["udp"] * size,
            "query": names,
            "qtype_name": rng.choice(["TXT", "A"], size),
            "rcode_name": ["NOERROR"] * size,
        },
        mark,
    )
    return float(times[-1])


def leak(
    logs: Logs, item: Simulated, truth: Truth, rng: Rng, begin: float, source: str, server: str, gigabytes: float
) -> float:
    """A large upload within an hour."""
    times = begin + np.sort(rng.random(12)) * 2400
    mark = truth.step("T1048", item.it, source, [server], begin, float(times[-1]))
    flow(
        logs,
        item.sensor,
        times,
        source,
        server,
        443,
        "tcp",
        int(gigabytes * 1e9 / 12),
        200_000,
        rng,
        spread=0.1,
        service="ssl",
        mark=mark,
    )
    return float(times[-1])
