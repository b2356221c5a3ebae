"""Zeek dhcp.log: one record a lease conversation."""

from streaming.zeek import From, ZeekSource


class ZeekDhcp(ZeekSource):
    """Zeek dhcp.log: one record a lease conversation."""

    path = "dhcp"
    dataset = "zeek.dhcp"
    needs = ("msg_types", "mac")
    constants = {"category": "network", "protocol": "dhcp"}
    ends = {}
    fields = {
        "source_mac": From("mac"),
        "source_ip": From("client_addr", "address", ("requested_addr", "assigned_addr")),
        "destination_ip": From("server_addr", "address"),
        "host_name": From("host_name"),
        "action": From("msg_types"),
        "user_domain": From("domain"),
        "session_id": From("uids"),
    }
