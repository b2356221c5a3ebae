"""Zeek dnp3.log: one record a request and its reply."""

from streaming.zeek import From, ZeekSource


class ZeekDnp3(ZeekSource):
    """Zeek dnp3.log: one record a request and its reply."""

    path = "dnp3"
    dataset = "zeek.dnp3"
    cells = ("ics",)
    needs = ("fc_request",)
    constants = {"category": "ics", "protocol": "dnp3"}
    default_header = "#fields\t" + "ts uid id.orig_h id.orig_p id.resp_h id.resp_p fc_request fc_reply iin".replace(" ", "\t")
    fields = {
        "ics_function": From("fc_request", "string", ("fc_reply",)),
        "reason": From("fc_reply"),
        "code": From("iin"),
    }
