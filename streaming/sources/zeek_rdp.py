"""Zeek rdp.log: one record a remote-desktop connection."""

from streaming.zeek import From, ZeekSource


class ZeekRdp(ZeekSource):
    """Zeek rdp.log: one record a remote-desktop connection."""

    path = "rdp"
    dataset = "zeek.rdp"
    cells = ("logins",)
    needs = ("cookie", "security_protocol")
    constants = {"category": "authentication", "protocol": "rdp"}
    fields = {
        "user_name": From("cookie"),
        "reason": From("result"),
        "host_name": From("client_name"),
    }
