"""Parts that the STIX exports share: stable ids, times, attack patterns, addresses."""

import json
import uuid
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

from graph.steps import Step, Story
from schema.attack import technique

NAMESPACE = uuid.UUID("5f3c2a0e-6c1d-5b7a-9d44-1a2b3c4d5e6f")
SCO_NAMESPACE = uuid.UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")  # given by STIX 2.1, section 2.9
EXTENSION = f"extension-definition--{uuid.uuid5(NAMESPACE, 'jianmen incident')}"
Thing = dict[str, Any]


def identifier(kind: str, *parts: str) -> str:
    """A stable id: the same incident exported twice has the same ids."""
    return f"{kind}--{uuid.uuid5(NAMESPACE, chr(31).join((kind, *parts)))}"


def stamp(value: str) -> str:
    """STIX time: milliseconds, UTC.

    >>> stamp("2022-01-17T09:04:47.123456Z")
    '2022-01-17T09:04:47.123Z'
    """
    return value[:23] + "Z"


def thing(kind: str, when: str, *parts: str, **fields: Any) -> Thing:
    """A STIX domain object with the common properties."""
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": identifier(kind, *parts),
        "created": when,
        "modified": when,
        **fields,
    }


def author(when: str) -> Thing:
    """The identity that made the export."""
    return thing("identity", when, "jianmen", name="Jianmen", identity_class="system")


def attack_pattern(code: str, when: str) -> Thing:
    """The ATT&CK technique as an attack pattern."""
    known = technique(code)
    source = "mitre-ics-attack" if known and known.matrix == "ics" else "mitre-attack"
    reference = {
        "source_name": source,
        "external_id": code,
        "url": f"https://attack.mitre.org/techniques/{code.replace('.', '/')}",
    }
    return thing("attack-pattern", when, code, name=known.name if known else code, external_references=[reference])


def host(zone: str, address: str, when: str) -> list[Thing]:
    """The host as infrastructure, with its address where it is one (the zone keeps equal private addresses apart)."""
    place = thing("infrastructure", when, zone, address, name=f"{zone}|{address}", infrastructure_types=["unknown"])
    try:
        kind = f"ipv{ip_address(address).version}-addr"
    except ValueError:
        return [place]
    value = json.dumps({"value": address}, separators=(",", ":"))
    address_object = {
        "type": kind,
        "spec_version": "2.1",
        "id": f"{kind}--{uuid.uuid5(SCO_NAMESPACE, value)}",
        "value": address,
    }
    link = thing("relationship", when, place["id"], str(address_object["id"]), relationship_type="consists-of", source_ref=place["id"],
                 target_ref=address_object["id"])  # fmt: skip
    return [place, address_object, link]


def hosts(story: Story, when: str) -> dict[tuple[str, str], list[Thing]]:
    """(zone, address) → its objects, for every host and target of the story."""
    named = [(step.zone, name) for step in story.steps for name in (step.host, *step.targets)]
    return {key: host(*key, when) for key in dict.fromkeys(named) if key[1]}


def story_of(incident: Mapping[str, Any]) -> Story:
    """Steps and edges of a stored incident."""
    return Story.from_dict(json.loads(incident["path"]))


def says(step: Step) -> str:
    """One line on a step, with its alerts."""
    sure = "" if step.certain else " (guessed)"
    return f"{step.signature}: {step.count} alerts on {step.zone}|{step.host}{sure}; alerts {', '.join(step.alerts)}"


def unique(objects: list[Thing]) -> list[Thing]:
    """Objects once each, in order."""
    return list({item["id"]: item for item in objects}.values())
