"""A checked query written again so that Elasticsearch's query_string reads exactly what was understood here."""

from stores.lucene import tree
from stores.lucene.parse import parse
from stores.lucene.translate import translate
from stores.lucene.words import escape, quote


def canonical(lucene: str, shape: type) -> str:
    """The same query for `query_string` (default_operator AND, analyze_wildcard); refuses what `translate` refuses.

    >>> from schema.alert import Alert
    >>> canonical("source.ip:10.0.0.0/8 AND kibana.alert.severity:(high OR critical)", Alert)
    '(+source.ip:10.0.0.0\\\\/8 +(kibana.alert.severity:high OR kibana.alert.severity:critical))'
    """
    translate(lucene, shape)
    return _write(parse(lucene))


def _write(node: tree.Node) -> str:
    prefix = "" if node.name is None else f"{escape(node.name)}:"
    match node:
        case tree.Everything():
            return "*"
        case tree.Exists():
            return f"_exists_:{quote(node.name or '')}"
        case tree.Value():
            return prefix + (quote(node.text) if node.quoted else escape(node.text) if node.text else '""')
        case tree.Wildcard():
            return prefix + "".join(text if wild else escape(text) for wild, text in node.parts)
        case tree.Pattern():
            text = node.text.replace("/", "\\/")
            return f"{prefix}/{text}/"
        case tree.Span():
            low = "*" if node.low is None else quote(node.low)
            high = "*" if node.high is None else quote(node.high)
            return f"{prefix}{'[' if node.with_low else '{'}{low} TO {high}{']' if node.with_high else '}'}"
        case tree.Clauses():
            return _clauses(node)
    raise TypeError(type(node).__name__)


def _clauses(node: tree.Clauses) -> str:
    """Signs for what must and must not, OR for what should; what is optional beside a must only ranks."""
    wanted = [f"+{_write(part)}" for part in node.must]
    if not wanted and node.should:
        choices = "(" + " OR ".join(_write(part) for part in node.should) + ")"
        if not node.must_not:
            return choices
        wanted = [f"+{choices}"]
    refused = [f"-{_write(part)}" for part in node.must_not]
    return "(" + " ".join(wanted + refused) + ")"
