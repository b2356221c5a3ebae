"""Apache error log lines: `[Sun Dec 04 04:47:44 2005] [error] [client 1.2.3.4] text`."""

import re

from pyspark.sql import Column
from pyspark.sql import functions as f

from streaming.source import Clock, Head, Source

LINE = (
    r"^\[[A-Z][a-z]{2} ([A-Z][a-z]{2} \d{2} \d{2}:\d{2}:\d{2})(?:\.\d+)? (\d{4})\] \[(?:\w+:)?(\w+)\]"
    r"(?: \[pid [^\]]*\])?(?: \[client ([0-9A-Fa-f:.]+?)(?::\d+)?\])? ?(.*)$"
)


class ApacheError(Source):
    """One message a line, in the server's local time."""

    dataset = "web.error"
    family = "web"
    rank = 41

    def sniff(self, head: Head) -> str | None:
        """The first line has that shape."""
        return self.dataset if re.match(LINE, head.first) else None

    def header(self, head: Head) -> str | None:
        """A line stands alone."""
        return None

    def comment(self, head: Head) -> str | None:
        """No header lines."""
        return None

    def record(self, line: Column, header: str | None) -> Column:
        """stamp, year, level, client, text."""
        names = ("stamp", "year", "level", "client", "text")
        return f.struct(*[f.regexp_extract(line, LINE, at).alias(name) for at, name in enumerate(names, 1)])

    def reason(self, line: Column, record: Column, header: str | None) -> Column:
        """Not of that format."""
        return f.when(f.length(record["stamp"]) == 0, f.lit("not an Apache error line"))

    def columns(self, record: Column, header: str | None, clock: Clock) -> dict[str, Column]:
        """Time, level, client and text."""
        naive = f.try_to_timestamp(f.concat_ws(" ", record["year"], record["stamp"]), f.lit("yyyy MMM dd HH:mm:ss"))
        return {
            "event_time": f.to_utc_timestamp(naive, f.col(clock.timezone)),
            "category": f.lit("web"),
            "protocol": f.lit("http"),
            "action": record["level"],
            "source_ip": f.nullif(record["client"], f.lit("")),
            "message": record["text"],
        }
