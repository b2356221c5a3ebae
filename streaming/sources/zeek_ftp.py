"""Zeek ftp.log: one record a command."""

from streaming.zeek import From, ZeekSource


class ZeekFtp(ZeekSource):
    """Zeek ftp.log: one record a command."""

    path = "ftp"
    dataset = "zeek.ftp"
    needs = ("command", "reply_code")
    constants = {"category": "network", "protocol": "ftp"}
    fields = {
        "user_name": From("user"),
        "action": From("command"),
        "message": From("arg"),
        "code": From("reply_code"),
        "reason": From("reply_msg"),
        "file_size": From("file_size", "count"),
        "file_mime_type": From("mime_type"),
    }
