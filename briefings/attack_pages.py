"""ATT&CK matrices of the period and pictures of attack paths."""

import json
from collections import defaultdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from briefings.document import Matrix, PathPicture, Span
from briefings.figures import Account, number
from graph.words import tactic_name
from schema.attack import technique
from situation.measure import Words

SHANGHAI = ZoneInfo("Asia/Shanghai")
TITLES = {"enterprise": ("ATT&CK 企业矩阵", "ATT&CK Enterprise"), "ics": ("ATT&CK 工控矩阵", "ATT&CK for ICS")}
LONGEST = 12  # steps in a picture


def matrices(account: Account) -> list[Matrix]:
    """One matrix for Enterprise and one for ICS, of the techniques seen; none where nothing was seen."""
    cells: dict[str, dict[tuple[int, Words], list[Span]]] = defaultdict(lambda: defaultdict(list))
    for identifier, count in account.figures["alerts_by_technique"].items:
        known = technique(identifier)
        matrix, order, tactic = (
            ("enterprise", 99, "?") if known is None else (known.matrix, known.order, known.tactic_name)
        )
        name = known.name if known else identifier
        tactic_words = tactic_name(known.tactic) if known else (tactic, tactic)
        text = f"{identifier} {name}: {number(count)}"
        cells[matrix][(order, tactic_words)].append(Span(text, text, "alerts_by_technique", identifier))
    return [
        Matrix(
            TITLES.get(matrix, (matrix, matrix)),
            tuple((tactic, tuple(found)) for (_, tactic), found in sorted(columns.items())),
        )
        for matrix, columns in sorted(cells.items())
    ]


def path_picture(incident: dict[str, Any]) -> PathPicture | None:
    """The incident's path; None when it has no steps."""
    path = json.loads(incident["path"] or "{}")
    steps = path.get("steps", [])
    shown = []
    for step in steps[:LONGEST]:
        moment = datetime.fromisoformat(step["time"]).astimezone(SHANGHAI)
        title = str(step.get("title", ""))
        zh, _, en = title.partition(" / ")
        targets = step.get("targets") or []
        more = f" +{len(targets) - 1}" if len(targets) > 1 else ""
        where = f"{_short(step.get('source') or '')}" + (f" → {_short(targets[0])}{more}" if targets else "")
        label = step.get("technique") or ""
        shown.append((f"{moment:%m-%d %H:%M}", (f"{label} {zh}".strip(), f"{label} {en or zh}".strip()), where))
    if not shown:
        return None
    edges = tuple(
        (int(edge["from"]), int(edge["to"]), float(edge.get("confidence", 0)))
        for edge in path.get("edges", [])
        if int(edge["from"]) < LONGEST and int(edge["to"]) < LONGEST
    )
    return PathPicture((incident["title_zh"], incident["title_en"]), tuple(shown), _backbone(edges))


def _backbone(edges: tuple[tuple[int, int, float], ...]) -> tuple[tuple[int, int, float], ...]:
    """For each step the surest edge that leads to it, so that the picture stays readable."""
    best: dict[int, tuple[int, int, float]] = {}
    for edge in edges:
        if edge[1] not in best or edge[2] > best[edge[1]][2]:
            best[edge[1]] = edge
    return tuple(best[target] for target in sorted(best))


def _short(host: str) -> str:
    return host.replace("|", " ")
