"""Files → event log: whole lines only, every line accounted for, the same content taken in once."""

import gzip
import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Protocol

from stores.event_log import TARGET_BYTES, EventLog, Message, Position

BLOCK = 4 * 1024 * 1024
HEAD = 4096  # bytes that make the fingerprint
FLUSH_BYTES = 48 * 1024 * 1024
LONGEST = 64 * 1024 * 1024  # a longer line is cut: nothing may eat all memory


class Recognised(Protocol):
    """What the sniffer says of a file's beginning."""

    @property
    def dataset(self) -> str:
        """The dataset's name; `unknown` when nobody recognises it."""

    @property
    def family(self) -> str:
        """The topic its messages go to."""

    @property
    def header(self) -> str | None:
        """What travels in the envelope, e.g. the `#fields` line; for `unknown` the reason."""

    @property
    def comment(self) -> str | None:
        """What header lines begin with; None when only a line equal to the header is one."""


Sniff = Callable[[bytes, str], Recognised]
SensorOf = Callable[[Path], str]


@dataclass(slots=True)
class FileReport:
    """What became of one input file at the collector."""

    path: str
    dataset: str = ""
    sensor: str = ""
    fingerprint: str = ""
    lines: int = 0
    headers: int = 0
    duplicates: int = 0  # lines already taken in from the same content
    sent: int = 0
    size: int = 0
    error: str = ""


@dataclass(slots=True)
class FileCollector:
    """Takes in files once: what was read of the same content before is counted as duplicates and not sent again."""

    log: EventLog
    sniff: Sniff
    sensor_of: SensorOf
    received: Callable[[], datetime]
    following: bool = False  # a last line without its newline is still being written: leave it

    def ingest(self, paths: Iterable[Path], advance: Callable[[int], None] = lambda size: None) -> list[FileReport]:
        """Take in all files (folders are walked, gz and zip opened); messages and positions commit together."""
        positions = dict(self.log.positions())
        outbox: dict[str, tuple[list[Message], dict[str, Position], int]] = {}
        reports = []
        for path in sorted(_expand(paths)):
            for name, stream, size in _open(path):
                report = FileReport(path=name, size=size)
                reports.append(report)
                with stream:
                    self._one(path, name, stream, report, positions, outbox)
                advance(size)
        for family in list(outbox):
            self._flush(family, outbox)
        return reports

    def _one(
        self,
        path: Path,
        name: str,
        stream: IO[bytes],
        report: FileReport,
        positions: dict[str, Position],
        outbox: dict[str, tuple[list[Message], dict[str, Position], int]],
    ) -> None:
        try:
            head = _read(stream, 65536)
        except (OSError, EOFError, zlib.error) as error:
            report.error = f"{type(error).__name__}: {error}"
            return
        recognised = self.sniff(head, Path(name).name)
        sensor = self.sensor_of(path)
        report.dataset, report.sensor = recognised.dataset, sensor
        fingerprint = _fingerprint(head, sensor, positions)
        report.fingerprint = fingerprint
        source = f"{sensor}/{fingerprint}"
        taken = positions.get(source, {"offset": 0, "lines": 0, "tail": ""})
        reader = _Lines(stream, head, recognised, sensor, fingerprint, self.received(), self.following)
        try:
            skipped = reader.skip(int(taken["offset"]), str(taken["tail"]))
            if not skipped:  # the same beginning, another content: a source of its own
                fingerprint = hashlib.sha256(f"{fingerprint}|{name}".encode()).hexdigest()[:32]
                report.fingerprint = fingerprint
                source = f"{sensor}/{fingerprint}"
                taken = positions.get(source, {"offset": 0, "lines": 0, "tail": ""})
                stream.seek(0)
                reader = _Lines(stream, _read(stream, 65536), recognised, sensor, fingerprint, self.received(), self.following)
                reader.skip(int(taken["offset"]), str(taken["tail"]))
            for message in reader.messages():
                messages, marks, size = outbox.setdefault(recognised.family, ([], {}, 0))
                messages.append(message)
                marks[source] = reader.position()
                outbox[recognised.family] = (messages, marks, size + len(message.value))
                if size + len(message.value) >= FLUSH_BYTES:
                    self._flush(recognised.family, outbox)
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile) as error:
            report.error = f"{type(error).__name__}: {error}"
        report.lines, report.headers, report.duplicates = reader.lines, reader.headers, reader.duplicates
        report.sent = reader.sent
        positions[source] = reader.position()

    def _flush(self, family: str, outbox: dict[str, tuple[list[Message], dict[str, Position], int]]) -> None:
        messages, marks, _ = outbox.pop(family)
        self.log.append(messages, marks)


class _Lines:
    """Cuts a stream into messages at line ends, and at `#fields` lines, whose header holds from there on."""

    def __init__(
        self,
        stream: IO[bytes],
        head: bytes,
        recognised: Recognised,
        sensor: str,
        fingerprint: str,
        received: datetime,
        following: bool,
    ) -> None:
        self.following = following
        self.stream, self.carry = stream, head
        self.recognised, self.sensor, self.fingerprint, self.received = recognised, sensor, fingerprint, received
        self.header = recognised.header or ""
        self.comment = (recognised.comment or "").encode()
        self.header_line = b"" if self.comment else self.header.encode()
        self.offset = self.ordinal = 0
        self.lines = self.headers = self.duplicates = self.sent = 0
        self.tail = b""

    def skip(self, offset: int, tail: str) -> bool:
        """Pass over what was taken in before; False when the content before `offset` is not what was taken in."""
        while len(self.carry) < offset:
            block = self.stream.read(BLOCK)
            if not block:
                return False
            self.carry += block
        done, self.carry = self.carry[:offset], self.carry[offset:]
        self.tail = done[-HEAD:]
        if offset and hashlib.sha256(self.tail).hexdigest() != tail:
            return False
        lines = done.count(b"\n") + (1 if done and not done.endswith(b"\n") else 0)
        headers = self._headers(done)
        self.lines, self.headers, self.duplicates = lines, headers, lines - headers
        self.offset, self.ordinal = offset, lines
        for line in done.split(b"\n") if self.comment and b"#fields" in done else ():
            if line.startswith(b"#fields"):
                self.header = line.decode("utf-8", "replace").rstrip("\r")
        return True

    def position(self) -> Position:
        """Where this source stands, and what its last bytes were."""
        tail = hashlib.sha256(self.tail).hexdigest()
        return {"offset": self.offset, "lines": self.ordinal, "tail": tail, "head": min(HEAD, self.offset)}

    def messages(self) -> Iterator[Message]:
        """Messages of up to 512 KiB; a longer line travels alone; the last line may lack its newline."""
        ended = False
        while not ended:
            block = self.stream.read(BLOCK)
            ended = not block
            data = self.carry + block
            whole = (ended and not self.following) or len(data) > LONGEST
            cut = len(data) if whole else data.rfind(b"\n") + 1
            self.carry = data[cut:]
            yield from self._cut(data[:cut])

    def _cut(self, data: bytes) -> Iterator[Message]:
        start = 0
        while start < len(data):
            end = self._end(data, start)
            yield self._message(data[start:end])
            start = end

    def _end(self, data: bytes, start: int) -> int:
        limit = min(len(data), start + TARGET_BYTES)
        end = limit if limit == len(data) else data.rfind(b"\n", start, limit) + 1
        if end <= start:  # one line longer than a message
            following = data.find(b"\n", limit)
            end = len(data) if following < 0 else following + 1
        if self.comment:
            if data.startswith(b"#fields", start):
                line_end = data.find(b"\n", start)
                line = data[start : line_end if line_end >= 0 else len(data)]
                self.header = line.decode("utf-8", "replace").rstrip("\r")
            another = data.find(b"\n#fields", start, end)
            if another >= 0:
                end = another + 1
        return end

    def _message(self, chunk: bytes) -> Message:
        whole = chunk[:-1] if chunk.endswith(b"\n") else chunk
        count = whole.count(b"\n") + 1
        message = Message(
            family=self.recognised.family,
            dataset=self.recognised.dataset,
            sensor=self.sensor,
            received=self.received,
            header=self.header,
            fingerprint=self.fingerprint,
            first=self.ordinal,
            value=whole,
        )
        self.ordinal += count
        self.offset += len(chunk)
        self.lines += count
        headers = self._headers(chunk)
        self.headers += headers
        self.sent += count - headers
        self.tail = (self.tail + chunk)[-HEAD:]
        return message

    def _headers(self, chunk: bytes) -> int:
        if self.comment:
            return chunk.count(b"\n" + self.comment) + chunk.startswith(self.comment)
        if self.header_line:
            return sum(line.rstrip(b"\r") == self.header_line for line in chunk.split(b"\n"))
        return 0


def _fingerprint(head: bytes, sensor: str, positions: Mapping[str, Position]) -> str:
    """The file's name for good: the hash of its first 4 KiB, or of as much as it had when first seen."""
    lengths = {int(item.get("head", HEAD)) for source, item in positions.items() if source.startswith(f"{sensor}/")}
    for length in sorted((size for size in lengths if 0 < size < min(HEAD, len(head))), reverse=True):
        candidate = hashlib.sha256(head[:length]).hexdigest()[:32]
        if positions.get(f"{sensor}/{candidate}", {}).get("head") == length:
            return candidate
    return hashlib.sha256(head[:HEAD]).hexdigest()[:32]


def _expand(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from (item for item in path.rglob("*") if item.is_file() and not item.name.startswith("."))
        else:
            yield path


def _open(path: Path) -> Iterator[tuple[str, IO[bytes], int]]:
    with path.open("rb") as handle:
        magic = handle.read(4)
    size = path.stat().st_size
    if magic[:2] == b"\x1f\x8b":
        yield str(path), gzip.open(path, "rb"), size  # type: ignore[misc]  # noqa: SIM115 (the reader closes it)
    elif magic == b"PK\x03\x04" and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for item in archive.infolist():
                if not item.is_dir():
                    yield f"{path}!{item.filename}", archive.open(item), item.compress_size
    else:
        yield str(path), path.open("rb"), size


def _read(stream: IO[bytes], size: int) -> bytes:
    """Exactly `size` bytes unless the stream ends first."""
    buffer = io.BytesIO()
    while buffer.tell() < size and (block := stream.read(size - buffer.tell())):
        buffer.write(block)
    return buffer.getvalue()
