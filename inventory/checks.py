"""What the value of each inventory field must look like, and its canonical spelling."""

from collections.abc import Callable
from ipaddress import ip_address, ip_network
from zoneinfo import available_timezones

from schema.places import counties, county_aliases, prefectures, sectors

ROLES = (
    "server", "workstation", "controller", "hmi", "engineering", "historian", "gateway", "resolver", "proxy",
    "jump_host", "scanner", "camera", "other",
)  # fmt: skip


class Wrong(ValueError):
    """The value is not acceptable; says why in Chinese and English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh, self.en = zh, en


Check = Callable[[str], str]  # the canonical value, or Wrong


def one_of(*allowed: str) -> Check:
    """The value must be one of these.

    >>> one_of("it", "ot")("it")
    'it'
    """

    def check(value: str) -> str:
        if value not in allowed:
            raise Wrong(f"{value!r} 不在可选值之内:{'、'.join(allowed)}", f"{value!r} is none of {', '.join(allowed)}")
        return value

    return check


def cidr(value: str) -> str:
    """A network in CIDR form without host bits."""
    try:
        return str(ip_network(value))
    except ValueError as error:
        try:
            hint = str(ip_network(value, strict=False))
        except ValueError:
            hint = "192.168.1.0/24"
        raise Wrong(f"{value!r} 不是合法网段,应写成如 {hint}", f"{error}; write a network such as {hint}") from None


def address(value: str) -> str:
    """One IPv4 or IPv6 address."""
    try:
        return str(ip_address(value))
    except ValueError as error:
        raise Wrong(f"{value!r} 不是合法 IP 地址", f"{error}; write one address such as 192.168.1.10") from None


def importance(value: str) -> str:
    """A whole number from 1 to 5."""
    if value not in {"1", "2", "3", "4", "5"}:
        raise Wrong(
            f"{value!r} 不是 1(最低)到 5(最高)的整数", f"{value!r} is no whole number from 1 (least) to 5 (most)"
        )
    return value


def prefecture(value: str) -> str:
    """The six-digit code of one of the 21 prefectures."""
    if value not in prefectures():
        raise Wrong(
            f"{value!r} 不是四川 21 个市(州)之一的六位代码,如 510100(成都市)",
            f"{value!r} is no six-digit code of one of Sichuan's 21 prefectures, e.g. 510100 (Chengdu)",
        )
    return value


def county(value: str) -> str:
    """The code of one of the 183 counties; codes of other tables become ours.

    >>> county("510132")
    '510118'
    """
    code = county_aliases().get(value, value)
    if code not in counties():
        raise Wrong(
            f"{value!r} 不是四川 183 个县(市、区)之一的六位代码,如 510104(锦江区)",
            f"{value!r} is no six-digit code of one of Sichuan's 183 counties, e.g. 510104 (Jinjiang)",
        )
    return code


def timezone(value: str) -> str:
    """An IANA time zone."""
    if value not in available_timezones():
        raise Wrong(
            f"{value!r} 不是时区名,应写成如 Asia/Shanghai", f"{value!r} is no time zone; write e.g. Asia/Shanghai"
        )
    return value


CHECKS: dict[str, dict[str, Check]] = {
    "organisations": {
        "prefecture": prefecture,
        "county": county,
        "sector": one_of(*sectors()),
        "importance": importance,
        "operator_kind": one_of("cii", "government", "other"),
    },
    "zones": {"kind": one_of("it", "ot", "dmz")},
    "sensors": {"timezone": timezone},
    "networks": {"cidr": cidr, "prefecture": prefecture, "sector": one_of(*sectors())},
    "assets": {"ip": address, "role": one_of(*ROLES), "importance": importance},
    "aliases": {"address_a": address, "address_b": address, "kind": one_of("nat", "vpn", "proxy", "jump", "gateway")},
    "exits": {"ip": address, "kind": one_of("gateway", "proxy")},
}
