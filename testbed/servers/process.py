"""Process: a server as a child process in a folder of its own; started, waited for, killed, started again."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from testbed.servers.artefacts import ServerError


def free_port(kind: int = socket.SOCK_STREAM) -> int:
    """A port nobody listens on at 127.0.0.1."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listening(port: int) -> bool:
    """Whether somebody accepts connections at 127.0.0.1:port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Process:
    """One server process and its log."""

    def __init__(self, name: str, command: Sequence[str], log: Path, environment: Mapping[str, str], user: int | None = None) -> None:
        self.name, self.command, self.log, self.environment, self.user = name, list(command), log, dict(environment), user
        self.child: subprocess.Popen[bytes] | None = None

    def start(self, ready: Callable[[], bool], seconds: float = 90) -> None:
        """Start and wait until `ready`; ServerError with the end of the log when it is not."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as sink:
            self.child = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=sink, stderr=subprocess.STDOUT, start_new_session=True,
                env={**os.environ, **self.environment}, user=self.user, group=self.user,
                extra_groups=[] if self.user is not None else None, cwd=self.log.parent,
            )  # fmt: skip
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.child.poll() is not None:
                raise ServerError(f"{self.name} ended with code {self.child.returncode}:\n{self.tail()}")
            if ready():
                return
            time.sleep(0.2)
        self.kill()
        raise ServerError(f"{self.name} was not ready after {seconds:.0f} s:\n{self.tail()}")

    def tail(self, size: int = 3000) -> str:
        """The end of the log."""
        return self.log.read_text(errors="replace")[-size:] if self.log.exists() else ""

    def stop(self, seconds: float = 20) -> None:
        """Ask it to end; kill it when it does not."""
        if self.child is None or self.child.poll() is not None:
            return
        self._signal(signal.SIGTERM)
        try:
            self.child.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """SIGKILL to the process and its children."""
        if self.child is not None and self.child.poll() is None:
            self._signal(signal.SIGKILL)
            self.child.wait(20)

    def _signal(self, number: int) -> None:
        assert self.child is not None
        os.killpg(self.child.pid, number)
