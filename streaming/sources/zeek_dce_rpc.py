"""Zeek dce_rpc.log: one record a remote procedure call."""

from streaming.zeek import From, ZeekSource


class ZeekDceRpc(ZeekSource):
    """Zeek dce_rpc.log: one record a remote procedure call."""

    path = "dce_rpc"
    dataset = "zeek.dce_rpc"
    needs = ("operation", "endpoint")
    constants = {"category": "network", "protocol": "dce_rpc"}
    fields = {
        "action": From("operation"),
        "code": From("endpoint"),
        "message": From("named_pipe"),
        "duration": From("rtt", "interval"),
    }
