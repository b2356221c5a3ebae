"""How the simulated sensors write times, and their syslog lines in either format."""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from testbed.province.organisations import Simulated

DAY = 86400.0
FACILITY = {"auth": 10, "kernel": 0}
SEVERITY = {"info": 6, "notice": 5, "warning": 4}


def moment(seconds: float) -> datetime:
    """Epoch seconds as a UTC time."""
    return datetime.fromtimestamp(float(seconds), UTC)


def iso(seconds: float, zone: str = "Z") -> str:
    """ISO 8601 with microseconds, UTC."""
    return moment(seconds).strftime("%Y-%m-%dT%H:%M:%S.%f") + zone


def clf(seconds: float) -> str:
    """The time of a web access log, Asia/Shanghai."""
    return moment(seconds + 8 * 3600).strftime("%d/%b/%Y:%H:%M:%S +0800")


@cache
def _offset(zone: str) -> timedelta:
    return datetime(2026, 1, 1, tzinfo=ZoneInfo(zone)).utcoffset() or timedelta(0)


def syslog(
    item: Simulated,
    seconds: float,
    host: str,
    program: str,
    text: str,
    facility: str = "auth",
    severity: str = "info",
    pid: int = 0,
) -> str:
    """One line; a third of the organisations write RFC 5424, the others RFC 3164 in their sensor's own zone."""
    priority = FACILITY[facility] * 8 + SEVERITY[severity]
    if item.modern:
        return f"<{priority}>1 {iso(seconds)} {host} {program} {pid or '-'} - - {text}"
    stamp = (moment(seconds) + _offset(item.timezone)).strftime("%b %e %H:%M:%S")
    name = f"{program}[{pid}]" if pid else program
    return f"<{priority}>{stamp} {host} {name}: {text}"
