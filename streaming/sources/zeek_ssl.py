"""Zeek ssl.log: one record a TLS session."""

from streaming.zeek import From, ZeekSource


class ZeekSsl(ZeekSource):
    """Zeek ssl.log: one record a TLS session."""

    path = "ssl"
    dataset = "zeek.ssl"
    cells = ("tls",)
    needs = ("version", "cipher")
    constants = {"category": "network", "protocol": "tls"}
    default_header = "#fields\t" + "ts uid id.orig_h id.orig_p id.resp_h id.resp_p version cipher curve server_name resumed last_alert next_protocol established cert_chain_fuids client_cert_chain_fuids subject issuer client_subject client_issuer".replace(" ", "\t")
    fields = {
        "tls_version": From("version"),
        "tls_cipher": From("cipher"),
        "tls_server_name": From("server_name"),
        "tls_established": From("established", "bool"),
        "tls_ja3": From("ja3"),
        "tls_ja3s": From("ja3s"),
        "tls_ja4": From("ja4"),
        "tls_validation": From("validation_status"),
        "certificate_subject": From("subject"),
        "certificate_issuer": From("issuer"),
        "certificate_not_before": From("not_valid_before", "time"),
        "certificate_not_after": From("not_valid_after", "time"),
    }
