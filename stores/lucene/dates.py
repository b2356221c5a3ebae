"""Elasticsearch's dates: ISO in any precision, epoch milliseconds, `now-1d/d` and `2026-11-16||+1M/d`; UTC."""

import calendar
import re
from datetime import UTC, datetime, timedelta

from stores.lucene.error import LuceneError

ISO = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2})(?:T(?:(?P<hour>\d{2})(?::(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?)?(?P<zone>Z|[+-]\d{2}(?::?\d{2})?)?)?)?)?)?"
)
STEP = re.compile(r"(?:(?P<sign>[+-])(?P<count>\d*)|/)(?P<unit>[yMwdhHms])")
UNITS = {"y": "year", "M": "month", "w": "week", "d": "day", "h": "hour", "H": "hour", "m": "minute", "s": "second"}


def period(text: str, now: datetime, position: int) -> tuple[datetime, datetime]:
    """First moment meant and the first moment after: a day for a day, a millisecond for an instant."""
    try:
        return _period(text.strip(), now)
    except (ValueError, OverflowError):
        raise LuceneError(
            f"“{text}”不是时间;可写 2026-11-16、2026-11-16T08:00:00Z、now-1d",
            f"{text!r} is not a time; write 2026-11-16, 2026-11-16T08:00:00Z or now-1d", position,
        ) from None  # fmt: skip


def _period(text: str, now: datetime) -> tuple[datetime, datetime]:
    if text.startswith("now"):
        moment, steps = now.astimezone(UTC), text[3:]
        return _walk(moment, None, steps)
    base, bars, steps = text.partition("||")
    start, end = _written(base)
    return _walk(start, end, steps) if bars else (start, end)


def _written(text: str) -> tuple[datetime, datetime]:
    if re.fullmatch(r"-?\d+", text) and len(text) != 4:
        start = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(text))
        return start, start + timedelta(milliseconds=1)
    found = ISO.fullmatch(text)
    if found is None:
        raise ValueError(text)
    part = found.groupdict()
    zone = _offset(part["zone"])
    micro = int((part["fraction"] or "0").ljust(6, "0")[:3]) * 1000
    start = datetime(
        int(part["year"]), int(part["month"] or 1), int(part["day"] or 1),
        int(part["hour"] or 0), int(part["minute"] or 0), int(part["second"] or 0), micro, tzinfo=UTC,
    ) - zone  # fmt: skip
    if part["fraction"]:
        return start, start + timedelta(milliseconds=1)
    unit = next(unit for unit in ("second", "minute", "hour", "day", "month", "year") if part[unit])
    return start, _add(start + zone, unit, 1) - zone


def _offset(zone: str | None) -> timedelta:
    if zone in (None, "Z"):
        return timedelta()
    assert zone is not None
    digits = zone[1:].replace(":", "").ljust(4, "0")
    span = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return span if zone[0] == "+" else -span


def _walk(start: datetime, end: datetime | None, steps: str) -> tuple[datetime, datetime]:
    moment = start.replace(microsecond=start.microsecond // 1000 * 1000)
    last = end - timedelta(milliseconds=1) if end else moment
    position = 0
    for step in STEP.finditer(steps):
        if step.start() != position:
            raise ValueError(steps)
        position, unit = step.end(), UNITS[step["unit"]]
        if step["sign"]:
            count = int(step["count"] or 1) * (1 if step["sign"] == "+" else -1)
            moment, last = _add(moment, unit, count), _add(last, unit, count)
        else:
            moment = _floor(moment, unit)
            last = _add(_floor(last, unit), unit, 1) - timedelta(milliseconds=1)
    if position != len(steps):
        raise ValueError(steps)
    return moment, last + timedelta(milliseconds=1)


def _floor(moment: datetime, unit: str) -> datetime:
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    match unit:
        case "year":
            return midnight.replace(month=1, day=1)
        case "month":
            return midnight.replace(day=1)
        case "week":
            return midnight - timedelta(days=moment.weekday())
        case "day":
            return midnight
        case "hour":
            return moment.replace(minute=0, second=0, microsecond=0)
        case "minute":
            return moment.replace(second=0, microsecond=0)
        case _:
            return moment.replace(microsecond=0)


def _add(moment: datetime, unit: str, count: int) -> datetime:
    if unit not in ("year", "month"):
        return moment + timedelta(**{f"{unit}s": count})
    months = moment.year * 12 + moment.month - 1 + count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))
