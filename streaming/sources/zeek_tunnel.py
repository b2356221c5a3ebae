"""Zeek tunnel.log: tunnels found and closed."""

from streaming.zeek import From, ZeekSource


class ZeekTunnel(ZeekSource):
    """Zeek tunnel.log: tunnels found and closed."""

    path = "tunnel"
    dataset = "zeek.tunnel"
    needs = ("tunnel_type",)
    constants = {"category": "network"}
    fields = {
        "code": From("tunnel_type"),
        "action": From("action"),
    }
