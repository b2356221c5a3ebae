"""Events → events that know the organisation, prefecture and sector of both ends."""

from ipaddress import IPv4Network, ip_network

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f

from inventory import Inventory

LEVELS = (4, 3, 2, 1)  # octets of an IPv4 prefix, longest first


def place_table(inventory: Inventory) -> dict[int, list[tuple[str, str, str, str | None, str | None]]]:
    """Octets → rows (zone, prefix, organisation, prefecture, sector).

    A network that does not end on an octet is spread over the next longer level (a /20 is sixteen /24s), so that
    Spark finds a place by equality: one broadcast hash join a level, no range join, no Python.
    """
    table: dict[int, dict[tuple[str, str], tuple[int, str, str | None, str | None]]] = {}
    for network in inventory.networks:
        parsed = ip_network(network.cidr)
        if not isinstance(parsed, IPv4Network):
            continue
        level = min(4, max(1, -(-parsed.prefixlen // 8)))
        place = inventory.place_of(network)
        for part in parsed.subnets(new_prefix=level * 8):
            prefix = ".".join(str(part.network_address).split(".")[:level])
            rows = table.setdefault(level, {})
            known = rows.get((network.zone, prefix))
            if known is None or known[0] <= parsed.prefixlen:
                rows[(network.zone, prefix)] = (parsed.prefixlen, *place)
    return {level: [(*key, *value[1:]) for key, value in rows.items()] for level, rows in table.items()}


def enrich(events: DataFrame, spark: SparkSession, inventory: Inventory) -> DataFrame:
    """Adds {source,destination}_{organisation,prefecture,sector}; addresses outside the inventory stay null."""
    table = place_table(inventory)
    if not table:
        return events
    for end in ("source", "destination"):
        address = f"{end}_ip"
        if address not in events.columns:
            continue
        found: list[str] = []
        for level in LEVELS:
            if level not in table:
                continue
            mark = f"_{end}_{level}"
            places = spark.createDataFrame(
                [(zone, prefix, (organisation, prefecture, sector)) for zone, prefix, organisation, prefecture, sector in table[level]],
                f"_zone string, _prefix string, {mark} struct<organisation:string,prefecture:string,sector:string>",
            )
            key = f.substring_index(f.col(address), ".", level)
            events = events.join(
                f.broadcast(places), (f.col("zone") == f.col("_zone")) & (key == f.col("_prefix")), "left"
            ).drop("_zone", "_prefix")
            found.append(mark)
        place = f.coalesce(*found)
        events = events.select(
            *[name for name in events.columns if name not in found],
            *[place[part].alias(f"{end}_{part}") for part in ("organisation", "prefecture", "sector")],
        )
    return events
