"""Zeek syslog.log: syslog messages seen on the wire."""

from streaming.zeek import From, ZeekSource


class ZeekSyslog(ZeekSource):
    """Zeek syslog.log: syslog messages seen on the wire."""

    path = "syslog"
    dataset = "zeek.syslog"
    needs = ("facility", "severity")
    constants = {"category": "host", "protocol": "syslog"}
    fields = {
        "transport": From("proto"),
        "message": From("message"),
        "code": From("facility"),
        "reason": From("severity"),
    }
