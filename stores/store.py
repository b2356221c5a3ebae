"""Store: what analysts, map, briefing and desk read; alerts, incidents, ledger and evidence."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

Kind = Literal["events", "alerts", "incidents", "ledger", "deadletters"]
Row = dict[str, Any]  # column name → value (column names of schema/, not ECS names)


@dataclass(frozen=True, slots=True)
class Query:
    """A question in Lucene syntax on ECS names; `start` ≤ @timestamp < `end`; `sort` is "field" or "-field"."""

    kind: Kind
    lucene: str = "*"
    start: datetime | None = None
    end: datetime | None = None
    sort: str = "-@timestamp"
    limit: int = 100
    after: list[Any] = field(default_factory=list)  # sort values of the last row seen (cursor)


class Store(Protocol):
    """Two implementations: Delta tables queried by DuckDB in memory, and Elasticsearch."""

    def upsert(self, kind: Kind, rows: Iterable[Row], batch: tuple[str, int] | None = None) -> int:
        """Write rows by id; the same id overwrites. With `batch` (query, id) a second call with it does nothing."""

    def search(self, query: Query) -> list[Row]:
        """Rows that match, sorted and limited. ValueError says where a query is wrong."""

    def count(self, query: Query) -> int:
        """How many rows match (no limit)."""

    def scan(self, query: Query) -> Iterator[Row]:
        """All rows that match, in sort order, page by page."""

    def get(self, kind: Kind, identifier: str) -> Row | None:
        """The row of that id, or None."""
