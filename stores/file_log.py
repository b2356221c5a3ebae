"""FileLog: the event log as Parquet segments in a folder; appended by atomic rename."""

import json
import os
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from stores.event_log import MESSAGE, Message, Position

try:  # single writer per log; POSIX only, elsewhere the operator starts one collector
    import fcntl
except ImportError:  # pragma: no cover
    fcntl = None  # type: ignore[assignment]

ROW_GROUP = 16  # messages; bounds what a Spark reader holds at once (16 × 512 KiB)
SEGMENT_BYTES = 48 * 1024 * 1024


class FileLog:
    """Segments `<topic>/<first offset>.parquet`; the positions of the sources ride in the segments' footers."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def append(self, messages: Iterable[Message], positions: Mapping[str, Position]) -> int:
        """Append messages, one segment a topic; the last segment renamed carries the positions, so both or none.

        Positions without messages are kept too (a source of headers only).
        """
        self.root.mkdir(parents=True, exist_ok=True)
        by_topic: dict[str, list[Message]] = {}
        for message in messages:
            by_topic.setdefault(message.family, []).append(message)
        if not by_topic:
            if positions:
                with self._lock():
                    self._write_positions(positions)
            return 0
        if len(by_topic) > 1:
            raise ValueError("one append covers one topic: a rename is atomic for one file only")
        (topic, batch), = by_topic.items()
        with self._lock():
            self._write_segment(topic, batch, positions)
        return len(batch)

    def positions(self) -> dict[str, Position]:
        """The last committed position of every source, from the segments' footers."""
        found: dict[str, tuple[int, Position]] = {}
        for path in self.root.glob("*/*.parquet"):
            metadata = pq.read_schema(path).metadata or {}
            for source, position in json.loads(metadata.get(b"jianmen.positions", b"{}")).items():
                known = found.get(source)
                if known is None or known[0] < position["sequence"]:
                    found[source] = (position["sequence"], position)
        extra = self.root / "positions.json"
        if extra.exists():
            for source, position in json.loads(extra.read_text()).items():
                known = found.get(source)
                if known is None or known[0] < position["sequence"]:
                    found[source] = (position["sequence"], position)
        return {source: position for source, (_, position) in found.items()}

    def topics(self) -> list[str]:
        """The topics that hold something."""
        return sorted({path.parent.name for path in self.root.glob("*/*.parquet")})

    def read(self, spark: Any, per_batch_bytes: int | None = None) -> Any:
        """A streaming DataFrame of MESSAGE columns over all topics, oldest segment first."""
        from pyspark.sql.pandas.types import from_arrow_schema

        for topic in ("any",):
            (self.root / topic).mkdir(parents=True, exist_ok=True)
        reader = spark.readStream.schema(from_arrow_schema(MESSAGE, prefer_timestamp_ntz=False))
        if per_batch_bytes:
            reader = reader.option("maxBytesPerTrigger", per_batch_bytes)
        return reader.option("pathGlobFilter", "*.parquet").parquet(f"{self.root}/*/")

    def fetch(self, topic: str, partition: int, offset: int) -> bytes | None:
        """The value of one message; None when there is no such message."""
        names = sorted(path.name for path in (self.root / topic).glob("*.parquet"))
        holders = [name for name in names if int(name.split(".")[0]) <= offset]
        if not holders:
            return None
        table = pq.read_table(
            self.root / topic / holders[-1], columns=["value"], filters=[("offset", "=", offset)], partitioning=None
        )
        return table.column("value")[0].as_py() if table.num_rows else None

    def _write_segment(self, topic: str, batch: list[Message], positions: Mapping[str, Position]) -> None:
        folder = self.root / topic
        folder.mkdir(exist_ok=True)
        base = self._next_offset(folder)
        columns: dict[str, list[Any]] = {
            "topic": [topic] * len(batch),
            "partition": [0] * len(batch),
            "offset": list(range(base, base + len(batch))),
        }
        for name in ("dataset", "sensor", "received", "header", "fingerprint", "first", "value"):
            columns[name] = [getattr(message, name) for message in batch]
        footer = {b"jianmen.positions": json.dumps(self._numbered(positions)).encode()}
        table = pa.table(columns, schema=MESSAGE.with_metadata(footer))
        temporary = folder / f".{uuid.uuid4().hex}.tmp"
        try:
            pq.write_table(
                table, temporary, row_group_size=ROW_GROUP, compression="lz4", use_dictionary=False, write_statistics=["offset"]
            )
            with temporary.open("rb") as handle:
                os.fsync(handle.fileno())
            # the name carries the last offset too, so the next segment's base needs no reading
            os.rename(temporary, folder / f"{base:020d}.{len(batch)}.parquet")
        finally:
            temporary.unlink(missing_ok=True)

    @staticmethod
    def _next_offset(folder: Path) -> int:
        last = max((path.name for path in folder.glob("*.parquet")), default=None)
        if last is None:
            return 0
        base, count, _ = last.split(".")
        return int(base) + int(count)

    def _numbered(self, positions: Mapping[str, Position]) -> dict[str, Position]:
        """Positions with a growing sequence, so that the newest wins whatever segment it sits in."""
        if not positions:
            return {}
        counter = self.root / "sequence"
        number = int(counter.read_text()) + 1 if counter.exists() else 1
        temporary = self.root / ".sequence.tmp"
        temporary.write_text(str(number))
        os.replace(temporary, counter)
        return {source: {**position, "sequence": number} for source, position in positions.items()}

    def _write_positions(self, positions: Mapping[str, Position]) -> None:
        path = self.root / "positions.json"
        known = json.loads(path.read_text()) if path.exists() else {}
        known.update(self._numbered(positions))
        temporary = self.root / ".positions.tmp"
        temporary.write_text(json.dumps(known))
        os.replace(temporary, path)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        with (self.root / ".lock").open("w") as handle:
            if fcntl is not None:
                fcntl.flock(handle, fcntl.LOCK_EX)
            yield
