"""Zeek known_services.log: services a host offers."""

from streaming.zeek import From, ZeekSource


class ZeekKnownServices(ZeekSource):
    """Zeek known_services.log: services a host offers."""

    path = "known_services"
    dataset = "zeek.known_services"
    needs = ("port_num", "port_proto")
    constants = {"category": "host"}
    ends = {}
    fields = {
        "destination_ip": From("host", "address"),
        "destination_port": From("port_num", "port"),
        "transport": From("port_proto"),
        "protocol": From("service"),
    }
