"""Lucene text to a tree, by luqum's parser and with the classic query parser's own reading of AND and OR.

The classic parser (Lucene's, so Elasticsearch's and Kibana's) knows no precedence: with AND as default operator a
clause is required unless OR stands before or after it. `a AND b OR c` therefore asks for a alone. Plain words side by side
are one text. Both are kept, so that the same query means the same here and there.
"""

from collections.abc import Iterator
from typing import Any

from luqum import thread
from luqum import tree as syntax
from luqum.exceptions import IllegalCharacterError, ParseSyntaxError

from stores.lucene import tree
from stores.lucene.error import LuceneError
from stores.lucene.words import pieces, unescape

LONGEST = 16_384
DEEPEST = 60
MOST_CLAUSES = 1_024  # Elasticsearch's own limit
WORDS_FOR = {"&&": "AND", "||": "OR"}


def parse(lucene: str) -> tree.Node:
    """The tree of a query; LuceneError says where it is wrong. Blank and `*` ask for everything."""
    if not lucene.strip():
        return tree.Everything(position=0)
    if len(lucene) > LONGEST:
        raise LuceneError(
            f"查询过长(上限 {LONGEST} 个字符)", f"the query is too long (at most {LONGEST} characters)", LONGEST
        )
    try:
        found = thread.parse(lucene)
    except (ParseSyntaxError, IllegalCharacterError) as error:
        raise _syntax(lucene, str(error)) from None
    except (ArithmeticError, ValueError) as error:  # a degree such as ~1.2.3
        raise LuceneError("数字有误", f"not a number: {error}") from None
    try:
        reader = _Reader()
        return reader.query(found, None, 0)
    except RecursionError:
        raise LuceneError("括号嵌套过深", "brackets are nested too deep") from None


def _syntax(lucene: str, message: str) -> LuceneError:
    position = len(lucene)
    marker = message.rfind("position ")
    if marker >= 0:
        digits = message[marker + 9 :].rstrip("!")
        position = int(digits) if digits.isdigit() else position
    at = lucene[position : position + 1]
    if not at:
        return LuceneError(
            "查询不完整:缺少词、引号或右括号", "the query ends too early: a word, quote or bracket is missing", position
        )
    if at in '/"':
        return LuceneError(
            f"此处的 {at} 没有配对;含 / 的值请加引号",
            f"this {at} is not closed; put a value that holds / in quotes",
            position,
        )
    if at == ":":
        return LuceneError(
            "此处的冒号有误;含冒号的值请加引号", "unexpected colon; put a value that holds a colon in quotes", position
        )
    return LuceneError(f"此处的“{at}”有误", f"unexpected {at!r} here", position)


class _Reader:
    """Walks luqum's tree once."""

    def __init__(self) -> None:
        self.clauses = 0

    def query(self, node: Any, name: str | None, depth: int) -> tree.Node:
        if depth > DEEPEST:
            raise LuceneError("括号嵌套过深", "brackets are nested too deep", node.pos)
        return _boolean(list(self._items(node, name, depth)), node.pos, name)

    def _items(self, node: Any, name: str | None, depth: int) -> Iterator["_Item"]:
        flat = list(_flatten(node, None))
        position = 0
        while position < len(flat):
            conjunction, item = flat[position]
            sign, inner = _sign(item)
            length = _run(flat, position) if sign is None and conjunction is None else 1
            if length > 1:
                words = [unescape(word.value, word.pos) for _, word in flat[position : position + length]]
                read: tree.Node = tree.Value(position=inner.pos, name=name, text=" ".join(words))
            else:
                read = self._leaf(inner, name, depth)
            self.clauses += 1
            if self.clauses > MOST_CLAUSES:
                raise LuceneError(
                    f"条件过多(上限 {MOST_CLAUSES})", f"too many clauses (at most {MOST_CLAUSES})", inner.pos
                )
            yield _Item(conjunction, sign, read)
            position += length

    def _leaf(self, node: Any, name: str | None, depth: int) -> tree.Node:
        at = {"position": node.pos, "name": name}
        match node:
            case syntax.SearchField():
                return self._field(node, depth)
            case syntax.Group() | syntax.FieldGroup():
                return self.query(node.expr, name, depth + 1)
            case syntax.Boost():
                return self._leaf(node.expr, name, depth)  # ranks, never filters
            case syntax.Proximity() if node.degree == 0:
                return self._leaf(node.term, name, depth)
            case syntax.Fuzzy() | syntax.Proximity():
                raise LuceneError(
                    "不支持模糊与邻近查询(~)", "fuzzy and proximity queries (~) are not supported", node.pos
                )
            case syntax.Phrase():
                return tree.Value(**at, text=unescape(node.value[1:-1], node.pos), quoted=True)
            case syntax.Regex():
                return tree.Pattern(**at, text=node.value[1:-1].replace("\\/", "/"))
            case syntax.Range() | syntax.From() | syntax.To():
                return self._span(node, name)
            case syntax.Word():
                return _word(node, name)
            case _:
                raise LuceneError("此处的写法不支持", f"{type(node).__name__} is not supported here", node.pos)

    def _field(self, node: Any, depth: int) -> tree.Node:
        name = unescape(node.name, node.pos)
        inner = node.expr
        if node.name == "*" and isinstance(inner, syntax.Word) and inner.value == "*":
            return tree.Everything(position=node.pos)
        if isinstance(inner, syntax.Boost):
            inner = inner.expr
        if isinstance(inner, syntax.SearchField):
            raise LuceneError(
                "一个值前有两个字段名;含冒号的值请加引号",
                "two field names before one value; put a value that holds a colon in quotes",
                inner.pos,
            )
        if isinstance(inner, syntax.Not | syntax.Prohibit | syntax.Plus):
            raise LuceneError(
                "冒号后不能有 +、- 或 NOT;负数请加引号,否定写在字段名之前",
                "no +, - or NOT right after the colon: quote a negative number, negate before the field",
                inner.pos,
            )
        if any(pieces_wild for pieces_wild, _ in pieces(node.name, node.pos)):
            raise LuceneError("字段名中不支持通配符", "wildcards in field names are not supported", node.pos)
        if name == "_exists_":
            if not isinstance(inner, syntax.Word | syntax.Phrase):
                raise LuceneError("_exists_ 后应为字段名", "_exists_ takes a field name", inner.pos)
            text = inner.value[1:-1] if isinstance(inner, syntax.Phrase) else inner.value
            return tree.Exists(position=inner.pos, name=unescape(text, inner.pos))
        return self._leaf(inner, name, depth)

    def _span(self, node: Any, name: str | None) -> tree.Node:
        if name is None:
            raise LuceneError(
                "范围须写在字段名之后,如 destination.port:[1 TO 1024]",
                "a range needs a field, e.g. destination.port:[1 TO 1024]",
                node.pos,
            )
        at = {"position": node.pos, "name": name}
        if isinstance(node, syntax.From):
            return tree.Span(**at, low=_bound(node.a), high=None, with_low=node.include, with_high=True)
        if isinstance(node, syntax.To):
            return tree.Span(**at, low=None, high=_bound(node.a), with_low=True, with_high=node.include)
        low, high = _bound(node.low), _bound(node.high)
        return tree.Span(**at, low=low, high=high, with_low=node.include_low, with_high=node.include_high)


class _Item:
    __slots__ = ("conjunction", "node", "sign")

    def __init__(self, conjunction: str | None, sign: str | None, node: tree.Node) -> None:
        self.conjunction, self.sign, self.node = conjunction, sign, node


def _boolean(items: list[_Item], position: int, name: str | None) -> tree.Node:
    """Lucene's addClause with AND as default operator."""
    if len(items) == 1 and items[0].sign != "-":
        return items[0].node
    kinds: list[str] = []
    for item in items:
        if kinds and kinds[-1] != "-":
            if item.conjunction == "AND":
                kinds[-1] = "+"
            elif item.conjunction == "OR":
                kinds[-1] = "?"
        kinds.append("-" if item.sign == "-" else "?" if item.conjunction == "OR" else "+")
    chosen = {kind: tuple(item.node for item, mine in zip(items, kinds, strict=True) if mine == kind) for kind in "+?-"}
    mixed = "?" in kinds and ("+" in kinds or "-" in kinds)
    return tree.Clauses(
        position=position, name=name, must=chosen["+"], should=chosen["?"], must_not=chosen["-"], mixed=mixed
    )


def _flatten(node: Any, conjunction: str | None) -> Iterator[tuple[str | None, Any]]:
    """The clauses of a bracket in the order written, each with the word before it (luqum's precedence undone)."""
    if not isinstance(node, syntax.BaseOperation):
        yield conjunction, node
        return
    words = {syntax.AndOperation: "AND", syntax.OrOperation: "OR"}
    for order, child in enumerate(node.children):
        yield from _flatten(child, conjunction if order == 0 else words.get(type(node)))


def _sign(node: Any) -> tuple[str | None, Any]:
    if not isinstance(node, syntax.Not | syntax.Prohibit | syntax.Plus):
        return None, node
    if isinstance(node.a, syntax.Not | syntax.Prohibit | syntax.Plus):
        raise LuceneError("连续两个 +、- 或 NOT", "two of +, - and NOT in a row", node.a.pos)
    return ("+" if isinstance(node, syntax.Plus) else "-"), node.a


def _run(flat: list[tuple[str | None, Any]], start: int) -> int:
    """How many plain words from `start` on are one text."""
    if not _plain(flat[start][1]):
        return 1
    end = start + 1
    while end < len(flat) and flat[end][0] is None and _plain(flat[end][1]):
        after = flat[end + 1] if end + 1 < len(flat) else None
        if after is not None and (after[0] is not None or getattr(after[1], "value", "") == "*"):
            break
        end += 1
    return end - start


def _plain(node: Any) -> bool:
    if not isinstance(node, syntax.Word):
        return False
    _check_word(node)
    return not any(wild for wild, _ in pieces(node.value, node.pos))


def _word(node: Any, name: str | None) -> tree.Node:
    _check_word(node)
    at = {"position": node.pos, "name": name}
    if node.value == "*":
        return tree.Everything(**at) if name is None else tree.Exists(**at)
    parts = pieces(node.value, node.pos)
    if any(wild for wild, _ in parts):
        return tree.Wildcard(**at, parts=tuple(parts))
    return tree.Value(**at, text=unescape(node.value, node.pos))


def _check_word(node: Any) -> None:
    """Refuse what Lucene would read otherwise than luqum does."""
    if node.value in WORDS_FOR:
        word = WORDS_FOR[node.value]
        raise LuceneError(f"请用 {word} 代替 {node.value}", f"write {word} instead of {node.value}", node.pos)
    escaped = False
    for offset, char in enumerate(node.value):
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif char == "!":
            raise LuceneError(
                "否定请写 NOT;值中的 ! 请加引号",
                "write NOT to negate; put a value that holds ! in quotes",
                node.pos + offset,
            )
        elif char == '"':
            raise LuceneError(
                "词中有引号;请把整个值放入引号",
                "a quote inside a word; put the whole value in quotes",
                node.pos + offset,
            )


def _bound(node: Any) -> str | None:
    if isinstance(node, syntax.Prohibit):
        return "-" + (_bound(node.a) or "")
    if isinstance(node, syntax.Phrase):
        return unescape(node.value[1:-1], node.pos)
    if node.value == "*":
        return None
    return unescape(node.value, node.pos)
