"""Getting in by passwords: guessing, spraying, and a session with what was found."""

import numpy as np

from testbed.province.attack import Truth
from testbed.province.clock import syslog
from testbed.province.hosts import windows_login
from testbed.province.logs import Logs
from testbed.province.organisations import ACCOUNTS, Simulated
from testbed.province.rhythm import flow

Rng = np.random.Generator


def guess_passwords(
    logs: Logs,
    item: Simulated,
    truth: Truth,
    rng: Rng,
    begin: float,
    source: str,
    target: str,
    host: str,
    tries: int = 60,
    enters: bool = True,
) -> float:
    """Failed SSH logins, then one that succeeds."""
    times = begin + np.sort(rng.random(tries)) * 900
    end = float(times[-1]) + 5
    mark = truth.step("T1110", item.it, source, [target], begin, end)
    users = ["root", "admin", "oracle", "test", "ops"]
    lines = [
        syslog(
            item,
            t,
            host,
            "sshd",
            f"Failed password for {users[n % 5]} from {source} port {41000 + n} ssh2",
            pid=7000 + n,
        )
        for n, t in enumerate(times)
    ]
    logs.add(item.sensor, "syslog", {"ts": times, "line": lines}, mark)
    flow(
        logs,
        item.sensor,
        times,
        source,
        target,
        22,
        "tcp",
        1800,
        2200,
        rng,
        spread=0.05,
        service="ssh",
        mark=mark,
        origins=41000 + np.arange(tries),
    )
    if enters:
        logs.add(
            item.sensor,
            "syslog",
            {
                "ts": [end],
                "line": [
                    syslog(
                        item, end, host, "sshd", f"Accepted password for ops from {source} port 42999 ssh2", pid=7999
                    )
                ],
            },
            mark,
        )
    return end


def spray(
    logs: Logs, item: Simulated, truth: Truth, rng: Rng, begin: float, source: str, target: str, rounds: int = 3
) -> float:
    """A few passwords on every account over the network, until one fits."""
    count = rounds * len(ACCOUNTS)
    times = begin + np.sort(rng.random(count)) * 1500
    end = float(times[-1]) + 20
    mark = truth.step("T1110.003", item.it, source, [target], begin, end)
    lines = [windows_login(t, 4625, ACCOUNTS[n % len(ACCOUNTS)], source) for n, t in enumerate(times)]
    logs.add(
        item.sensor,
        "windows",
        {"ts": [*times, end], "line": [*lines, windows_login(end, 4624, ACCOUNTS[4], source)]},
        mark,
    )
    flow(logs, item.sensor, times, source, target, 445, "tcp", 2400, 1900, rng, spread=0.05, service="smb", mark=mark)
    return end


def remote_desktop(
    logs: Logs, item: Simulated, truth: Truth, rng: Rng, begin: float, source: str, target: str, host: str
) -> float:
    """A session on another machine with an account that is valid."""
    mark = truth.step("T1021.001", item.it, source, [target], begin, begin + 1200, expected=False)
    flow(
        logs,
        item.sensor,
        begin + np.array([0.0, 40.0]),
        source,
        target,
        3389,
        "tcp",
        800_000,
        9_000_000,
        rng,
        service="rdp",
        mark=mark,
    )
    logs.add(
        item.sensor,
        "windows",
        {"ts": [begin + 2], "line": [windows_login(begin + 2, 4624, ACCOUNTS[4], source, host, kind="10")]},
        mark,
    )
    return begin + 1200
