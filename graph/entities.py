"""Entities: (zone, address); declared aliases (NAT, VPN, proxy, jump host, gateway) make two of them one."""

from collections.abc import Iterable

import networkx as nx

from inventory import Alias


def entity(zone: str, address: str) -> str:
    """The name of an entity.

    >>> entity("org01-it", "192.168.1.5")
    'org01-it|192.168.1.5'
    """
    return f"{zone}|{address}"


def alias_names(aliases: Iterable[Alias]) -> dict[str, str]:
    """Entity → the one name its group of aliases goes by; entities without an alias are not in it."""
    graph = nx.Graph()
    graph.add_edges_from((entity(item.zone_a, item.address_a), entity(item.zone_b, item.address_b)) for item in aliases)
    return {name: min(group) for group in nx.connected_components(graph) for name in group}
