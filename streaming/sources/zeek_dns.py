"""Zeek dns.log: one record a question."""

from streaming.zeek import From, ZeekSource


class ZeekDns(ZeekSource):
    """Zeek dns.log: one record a question."""

    path = "dns"
    dataset = "zeek.dns"
    cells = ("names",)
    needs = ("query", "id.orig_h")
    constants = {"category": "network"}
    default_header = "#fields\t" + "ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto trans_id rtt query qclass qclass_name qtype qtype_name rcode rcode_name AA TC RD RA Z answers TTLs rejected".replace(" ", "\t")
    fields = {
        "transport": From("proto"),
        "dns_name": From("query"),
        "dns_type": From("qtype_name", "string", ("qtype",)),
        "dns_response_code": From("rcode_name", "string", ("rcode",)),
        "dns_answers": From("answers", "list"),
        "duration": From("rtt", "interval"),
        "protocol": From("service"),
    }
