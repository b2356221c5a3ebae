"""Entities: (zone, address), joined across zones by declared aliases only; a public address is the same everywhere."""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import ip_address

import networkx as nx

Entity = str
AliasRow = tuple[str, str, str, str, str]
"""zone_a, address_a, zone_b, address_b, kind."""


@lru_cache(maxsize=200_000)
def entity(zone: str, address: str) -> Entity:
    """`zone|address`; `*|address` for an address of the internet.

    >>> entity("a", "10.0.0.1"), entity("a", "8.8.8.8")
    ('a|10.0.0.1', '*|8.8.8.8')
    """
    try:
        return f"*|{address}" if ip_address(address).is_global else f"{zone}|{address}"
    except ValueError:
        return f"{zone}|{address}"


class Aliases:
    """Which entities stand for one another, and by what kind of device."""

    def __init__(self, rows: Iterable[AliasRow] = ()) -> None:
        self.graph: nx.Graph[str] = nx.Graph()
        for zone_a, address_a, zone_b, address_b, kind in rows:
            self.graph.add_edge(entity(zone_a, address_a), entity(zone_b, address_b), kind=kind)
        self._name = {node: min(group) for group in nx.connected_components(self.graph) for node in group}

    def canonical(self, name: Entity) -> Entity:
        """One name for all that stand for one another."""
        return str(self._name.get(name, name))

    def kind(self, one: Entity, other: Entity) -> str | None:
        """The kind of the alias that joins two differing entities of one group; None if they are the same or not joined."""
        if one == other or self.canonical(one) != self.canonical(other):
            return None
        hops = nx.shortest_path(self.graph, one, other)
        return str(self.graph.edges[hops[0], hops[1]]["kind"])
