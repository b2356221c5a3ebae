"""`jianmen stream` killed with SIGKILL twenty times, at chosen points and at random moments: nothing lost, nothing doubled."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from stores.embedded import EmbeddedStore
from stores.store import Query
from tests.streaming.scene import START, conn, put, scan, state

pytestmark = pytest.mark.cluster
KILLS = 20
POINTS = ["after event files", "after events", "after cells_flows", "after ledger", "before checkpoint", "after alerts"]
# The command itself, with a SIGKILL to itself at the chosen point of the chosen batch.
DRIVER = """
import os, signal, sys
point = os.environ.get("KILL_AT")
import streaming.pipeline as p
if point:
    original = p.Pipeline.__post_init__
    def armed(self):
        original(self)
        self.pause = lambda at: os.kill(os.getpid(), signal.SIGKILL) if at == point else None
    p.Pipeline.__post_init__ = armed
import jianmen.assembly as assembly
from tests.streaming import scene
import jianmen.commands.stream as stream
stream.open_inventory = lambda folder, out: scene.inventory()
from pathlib import Path
stream.command(input=[Path(sys.argv[1])], out=Path(sys.argv[2]), inventory=None, interval=0.3)
"""
ROOT = Path(__file__).resolve().parents[2]


def start(folder: Path, out: Path, point: str | None) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("KILL_AT", None)
    if point:
        environment["KILL_AT"] = point
    return subprocess.Popen(
        [sys.executable, "-c", DRIVER, str(folder), str(out)],
        env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


def part(folder: Path, number: int) -> None:
    lines = [conn(START + number * 300 + n * 3, uid=f"P{number}-{n}") for n in range(40)]
    put(folder, "s-a", f"part{number:02d}.log", lines + scan(START + number * 300)[number % 20 : number % 20 + 18] + ["broken"])


def settle(process: subprocess.Popen[bytes], out: Path, events: int) -> None:
    """Wait until everything is in and scored, then stop the stream as an operator would."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        assert process.poll() is None
        store = EmbeddedStore(out)
        scored = store.tables.committed("incidents", "score") >= store.lake.committed("ledger", "stream") >= 0
        if scored and store.count(Query("events")) == events:
            break
        time.sleep(1)
    os.kill(process.pid, signal.SIGTERM)
    process.wait(timeout=120)


def test_killed_twenty_times_equals_never_killed(tmp_path: Path) -> None:
    chance = random.Random(5)
    killed, calm, folder = tmp_path / "killed", tmp_path / "calm", tmp_path / "in"
    kills = 0
    for number in range(KILLS):
        part(folder, number)
        point = POINTS[number] if number < len(POINTS) else None
        process = start(folder, killed, point)
        if point:
            process.wait(timeout=120)
            assert process.returncode == -signal.SIGKILL
        else:
            time.sleep(chance.uniform(4, 11))
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=30)
        kills += 1
    expected = KILLS * (40 + 18)
    settle(start(folder, killed, None), killed, expected)
    settle(start(folder, calm, None), calm, expected)
    assert kills == KILLS
    assert state(killed) == state(calm)
    assert len(state(calm)["events"]) == expected
    assert state(calm)["dead"] == KILLS
    assert state(calm)["alerts"]
