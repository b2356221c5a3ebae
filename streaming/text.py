"""JsonSource: records that are one JSON object a line, parsed into a typed struct."""

from collections.abc import Mapping
from typing import ClassVar

from pyspark.sql import Column
from pyspark.sql import functions as f

from streaming.source import Clock, Head, Source
from streaming.zeek import ADDRESS


class JsonSource(Source):
    """One JSON object a line; `shape` is its Spark DDL, `paths` where Event columns come from (dots descend)."""

    shape: ClassVar[str]
    paths: ClassVar[Mapping[str, str | tuple[str, ...]]]
    addresses: ClassVar[tuple[str, ...]] = ("source_ip", "destination_ip")
    ports: ClassVar[tuple[str, ...]] = ("source_port", "destination_port")

    def header(self, head: Head) -> str | None:
        """JSON records need nothing beside them."""
        return None

    def comment(self, head: Head) -> str | None:
        """No header lines."""
        return None

    def record(self, line: Column, header: str | None) -> Column:
        """The parsed struct; `_wrong` holds the text when it is not whole."""
        return f.from_json(line, f"{self.shape}, _wrong string", {"columnNameOfCorruptRecord": "_wrong"})

    def reason(self, line: Column, record: Column, header: str | None) -> Column:
        """Not JSON, a field of a wrong type, an address or port that is none."""
        wrong = f.when(record.isNull() | record["_wrong"].isNotNull(), f.lit("not a JSON object, or a field of a wrong type"))
        for column in self.addresses:
            if column in self.paths:
                wrong = wrong.when(~self.at(record, column).rlike(ADDRESS), f.lit(f"{self.paths[column]} is no valid address"))
        for column in self.ports:
            if column in self.paths:
                value = self.at(record, column).cast("long")
                wrong = wrong.when(~value.between(0, 65535), f.lit(f"{self.paths[column]} is no valid port"))
        return wrong

    def at(self, record: Column, column: str) -> Column:
        """The raw field an Event column comes from."""
        paths = self.paths[column]
        found = [_descend(record, path) for path in ([paths] if isinstance(paths, str) else paths)]
        return f.coalesce(*found) if len(found) > 1 else found[0]

    def columns(self, record: Column, header: str | None, clock: Clock) -> dict[str, Column]:
        """Every Event column the paths name."""
        return {column: self.at(record, column) for column in self.paths}


def _descend(record: Column, path: str) -> Column:
    value = record
    for part in path.split("."):
        value = value.getField(part)
    return value
