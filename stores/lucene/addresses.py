"""Addresses and networks compared by value, as Elasticsearch's `ip` fields do (IPv4 lies in ::ffff:0:0/96)."""

import ipaddress

from stores.lucene.condition import Condition
from stores.lucene.error import LuceneError

MAPPED = 0xFFFF << 32
QUAD = r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}"


def bounds(text: str, position: int) -> tuple[int, int]:
    """First and last address of an address or CIDR, as 128-bit numbers."""
    try:
        network = (
            ipaddress.ip_network(text, strict=False)
            if "/" in text
            else ipaddress.ip_network(ipaddress.ip_address(text))
        )
    except ValueError:
        raise LuceneError(
            f"“{text}”不是 IP 地址或网段;网段写作 \"10.0.0.0/8\"",
            f'{text!r} is not an IP address or network; write a network as "10.0.0.0/8"', position,
        ) from None  # fmt: skip
    first, last = int(network.network_address), int(network.broadcast_address)
    return (first + MAPPED, last + MAPPED) if network.version == 4 else (first, last)


def within(expression: str, low: int, high: int) -> Condition:
    """True when the address text `expression` lies in low … high."""
    if low > high:
        return Condition("FALSE")
    if low >= MAPPED and high <= MAPPED + 0xFFFFFFFF:
        if low == high:
            text = str(ipaddress.IPv4Address(low - MAPPED))
            return Condition(f"({expression} = ? OR {expression} = ?)", [text, f"::ffff:{text}"])
        prefix = _octets(low - MAPPED, high - MAPPED)
        if prefix is not None:
            return Condition(f"(starts_with({expression}, ?) AND {expression} NOT LIKE '%:%')", [prefix])
        return Condition(f"({_number(expression)} BETWEEN ? AND ?)", [low - MAPPED, high - MAPPED])
    return Condition(f"({_key(expression)} BETWEEN ? AND ?)", [f"{low:032x}", f"{high:032x}"])


def _octets(low: int, high: int) -> str | None:
    """`10.1.` for a network that ends on an octet: most do, and a prefix is quick to test."""
    for octets in (3, 2, 1):
        bits = 32 - 8 * octets
        if low % (1 << bits) == 0 and high == low + (1 << bits) - 1:
            return ".".join(str(ipaddress.IPv4Address(low)).split(".")[:octets]) + "."
    return None


def _number(expression: str) -> str:
    """An IPv4 text as a number; null for anything else."""
    parts = [f"split_part({expression}, '.', {index})::BIGINT * {256 ** (4 - index)}" for index in range(1, 5)]
    return f"CASE WHEN regexp_full_match({expression}, '{QUAD}') THEN {' + '.join(parts)} END"


def _key(expression: str) -> str:
    """Any address text as 32 hexadecimal digits; null for what is none."""
    four = f"'00000000000000000000ffff' || printf('%08x', {_number(expression)})"
    head, tail = f"split_part({expression}, '::', 1)", f"split_part({expression}, '::', 2)"
    count = "(CASE WHEN {0} = '' THEN 0 ELSE length({0}) - length(replace({0}, ':', '')) + 1 END)"
    missing = f"(8 - {count.format(head)} - {count.format(tail)})"
    groups = (
        f"CASE WHEN contains({expression}, '::') THEN list_concat(list_concat("
        f"CASE WHEN {head} = '' THEN [] ELSE string_split({head}, ':') END, "
        f"list_transform(range({missing}), lambda z: '0')), "
        f"CASE WHEN {tail} = '' THEN [] ELSE string_split({tail}, ':') END) "
        f"ELSE string_split({expression}, ':') END"
    )
    six = f"lower(array_to_string(list_transform({groups}, lambda g: lpad(g, 4, '0')), ''))"
    return (
        f"CASE WHEN regexp_full_match({expression}, '{QUAD}') THEN {four} "
        f"WHEN regexp_full_match({expression}, '[0-9a-fA-F:]+') AND contains({expression}, ':') THEN {six} END"
    )
