"""Measure: one figure of the briefing, with the query anyone can run again."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar, Literal

Words = tuple[str, str]  # Chinese, English
Section = Literal["overview", "attacks", "incidents", "assets", "ics", "visibility", "handling"]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which records count: a period and, if asked, one prefecture, sector or organisation."""

    start: datetime
    end: datetime
    prefecture: str | None = None
    sector: str | None = None
    organisation: str | None = None

    @property
    def hours(self) -> int:
        """Whole hours of the period, at least one."""
        return max(1, round((self.end - self.start).total_seconds() / 3600))

    def place(self) -> str:
        """SQL for rows with columns prefecture, sector and organisation."""
        return self._where("{0} = {1}")

    def places(self) -> str:
        """SQL for rows with columns prefectures, sectors and organisations (lists)."""
        return self._where("array_contains({0}s, {1})")

    def period(self) -> str:
        """SQL for rows with a column event_time."""
        return f"event_time >= {moment(self.start)} AND event_time < {moment(self.end)}"

    def _where(self, form: str) -> str:
        chosen = {"prefecture": self.prefecture, "sector": self.sector, "organisation": self.organisation}
        parts = [form.format(column, quoted(value)) for column, value in chosen.items() if value is not None]
        return " AND ".join(parts) or "TRUE"


class Measure:
    """A figure: what it counts, in SQL that Spark and DuckDB both run over the lake's and the store's tables.

    A number's query yields one row `value, row_count`; a share's `value, base, row_count`; a table's rows
    `item, value, row_count`, largest first. Placeholders: {period} {place} {places} {alike} {hours} {end}.
    """

    section: ClassVar[Section]
    order: ClassVar[int] = 100
    kind: ClassVar[Literal["number", "share", "table"]] = "number"
    title: ClassVar[Words]
    unit: ClassVar[Words] = ("", "")
    means: ClassVar[Words]  # the definition, as the appendix prints it
    sentence: ClassVar[Words | None] = None  # with {value} {unit} {change}; for a share also {base}
    so_what: ClassVar[Words | None] = None  # why a reader should care; makes it a candidate for the key findings
    weight: ClassVar[float] = 0.0  # how much a reader should care
    worse: ClassVar[Literal["up", "down", "neither"]] = "up"
    compared: ClassVar[bool] = True  # whether its rows have a sensor, so that weeks can be compared like with like
    public: ClassVar[bool] = True  # may stand in a briefing for the public
    query: ClassVar[str]

    def sql(self, scope: Scope, alike: bool = False) -> str:
        """The query for a scope; with `alike` only sensor-days seen in both periods count (view `alike`)."""
        day = "CAST(event_time + INTERVAL 8 HOURS AS DATE)"
        same = f"(sensor IS NULL OR (sensor, {day}) IN (SELECT sensor, day FROM alike))" if alike else "TRUE"
        text = self.query.format(
            period=scope.period(),
            place=scope.place(),
            places=scope.places(),
            alike=same,
            hours=scope.hours,
            end=moment(scope.end),
        )
        return "\n".join(line.strip() for line in text.strip().splitlines())


def moment(time: datetime) -> str:
    """A time as an SQL literal; queries run with the session's time zone set to UTC."""
    return f"TIMESTAMP '{time.astimezone(UTC):%Y-%m-%d %H:%M:%S}+00:00'"


def quoted(text: str) -> str:
    """A text as an SQL literal; only letters, digits and -_.: are let in, for nothing else is a code."""
    if not text or not all(char.isalnum() or char in "-_.:" for char in text):
        raise ValueError(f"{text!r} is no code of a prefecture, sector or organisation")
    return f"'{text}'"


def capital(text: str) -> str:
    """The text with a capital first letter, the rest untouched.

    >>> capital("ICS alerts"), capital("alerts")
    ('ICS alerts', 'Alerts')
    """
    return text[:1].upper() + text[1:]
