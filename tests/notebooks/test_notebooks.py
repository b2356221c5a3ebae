"""Every notebook runs from top to bottom and draws a picture."""

import os
import sys
from datetime import timedelta
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from schema.event import Event

sys.path.insert(0, str(Path(__file__).parent.parent / "briefings"))
import week

NOTEBOOKS = sorted((Path(__file__).parent.parent.parent / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """JIANMEN_OUT names another folder to run on, e.g. the demo's."""
    if given := os.environ.get("JIANMEN_OUT"):
        return Path(given).resolve()
    folder = tmp_path_factory.mktemp("notebooks") / "out"
    week.write(folder)
    events = [
        {"event_id": f"e{i}", "content_hash": "h", "dataset": "zeek.conn", "zone": "z", "event_time": week.MONDAY + timedelta(seconds=300 * i + i % 3),
         "source_ip": "10.0.0.1", "destination_ip": "203.0.113.7", "destination_port": 443, **week.place("s1")}
        for i in range(40)
    ]  # fmt: skip
    week.put(folder / "lake", "events", events, Event)
    return folder


def test_there_are_five() -> None:
    assert len(NOTEBOOKS) == 5


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs(path: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIANMEN_OUT", str(out))
    monkeypatch.setenv("PYTHONPATH", str(path.parent.parent))
    book = nbformat.read(path, as_version=4)
    assert not any(cell.get("outputs") for cell in book.cells), "keep notebooks without outputs"
    NotebookClient(
        book, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
    ).execute()
    pictures = [item for cell in book.cells for item in cell.get("outputs", []) if "image/png" in item.get("data", {})]
    assert pictures
    if target := os.environ.get("JIANMEN_PICTURES"):
        import base64

        for order, item in enumerate(pictures):
            (Path(target) / f"{path.stem}-{order}.png").write_bytes(base64.b64decode(item["data"]["image/png"]))
