"""Zeek software.log: software a host showed."""

from streaming.zeek import From, ZeekSource


class ZeekSoftware(ZeekSource):
    """Zeek software.log: software a host showed."""

    path = "software"
    dataset = "zeek.software"
    needs = ("software_type", "name")
    constants = {"category": "host"}
    ends = {}
    fields = {
        "source_ip": From("host", "address"),
        "source_port": From("host_p", "port"),
        "code": From("software_type"),
        "message": From("unparsed_version"),
        "process_name": From("name"),
    }
