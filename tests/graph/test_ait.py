"""Correlation on the recorded scenarios: floors are beaten, labels are never read, names mean nothing."""

import gzip
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import typer
from typer.testing import CliRunner

from graph.correlation import correlate
from graph.disturb import Labelled, renamed, two_attackers
from graph.intake import read
from jianmen.commands import correlate as correlate_command
from jianmen.evaluations import correlation
from tests.graph.made import RULES

FILE, QUIET = "ait-ads/russellmitchell_alerts.csv.gz", 1642993260


def _run(command: Any, *arguments: str) -> str:
    app = typer.Typer()
    app.command()(command)
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("scenario", ["fox", "shaw", "russellmitchell"])
def test_the_top_incident_tells_nine_phases_in_ten_and_is_mostly_true(scenario: str, shared_data: Path) -> None:
    folder = shared_data / "ait-ads"
    told = json.loads(
        _run(
            correlation.command,
            "--alerts",
            str(folder / f"{scenario}_alerts.csv.gz"),
            "--phases",
            str(folder / "phases.csv"),
            "--json",
        )
    )
    mine, unseen = told["correlate"], told["floor_never_seen"]
    assert mine["rank"] == 1
    assert mine["phases"] >= 0.9 * mine["phases_alerted"] > unseen["phases"]
    assert mine["precision"] >= 0.5
    assert mine["incidents"] <= 20
    assert mine["false_per_day"] <= 3
    assert told["benign_only_incidents_per_day"] <= 3


def test_empty_labels_change_nothing(shared_data: Path, tmp_path: Path) -> None:
    lines = gzip.decompress((shared_data / FILE).read_bytes()).decode().splitlines()
    bare = tmp_path / "bare_alerts.csv"
    bare.write_text(
        "\n".join([lines[0], *(line.rsplit(",", 2)[0] + ",," for line in lines[1:])]) + "\n", encoding="utf-8"
    )
    found = []
    for number, path in enumerate((shared_data / FILE, bare)):
        out = tmp_path / f"{number}.ndjson"
        _run(correlate_command.command, "--alerts", str(path), "--quiet-until", str(QUIET), "--predictions", str(out))
        found.append(out.read_text(encoding="utf-8"))
    assert found[0] == found[1]
    first = json.loads(found[0].splitlines()[0])
    assert {"id", "score", "first", "last", "alerts", "steps", "edges"} <= first.keys()
    assert {"time", "host", "technique", "tactic"} <= first["steps"][0].keys()
    assert {"from", "to", "kind", "confidence"} <= first["edges"][0].keys()
    assert all(0 <= row < len(lines) - 1 for row in first["alerts"])


def test_renamed_hosts_and_shifted_times_give_the_same_incidents(shared_data: Path) -> None:
    frame = read(shared_data / FILE)
    base = Labelled(frame, tuple("" for _ in range(frame.height)), QUIET * 1_000_000)
    other = renamed(base, 35)
    one = correlate(base.frame, RULES, base.until)
    two = correlate(other.frame, RULES, other.until)

    def rows(result: Any) -> list[list[int]]:
        return [
            sorted(result.episodes[sorted({*path.episodes, *path.context})]["rows"].explode().to_list())
            for path in result.paths
        ]

    assert rows(one) == rows(two)


def test_two_attacks_in_two_zones_are_two_incidents(shared_data: Path) -> None:
    frame = read(shared_data / FILE)
    labels = tuple(
        "" if label == "false_positive" else label for label in pl.read_csv(shared_data / FILE)["time_label"]
    )
    base = Labelled(frame, labels, QUIET * 1_000_000)
    both = two_attackers(base, base, "second")
    result = correlate(both.frame, RULES, both.until)
    assert len(result.paths) == 2
    assert all(len({burst.zone for burst in path.bursts}) == 1 for path in result.paths)
