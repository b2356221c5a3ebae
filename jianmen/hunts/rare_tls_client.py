"""TLS from a client fingerprint somebody named."""

from jianmen.hunt import Hunt


class RareTlsClient(Hunt):
    """TLS sessions by JA3 fingerprint."""

    technique = "T1573"
    title = ("按 JA3 指纹查找 TLS 会话", "TLS sessions by JA3 fingerprint")
    query = "tls.client.ja3:{ja3}"
    parameters = {"ja3": "72a589da586844d7f0818ce684948eea"}  # noqa: RUF012
