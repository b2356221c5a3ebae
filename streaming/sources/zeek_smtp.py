"""Zeek smtp.log: one record a mail."""

from streaming.zeek import From, ZeekSource


class ZeekSmtp(ZeekSource):
    """Zeek smtp.log: one record a mail."""

    path = "smtp"
    dataset = "zeek.smtp"
    needs = ("mailfrom", "helo")
    constants = {"category": "email", "protocol": "smtp"}
    fields = {
        "source_user": From("mailfrom"),
        "user_target": From("rcptto"),
        "message": From("subject"),
        "user_agent": From("user_agent"),
        "reason": From("last_reply"),
    }
