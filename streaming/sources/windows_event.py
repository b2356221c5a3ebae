"""Windows events as JSON: flat (NXLog, OTRF) or Winlogbeat's nested `winlog.event_data`."""

from pyspark.sql import Column
from pyspark.sql import functions as f

from streaming.source import Clock, Head, Source

LOGONS = {"4624": "success", "4625": "failure", "4648": "success", "4768": "success", "4769": "success", "4771": "failure", "4776": "success"}
PLAIN = "^[0-9A-Fa-f]*[.:][0-9A-Fa-f.:]+$"


class WindowsEvent(Source):
    """One event a line; every field the event has and no column takes is kept in `labels`."""

    dataset = "windows.event"
    family = "windows"
    cells = ("logins", "flows")
    rank = 45

    def sniff(self, head: Head) -> str | None:
        """An event id with a channel or provider; or Winlogbeat's `winlog`."""
        flat = {"EventID", "EventId", "event_id"} & head.keys and {"Channel", "ProviderName", "SourceName", "ProviderGuid", "Provider"} & head.keys
        return self.dataset if flat or "winlog" in head.keys else None

    def header(self, head: Head) -> str | None:
        """How the records are written."""
        return "#json winlogbeat" if "winlog" in head.keys else "#json"

    def comment(self, head: Head) -> str | None:
        """No header lines."""
        return None

    def record(self, line: Column, header: str | None) -> Column:
        """A map of field to text; Winlogbeat's event data laid over it."""
        flat = f.from_json(line, "map<string,string>")
        if "winlogbeat" not in str(header):
            return flat
        inner = f.from_json(f.get_json_object(line, "$.winlog.event_data"), "map<string,string>")
        outer = f.from_json(f.get_json_object(line, "$.winlog"), "map<string,string>")
        names = f.create_map(
            f.lit("EventID"), f.get_json_object(line, "$.winlog.event_id"),
            f.lit("Channel"), f.get_json_object(line, "$.winlog.channel"),
            f.lit("Hostname"), f.get_json_object(line, "$.winlog.computer_name"),
            f.lit("@timestamp"), f.get_json_object(line, "$['@timestamp']"),
            f.lit("Message"), f.get_json_object(line, "$.message"),
        )  # fmt: skip
        empty = f.from_json(f.lit("{}"), "map<string,string>")
        return f.when(outer.isNotNull(), f.map_concat(f.coalesce(f.map_filter(inner, lambda key, _: ~key.isin("EventID", "Channel", "Hostname", "@timestamp", "Message")), empty), names))

    def reason(self, line: Column, record: Column, header: str | None) -> Column:
        """Not JSON, or no event id."""
        number = f.coalesce(record["EventID"], record["EventId"], record["event_id"])
        wrong = f.when(record.isNull() | ~line.startswith("{"), f.lit("not a JSON object"))
        return wrong.when(number.isNull() | number.cast("long").isNull(), f.lit("no numeric EventID"))

    def columns(self, record: Column, header: str | None, clock: Clock) -> dict[str, Column]:
        """Host, account, process, network and logon fields."""

        def first(*names: str) -> Column:
            found = [f.when(~record[name].isin("-", "", "::1", "LOCAL"), record[name]) for name in names]
            return f.coalesce(*found) if len(found) > 1 else found[0]

        number = first("EventID", "EventId", "event_id")
        code = number.cast("long").cast("string")
        status = f.coalesce(first("Status"), f.lit("0x0"))
        outcome = f.lit(None).cast("string")
        for logon, result in LOGONS.items():
            outcome = f.when(code == logon, f.lit(result)).otherwise(outcome)
        failed = code.isin("4768", "4769", "4776") & ~status.isin("0x0", "0", "%%2304")
        address = f.regexp_replace(first("IpAddress", "SourceIp", "SourceAddress", "ClientAddress"), "^::ffff:", "")
        target = first("DestinationIp", "DestAddress")
        times = [_time(first("@timestamp")), _time(first("UtcTime")), _time(first("TimeCreated")), _time(first("EventTime"))]
        transport = first("Protocol")
        taken = ("Message", "EventID", "Channel", "Hostname", "@timestamp", "@version", "CommandLine", "Image", "ParentImage")
        labels = f.map_filter(record, lambda key, value: ~key.isin(*taken) & value.isNotNull() & (f.length(value) < 2000))
        return {
            "event_time": f.coalesce(*times),
            "category": f.when(outcome.isNotNull(), f.lit("authentication")).otherwise(f.lit("host")),
            "code": code,
            "action": first("Category", "Task"),
            "outcome": f.when(failed, f.lit("failure")).otherwise(outcome),
            "protocol": f.when(outcome.isNotNull(), f.lit("windows")),
            "message": f.substring(record["Message"], 1, 4000),
            "host_name": first("Hostname", "Computer", "host"),
            "user_name": first("TargetUserName", "SubjectUserName", "User", "AccountName"),
            "user_domain": first("TargetDomainName", "SubjectDomainName", "Domain"),
            "source_user": first("SubjectUserName"),
            "source_ip": f.when(address.rlike(PLAIN), address),
            "source_port": first("IpPort", "SourcePort").cast("long"),
            "destination_ip": f.when(target.rlike(PLAIN), target),
            "destination_port": first("DestinationPort", "DestPort").cast("long"),
            "transport": f.when(transport == "6", f.lit("tcp")).when(transport == "17", f.lit("udp")).otherwise(f.lower(transport)),
            "process_executable": first("Image", "NewProcessName", "ProcessName", "Application"),
            "process_command_line": first("CommandLine"),
            "process_parent": first("ParentImage", "ParentProcessName"),
            "process_pid": f.coalesce(first("ProcessId").cast("long"), f.conv(f.regexp_extract(first("ProcessId"), "^0x([0-9a-f]+)$", 1), 16, 10).cast("long")),
            "file_path": first("TargetFilename", "RelativeTargetName", "ObjectName"),
            "dns_name": first("QueryName"),
            "rule_name": first("RuleName"),
            "reason": first("FailureReason", "SubStatus"),
            "labels": f.when(f.size(labels) > 0, labels),
        }


def _time(raw: Column) -> Column:
    """ISO 8601 or `yyyy-MM-dd HH:mm:ss`, UTC unless it says otherwise."""
    return f.try_to_timestamp(raw)
