"""Evidence package: a ZIP of raw records, alerts, story and graph, hashed with SHA-256 and SM3, checkable by anybody."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graph.exports import attack_flow, graphml, stix
from graph.picture import page

SUMS = {"SHA256SUMS": "sha256", "SM3SUMS": "sm3"}
README = """# 证据包 / Evidence package

校验 / To verify, with coreutils and OpenSSL 3 only:

    unzip PACKAGE.zip -d package && cd package
    sha256sum -c SHA256SUMS
    while read -r sum name; do [ "$(openssl dgst -sm3 -r "$name" | cut -d' ' -f1)" = "$sum" ] || echo "CHANGED $name"; done < SM3SUMS
    cat SHA256SUMS SM3SUMS | sha256sum        # 应等于制作时给出的封签 / must equal the seal told when it was made

custody.ndjson 每行含上一行的 SHA-256,改动或删去一行即断链。
Each line of custody.ndjson holds the SHA-256 of the line before; a changed or missing line breaks the chain.
"""


@dataclass(frozen=True, slots=True)
class Package:
    """The ZIP's bytes and its seal: SHA-256 over both lists of sums."""

    data: bytes
    seal: str


def pack(incident: Mapping[str, Any], alerts: Sequence[Mapping[str, Any]], events: Sequence[Mapping[str, Any]], custody: Sequence[Mapping[str, Any]],
         now: datetime) -> Package:  # fmt: skip
    """The package of an incident; `events` are the raw records behind its alerts, `custody` who did what when."""
    files = {
        "README.md": README.encode(),
        "incident.json": _json(incident, indent=1),
        "story.zh.md": str(incident["story_zh"]).encode(),
        "story.en.md": str(incident["story_en"]).encode(),
        "picture.zh.html": page(incident, "zh").encode(),
        "picture.en.html": page(incident, "en").encode(),
        "graph.graphml": graphml.document(incident).encode(),
        "incident.stix.json": _json(stix.bundle(incident), indent=1),
        "incident.flow.json": _json(attack_flow.bundle(incident), indent=1),
        "alerts.ndjson": b"".join(_json(alert) + b"\n" for alert in alerts),
        "events.ndjson": b"".join(_json(event) + b"\n" for event in events),
        "custody.ndjson": chain(custody),
    }
    for event in events:
        if event.get("raw") is not None:
            raw = event["raw"]
            files[f"raw/{event['event_id']}"] = raw if isinstance(raw, bytes) else str(raw).encode()
    sums = {name: _sums(files, kind) for name, kind in SUMS.items()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted({**files, **sums}.items()):
            archive.writestr(zipfile.ZipInfo(name, now.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return Package(buffer.getvalue(), seal(sums))


def verify(data: bytes, expected_seal: str | None = None) -> list[str]:
    """Names of what was changed, added or lost, each with why; empty when the package is as it was made."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files, broken = _read(archive)
    except zipfile.BadZipFile as error:
        return [f"package: no readable ZIP ({error})"]
    if missing := [name for name in SUMS if name not in files]:
        return [*broken, *(f"{name}: missing or unreadable" for name in missing)]
    found = list(broken)
    for name, kind in SUMS.items():
        lines = files[name].decode(errors="replace").splitlines()
        told = {path: total for total, _, path in (line.partition("  ") for line in lines) if path}
        for path in sorted(told.keys() | files.keys() - SUMS.keys()):
            if path not in files:
                found += [] if any(item.startswith(f"{path}:") for item in broken) else [f"{path}: missing ({name})"]
            elif told.get(path) != digest(kind, files[path]):
                found.append(f"{path}: changed ({kind})" if path in told else f"{path}: not in {name}")
    found += _broken_chain(files.get("custody.ndjson", b""))
    if expected_seal is not None and seal({name: files[name] for name in SUMS}) != expected_seal:
        found.append("SHA256SUMS, SM3SUMS: do not match the seal")
    return found


def digest(kind: str, content: bytes) -> str:
    """Hex digest; SM3 from OpenSSL through hashlib, or from `cryptography` where hashlib lacks it."""
    try:
        return hashlib.new(kind, content).hexdigest()
    except ValueError:
        from cryptography.hazmat.primitives import hashes

        made = hashes.Hash(hashes.SM3())
        made.update(content)
        return made.finalize().hex()


def chain(entries: Sequence[Mapping[str, Any]]) -> bytes:
    """Custody log: each line holds the SHA-256 of the one before."""
    before, lines = "0" * 64, []
    for entry in entries:
        line = _json({**entry, "before": before})
        before = digest("sha256", line)
        lines.append(line + b"\n")
    return b"".join(lines)


def seal(sums: Mapping[str, bytes]) -> str:
    """SHA-256 over both lists of sums, one after the other."""
    return digest("sha256", b"".join(sums[name] for name in SUMS))


def _sums(files: Mapping[str, bytes], kind: str) -> bytes:
    return "".join(f"{digest(kind, content)}  {name}\n" for name, content in sorted(files.items())).encode()


def _read(archive: zipfile.ZipFile) -> tuple[dict[str, bytes], list[str]]:
    files, broken = {}, []
    for name in archive.namelist():
        try:
            files[name] = archive.read(name)
        except Exception as error:  # a flipped byte may break inflate, the CRC or the header alike
            broken.append(f"{name}: changed ({error})")
    return files, broken


def _broken_chain(content: bytes) -> list[str]:
    before = "0" * 64
    for number, line in enumerate(content.splitlines(), 1):
        try:
            entry = json.loads(line)
        except ValueError:
            return [f"custody.ndjson: line {number} is no JSON"]
        if entry.get("before") != before:
            return [f"custody.ndjson: the chain breaks at line {number}"]
        before = digest("sha256", line)
    return []


def _json(value: Any, indent: int | None = None) -> bytes:
    return json.dumps(value, ensure_ascii=False, default=_plain, indent=indent, sort_keys=True).encode()


def _plain(value: Any) -> str:
    return (
        value.isoformat()
        if isinstance(value, datetime)
        else value.decode(errors="replace")
        if isinstance(value, bytes)
        else str(value)
    )
