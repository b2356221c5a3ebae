"""NetFlow and IPFIX flows, decoded by the collector into one JSON object a flow with IPFIX element names."""

from pyspark.sql import Column
from pyspark.sql import functions as f

from streaming.source import Clock, Head
from streaming.text import JsonSource

PROTOCOLS = {1: "icmp", 6: "tcp", 17: "udp", 47: "gre", 50: "esp", 58: "ipv6-icmp", 132: "sctp"}


class Netflow(JsonSource):
    """One unidirectional (or biflow) record a line; counts are multiplied by the sampling interval."""

    dataset = "netflow"
    family = "flows"
    cells = ("flows",)
    shape = (
        "sourceIPv4Address string, destinationIPv4Address string, sourceIPv6Address string, destinationIPv6Address string, "
        "sourceTransportPort long, destinationTransportPort long, protocolIdentifier long, octetDeltaCount long, "
        "packetDeltaCount long, flowStartMilliseconds long, flowEndMilliseconds long, tcpControlBits long, "
        "samplingInterval long, exporter string, reverseOctetDeltaCount long, reversePacketDeltaCount long"
    )
    paths = {
        "source_ip": ("sourceIPv4Address", "sourceIPv6Address"),
        "destination_ip": ("destinationIPv4Address", "destinationIPv6Address"),
        "source_port": "sourceTransportPort",
        "destination_port": "destinationTransportPort",
        "host_name": "exporter",
    }

    def sniff(self, head: Head) -> str | None:
        """IPFIX element names."""
        ends = {"sourceIPv4Address", "sourceIPv6Address"} & head.keys
        return self.dataset if ends and "octetDeltaCount" in head.keys else None

    def columns(self, record: Column, header: str | None, clock: Clock) -> dict[str, Column]:
        """Times, counts, and whether anybody answered as far as the TCP flags tell."""
        times = f.greatest(f.coalesce(record["samplingInterval"], f.lit(1)), f.lit(1))
        start, end = record["flowStartMilliseconds"], record["flowEndMilliseconds"]
        transport = f.lit(None).cast("string")
        for number, name in PROTOCOLS.items():
            transport = f.when(record["protocolIdentifier"] == number, f.lit(name)).otherwise(transport)
        flags = record["tcpControlBits"]
        only_syn = (record["protocolIdentifier"] == 6) & (flags.bitwiseAND(0x3F) == 0x02)
        return {
            **super().columns(record, header, clock),
            "event_time": f.when(f.coalesce(start, end).between(0, 253_402_300_799_000), f.timestamp_micros(f.coalesce(start, end) * 1000)),
            "category": f.lit("network"),
            "transport": transport,
            "duration": f.when(end >= start, (end - start) / 1000.0),
            "source_bytes": record["octetDeltaCount"] * times,
            "source_packets": record["packetDeltaCount"] * times,
            "destination_bytes": record["reverseOctetDeltaCount"] * times,
            "destination_packets": record["reversePacketDeltaCount"] * times,
            "connection_state": f.when(only_syn, f.lit("S0")),
        }
