"""STIX 2.1: an incident as report, attack patterns, hosts, observed data and notes."""

import json
from collections.abc import Mapping
from typing import Any

from graph.exports.stix_objects import (
    EXTENSION,
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
from graph.steps import Story


def bundle(incident: Mapping[str, Any]) -> dict[str, Any]:
    """The bundle of a stored incident; its steps and edges ride along in a property extension."""
    story = story_of(incident)
    name = str(incident["incident_id"])
    when = stamp(story.steps[0].time)
    maker = author(when)
    places = hosts(story, when)
    patterns = {step.technique: attack_pattern(step.technique, when) for step in story.steps if step.technique}
    seen: list[Thing] = []
    for number, step in enumerate(story.steps):
        place = places[step.zone, step.host]
        data = thing(
            "observed-data", when, name, str(number), first_observed=stamp(step.time), last_observed=stamp(max(step.last, step.time)),
            number_observed=min(step.count, 999_999_999), object_refs=[(place[1] if len(place) > 1 else _software(step.host, seen))["id"]],
        )  # fmt: skip
        seen.append(data)
        told = thing(
            "note", when, name, "step", str(number), content=says(step), object_refs=[data["id"]], authors=["Jianmen"]
        )
        seen.append(told)
        if step.technique:
            seen.append(
                thing("relationship", when, name, "uses", str(number), relationship_type="targets", source_ref=patterns[step.technique]["id"],
                      target_ref=place[0]["id"], confidence=round(100 * step.confidence))
            )  # fmt: skip
    stories = [
        thing(
            "note",
            when,
            name,
            tongue,
            content=str(incident[f"story_{tongue}"]),
            lang=tongue,
            object_refs=[identifier("report", name)],
        )
        for tongue in ("zh", "en")
    ]
    objects = unique(
        [
            maker,
            _extension(when, maker),
            *patterns.values(),
            *(item for group in places.values() for item in group),
            *seen,
        ]
    )
    cover = thing(
        "report", when, name, name=str(incident["title_en"]), description=str(incident["title_zh"]), report_types=["observed-data"],
        published=stamp(story.steps[-1].last), created_by_ref=maker["id"],
        object_refs=[item["id"] for item in objects if item["type"] != "extension-definition"],
        extensions={EXTENSION: {"extension_type": "property-extension", "incident": _plain(incident, story)}},
    )  # fmt: skip
    return {"type": "bundle", "id": identifier("bundle", name), "objects": [*objects, cover, *stories]}


def incident_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """What the bundle tells of the incident, read back: its fields, steps and edges."""
    cover = next(item for item in data["objects"] if item["type"] == "report")
    found: dict[str, Any] = json.loads(cover["extensions"][EXTENSION]["incident"])
    return found


def _plain(incident: Mapping[str, Any], story: Story) -> str:
    whole = {key: value for key, value in incident.items() if key not in ("story_zh", "story_en", "path")}
    return json.dumps({**whole, **story.as_dict()}, ensure_ascii=False, default=str)


def _software(host: str, seen: list[Thing]) -> Thing:
    """A host known by name alone: its domain name as an observable."""
    item = {"type": "domain-name", "spec_version": "2.1", "id": identifier("domain-name", host), "value": host}
    seen.append(item)
    return item


def _extension(when: str, maker: Thing) -> Thing:
    return thing(
        "extension-definition", when, "incident", name="Jianmen incident", schema="https://jianmen.invalid/schema/incident", version="1.0.0",
        extension_types=["property-extension"], created_by_ref=maker["id"], description="Steps and evidence edges of an attack path",
    ) | {"id": EXTENSION}  # fmt: skip
