"""Zeek ssh.log: one record an SSH connection."""

from streaming.zeek import From, ZeekSource


class ZeekSsh(ZeekSource):
    """Zeek ssh.log: one record an SSH connection."""

    path = "ssh"
    dataset = "zeek.ssh"
    cells = ("logins",)
    needs = ("auth_attempts", "client")
    constants = {"category": "authentication", "protocol": "ssh"}
    fields = {
        "user_agent": From("client"),
        "outcome": From("auth_success", "outcome"),
        "message": From("server"),
    }
