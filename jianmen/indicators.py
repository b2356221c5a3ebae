"""Indicators of alerts as a STIX 2.1 bundle; the same alerts give the same ids."""

import ipaddress
import uuid
from datetime import UTC, datetime
from typing import Any

from schema.attack import technique as named
from stores.store import Row

SPACE = uuid.UUID("5f0a1f9e-4c2b-5d0e-9a51-2b6d4c1f7e31")


def bundle(alerts: list[Row]) -> dict[str, Any]:
    """One indicator for each outside address or name that alerts point at, tied to the techniques seen with it."""
    objects: dict[str, dict[str, Any]] = {}
    for alert in alerts:
        for pattern, name in _patterns(alert):
            _indicator(objects, alert, pattern, name)
    ordered = sorted(objects.values(), key=lambda item: (item["type"], item["id"]))
    return {
        "type": "bundle",
        "id": f"bundle--{uuid.uuid5(SPACE, ' '.join(item['id'] for item in ordered))}",
        "objects": ordered,
    }


def _indicator(objects: dict[str, dict[str, Any]], alert: Row, pattern: str, name: str) -> None:
    seen = _stamp(alert["event_time"])
    key = f"indicator--{uuid.uuid5(SPACE, pattern)}"
    known = objects.setdefault(
        key,
        {
            "type": "indicator", "spec_version": "2.1", "id": key, "created": seen, "modified": seen, "name": name, "pattern": pattern,
            "pattern_type": "stix", "valid_from": seen, "indicator_types": ["malicious-activity"], "confidence": 0,
        },
    )  # fmt: skip
    known["valid_from"] = known["created"] = min(known["created"], seen)
    known["modified"] = max(known["modified"], seen)
    known["confidence"] = max(known["confidence"], round(100 * float(alert["score"])))
    technique = alert["technique"]
    if not technique:
        return
    attack = f"attack-pattern--{uuid.uuid5(SPACE, technique)}"
    source = {"source_name": "mitre-attack", "external_id": technique}
    known_technique = named(technique)
    title = known_technique.name if known_technique else technique
    first = {
        "type": "attack-pattern",
        "spec_version": "2.1",
        "id": attack,
        "created": seen,
        "modified": seen,
        "name": title,
        "external_references": [source],
    }
    pattern_object = objects.setdefault(attack, first)
    pattern_object["created"] = min(pattern_object["created"], seen)
    pattern_object["modified"] = max(pattern_object["modified"], seen)
    link = f"relationship--{uuid.uuid5(SPACE, key + attack)}"
    tie = objects.setdefault(
        link,
        {
            "type": "relationship", "spec_version": "2.1", "id": link, "created": seen, "modified": seen,
            "relationship_type": "indicates", "source_ref": key, "target_ref": attack,
        },
    )  # fmt: skip
    tie["created"] = min(tie["created"], seen)
    tie["modified"] = max(tie["modified"], seen)


def _patterns(alert: Row) -> list[tuple[str, str]]:
    """Outside addresses and names only: whose inside an address is, is nobody else's business."""
    found = []
    for address in (alert["source_ip"], alert["destination_ip"]):
        if address and _outside(address):
            kind = "ipv6-addr" if ":" in address else "ipv4-addr"
            found.append((f"[{kind}:value = '{address}']", address))
    if alert["domain"]:
        name = str(alert["domain"]).replace("\\", "\\\\").replace("'", "\\'")
        found.append((f"[domain-name:value = '{name}']", str(alert["domain"])))
    return found


def _outside(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    inside = [ipaddress.ip_network(item) for item in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")]
    special = found.is_loopback or found.is_link_local or found.is_multicast or found.is_unspecified
    return not special and not any(found in network for network in inside if network.version == found.version)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
