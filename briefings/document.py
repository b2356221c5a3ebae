"""A briefing without its format: sections of paragraphs, tables and pictures in two languages."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from situation.measure import Words


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text; one with `figure` is a number, and `part` says which (value, change, base or a table's item)."""

    zh: str
    en: str
    figure: str | None = None
    part: str = ""
    marked: bool = False  # counted over too little data


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Spans in a row; `kind` is text, finding or note."""

    spans: tuple[Span, ...]
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a heading."""

    title: Words
    header: tuple[Words, ...]
    rows: tuple[tuple[Span, ...], ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar chart of a table measure."""

    title: Words
    figure: str
    items: tuple[tuple[Words, float, bool], ...]  # label, value, marked


@dataclass(frozen=True, slots=True)
class PathPicture:
    """An attack path: its steps in order and which led to which."""

    title: Words
    steps: tuple[tuple[str, Words, str], ...]  # time, what happened, where
    edges: tuple[tuple[int, int, float], ...]  # from, to, confidence


@dataclass(frozen=True, slots=True)
class Matrix:
    """Techniques seen, in the columns of an ATT&CK matrix."""

    title: Words
    columns: tuple[tuple[Words, tuple[Span, ...]], ...]


@dataclass(frozen=True, slots=True)
class Query:
    """The definition of one figure, as the appendix prints it."""

    figure: str
    title: Words
    means: Words
    facts: Words  # value, rows, coverage
    sql: tuple[str, ...]


Block = Paragraph | Table | Bars | PathPicture | Matrix | Query


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of the briefing."""

    title: Words
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """The whole briefing."""

    title: Words
    number: Words
    dates: Words
    cut_off: Words
    marking: Words
    issuer: Words
    demo: bool
    sections: tuple[Section, ...] = field(default_factory=tuple)

    def spans(self) -> Iterator[Span]:
        """Every span, in reading order."""
        for section in self.sections:
            for block in section.blocks:
                match block:
                    case Paragraph():
                        yield from block.spans
                    case Table():
                        for row in block.rows:
                            yield from row
                    case Matrix():
                        for _, cells in block.columns:
                            yield from cells
