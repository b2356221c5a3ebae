"""How likely a channel is a beacon: its clock, its sizes, how long it went on, and what speaks against it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.regularity import Floats, Regularity, regularity


@dataclass(frozen=True, slots=True)
class Channel:
    """What is known of one source's way to one place."""

    times: Floats
    sizes: Floats
    port: int
    names: Sequence[str] = ()
    clients: int = 1  # sources that went there
    hosts: int = 1  # sources seen at all
    outward: bool = True  # leaves the internal networks
    group: bool = False  # multicast or broadcast
    shared: int = 0  # names reached through the same place: a proxy or a content network


@dataclass(frozen=True, slots=True)
class Judgement:
    """The score and what it is made of; `clock` is None when there are too few beats."""

    score: float
    parts: Mapping[str, float]
    clock: Regularity | None


def judge(channel: Channel, rule: Mapping[str, Any], known: Mapping[str, Any]) -> Judgement:
    """Score one channel; constants are those of the rule file, parts are in nats and add up to its log odds."""
    clock = regularity(channel.times)
    if clock is None or clock.beats < int(rule.get("least_beats", 6)):
        return Judgement(0.0, {}, clock)
    parts = {
        # both must hold: enough evidence in all, and each gap told apart from chance
        "evidence": float(np.clip(clock.gain / 4.0, -2.0, 4.0)),
        "gap_regularity": float(np.clip(clock.per_gap * 1.6, -1.0, 4.0)),
        "byte_regularity": 1.2 * _steady(channel.sizes),
        "beats": 0.5 * float(np.log2(clock.beats / 6)),
        "slow_enough": -3.0 * float(clock.period < float(rule.get("least_period", 5))),
        "busy": -float(np.clip(np.log2(max(len(channel.times), 1) / clock.beats) - 1.0, 0.0, 3.0)),
        "prevalence": -2.5 * _common(channel) - 4.0 * _everybody(channel),
        "known_service": -6.0 * _known(channel, known),
        "not_outward": -2.0 * float(not channel.outward) - 8.0 * float(channel.group),
        "shared_place": -float(np.clip(np.log2(max(channel.shared, 1)), 0.0, 3.0)),
    }
    odds = sum(parts.values()) - float(rule.get("middle", 4.5))
    return Judgement(float(1.0 / (1.0 + np.exp(-odds * float(rule.get("slope", 0.8))))), parts, clock)


def _steady(sizes: Floats) -> float:
    """1 when all are of one size, 0 when they scatter by half their median."""
    if len(sizes) < 3:
        return 0.0
    middle = float(np.median(sizes))
    return float(np.clip(1.0 - 2.0 * float(np.median(np.abs(sizes - middle))) / (middle + 1.0), 0.0, 1.0))


def _common(channel: Channel) -> float:
    """How many of the hosts go there, when it is more than two of them."""
    if channel.clients <= 2:
        return 0.0
    return float(np.clip(4.0 * channel.clients / max(channel.hosts, 10), 0.0, 1.0))


def _everybody(channel: Channel) -> float:
    """1 when seven of ten hosts or more go there, 0 up to four: a service all machines have, however regular."""
    share = channel.clients / max(channel.hosts, 10)
    return float(np.clip((share - 0.4) / 0.3, 0.0, 1.0))


def _known(channel: Channel, known: Mapping[str, Any]) -> float:
    """1 for a port that is periodic by design or a plant's polling, or when every name is a known service's."""
    if channel.port in known.get("periodic_ports", ()) or (not channel.outward and channel.port in known.get("plant_ports", ())):
        return 1.0
    ends = tuple(known.get("names", ()))
    named = [name for name in channel.names if name]
    if named and all(any(name == end or name.endswith("." + end) for end in ends) for name in named):
        return 1.0
    return 0.0
