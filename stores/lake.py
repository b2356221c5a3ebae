"""Lake: Delta tables whose Parquet files are written by Spark or Polars and committed here, once a batch."""

import json
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable
from deltalake.exceptions import CommitFailedError, TableNotFoundError
from deltalake.transaction import AddAction, CommitProperties, RemoveAction, Transaction

RETRIES = 20
TIMES = ("event_time", "minute")  # a table's time column is the first of these it has


@dataclass(frozen=True, slots=True)
class Batch:
    """A query's micro-batch; committing the same one twice has no effect the second time."""

    query: str
    number: int


class Lake:
    """The Delta tables under one folder; readers never lock writers and the other way round."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, table: str) -> Path:
        """The folder of a table."""
        return self.root / table

    def open(self, table: str) -> DeltaTable | None:
        """The table, or None when nothing was ever committed to it."""
        try:
            return DeltaTable(self.path(table))
        except TableNotFoundError:
            return None

    def tables(self) -> list[str]:
        """Names of the tables that hold something."""
        return sorted(path.parent.name for path in self.root.glob("*/_delta_log"))

    def committed(self, table: str, query: str) -> int:
        """The last batch of a query in this table, or -1."""
        delta = self.open(table)
        found = delta.transaction_version(query) if delta else None
        return -1 if found is None else int(found)

    def commit(self, table: str, schema: pa.Schema, files: Sequence[Path], batch: Batch, time_column: str = "event_time") -> bool:
        """Add files already written under the table's folder; False when this batch is in the table already."""
        delta = self._create(table, schema)
        for attempt in range(RETRIES):
            if self._holds(delta, batch):
                return False
            actions: list[AddAction | RemoveAction] = [_add_action(self.path(table), file, time_column) for file in files]
            try:
                delta.create_write_transaction(actions, "append", schema, commit_properties=_once(batch))
            except CommitFailedError:
                if attempt == RETRIES - 1:
                    raise
                time.sleep(0.05 * (attempt + 1))
                delta.update_incremental()
                continue
            return True
        return False

    def files(self, table: str, start: datetime | None = None, end: datetime | None = None) -> list[str]:
        """The table's files that may hold rows with start ≤ time < end."""
        delta = self.open(table)
        if delta is None:
            return []
        actions = pl.from_arrow(pa.table(delta.get_add_actions(flatten=True)))
        assert isinstance(actions, pl.DataFrame)
        least = next((f"min.{name}" for name in TIMES if f"min.{name}" in actions.columns), None)
        if least and (start or end):
            greatest = least.replace("min.", "max.")
            actions = actions.with_columns(_moment(actions, least), _moment(actions, greatest))
            unknown = pl.col(least).is_null()
            if start:
                actions = actions.filter(unknown | (pl.col(greatest) >= start))
            if end:
                actions = actions.filter(unknown | (pl.col(least) < end))
        return [str(self.path(table) / name) for name in actions["path"].to_list()]

    def scan(
        self, table: str, schema: pa.Schema | None = None, start: datetime | None = None, end: datetime | None = None
    ) -> pl.LazyFrame:
        """A lazy frame of the table; columns a file lacks are null. Empty (with `schema`) when there is no table."""
        delta = self.open(table)
        if delta is None:
            return pl.LazyFrame(schema=polars_schema(schema)) if schema is not None else pl.LazyFrame()
        shape = polars_schema(pa.schema(delta.schema().to_arrow()))
        files = self.files(table, start, end)
        if not files:
            return pl.LazyFrame(schema=shape)
        return pl.scan_parquet(files, schema=shape, missing_columns="insert", extra_columns="ignore", hive_partitioning=False)

    def sweep(self, table: str, prefix: str) -> None:
        """Remove folders of that prefix none of whose files was ever committed."""
        folders = [folder for folder in self.path(table).glob(f"{prefix}*") if folder.is_dir()]
        if not folders:
            return
        delta = self.open(table)
        known = {name.split("/")[0] for name in pl.DataFrame(delta.get_add_actions())["path"]} if delta else set()
        for folder in folders:
            if folder.name not in known:
                shutil.rmtree(folder, ignore_errors=True)

    def rewrite(self, table: str, frame: pl.DataFrame, schema: pa.Schema, batch: Batch | None, seen: int | None) -> bool:
        """Replace the table's content by `frame` if it still stands at version `seen`; False if somebody was quicker."""
        delta = self._create(table, schema)
        if batch is not None and self._holds(delta, batch):
            return True
        if seen is not None and delta.version() != seen:
            return False
        file = self.path(table) / f"part-{time.time_ns()}.parquet"
        frame.select(schema.names).write_parquet(file, compression="zstd")
        actions: list[AddAction | RemoveAction] = [_add_action(self.path(table), file, "event_time")] if len(frame) else []
        try:
            delta.create_write_transaction(
                actions, "overwrite", schema, commit_properties=_once(batch) if batch else CommitProperties(max_commit_retries=0)
            )
        except CommitFailedError:
            file.unlink(missing_ok=True)
            return False
        return True

    def version(self, table: str, schema: pa.Schema) -> int:
        """The table's version; creates it empty when it is not there."""
        return int(self._create(table, schema).version())

    def _create(self, table: str, schema: pa.Schema) -> DeltaTable:
        delta = self.open(table)
        if delta is not None:
            return delta
        self.path(table).mkdir(parents=True, exist_ok=True)
        return DeltaTable.create(self.path(table), schema, mode="ignore")

    @staticmethod
    def _holds(delta: DeltaTable, batch: Batch) -> bool:
        found = delta.transaction_version(batch.query)
        return found is not None and int(found) >= batch.number


def polars_schema(schema: pa.Schema) -> dict[str, pl.DataType]:
    """The Polars schema of an Arrow schema."""
    frame = pl.from_arrow(schema.empty_table())
    assert isinstance(frame, pl.DataFrame)
    return dict(frame.schema)


def _once(batch: Batch) -> CommitProperties:
    return CommitProperties(app_transactions=[Transaction(batch.query, batch.number)], max_commit_retries=0)


def _add_action(root: Path, file: Path, time_column: str) -> AddAction:
    """A file's add action, with row count and time range taken from its footer."""
    metadata = pq.read_metadata(file)
    stats: dict[str, object] = {"numRecords": metadata.num_rows}
    index = next((i for i in range(metadata.num_columns) if metadata.schema.column(i).path == time_column), None)
    if index is not None and metadata.num_rows:
        ranges = [metadata.row_group(group).column(index).statistics for group in range(metadata.num_row_groups)]
        if all(item is not None and item.has_min_max for item in ranges):
            stats["minValues"] = {time_column: _stamp(min(item.min for item in ranges))}
            # statistics hold milliseconds: the greatest is rounded up so that pruning never hides a row
            stats["maxValues"] = {time_column: _stamp(max(item.max for item in ranges) + timedelta(milliseconds=1))}
    size = file.stat()
    return AddAction(str(file.relative_to(root)), size.st_size, {}, int(size.st_mtime * 1000), True, json.dumps(stats))


def _moment(actions: pl.DataFrame, column: str) -> pl.Expr:
    """The column as UTC times, whichever type the statistics came back as."""
    if actions.schema[column] == pl.String:
        return pl.col(column).str.to_datetime(time_unit="us", time_zone="UTC", strict=False)
    return pl.col(column).cast(pl.Datetime("us", "UTC"))


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
