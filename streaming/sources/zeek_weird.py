"""Zeek weird.log: protocol oddities."""

from streaming.zeek import From, ZeekSource


class ZeekWeird(ZeekSource):
    """Zeek weird.log: protocol oddities."""

    path = "weird"
    dataset = "zeek.weird"
    needs = ("name", "notice", "peer")
    constants = {"category": "network"}
    fields = {
        "rule_name": From("name"),
        "message": From("addl"),
        "code": From("source"),
    }
