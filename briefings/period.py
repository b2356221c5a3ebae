"""Periods: ISO weeks, months, days and named spans, in Asia/Shanghai."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Period:
    """A span of whole days and the one of equal kind before it; times are UTC."""

    name: str  # 2026-W47, 2026-11, 2026-11-18 or 2026-11-18..2026-11-21
    start: datetime
    end: datetime
    before: datetime  # start of the period before

    @property
    def number(self) -> str:
        """Issue number in Chinese: 2026年第47期."""
        if (found := re.fullmatch(r"(\d{4})-W(\d{2})", self.name)) is not None:
            return f"{found[1]}年第{int(found[2])}期"
        return self.name

    @property
    def kind(self) -> tuple[str, str]:
        """周/week, 月/month, 日/day or 期/period."""
        if "W" in self.name:
            return ("周", "week")
        return ("期", "period") if ".." in self.name else (("月", "month") if len(self.name) == 7 else ("日", "day"))

    def dates(self) -> tuple[date, date]:
        """First and last day, Beijing time."""
        return self.start.astimezone(SHANGHAI).date(), (self.end - timedelta(seconds=1)).astimezone(SHANGHAI).date()


def parse(text: str) -> Period:
    """The period of that name; ValueError when it is none.

    >>> parse("2026-W47").dates()[0].isoformat()
    '2026-11-16'
    """
    if (found := re.fullmatch(r"(\d{4})-W(\d{1,2})", text)) is not None:
        first = date.fromisocalendar(int(found[1]), int(found[2]), 1)
        return _period(f"{found[1]}-W{int(found[2]):02d}", first, first + timedelta(days=7), first - timedelta(days=7))
    if (found := re.fullmatch(r"(\d{4})-(\d{2})", text)) is not None:
        first = date(int(found[1]), int(found[2]), 1)
        return _period(text, first, _next_month(first), _next_month(first - timedelta(days=40)))
    first_text, dots, last_text = text.partition("..")
    first = date.fromisoformat(first_text)
    last = date.fromisoformat(last_text) if dots else first
    if last < first:
        raise ValueError(f"{text}: ends before it starts")
    days = (last - first).days + 1
    return _period(text, first, last + timedelta(days=1), first - timedelta(days=days))


def _period(name: str, first: date, after: date, before: date) -> Period:
    return Period(name, _midnight(first), _midnight(after), _midnight(before))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(UTC)


def _next_month(day: date) -> date:
    return date(day.year + (day.month == 12), day.month % 12 + 1, 1)
