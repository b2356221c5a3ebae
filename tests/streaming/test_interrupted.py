"""Whatever point the pipeline breaks off at, going on leaves the same events and alerts as if nothing had happened."""

import contextlib
from pathlib import Path

import pytest

from tests.streaming.scene import START, conn, put, scan, state, step

POINTS = ["after event files", "after events", "after cells_flows", "after ledger", "before checkpoint", "after alerts"]


class Broken(Exception):
    """Stands in for a killed process at a chosen point."""


def feed(folder: Path) -> list[Path]:
    return [
        put(folder, "s-a", "conn1.log", [conn(START + n * 7) for n in range(100)] + scan(START + 60)[:25] + ["not a record"]),
        put(folder, "s-a", "conn2.log", scan(START + 60)[25:] + [conn(START + 900 + n) for n in range(50)]),
    ]


@pytest.fixture(scope="module")
def undisturbed(spark: object, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    folder = tmp_path_factory.mktemp("undisturbed")
    for path in feed(folder / "in"):
        step(folder / "out", [path], spark)
    return state(folder / "out")


@pytest.mark.parametrize("point", POINTS)
def test_broken_off_at_a_point_and_gone_on(point: str, undisturbed: dict[str, object], spark: object, tmp_path: Path) -> None:
    broken = []

    def pause(at: str) -> None:
        if at == point and not broken:
            broken.append(at)
            raise Broken(at)

    for path in feed(tmp_path / "in"):
        with contextlib.suppress(Exception):  # Spark wraps what a batch raises
            step(tmp_path / "out", [path], spark, pause=pause)
        step(tmp_path / "out", [], spark)
    assert broken == [point]
    assert state(tmp_path / "out") == undisturbed
    assert undisturbed["alerts"]
    assert undisturbed["dead"] == 1
