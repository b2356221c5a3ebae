"""`jianmen simulate` as a new user would try it."""

import json
from pathlib import Path

import pytest

from jianmen.cli import build
from jianmen.errors import UserError


def call(*arguments: str) -> None:
    build()(args=["simulate", *arguments], standalone_mode=False)


def test_it_writes_and_says_how_to_go_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "week"
    call("--out", str(out), "--scale", "0.02", "--quiet", "--json")
    said = json.loads(capsys.readouterr().out)
    assert said["organisations"] == 40
    assert said["attacks"] == 0
    (out / "input" / "left.log").write_text("of another week")
    call("--out", str(out), "--scale", "0.02", "--quiet")
    assert "jianmen run --input" in capsys.readouterr().out
    assert not (out / "input" / "left.log").exists()


def test_a_wrong_week_and_a_full_folder_are_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="2026-W47"):
        call("--out", str(tmp_path / "week"), "--week", "2026-47")
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UserError):
        call("--out", str(tmp_path))
    assert (tmp_path / "mine.txt").read_text() == "mine"
