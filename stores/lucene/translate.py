"""Lucene to a DuckDB condition for one shape."""

import difflib
from datetime import UTC, datetime

from schema.ecs import Field, fields_of
from stores.lucene import tree
from stores.lucene.condition import TRUE, Condition, every, no, some
from stores.lucene.error import LuceneError
from stores.lucene.leaf import Leaf
from stores.lucene.parse import parse


def translate(lucene: str, shape: type, now: datetime | None = None) -> Condition:
    """The WHERE clause of a query over the columns of `shape`; LuceneError says what is wrong and where."""
    return _Translation(shape, now or datetime.now(UTC)).condition(parse(lucene))


class _Translation:
    def __init__(self, shape: type, now: datetime) -> None:
        self.fields = {field.ecs.name: field for field in fields_of(shape)}
        self.now = now

    def condition(self, node: tree.Node) -> Condition:
        match node:
            case tree.Everything():
                return TRUE
            case tree.Clauses():
                return self._clauses(node)
            case tree.Exists():
                return self._exists(node)
        if node.name is None:
            return self._anywhere(node)
        field, key = self._field(node.name, node)
        return Leaf(field, key, self.now).condition(node)

    def _clauses(self, node: tree.Clauses) -> Condition:
        wanted = [self.condition(part) for part in node.must]
        optional = [self.condition(part) for part in node.should]  # always translated, so that every field is checked
        if not wanted and optional:
            wanted = [some(optional)]
        return every([*wanted, *(no(self.condition(part)) for part in node.must_not)])

    def _exists(self, node: tree.Exists) -> Condition:
        name = node.name or ""
        inside = [field for other, field in self.fields.items() if other.startswith(f"{name}.")]
        if name not in self.fields and inside:  # an object exists when one of its fields does
            return some(Leaf(field, None, self.now).condition(node) for field in inside)
        field, key = self._field(name, node)
        return Leaf(field, key, self.now).condition(node)

    def _anywhere(self, node: tree.Node) -> Condition:
        """Any field that could hold such a value, as Elasticsearch's default field * does."""
        parts, refused = [], None
        for field in self.fields.values():
            try:
                parts.append(Leaf(field, None, self.now).condition(node))
            except LuceneError as error:
                refused = error
        if not parts and refused is not None:
            raise refused
        return some(parts)

    def _field(self, name: str, node: tree.Node) -> tuple[Field, str | None]:
        if name in self.fields:
            return self.fields[name], None
        for other, field in self.fields.items():
            if field.ecs.type == "flattened" and name.startswith(f"{other}."):
                return field, name[len(other) + 1 :]
        near = difflib.get_close_matches(name, self.fields, n=3, cutoff=0.5)
        ours = [ecs for ecs, field in self.fields.items() if field.name == name]
        hint = ", ".join(ours or near)
        raise LuceneError(
            f"没有字段“{name}”" + (f";是否指 {hint}?" if hint else ""),
            f"there is no field {name!r}" + (f"; did you mean {hint}?" if hint else ""), node.position,
        )  # fmt: skip
