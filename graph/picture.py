"""Picture: timeline × host swim lanes with evidence edges, as one SVG or an offline HTML page; no script, no font, no request."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from itertools import pairwise
from typing import Any

from graph.steps import Step, Story
from graph.story import local
from graph.words import evidence, tactic_name, tactics

LEFT, TOP, LANE, WIDTH, NEAR = 190.0, 46.0, 34.0, 1080.0, 24.0
PALETTE = ("#3b6ea5", "#2f8f8b", "#7a9a3c", "#c9a227", "#d9772b", "#b8433a", "#7b3f8c")
GREY = "#8a8f98"


@dataclass(slots=True)
class Mark:
    """Steps so near in one lane that one circle stands for them."""

    x: float
    lane: int
    steps: list[int] = field(default_factory=list)


def svg(story: Story, names: Mapping[str, str], language: str) -> str:
    """The picture; hollow circles are guesses, dashed lines weak evidence, and a zigzag marks a cut in time."""
    zh = language == "zh"
    lanes = list(dict.fromkeys((step.zone, step.host) for step in story.steps))
    place, ticks, cuts = _axis(story)
    marks = _marks(story, lanes, place)
    height = TOP + LANE * len(lanes) + 96
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 40:.0f} {height:.0f}" role="img" '
        f"font-family=\"'Noto Sans CJK SC','Microsoft YaHei',sans-serif\" font-size=\"12\">",
        f"<title>{'攻击路径:时间与主机' if zh else 'Attack path: time and hosts'}</title>",
        '<rect width="100%" height="100%" fill="#ffffff"/>',
    ]
    for number, (zone, host) in enumerate(lanes):
        y = _y(number)
        name = names.get(f"{zone}|{host}") or host
        parts.append(f'<line x1="{LEFT:.0f}" y1="{y:.1f}" x2="{LEFT + WIDTH + 20:.0f}" y2="{y:.1f}" stroke="#e3e6ea"/>')
        parts.append(
            f'<text x="{LEFT - 14:.0f}" y="{y + 4:.1f}" text-anchor="end" fill="#222">{escape(_short(name))}<title>{escape(f"{zone}|{host}")}</title></text>'
        )
    bottom = _y(len(lanes) - 1) + 20
    for x, label in ticks:
        parts.append(f'<line x1="{x:.1f}" y1="{TOP - 8:.0f}" x2="{x:.1f}" y2="{bottom:.1f}" stroke="#f0f1f3"/>')
        anchor = "end" if x > LEFT + WIDTH - 40 else "start"
        parts.append(f'<text x="{x:.1f}" y="{TOP - 14:.0f}" text-anchor="{anchor}" fill="#555">{label}</text>')
    for x in cuts:
        parts.append(
            f'<path d="M{x:.1f} {TOP - 6:.0f} l4 8 l-8 8 l4 8 V{bottom:.1f}" fill="none" stroke="#b9bec6" stroke-dasharray="3 4"/>'
        )
    parts += _lines(story, marks, zh)
    parts += [_circle(mark, story, zh) for mark in marks]
    parts += _legend(story, bottom + 26, zh)
    return "\n".join([*parts, "</svg>"])


def page(incident: Mapping[str, Any], language: str) -> str:
    """An HTML page of a stored incident: title, picture, clauses with the alerts they cite."""
    data = json.loads(incident["path"])
    story, names = Story.from_dict(data), data.get("names", {})
    zh = language == "zh"
    rows = []
    for clause in data.get("clauses", []):
        mark = "" if clause["certain"] else f"<em>{'推测' if zh else 'guess'}</em> "
        cited = " ".join(f"<code>{escape(alert[:12])}</code>" for alert in clause["alerts"])
        rows.append(
            f'<li class="{clause["kind"]}">{mark}{escape(clause["zh" if zh else "en"])} <span>{cited}</span></li>'
        )
    title = escape(str(incident["title_zh" if zh else "title_en"]))
    style = (
        "body{font:14px/1.6 'Noto Sans CJK SC','Microsoft YaHei',sans-serif;margin:24px auto;max-width:1320px;color:#222;padding:0 16px}"
        "svg{width:100%;height:auto;border:1px solid #e3e6ea}code{font-size:11px;color:#666}em{color:#8a5a00;font-style:normal;"
        "border:1px solid #d9b36a;border-radius:3px;padding:0 3px;font-size:12px}li{margin:3px 0}li.link,li.context{color:#555}"
    )
    note = (
        "时间为北京时间;空心圆与“推测”为推断,虚线为弱证据。"
        if zh
        else "Beijing time; hollow circles and “guess” are inferred, dashed lines are weak evidence."
    )
    return (
        f'<!doctype html><html lang="{"zh-CN" if zh else "en"}"><meta charset="utf-8"><title>{title}</title><style>{style}</style>'
        f"<h1>{title}</h1><p>{escape(str(incident['incident_id']))} · {incident['score']:.3f} · {note}</p>"
        f"{svg(story, names, language)}<ol>{''.join(rows)}</ol></html>"
    )


def _axis(story: Story) -> tuple[list[float], list[tuple[float, str]], list[float]]:
    """x of each step; time runs true within a cluster by square root of the gaps, and a quiet hour or more is cut short."""
    times = [datetime.fromisoformat(step.time.replace("Z", "+00:00")).timestamp() for step in story.steps]
    raw, cut_at = [0.0], []
    for earlier, later in pairwise(times):
        gap = later - earlier
        cut = gap >= 3600
        if cut:
            cut_at.append(len(raw))
        raw.append(raw[-1] + (60.0 if cut else math.sqrt(gap)))
    scale = WIDTH / raw[-1] if raw[-1] else 0.0
    place = [LEFT + value * scale for value in raw]
    ticks: list[tuple[float, str]] = []
    day = ""
    for number, x in enumerate(place):
        if number == 0 or x - ticks[-1][0] >= 150 or number in cut_at:
            if ticks and x - ticks[-1][0] < 90:
                continue
            label = local(story.steps[number].time)
            ticks.append((x, label[5:16] if label[:10] != day else label[11:19]))
            day = label[:10]
    return place, ticks, [(place[number - 1] + place[number]) / 2 for number in cut_at]


def _marks(story: Story, lanes: list[tuple[str, str]], place: list[float]) -> list[Mark]:
    marks: list[Mark] = []
    last: dict[tuple[int, bool], Mark] = {}
    for number, step in enumerate(story.steps):
        lane = lanes.index((step.zone, step.host))
        before = last.get((lane, step.context))
        if before is not None and place[number] - before.x < NEAR:
            before.steps.append(number)
            continue
        mark = Mark(place[number] + (6 if step.context else 0), lane, [number])
        last[lane, step.context] = mark
        marks.append(mark)
    return marks


def _lines(story: Story, marks: list[Mark], zh: bool) -> list[str]:
    owner = {number: place for place, mark in enumerate(marks) for number in mark.steps}
    best: dict[tuple[int, int], Any] = {}
    for edge in story.edges:
        pair = owner[edge.origin], owner[edge.to]
        if pair[0] != pair[1] and (pair not in best or edge.confidence > best[pair].confidence):
            best[pair] = edge
    parts = []
    for (one, other), edge in best.items():
        a, b = marks[one], marks[other]
        ax, ay, bx, by = a.x, _y(a.lane), b.x, _y(b.lane)
        bend = (ax + bx) / 2 if abs(bx - ax) > 30 else max(ax, bx) + 26
        dash = ' stroke-dasharray="5 4"' if edge.confidence < 0.9 or edge.kind in ("same_time", "same_zone") else ""
        words = evidence(edge.kind)[0 if zh else 1]
        parts.append(
            f'<path d="M{ax:.1f} {ay:.1f} C{bend:.1f} {ay:.1f} {bend:.1f} {by:.1f} {bx:.1f} {by:.1f}" fill="none" stroke="#6b7280" '
            f'stroke-opacity="0.55" stroke-width="{0.8 + 1.4 * edge.confidence:.1f}"{dash}><title>{escape(words)} {edge.confidence:.2f}</title></path>'
        )
    return parts


def _circle(mark: Mark, story: Story, zh: bool) -> str:
    steps = [story.steps[number] for number in mark.steps]
    worst = max(steps, key=lambda step: (step.strength, step.count))
    radius = 4 + 1.6 * math.log10(1 + sum(step.count for step in steps))
    colour = _colour(worst)
    fill = colour if any(step.certain for step in steps) else "#ffffff"
    words = "\n".join(f"{local(step.time)} {step.signature} ×{step.count}" for step in steps[:12])
    code = next((step.technique for step in sorted(steps, key=lambda item: -item.strength) if step.technique), "")
    label = (
        f'<text x="{mark.x:.1f}" y="{_y(mark.lane) - radius - 2:.1f}" text-anchor="middle" font-size="9" fill="#444">{code}</text>'
        if code and not worst.context
        else ""
    )
    del zh
    return f'<circle cx="{mark.x:.1f}" cy="{_y(mark.lane):.1f}" r="{radius:.1f}" fill="{fill}" stroke="{colour}" stroke-width="2"><title>{escape(words)}</title></circle>{label}'


def _colour(step: Step) -> str:
    row = tactics().get(step.tactic or "")
    if row is None or step.context:
        return GREY
    order = int(row["order"])
    return PALETTE[6] if order >= 20 else PALETTE[min(5, (order - 1) * 6 // 14)]


def _legend(story: Story, y: float, zh: bool) -> list[str]:
    codes = sorted(
        {step.tactic for step in story.steps if step.tactic and not step.context},
        key=lambda code: int(tactics()[code]["order"]),
    )
    parts, x = [], LEFT
    for code in codes:
        name = tactic_name(code)[0 if zh else 1]
        colour = _colour(next(step for step in story.steps if step.tactic == code and not step.context))
        parts.append(
            f'<circle cx="{x:.0f}" cy="{y:.0f}" r="5" fill="{colour}"/><text x="{x + 10:.0f}" y="{y + 4:.0f}" fill="#333">{escape(name)}</text>'
        )
        x += 34 + (13 if zh else 7) * len(name)
    hollow = "空心:推测;灰:仅时间相近" if zh else "hollow: guessed; grey: only near in time"
    parts.append(f'<text x="{LEFT:.0f}" y="{y + 26:.0f}" fill="#555">{hollow}</text>')
    return parts


def _y(lane: int) -> float:
    return TOP + LANE * (lane + 0.5)


def _short(name: str) -> str:
    return name if len(name) <= 24 else name[:23] + "…"
