"""Zeek x509.log: one record a certificate."""

from streaming.zeek import From, ZeekSource


class ZeekX509(ZeekSource):
    """Zeek x509.log: one record a certificate."""

    path = "x509"
    dataset = "zeek.x509"
    needs = ("certificate.subject",)
    constants = {"category": "file"}
    ends = {}
    fields = {
        "certificate_hash": From("fingerprint"),
        "certificate_subject": From("certificate.subject"),
        "certificate_issuer": From("certificate.issuer"),
        "certificate_not_before": From("certificate.not_valid_before", "time"),
        "certificate_not_after": From("certificate.not_valid_after", "time"),
    }
