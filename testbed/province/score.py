"""What was found of the simulated attacks, what was missed, and which alerts were about nothing planted."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

SLACK = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class StepResult:
    """One step of one attack and the alerts that saw it."""

    attack: str
    step: int
    technique: str
    expected: bool
    alerts: tuple[str, ...]
    detectors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """The whole comparison."""

    steps: tuple[StepResult, ...]
    chains: dict[str, int]  # attack → how many of its found steps sit in one incident
    false_alerts: int
    false_by_detector: dict[str, int]
    false_incidents: int

    @property
    def found(self) -> int:
        """Steps with at least one alert."""
        return sum(bool(step.alerts) for step in self.steps)


def score(alerts: pl.DataFrame, incidents: pl.DataFrame, attacks: list[dict[str, Any]]) -> Score:
    """Compare alerts and incidents (schema columns) with truth/attacks.json.

    An alert sees a step when zone and time agree (± one hour) and its source or target is one of the step's.
    """
    rows = alerts.to_dicts()
    used: set[str] = set()
    steps = []
    by_attack: dict[str, list[set[str]]] = {}
    for attack in attacks:
        for step in attack["steps"]:
            seen = [row for row in rows if _sees(row, step)]
            used |= {row["alert_id"] for row in seen}
            by_attack.setdefault(attack["attack"], []).append({row["alert_id"] for row in seen})
            steps.append(
                StepResult(
                    attack["attack"], step["step"], step["technique"], step["expected"],
                    tuple(row["alert_id"] for row in seen), tuple(sorted({row["detector"] for row in seen})),
                )
            )  # fmt: skip
    members = [set(row["alerts"]) for row in incidents.iter_rows(named=True)]
    chains = {
        attack: max((sum(bool(step & group) for step in found) for group in members), default=0) for attack, found in by_attack.items()
    }
    wrong = [row for row in rows if row["alert_id"] not in used]
    names: dict[str, int] = {}
    for row in wrong:
        names[row["detector"]] = names.get(row["detector"], 0) + 1
    return Score(tuple(steps), chains, len(wrong), dict(sorted(names.items())), sum(not (group & used) for group in members))


def _sees(row: dict[str, Any], step: dict[str, Any]) -> bool:
    begin, end = (datetime.fromtimestamp(step[name], UTC) for name in ("begin", "end"))
    if row["zone"] != step["zone"] or row["last_time"] < begin - SLACK or row["first_time"] > end + SLACK:
        return False
    if row["severity"] == "low":  # an informational signature explains no attack
        return False
    ends = {row["source_ip"], row["destination_ip"], row["entity"], *(row["targets"] or [])}
    return step["source"] in {row["source_ip"], row["entity"]} or (bool(ends & set(step["targets"])) and step["source"] in ends)
