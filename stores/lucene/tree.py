"""What a query asks, without syntax: leaves, and clauses that must, should or must not hold."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A part of a query and where it began; `name` is the ECS field, None for any field."""

    position: int
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything(Node):
    """`*`"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exists(Node):
    """`_exists_:field` or `field:*`"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value(Node):
    """A word, several words side by side, or a quoted phrase; escapes already resolved."""

    text: str
    quoted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wildcard(Node):
    """A word with * or ?; `parts` are literal texts and the wildcards themselves, in order."""

    parts: tuple[tuple[bool, str], ...]  # (is a wildcard, text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern(Node):
    """A regular expression in Lucene's own syntax, without its slashes."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Span(Node):
    """A range; a bound that is None is open."""

    low: str | None
    high: str | None
    with_low: bool
    with_high: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Clauses(Node):
    """Lucene's boolean: all of `must` and none of `must_not`; if nothing must, one of `should`."""

    must: tuple[Node, ...] = ()
    should: tuple[Node, ...] = ()
    must_not: tuple[Node, ...] = ()
    mixed: bool = False  # AND and OR side by side without brackets
