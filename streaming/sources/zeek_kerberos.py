"""Zeek kerberos.log: one record a ticket request."""

from streaming.zeek import From, ZeekSource


class ZeekKerberos(ZeekSource):
    """Zeek kerberos.log: one record a ticket request."""

    path = "kerberos"
    dataset = "zeek.kerberos"
    cells = ("logins",)
    needs = ("request_type", "client")
    constants = {"category": "authentication", "protocol": "kerberos"}
    fields = {
        "action": From("request_type"),
        "user_name": From("client"),
        "user_target": From("service"),
        "outcome": From("success", "outcome"),
        "reason": From("error_msg"),
        "tls_cipher": From("cipher"),
    }
