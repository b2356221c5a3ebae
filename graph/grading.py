"""Severity and suggested grade (特别重大, 重大, 较大, 一般) of an incident; a person decides."""

from graph.steps import Story
from inventory import Inventory


def severity(score: float, worst: float) -> str:
    """low, medium, high or critical, from the score and the worst alert."""
    if worst >= 4 or (score >= 0.9 and worst >= 3):
        return "critical"
    return "high" if score >= 0.5 else "medium" if score >= 0.2 else "low"


def grade(story: Story, target: str | None, inventory: Inventory | None, level: str) -> str:
    """Suggested grade: how far it came (control systems weigh most), who was hit, and how important the target is."""
    zone, address = target.split("|", 1) if target else ("", "")
    asset = inventory.asset_by_address.get((zone, address)) if inventory else None
    importance = asset.importance if asset else 3
    owner = inventory.organisation_by_id.get(asset.organisation or "") if inventory and asset else None
    cii = owner is not None and owner.operator_kind == "cii"
    impact = any(step.tactic in ("TA0105", "TA0106", "TA0107") and step.certain for step in story.steps)
    points = {"low": 0, "medium": 1, "high": 2, "critical": 3}[level] + 2 * impact + cii + (importance >= 5)
    return "特别重大" if points >= 6 else "重大" if points >= 4 else "较大" if points >= 2 else "一般"
