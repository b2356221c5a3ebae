"""Web access logs: common and combined format, and Apache error lines."""

import re

from pyspark.sql import Column
from pyspark.sql import functions as f

from streaming.source import Clock, Head, Source

LINE = (
    r'^(\S+) (\S+) (\S+) \[(\d{2}/[A-Za-z]{3}/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4})\] "([^"\\]*(?:\\.[^"\\]*)*)" (\d{3}) (\d+|-)'
    r'(?: "([^"\\]*(?:\\.[^"\\]*)*)" "([^"\\]*(?:\\.[^"\\]*)*)")?'
)
PARTS = ("client", "ident", "user", "stamp", "request", "status", "size", "referrer", "agent")


class WebAccess(Source):
    """One request a line."""

    dataset = "web.access"
    family = "web"
    cells = ("web",)
    rank = 40

    def sniff(self, head: Head) -> str | None:
        """The first line has the shape of the common log format."""
        return self.dataset if re.match(LINE, head.first) else None

    def header(self, head: Head) -> str | None:
        """A line stands alone."""
        return None

    def comment(self, head: Head) -> str | None:
        """No header lines."""
        return None

    def record(self, line: Column, header: str | None) -> Column:
        """The parts of the line."""
        return f.struct(*[f.regexp_extract(line, LINE, at).alias(name) for at, name in enumerate(PARTS, 1)])

    def reason(self, line: Column, record: Column, header: str | None) -> Column:
        """Not of that format."""
        return f.when(f.length(record["stamp"]) == 0, f.lit("not in common or combined log format"))

    def columns(self, record: Column, header: str | None, clock: Clock) -> dict[str, Column]:
        """Client, request, status, sizes, agent."""
        request = record["request"]
        client = record["client"]
        status = record["status"].cast("long")
        address = client.rlike("^[0-9A-Fa-f]*[.:][0-9A-Fa-f.:]+$")

        def known(value: Column) -> Column:
            return f.when(~value.isin("-", ""), value)

        return {
            "event_time": f.try_to_timestamp(record["stamp"], f.lit("dd/MMM/yyyy:HH:mm:ss Z")),
            "category": f.lit("web"),
            "protocol": f.lit("http"),
            "source_ip": f.when(address, client),
            "host_name": f.when(~address, client),
            "user_name": known(record["user"]),
            "http_method": f.nullif(f.regexp_extract(request, r"^([A-Z]+) ", 1), f.lit("")),
            "url_path": f.coalesce(f.nullif(f.regexp_extract(request, r"^[A-Z]+ (.*?)(?: HTTP/[\d.]+)?$", 1), f.lit("")), known(request)),
            "http_status": status,
            "http_response_bytes": known(record["size"]).cast("long"),
            "http_referrer": known(record["referrer"]),
            "user_agent": known(record["agent"]),
        }
