"""Look-up by longest prefix agrees with the plain definition, for any networks."""

from ipaddress import ip_address, ip_network

from hypothesis import given
from hypothesis import strategies as st

import inventory
from schema.network import Network

ADDRESS = st.integers(0, 2**12 - 1).map(lambda n: str(ip_address((10 << 24) + n * 257)))
RANGE = st.tuples(ADDRESS, st.integers(0, 32)).map(lambda pair: str(ip_network(f"{pair[0]}/{pair[1]}", strict=False)))


@given(st.lists(st.tuples(st.sampled_from("ab"), RANGE), max_size=12, unique=True), ADDRESS)
def test_the_longest_prefix_of_the_zone_wins(networks: list[tuple[str, str]], address: str) -> None:
    made = tuple(Network(zone=zone, cidr=cidr, organisation=cidr) for zone, cidr in networks)
    found = inventory.Inventory(networks=made).place("a", address)
    fits = [ip_network(cidr) for zone, cidr in networks if zone == "a" and ip_address(address) in ip_network(cidr)]
    expected = max(fits, key=lambda cidr: cidr.prefixlen, default=None)
    assert (found.organisation if found else None) == (str(expected) if expected else None)


def test_a_mapped_ipv6_address_is_no_ipv4_address() -> None:
    made = inventory.Inventory(
        networks=(
            Network(zone="a", cidr="0.0.0.0/0", organisation="v4"),
            Network(zone="a", cidr="2001:db8::/32", organisation="v6"),
        )
    )
    assert made.place("a", "2001:db8::1") == inventory.Place("v6", None, None)
    assert made.place("a", "203.0.113.9") == inventory.Place("v4", None, None)
    assert made.place("a", "2001:db9::1") is None
