"""Zeek ntlm.log: one record an NTLM login."""

from streaming.zeek import From, ZeekSource


class ZeekNtlm(ZeekSource):
    """Zeek ntlm.log: one record an NTLM login."""

    path = "ntlm"
    dataset = "zeek.ntlm"
    cells = ("logins",)
    needs = ("username", "domainname")
    constants = {"category": "authentication", "protocol": "smb"}
    fields = {
        "user_name": From("username"),
        "host_name": From("hostname"),
        "user_domain": From("domainname"),
        "outcome": From("success", "outcome"),
    }
