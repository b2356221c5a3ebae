"""`jianmen evidence` and `jianmen story` on a store: packed, verified, and a changed byte named."""

from dataclasses import asdict
from pathlib import Path

import typer
from typer.testing import CliRunner

from graph.incidents import correlate
from jianmen.commands import evidence, story
from jianmen.errors import UserError
from stores.embedded import EmbeddedStore
from tests.graph.made import ATTACK, RULES, frame


def _invoke(command: object, *arguments: str) -> tuple[int, str, BaseException | None]:
    app = typer.Typer()
    app.command()(command)  # type: ignore[type-var]
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.output, result.exception


def test_an_incident_is_packed_told_and_verified(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "store").mkdir(parents=True)
    (out / "settings.json").write_text('{"profile": "embedded"}', encoding="utf-8")
    store = EmbeddedStore(out)
    store.upsert("alerts", [asdict(alert) for alert in ATTACK])
    incident = correlate(frame(ATTACK), None, [], RULES)[0]
    store.upsert("incidents", [asdict(incident)])
    package = tmp_path / "package.zip"
    code, text, error = _invoke(evidence.command, incident.incident_id, "--out", str(package), "--data", str(out))
    assert (code, error) == (0, None), text
    seal = text.split()[-1]
    assert _invoke(evidence.command, "--verify", str(package), "--seal", seal)[0] == 0
    content = bytearray(package.read_bytes())
    place = content.index(b"alerts.ndjson") + len("alerts.ndjson") + 5
    content[place] ^= 1
    package.write_bytes(bytes(content))
    _, _, error = _invoke(evidence.command, "--verify", str(package))
    assert isinstance(error, UserError)
    assert "alerts.ndjson" in str(error)
    page = tmp_path / "story.html"
    code, text, error = _invoke(
        story.command,
        incident.incident_id[:10],
        "--out",
        str(out),
        "--html",
        str(page),
        "--stix",
        str(tmp_path / "s.json"),
    )
    assert (code, error) == (0, None), text
    assert incident.incident_id in page.read_text(encoding="utf-8")
