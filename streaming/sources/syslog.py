"""syslog, RFC 3164 and RFC 5424, with what sshd, sudo, su, PAM and netfilter say."""

import re

from pyspark.sql import Column
from pyspark.sql import functions as f

from streaming.source import Clock, Head, Source

STAMP = r"[A-Z][a-z]{2}\s+\d{1,2}\s+\d{2}:\d{2}:\d{2}"
ISO = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})"
OLD = rf"^(?:<(\d{{1,3}})>)?({STAMP}|{ISO})\s+(\S+)\s+([^\[:\s][^\[:]*?)(?:\[(\d+)\])?:\s?(.*)$"
NEW = rf"^<(\d{{1,3}})>1 ({ISO}|-) (\S+) (\S+) (\S+) (\S+) (?:-|(?:\[.*?\])+)\s?(.*)$"
ADDRESS = r"([0-9A-Fa-f:.]+)"
# message patterns of sshd: (pattern, outcome); groups: user, address, port
SSHD = (
    (rf"^Accepted \S+ for (\S+) from {ADDRESS} port (\d+)", "success"),
    (rf"^(?:message repeated \d+ times: \[ )?Failed \S+ for (?:invalid user )?(\S*) from {ADDRESS} port (\d+)", "failure"),
    (rf"^Invalid user (\S*) from {ADDRESS}(?: port (\d+))?", "failure"),
)


class Syslog(Source):
    """Both formats; RFC 3164's missing year and zone come from the sensor and the receipt time."""

    dataset = "syslog"
    family = "logs"
    cells = ("logins",)
    rank = 60

    def sniff(self, head: Head) -> str | None:
        """The first line has the shape of either format."""
        return self.dataset if re.match(OLD, head.first) or re.match(NEW, head.first) else None

    def header(self, head: Head) -> str | None:
        """A line stands alone."""
        return None

    def comment(self, head: Head) -> str | None:
        """No header lines."""
        return None

    def record(self, line: Column, header: str | None) -> Column:
        """pri, stamp, host, program, pid, text."""
        new = line.rlike(r"^<\d{1,3}>1 ")
        text = f.rtrim(line)

        def part(old: int, five: int) -> Column:
            return f.when(new, f.regexp_extract(text, NEW, five)).otherwise(f.regexp_extract(text, OLD, old))

        return f.struct(
            part(1, 1).alias("pri"),
            part(2, 2).alias("stamp"),
            part(3, 3).alias("host"),
            part(4, 4).alias("program"),
            part(5, 5).alias("pid"),
            part(6, 7).alias("text"),
        )

    def reason(self, line: Column, record: Column, header: str | None) -> Column:
        """Neither of the two formats."""
        return f.when(f.length(record["stamp"]) == 0, f.lit("not syslog: neither RFC 3164 nor RFC 5424"))

    def columns(self, record: Column, header: str | None, clock: Clock) -> dict[str, Column]:
        """Header fields, and logins, sudo and netfilter from the text."""
        text, program = record["text"], record["program"]
        sshd, netfilter = program.startswith("sshd"), text.contains(" SRC=") & text.contains(" DST=")
        pri = record["pri"].cast("long")

        def first(group: int) -> Column:
            found = [f.nullif(f.regexp_extract(text, pattern, group), f.lit("")) for pattern, _ in SSHD]
            return f.when(sshd, f.coalesce(*found))

        def field(name: str) -> Column:
            return f.when(netfilter, f.nullif(f.regexp_extract(text, rf"\b{name}=(\S+)", 1), f.lit("")))

        outcome = f.when(sshd & text.rlike(SSHD[0][0]), f.lit("success"))
        outcome = outcome.when(sshd & (text.rlike(SSHD[1][0]) | text.rlike(SSHD[2][0])), f.lit("failure"))
        pam = text.contains("authentication failure")
        remote = f.nullif(f.regexp_extract(text, r"rhost=(\S+)", 1), f.lit(""))
        pam_user = f.nullif(f.regexp_extract(text, r"\buser=(\S+)", 1), f.lit(""))
        sudo = program == "sudo"
        command = f.nullif(f.regexp_extract(text, r"COMMAND=(.*)$", 1), f.lit(""))
        outcome = outcome.when(pam, f.lit("failure")).when(sudo & text.contains("incorrect password"), f.lit("failure"))
        outcome = outcome.when(sudo & command.isNotNull(), f.lit("success"))
        plain = r"^[0-9A-Fa-f]*[.:][0-9A-Fa-f.:]+$"
        return {
            "event_time": _time(record["stamp"], clock),
            "category": f.when(netfilter, f.lit("network")).when(outcome.isNotNull(), f.lit("authentication")).otherwise(f.lit("host")),
            "host_name": record["host"],
            "process_name": program,
            "process_pid": record["pid"].cast("long"),
            "syslog_facility": f.floor(pri / 8),
            "syslog_severity": pri % 8,
            "message": text,
            "outcome": outcome,
            "protocol": f.when(sshd, f.lit("ssh")).when(sudo, f.lit("sudo")).when(pam, f.lit("pam")),
            "user_name": f.coalesce(first(1), f.when(sudo, f.nullif(f.regexp_extract(text, r"^\s*(\S+) :", 1), f.lit(""))), f.when(pam, pam_user)),
            "user_target": f.when(sudo, f.nullif(f.regexp_extract(text, r"USER=(\S+)", 1), f.lit(""))),
            "process_command_line": f.when(sudo, command),
            "source_ip": f.coalesce(first(2), field("SRC"), f.when(pam & remote.rlike(plain), remote)),
            "source_port": f.coalesce(first(3), field("SPT")).cast("long"),
            "destination_ip": field("DST"),
            "destination_port": field("DPT").cast("long"),
            "transport": f.lower(field("PROTO")),
            "action": f.when(netfilter, f.when(text.rlike("(?i)drop|block|reject|deny"), f.lit("drop")).otherwise(f.lit("log"))),
        }


def _time(stamp: Column, clock: Clock) -> Column:
    """ISO times as they are; `Nov 24 08:00:01` in the sensor's zone, in the year that puts it nearest before receipt."""
    iso = f.try_to_timestamp(stamp)
    local = f.from_utc_timestamp(clock.received, f.col(clock.timezone)) if clock.timezone == "timezone" else clock.received
    year = f.year(local)
    squeezed = f.regexp_replace(stamp, r"\s+", " ")

    def dated(value: Column) -> Column:
        text = f.concat_ws(" ", value.cast("string"), squeezed)
        naive = f.try_to_timestamp(text, f.lit("yyyy MMM d HH:mm:ss"))
        return f.to_utc_timestamp(naive, f.col(clock.timezone))

    this = dated(year)
    # a stamp more than a day ahead of receipt was written last year
    chosen = f.when(this <= clock.received + f.expr("INTERVAL 1 DAY"), this).otherwise(dated(year - 1))
    return f.when(stamp.rlike(r"^\d{4}-"), iso).otherwise(chosen)
