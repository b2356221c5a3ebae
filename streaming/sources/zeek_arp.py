"""ARP requests and replies, as Slips' Zeek script writes them."""

from streaming.zeek import From, ZeekSource


class ZeekArp(ZeekSource):
    """ARP requests and replies, as Slips' Zeek script writes them."""

    path = "arp"
    dataset = "zeek.arp"
    needs = ("operation", "src_mac")
    constants = {"category": "network", "protocol": "arp"}
    ends = {}
    fields = {
        "action": From("operation"),
        "source_mac": From("src_mac", "string", ("orig_hw_addr",)),
        "destination_mac": From("dst_mac", "string", ("resp_hw_addr",)),
        "source_ip": From("orig_h", "address"),
        "destination_ip": From("resp_h", "address"),
    }
