"""Attack Flow 2: steps as attack-actions whose effects are the steps they led to."""

from collections.abc import Mapping
from typing import Any

from graph.exports.stix_objects import (
    Thing,
    attack_pattern,
    author,
    hosts,
    identifier,
    says,
    stamp,
    story_of,
    thing,
    unique,
)
from graph.steps import Edge, Step, Story
from graph.words import evidence, tactic_name
from schema.attack import technique

FLOW = "extension-definition--fb9c968a-745b-4ade-9b25-c324172197f4"  # given by Attack Flow 2.0.0
NEW = {FLOW: {"extension_type": "new-sdo"}}
OWNER = "identity--d673f8cb-c168-42da-8ed4-0cb26725f86c"


def bundle(incident: Mapping[str, Any]) -> dict[str, Any]:
    """The flow of a stored incident."""
    story = story_of(incident)
    name = str(incident["incident_id"])
    when = stamp(story.steps[0].time)
    maker = author(when)
    places = hosts(story, when)
    assets = {key: thing("attack-asset", when, name, *key, name=f"{key[0]}|{key[1]}", object_ref=group[0]["id"], extensions=NEW)
              for key, group in places.items()}  # fmt: skip
    patterns = {step.technique: attack_pattern(step.technique, when) for step in story.steps if step.technique}
    keys = [identifier("attack-action", name, str(number)) for number in range(len(story.steps))]
    actions = [_action(number, story, keys, name, when, patterns, assets) for number in range(len(story.steps))]
    reached = {edge.to for edge in story.edges}
    flow = thing(
        "attack-flow", when, name, name=str(incident["title_en"]), description=str(incident["story_en"]), scope="incident",
        start_refs=[key for number, key in enumerate(keys) if number not in reached] or keys[:1], created_by_ref=maker["id"], extensions=NEW,
    )  # fmt: skip
    objects = [
        *_owner(),
        maker,
        flow,
        *patterns.values(),
        *(item for group in places.values() for item in group),
        *assets.values(),
        *actions,
    ]
    return {"type": "bundle", "id": identifier("bundle", "flow", name), "objects": unique(objects)}


def story_back(data: Mapping[str, Any]) -> list[tuple[str, str | None, str, list[int]]]:
    """What the flow tells, read back: time, technique, description and the positions each step led to, in order of the flow."""
    actions = [item for item in data["objects"] if item["type"] == "attack-action"]
    place = {item["id"]: number for number, item in enumerate(actions)}
    return [(item["execution_start"], item.get("technique_id"), item["description"], sorted(place[ref] for ref in item.get("effect_refs", [])))
            for item in actions]  # fmt: skip


def _action(
    number: int,
    story: Story,
    keys: list[str],
    name: str,
    when: str,
    patterns: Mapping[Any, Thing],
    assets: Mapping[Any, Thing],
) -> Thing:
    step = story.steps[number]
    leads = [edge for edge in story.edges if edge.origin == number]
    item = thing("attack-action", when, name, str(number), name=_name(step), description=_description(step, leads),
                 execution_start=stamp(step.time), execution_end=stamp(max(step.last, step.time)), extensions=NEW,
                 confidence=round(100 * step.confidence),
                 asset_refs=[assets[step.zone, host]["id"] for host in dict.fromkeys((step.host, *step.targets)) if host])  # fmt: skip
    if step.tactic:
        item["tactic_id"] = step.tactic
    if step.technique:
        item |= {"technique_id": step.technique, "technique_ref": patterns[step.technique]["id"]}
    if leads:
        item["effect_refs"] = list(dict.fromkeys(keys[edge.to] for edge in leads))
    return item


def _name(step: Step) -> str:
    known = technique(step.technique)
    return known.name if known else tactic_name(step.tactic)[1] if step.tactic else step.signature


def _description(step: Step, leads: list[Edge]) -> str:
    why = "; ".join(f"leads on {evidence(edge.kind)[1]} ({edge.confidence:.2f})" for edge in leads)
    return says(step) + (f". {why}" if why else "")


def _owner() -> list[Thing]:
    """The extension's definition and its author, as published with Attack Flow 2.0.0."""
    when = "2022-08-02T19:34:35.143Z"
    base = {"spec_version": "2.1", "created": when, "modified": when, "created_by_ref": OWNER}
    return [
        {"type": "extension-definition", "id": FLOW, **base, "name": "Attack Flow", "version": "2.0.0", "extension_types": ["new-sdo"],
         "description": "Extends STIX 2.1 with features to create Attack Flows.",
         "schema": "https://center-for-threat-informed-defense.github.io/attack-flow/stix/attack-flow-schema-2.0.0.json"},
        {"type": "identity", "id": OWNER, **base, "name": "MITRE Center for Threat-Informed Defense", "identity_class": "organization"},
    ]  # fmt: skip
