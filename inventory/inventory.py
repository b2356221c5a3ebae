"""Inventory: what was declared, frozen, and where an address belongs."""

from dataclasses import asdict, dataclass, field
from functools import cached_property
from ipaddress import ip_address, ip_network
from typing import Any

import polars as pl

from schema.asset import Asset
from schema.network import Network
from schema.organisation import Organisation
from schema.sensor import Sensor
from schema.zone import Zone


class InventoryError(Exception):
    """The inventory folder has mistakes; `problems` names file, line and field of each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Alias:
    """Two addresses of different zones that stand for one another."""

    zone_a: str
    address_a: str
    zone_b: str
    address_b: str
    kind: str


@dataclass(frozen=True, slots=True)
class Exit:
    """A declared way out to the internet."""

    zone: str
    ip: str
    kind: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Whose an address is, where, in which sector."""

    organisation: str
    prefecture: str | None
    sector: str | None


@dataclass(frozen=True)
class Inventory:
    """Everything declared; look-ups are by zone, for private networks overlap."""

    organisations: tuple[Organisation, ...] = ()
    zones: tuple[Zone, ...] = ()
    sensors: tuple[Sensor, ...] = ()
    networks: tuple[Network, ...] = ()
    assets: tuple[Asset, ...] = ()
    aliases: tuple[Alias, ...] = ()
    exits: tuple[Exit, ...] = ()
    _cache: dict[tuple[str, str], Place | None] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def organisation_by_id(self) -> dict[str, Organisation]:
        """Organisation id → organisation."""
        return {organisation.id: organisation for organisation in self.organisations}

    @cached_property
    def sensor_by_id(self) -> dict[str, Sensor]:
        """Sensor id → sensor."""
        return {sensor.id: sensor for sensor in self.sensors}

    @cached_property
    def asset_by_address(self) -> dict[tuple[str, str], Asset]:
        """(zone, address) → asset."""
        return {(asset.zone, asset.ip): asset for asset in self.assets}

    @cached_property
    def _ranges(self) -> dict[tuple[str, int], dict[int, dict[int, Network]]]:
        """(zone, address width) → prefix length, longest first → network bits → network: a look-up a length, however many."""
        found: dict[tuple[str, int], dict[int, dict[int, Network]]] = {}
        parsed = [(ip_network(network.cidr), network) for network in self.networks]
        for cidr, network in sorted(parsed, key=lambda item: -item[0].prefixlen):
            width = cidr.max_prefixlen
            bits = int(cidr.network_address) >> (width - cidr.prefixlen)
            found.setdefault((network.zone, width), {}).setdefault(cidr.prefixlen, {})[bits] = network
        return found

    def place(self, zone: str, address: str) -> Place | None:
        """Where an address of a zone belongs, by the longest prefix; None when the inventory does not know it."""
        key = (zone, address)
        if key not in self._cache:
            self._cache[key] = self._look_up(zone, address)
        return self._cache[key]

    def _look_up(self, zone: str, address: str) -> Place | None:
        try:
            parsed = ip_address(address)
        except ValueError:
            return None
        width = parsed.max_prefixlen
        for length, networks in self._ranges.get((zone, width), {}).items():
            network = networks.get(int(parsed) >> (width - length))
            if network is not None:
                return Place(*self.place_of(network))
        return None

    def place_of(self, network: Network) -> tuple[str, str | None, str | None]:
        """Organisation, prefecture and sector of a network; the organisation's where the network names none."""
        owner = self.organisation_by_id.get(network.organisation)
        prefecture = network.prefecture or (owner.prefecture if owner else None)
        sector = network.sector or (owner.sector if owner else None)
        return network.organisation, prefecture, sector

    def organisation_place(self, organisation: str) -> Place:
        """Where an organisation stands."""
        owner = self.organisation_by_id.get(organisation)
        return Place(organisation, owner.prefecture if owner else None, owner.sector if owner else None)

    def sensor_place(self, sensor: str) -> Place | None:
        """Where a sensor stands; None for an undeclared one."""
        known = self.sensor_by_id.get(sensor)
        return self.organisation_place(known.organisation) if known else None

    def zone_place(self, zone: str) -> Place | None:
        """Whose a zone is; None for an undeclared one."""
        known = next((item for item in self.zones if item.id == zone), None)
        return self.organisation_place(known.organisation) if known else None

    def sensor_rows(self) -> list[tuple[str, str, str, str | None, str | None, str]]:
        """(sensor, zone, organisation, prefecture, sector, timezone) of each sensor."""
        rows = []
        for sensor in self.sensors:
            place = self.organisation_place(sensor.organisation)
            rows.append((sensor.id, sensor.zone, sensor.organisation, place.prefecture, place.sector, sensor.timezone))
        return rows

    def networks_frame(self) -> pl.DataFrame:
        """zone, cidr, organisation, prefecture, sector."""
        shape = dict.fromkeys(("zone", "cidr", "organisation", "prefecture", "sector"), pl.String)
        return pl.DataFrame(
            [(item.zone, item.cidr, *self.place_of(item)) for item in self.networks], schema=shape, orient="row"
        )

    def assets_frame(self) -> pl.DataFrame:
        """The columns of schema.asset.Asset."""
        rows: list[dict[str, Any]] = [asdict(asset) for asset in self.assets]
        shape = {name: pl.Int64 if name == "importance" else pl.String for name in Asset.__slots__}
        return pl.DataFrame(rows, schema=shape)


def empty() -> Inventory:
    """An inventory that knows nothing: every address is unknown, every sensor stands in zone `default`."""
    return Inventory()
