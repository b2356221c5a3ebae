"""Evaluate tasks: predictions a row, the same with and without labels, better than chance; wrong input said in words."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from jianmen.cli import build
from jianmen.errors import UserError
from models.domains.generators import joined, made_up


def kdd(path: Path, seed: int, labelled: bool) -> None:
    """A small table of the NSL-KDD layout: normal rows and one attack with other rates and services."""
    random = np.random.default_rng(seed)
    rows = []
    for at in range(350):
        attack = at % 7 == 0
        values = [str(round(float(value), 3)) for value in random.gamma(2.0, 3.0 if not attack else 40.0, 41)]
        values[1], values[2], values[3] = "tcp", "http" if not attack else "private", "SF" if not attack else "S0"
        rows.append(",".join([*values, *(["neptune" if attack else "normal", "20"] if labelled else [])]))
    path.write_text("\n".join(rows) + "\n")


def invoke(*arguments: str) -> dict[str, object]:
    result = CliRunner().invoke(build(), list(arguments), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    found: dict[str, object] = json.loads(result.output)
    return found


def test_flows_scores_every_row_and_never_needs_labels(tmp_path: Path) -> None:
    kdd(tmp_path / "train", 1, True)
    kdd(tmp_path / "test", 2, True)
    kdd(tmp_path / "bare", 2, False)
    common = ["evaluate", "flows", "--layout", "nslkdd", "--train", str(tmp_path / "train"), "--normal-only", "--json"]
    found = invoke(*common, "--test", str(tmp_path / "test"), "--predictions", str(tmp_path / "a.csv"))
    blind = invoke(*common, "--test", str(tmp_path / "bare"), "--predictions", str(tmp_path / "b.csv"))
    assert found["auroc"]["ours"] > 0.95  # type: ignore[index]
    assert "auroc" not in blind
    first, second = pl.read_csv(tmp_path / "a.csv"), pl.read_csv(tmp_path / "b.csv")
    assert first.columns == ["row", "score", "flag"]
    assert first["row"].to_list() == list(range(350))
    assert first.equals(second), "the labels of the test file change nothing"


def test_dga_tells_letters_from_names(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    syllables = ["ma", "lo", "shop", "news", "cloud", "bank", "tech", "home", "play", "green", "star", "river", "book", "line", "china"]
    plain = sorted({"".join(random.choice(syllables, int(random.integers(2, 4)))) + ".com" for _ in range(1500)})
    half = len(plain) // 2
    made = made_up(300, 9, plain)
    for name, ordinary, odd in (("train", plain[:half], made[:150]), ("test", plain[half:], made[150:])):
        rows = [(domain, 0, "") for domain in ordinary] + [(domain, 1, "own") for domain in odd]
        pl.DataFrame(rows, schema=["domain", "label", "family"], orient="row").write_csv(tmp_path / name)
    found = invoke("evaluate", "dga", "--train", str(tmp_path / "train"), "--test", str(tmp_path / "test"), "--json", "--predictions", str(tmp_path / "p.csv"))
    assert found["auroc"]["ours"] > 0.95  # type: ignore[index]
    assert pl.read_csv(tmp_path / "p.csv")["row"].to_list() == list(range(len(plain) - half + 150))
    assert joined(5, 1, plain) == joined(5, 1, plain)


def test_beacon_ranks_a_planted_clock_first(tmp_path: Path) -> None:
    random = np.random.default_rng(4)
    lines = ["#separator \\x09", "#path\tconn", "#fields\tuid\tts\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\torig_ip_bytes"]
    times = [(float(t), "10.0.0.5", "203.0.113.9") for t in np.cumsum(random.uniform(50, 70, 60))]
    times += [(float(random.uniform(0, 3600)), f"10.0.0.{random.integers(6, 20)}", f"198.51.100.{random.integers(1, 9)}") for _ in range(600)]
    lines += [f"C{at}\t{1.7e9 + moment:.3f}\t{source}\t5000\t{far}\t443\ttcp\tssl\t{random.integers(100, 900)}" for at, (moment, source, far) in enumerate(times)]
    (tmp_path / "conn.15:00:00-16:00:00.log").write_text("\n".join(lines) + "\n")
    found = invoke("evaluate", "beacon", "--input", str(tmp_path), "--json", "--predictions", str(tmp_path / "p.csv"))
    assert found["top"][0]["destination"] == "203.0.113.9"  # type: ignore[index]
    assert pl.read_csv(tmp_path / "p.csv").columns == ["source", "destination", "port", "score"]


def test_wrong_input_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    with pytest.raises(UserError, match="domain"):
        invoke("evaluate", "dga", "--train", str(tmp_path / "x.csv"), "--test", str(tmp_path / "x.csv"))
    with pytest.raises(UserError, match="nslkdd"):
        invoke("evaluate", "flows", "--layout", "other", "--train", str(tmp_path / "x.csv"))
    with pytest.raises(UserError):
        invoke("evaluate", "beacon", "--input", str(tmp_path / "none"))
