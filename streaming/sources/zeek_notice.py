"""Zeek notice.log: what Zeek itself found worth saying."""

from streaming.zeek import From, ZeekSource


class ZeekNotice(ZeekSource):
    """Zeek notice.log: what Zeek itself found worth saying."""

    path = "notice"
    dataset = "zeek.notice"
    needs = ("note", "msg")
    constants = {"category": "intrusion_detection"}
    ends = {}
    fields = {
        "source_ip": From("id.orig_h", "address", ("src",)),
        "source_port": From("id.orig_p", "port"),
        "destination_ip": From("id.resp_h", "address", ("dst",)),
        "destination_port": From("id.resp_p", "port", ("p",)),
        "session_id": From("uid"),
        "rule_name": From("note"),
        "message": From("msg"),
        "reason": From("sub"),
        "transport": From("proto"),
    }
