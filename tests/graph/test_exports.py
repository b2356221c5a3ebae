"""Exports pass their validators and come back whole; a package with one byte changed is named as such."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from graph.exports import attack_flow, graphml, stix
from graph.exports.stix_objects import story_of
from graph.incidents import correlate
from graph.package import digest, pack, verify
from tests.graph.made import ATTACK, RULES, frame

NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture(scope="module")
def incident() -> dict[str, Any]:
    return asdict(correlate(frame(ATTACK), None, [], RULES)[0])


@pytest.mark.parametrize("maker", [stix.bundle, attack_flow.bundle])
def test_bundles_pass_the_stix_validator(maker: Any, incident: dict[str, Any]) -> None:
    validator = pytest.importorskip("stix2validator")
    result = validator.validate_string(
        json.dumps(maker(incident)), validator.ValidationOptions(version="2.1", disabled=["all"])
    )
    assert result.is_valid, [str(error) for part in result.object_results for error in part.errors or []]


def test_the_flow_passes_its_own_schema(incident: dict[str, Any], shared_data: Path) -> None:
    from graph.exports.flow_schema import problems

    folder = shared_data / "attack-flow" / "stix"
    flow = attack_flow.bundle(incident)
    assert problems(flow, folder) == []
    del next(item for item in flow["objects"] if item["type"] == "attack-action")["name"]
    assert problems(flow, folder)


def test_round_trips_lose_nothing(incident: dict[str, Any]) -> None:
    story = story_of(incident)
    assert graphml.story_back(graphml.document(incident)) == story
    back = stix.incident_of(stix.bundle(incident))
    assert back["steps"] == story.as_dict()["steps"]
    assert back["edges"] == story.as_dict()["edges"]
    assert back["incident_id"] == incident["incident_id"]
    told = attack_flow.story_back(attack_flow.bundle(incident))
    assert [technique for _, technique, *_ in told] == [step.technique for step in story.steps]
    assert {(one, other) for one, item in enumerate(told) for other in item[3]} == {
        (edge.origin, edge.to) for edge in story.edges
    }


def test_a_package_is_intact_and_every_changed_byte_is_found(incident: dict[str, Any]) -> None:
    events = [{"event_id": "e1", "raw": "raw record " * 20}]
    package = pack(incident, [{"alert_id": "a"}], events, [{"who": "an"}, {"who": "li"}], NOW)
    assert package == pack(incident, [{"alert_id": "a"}], events, [{"who": "an"}, {"who": "li"}], NOW)
    assert verify(package.data, package.seal) == []
    place = package.data.index(b"raw/e1") + len("raw/e1") + 3
    changed = bytearray(package.data)
    changed[place] ^= 1
    assert any(problem.startswith("raw/e1:") for problem in verify(bytes(changed), package.seal))
    other = pack(incident, [{"alert_id": "b"}], events, [{"who": "an"}], NOW)
    assert "SHA256SUMS, SM3SUMS: do not match the seal" in verify(other.data, package.seal)


def test_sm3_is_the_standard_one() -> None:
    assert digest("sm3", b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
