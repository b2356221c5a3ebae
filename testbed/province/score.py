"""What was found of the simulated attacks, what was missed, and which alerts were about nothing planted."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

SLACK = timedelta(hours=1)
# An alert names the step it saw if both techniques are the same, parent or child, or stand in one of these families:
# what one detector calls discovery another calls scanning, and a tunnel is channel and leak at once.
FAMILIES = (
    {"T1046", "T1595", "T1018", "T1590", "T0846", "T0840", "T0888"},  # looking around
    {"T1110", "T1078"},  # getting in with an account
    {"T1021", "T1078", "T1563", "T0859", "T0886"},  # moving on with it
    {"T1071", "T1573", "T1571", "T1095", "T1568", "T1102", "T1090", "T0869"},  # calling home
    {"T1071.004", "T1048", "T1041", "T1567", "T1572", "T1020", "T1030"},  # carrying off
    {"T1190", "T1505", "T1059", "T1210", "T0819"},  # an exposed service made to run code
    {"T1566", "T1204", "T1189", "T1203"},  # a person made to run code
    {"T0855", "T0836", "T0831", "T0806", "T0821"},  # commands to a controller
)


@dataclass(frozen=True, slots=True)
class StepResult:
    """One step of one attack, the alerts that saw it, and how many more were about its hosts at the time but named something else."""

    attack: str
    step: int
    technique: str
    expected: bool
    alerts: tuple[str, ...]
    detectors: tuple[str, ...]
    beside: int = 0


@dataclass(frozen=True, slots=True)
class Score:
    """The whole comparison."""

    steps: tuple[StepResult, ...]
    chains: dict[str, int]  # attack → how many of its found steps sit in one incident
    false_alerts: int  # about nothing injected, low ones left out
    false_low: int  # informational ones about nothing injected
    false_by_detector: dict[str, int]
    false_incidents: int

    @property
    def found(self) -> int:
        """Steps with at least one alert."""
        return sum(bool(step.alerts) for step in self.steps)


def score(alerts: pl.DataFrame, incidents: pl.DataFrame, attacks: list[dict[str, Any]]) -> Score:
    """Compare alerts and incidents (schema columns) with truth/attacks.json.

    An alert sees a step when zone and time agree (± one hour), its source or target is one of the step's, and its technique
    belongs to the step's family. One that agrees in all but the technique is neither a find nor a false alarm.
    """
    rows = alerts.to_dicts()
    used: set[str] = set()
    steps = []
    by_attack: dict[str, list[set[str]]] = {}
    for attack in attacks:
        for step in attack["steps"]:
            near = [row for row in rows if _near(row, step)]
            # a low severity is for the record; it calls nobody, so it finds nothing
            seen = [row for row in near if row["severity"] != "low" and kindred(row["technique"], step["technique"])]
            used |= {row["alert_id"] for row in near}
            by_attack.setdefault(attack["attack"], []).append({row["alert_id"] for row in seen})
            steps.append(
                StepResult(
                    attack["attack"], step["step"], step["technique"], step["expected"],
                    tuple(row["alert_id"] for row in seen), tuple(sorted({row["detector"] for row in seen})),
                    len(near) - len(seen),
                )
            )  # fmt: skip
    members = [set(row["alerts"]) for row in incidents.iter_rows(named=True)]
    chains = {
        attack: max((sum(bool(step & group) for step in found) for group in members), default=0)
        for attack, found in by_attack.items()
    }
    wrong = [row for row in rows if row["alert_id"] not in used]
    names: dict[str, int] = {}
    for row in wrong:
        names[row["detector"]] = names.get(row["detector"], 0) + 1
    low = sum(row["severity"] == "low" for row in wrong)
    return Score(
        tuple(steps),
        chains,
        len(wrong) - low,
        low,
        dict(sorted(names.items())),
        sum(not (group & used) for group in members),
    )


def kindred(one: str | None, other: str) -> bool:
    """Whether two techniques tell of the same thing.

    >>> kindred("T1110.001", "T1110"), kindred("T1046", "T0846"), kindred("T1046", "T1048"), kindred(None, "T1046")
    (True, True, False, False)
    """
    if one is None:
        return False
    ours, theirs = {one, one.split(".")[0]}, {other, other.split(".")[0]}
    return bool(ours & theirs) or any(ours & family and theirs & family for family in FAMILIES)


def _near(row: dict[str, Any], step: dict[str, Any]) -> bool:
    """Whether the alert is about the step's zone, time and hosts: from its source, to one of its targets where it names any."""
    begin, end = (datetime.fromtimestamp(step[name], UTC) for name in ("begin", "end"))
    if row["zone"] != step["zone"] or row["last_time"] < begin - SLACK or row["first_time"] > end + SLACK:
        return False
    ends = {row["destination_ip"], *(row["targets"] or [])} - {None}
    hit = bool(ends & set(step["targets"]))
    if step["source"] in {row["source_ip"], row["entity"]}:
        return hit or not ends
    return step["source"] in ends and row["entity"] in step["targets"]  # told from the victim's side
