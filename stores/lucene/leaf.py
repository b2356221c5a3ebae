"""One condition on one field, by the field's Elasticsearch type."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from schema.ecs import Field
from stores.lucene import tree
from stores.lucene.addresses import bounds, within
from stores.lucene.condition import FALSE, Condition, every
from stores.lucene.dates import period
from stores.lucene.error import LuceneError
from stores.lucene.patterns import like, regex
from stores.lucene.tokens import line, tokens

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
GREATEST_LONG = 2**63 - 1
TICK = timedelta(milliseconds=1)  # Elasticsearch keeps milliseconds, so comparisons are made in them


@dataclass(frozen=True, slots=True)
class Leaf:
    """Translates leaves for one field; `now` is what date mathematics starts from."""

    field: Field
    key: str | None  # a key inside a flattened field
    now: datetime

    def condition(self, node: tree.Node) -> Condition:
        """SQL that is true where the leaf matches, false elsewhere and where the field is empty."""
        column = f'"{self.field.name}"'
        if isinstance(node, tree.Exists):
            return self._exists(column)
        if self.field.ecs.type == "flattened":
            return self._flattened(node, column)
        if self.field.base in (list[str], list[float]):
            return self._any(column, self._one("x", node))
        if self.field.ecs.type == "text":
            return _sure(self._text(column, node))
        return _sure(self._one(column, node))

    def _exists(self, column: str) -> Condition:
        if self.key is not None:
            return Condition(f"coalesce(len(map_extract({column}, ?)) > 0, FALSE)", [self.key])
        if self.field.base in (list[str], list[float]):
            return Condition(f"coalesce(len({column}) > 0, FALSE)")
        if self.field.ecs.type == "flattened":
            return Condition(f"coalesce(cardinality({column}) > 0, FALSE)")
        return Condition(f"({column} IS NOT NULL)")

    def _flattened(self, node: tree.Node, column: str) -> Condition:
        if not isinstance(node, tree.Value):
            raise self._refuse(node, "只支持精确值", "takes exact values only")
        if self.key is None:
            values = f"list_transform(map_values({column}), lambda v: v::VARCHAR)"
            return Condition(f"coalesce(list_contains({values}, ?), FALSE)", [node.text])
        return Condition(f"coalesce({column}[?]::VARCHAR = ?, FALSE)", [self.key, node.text])

    @staticmethod
    def _any(column: str, inner: Condition) -> Condition:
        return Condition(f"coalesce(len(list_filter({column}, lambda x: {inner.sql})) > 0, FALSE)", inner.parameters)

    def _one(self, value: str, node: tree.Node) -> Condition:
        match self.field.ecs.type:
            case "ip":
                return self._address(value, node)
            case "long" | "double":
                return self._number(value, node)
            case "date":
                return self._date(value, node)
            case "boolean":
                return self._boolean(value, node)
            case "binary":
                raise self._refuse(node, "不可查询", "cannot be searched")
            case _:
                return self._keyword(value, node)

    def _keyword(self, value: str, node: tree.Node) -> Condition:
        match node:
            case tree.Value():
                return Condition(f"({value} = ?)", [node.text])
            case tree.Wildcard():
                return Condition(f"({value} LIKE ? ESCAPE '\\')", [like(node.parts)])
            case tree.Pattern():
                return Condition(f"regexp_full_match({value}, ?, 's')", [regex(node.text, node.position)])
            case tree.Span():
                return every(_compare(value, node))
        raise self._refuse(node, "不支持这种写法", "does not take this")

    def _text(self, value: str, node: tree.Node) -> Condition:
        words = tokens(value)
        match node:
            case tree.Value() if not any(char.isalnum() for char in node.text):
                raise LuceneError("此处没有可查的词", "no word to look for here", node.position)
            case tree.Value() if node.quoted:
                return Condition(f"contains({line(value)}, {line('?')})", [node.text])
            case tree.Value():
                return Condition(f"list_has_all({words}, {tokens('?')})", [node.text])
            case tree.Wildcard() if [wild for wild, _ in node.parts] == [False, True] and node.parts[1][1] == "*":
                stem = node.parts[0][1]
                if not any(char.isalnum() for char in stem):
                    raise LuceneError("此处没有可查的词", "no word to look for here", node.position)
                rest = f"list_has_all({words}, list_slice({tokens('?')}, 1, -2))"
                last = f"len(list_filter({words}, lambda x: starts_with(x, list_extract({tokens('?')}, -1)))) > 0"
                return Condition(f"({rest} AND {last})", [stem, stem])
            case tree.Wildcard():
                return self._any(words, Condition("x LIKE ? ESCAPE '\\'", [like(node.parts, lower=True)]))
            case tree.Pattern():
                return self._any(words, Condition("regexp_full_match(x, ?, 's')", [regex(node.text, node.position)]))
            case tree.Span():
                lowered = tree.Span(
                    position=node.position, name=node.name, with_low=node.with_low, with_high=node.with_high,
                    low=node.low.lower() if node.low is not None else None,
                    high=node.high.lower() if node.high is not None else None,
                )  # fmt: skip
                return self._any(words, every(_compare("x", lowered)))
        raise self._refuse(node, "不支持这种写法", "does not take this")

    def _address(self, value: str, node: tree.Node) -> Condition:
        match node:
            case tree.Value():
                return within(value, *bounds(node.text, node.position))
            case tree.Span():
                low = bounds(node.low, node.position)[0] if node.low is not None else 0
                high = bounds(node.high, node.position)[1] if node.high is not None else 2**128 - 1
                low += 0 if node.with_low or node.low is None else 1
                high -= 0 if node.with_high or node.high is None else 1
                return within(value, low, high)
        raise self._refuse(
            node, '是地址:请写网段,如 "10.0.0.0/8"', 'is an address: write a network such as "10.0.0.0/8"'
        )

    def _number(self, value: str, node: tree.Node) -> Condition:
        match node:
            case tree.Value():
                number = self._parsed(node.text, node)
                whole = self.field.ecs.type == "long"
                if whole and (number != int(number) or abs(number) > GREATEST_LONG):
                    return FALSE
                return Condition(f"({value} = ?)", [int(number) if whole else float(number)])
            case tree.Span():
                low = None if node.low is None else self._parsed(node.low, node)
                high = None if node.high is None else self._parsed(node.high, node)
                parts = []
                if low is not None:
                    parts.append(Condition(f"({value} {'>=' if node.with_low else '>'} ?)", [low]))
                if high is not None:
                    parts.append(Condition(f"({value} {'<=' if node.with_high else '<'} ?)", [high]))
                return every(parts) if parts else Condition(f"({value} IS NOT NULL)")
        raise self._refuse(node, "是数字,不支持通配符与正则", "is a number: no wildcards or regular expressions")

    def _parsed(self, text: str, node: tree.Node) -> int | float:
        if not NUMBER.fullmatch(text.strip()):
            raise self._refuse(node, f"是数字,“{text}”不是", f"is a number and {text!r} is not")
        if re.fullmatch(r"[+-]?\d+", text.strip()) and abs(int(text)) <= GREATEST_LONG:
            return int(text)
        number = float(text)
        if number in (float("inf"), float("-inf")):
            raise self._refuse(node, "数字过大", "the number is too large")
        return number

    def _date(self, value: str, node: tree.Node) -> Condition:
        match node:
            case tree.Value():
                start, end = period(node.text, self.now, node.position)
                return Condition(f"({value} >= ? AND {value} < ?)", [start, end])
            case tree.Span():
                parts = []
                if node.low is not None:
                    start, end = period(node.low, self.now, node.position)
                    parts.append(Condition(f"({value} >= ?)", [start if node.with_low else end]))
                if node.high is not None:
                    start, end = period(node.high, self.now, node.position)
                    parts.append(Condition(f"({value} < ?)", [end if node.with_high else start]))
                return every(parts) if parts else Condition(f"({value} IS NOT NULL)")
        raise self._refuse(node, "是时间,不支持通配符与正则", "is a time: no wildcards or regular expressions")

    def _boolean(self, value: str, node: tree.Node) -> Condition:
        if isinstance(node, tree.Value) and node.text in ("true", "false", ""):
            return Condition(f"({value} = ?)", [node.text == "true"])
        raise self._refuse(node, "只能是 true 或 false", "is true or false")

    def _refuse(self, node: tree.Node, zh: str, en: str) -> LuceneError:
        name = self.field.ecs.name
        return LuceneError(f"字段 {name} {zh}", f"{name} {en}", node.position)


def _compare(value: str, node: tree.Span) -> list[Condition]:
    parts = []
    if node.low is not None:
        parts.append(Condition(f"({value} {'>=' if node.with_low else '>'} ?)", [node.low]))
    if node.high is not None:
        parts.append(Condition(f"({value} {'<=' if node.with_high else '<'} ?)", [node.high]))
    return parts or [Condition(f"({value} IS NOT NULL)")]


def _sure(part: Condition) -> Condition:
    """A null is no match."""
    return Condition(f"coalesce({part.sql}, FALSE)", part.parameters)
