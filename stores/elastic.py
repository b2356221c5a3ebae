"""ElasticStore: what analysts search, on a real Elasticsearch; ECS names, one index a kind, prefecture and year."""

import base64
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from elasticsearch import Elasticsearch, helpers

from schema.ecs import columns_of, ecs_names
from schema.elasticsearch import SHAPES, mapping
from stores.embedded import IDS
from stores.lucene import canonical
from stores.store import Kind, Query, Row

UNKNOWN = "unknown"
PAGE = 1000
RETRIES = 8  # of a refused bulk (429), backing off


class ElasticStore:
    """Upserts by id, so a batch written twice is written once; documents a mapping refuses are returned, never lost."""

    def __init__(self, client: Elasticsearch, prefix: str = "jianmen") -> None:
        self.client, self.prefix = client, prefix

    def install(self) -> None:
        """Index templates generated from the shapes; idempotent."""
        for kind, shape in SHAPES.items():
            name = f"{self.prefix}-{kind}"
            template = {"settings": {"number_of_shards": 1, "number_of_replicas": 0}, "mappings": mapping(shape)}
            self.client.indices.put_index_template(name=name, index_patterns=[f"{name}-*"], template=template, priority=500)

    def index(self, kind: Kind, row: Row) -> str:
        """The index a row lives in: who may see a prefecture is plain index permission."""
        moment = row.get("event_time")
        year = moment.year if isinstance(moment, datetime) else datetime.now(UTC).year
        return f"{self.prefix}-{kind}-{row.get('prefecture') or UNKNOWN}-{year}"

    def upsert(self, kind: Kind, rows: Iterable[Row], batch: tuple[str, int] | None = None) -> int:
        """Write rows by id; RuntimeError names the documents that were refused, the others are in."""
        rows = list(rows)
        names = ecs_names(SHAPES[kind])
        self._ensure({self.index(kind, row) for row in rows})
        actions = ({"_op_type": "index", "_index": self.index(kind, row), "_id": _identity(kind, row), "_source": _document(row, names)} for row in rows)
        refused = []
        for good, answer in helpers.streaming_bulk(self.client, actions, chunk_size=500, max_retries=RETRIES, raise_on_error=False, raise_on_exception=False):
            if not good:
                refused.append(next(iter(answer.values())))
        if refused:
            reasons = {str(item.get("error", {}).get("reason", item))[:200] for item in refused}
            raise RuntimeError(f"{len(refused)} of {len(rows)} {kind} were refused: {'; '.join(sorted(reasons))}")
        self.client.indices.refresh(index=f"{self.prefix}-{kind}-*")
        return len(rows)

    def search(self, query: Query) -> list[Row]:
        """Rows that match, sorted and limited."""
        found = self.client.search(index=f"{self.prefix}-{query.kind}-*", **self._body(query), size=query.limit, ignore_unavailable=True)
        return [self._row(query.kind, hit["_source"]) for hit in found["hits"]["hits"]]

    def count(self, query: Query) -> int:
        """How many rows match."""
        body = self._body(query)
        return int(self.client.count(index=f"{self.prefix}-{query.kind}-*", query=body["query"], ignore_unavailable=True)["count"])

    def scan(self, query: Query) -> Iterator[Row]:
        """All rows that match, page by page."""
        after: list[Any] = list(query.after)
        while True:
            body = self._body(query)
            more: dict[str, Any] = {"search_after": after} if after else {}
            hits = self.client.search(index=f"{self.prefix}-{query.kind}-*", **body, **more, size=PAGE)["hits"]["hits"]
            yield from (self._row(query.kind, hit["_source"]) for hit in hits)
            if len(hits) < PAGE:
                return
            after = hits[-1]["sort"]

    def get(self, kind: Kind, identifier: str) -> Row | None:
        """The row of that id, or None."""
        name = ecs_names(SHAPES[kind])[IDS[kind]]
        found = self.client.search(index=f"{self.prefix}-{kind}-*", query={"term": {name: identifier}}, size=1)["hits"]["hits"]
        return self._row(kind, found[0]["_source"]) if found else None

    def _ensure(self, indices: set[str]) -> None:
        """Indices are made beforehand: the server is told not to make jianmen-* up from a document."""
        for name in indices:
            if not self.client.indices.exists(index=name):
                self.client.options(ignore_status=400).indices.create(index=name)

    def _body(self, query: Query) -> dict[str, Any]:
        shape = SHAPES[query.kind]
        must: list[dict[str, Any]] = [{"query_string": {"query": canonical(query.lucene, shape), "default_operator": "AND", "analyze_wildcard": True}}]
        limits = {name: moment.isoformat() for name, moment in (("gte", query.start), ("lt", query.end)) if moment is not None}
        if limits:
            must.append({"range": {"@timestamp": limits}})
        name = query.sort.lstrip("-+")
        order = "desc" if query.sort.startswith("-") else "asc"
        sort: list[dict[str, Any]] = [{name: {"order": order, "missing": "_last", "unmapped_type": "keyword"}}]
        if query.kind in IDS:
            sort.append({ecs_names(shape)[IDS[query.kind]]: {"order": "asc", "unmapped_type": "keyword"}})
        return {"query": {"bool": {"filter": must}}, "sort": sort}

    @staticmethod
    def _row(kind: Kind, document: Mapping[str, Any]) -> Row:
        flat: Row = {}

        def walk(node: Mapping[str, Any], path: str) -> None:
            for key, value in node.items():
                name = f"{path}.{key}" if path else key
                if name in columns:
                    flat[columns[name]] = value
                elif isinstance(value, Mapping):
                    walk(value, name)

        columns = columns_of(SHAPES[kind])
        walk(document, "")
        return flat


def _identity(kind: Kind, row: Row) -> str:
    if kind in IDS:
        return str(row[IDS[kind]])
    parts = "|".join(str(row.get(name)) for name in ("event_time", "sensor", "dataset", "batch"))
    return base64.urlsafe_b64encode(parts.encode()).decode()


def _document(row: Row, names: Mapping[str, str]) -> dict[str, Any]:
    """Columns → nested ECS document; nulls and empty lists are left out."""
    document: dict[str, Any] = {}
    for column, value in row.items():
        if value is None or value == [] or column not in names:
            continue
        *parents, leaf = names[column].split(".")
        place = document
        for parent in parents:
            place = place.setdefault(parent, {})
        place[leaf] = value.isoformat() if isinstance(value, datetime) else dict(value) if isinstance(value, list) and value and isinstance(value[0], tuple) else value
    return document
