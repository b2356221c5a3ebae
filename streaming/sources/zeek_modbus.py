"""Zeek modbus.log: one record a request or response."""

from streaming.zeek import From, ZeekSource


class ZeekModbus(ZeekSource):
    """Zeek modbus.log: one record a request or response."""

    path = "modbus"
    dataset = "zeek.modbus"
    cells = ("ics",)
    needs = ("func", "pdu_type")
    constants = {"category": "ics", "protocol": "modbus"}
    default_header = "#fields\t" + "ts uid id.orig_h id.orig_p id.resp_h id.resp_p func exception".replace(" ", "\t")
    fields = {
        "ics_function": From("func"),
        "ics_exception": From("exception"),
        "ics_unit": From("unit"),
        "ics_transaction": From("tid", "long"),
        "ics_direction": From("pdu_type", "lower"),
    }
