"""Story: what happened in order, in Chinese and English; every clause names the alerts it rests on."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from graph.steps import Step, Story
from graph.words import checks, evidence, tactic_name, tactics, technique_name

SHANGHAI = ZoneInfo("Asia/Shanghai")
CITED = 5


@dataclass(frozen=True, slots=True)
class Clause:
    """One sentence with the alert ids and step positions it rests on; `kind`: summary, step, link, context, dark, gap or check."""

    kind: str
    zh: str
    en: str
    alerts: list[str]
    steps: list[int]
    certain: bool

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return asdict(self)


def clauses(story: Story, names: Mapping[str, str], dark: tuple[tuple[str, str], ...] = ()) -> list[Clause]:
    """All clauses of an incident; `names` gives hosts their names (`zone|address`), `dark` tells (zone, dataset) nobody watches."""
    if not story.steps:
        return []
    told = [_summary(story, names)]
    groups = list(_groups(story))
    for positions in groups:
        told.append(_step(story, positions, names))
        told += _link(story, positions, names)
    told += _dark(story, dark)
    told += _gaps(story)
    told += _checks(story)
    return told


def text(parts: list[Clause], language: str) -> str:
    """The story as text; guesses are marked, alert ids stand in brackets."""
    lines = []
    for clause in parts:
        words = clause.zh if language == "zh" else clause.en
        mark = "" if clause.certain else ("(推测)" if language == "zh" else "(guess) ")
        cited = ", ".join(clause.alerts[:CITED]) + (" …" if len(clause.alerts) > CITED else "")
        lines.append(f"{mark}{words}" + (f" [{cited}]" if cited else ""))
    return "\n".join(lines)


def local(stamp: str, day: bool = True) -> str:
    """Beijing time of an ISO stamp.

    >>> local("2022-01-17T09:04:47.000000Z")
    '2022-01-17 17:04:47'
    """
    moment = datetime.fromisoformat(stamp.replace("Z", "+00:00")).astimezone(SHANGHAI)
    return moment.strftime("%Y-%m-%d %H:%M:%S" if day else "%H:%M:%S")


def called(step: Step, names: Mapping[str, str]) -> str:
    """A host as people call it: name (address), or the address alone."""
    name = names.get(f"{step.zone}|{step.host}")
    return f"{name}({step.host})" if name and name != step.host else step.host


def _groups(story: Story) -> list[list[int]]:
    """Steps told in one sentence: same host, technique and certainty, one after another within ten minutes."""
    keys = {place: _same(story, place) for place in range(len(story.steps))}
    order = sorted(keys, key=lambda place: (keys[place], place))
    groups = [list(group) for _, group in groupby(order, key=lambda place: keys[place])]
    return sorted(groups, key=min)


def _same(story: Story, place: int) -> tuple[int, str, str, str, bool]:
    step = story.steps[place]
    return _part(story, place), step.zone, step.host, step.technique or "", step.context


def _part(story: Story, place: int) -> int:
    """Number of the cluster a step is in: a new one begins after ten quiet minutes."""
    part, before = 0, None
    for step in story.steps[: place + 1]:
        now = datetime.fromisoformat(step.time.replace("Z", "+00:00"))
        if before is not None and (now - before).total_seconds() > 600:
            part += 1
        before = now
    return part


def _summary(story: Story, names: Mapping[str, str]) -> Clause:
    firm = [place for place, step in enumerate(story.steps) if not step.context]
    steps = [story.steps[place] for place in firm]
    hosts = {(step.zone, step.host) for step in steps}
    count = sum(step.count for step in steps)
    order = sorted(
        {step.tactic for step in steps if step.tactic},
        key=lambda code: int(tactics()[code]["order"]) if code in tactics() else 99,
    )
    first, last = min(step.time for step in steps), max(step.last for step in steps)
    zh = f"{local(first)} 至 {local(last)}(北京时间),{len(hosts)} 台主机上 {count} 条告警连成一条攻击路径"
    en = f"From {local(first)} to {local(last)} (Beijing time), {_many(count, 'alert')} on {_many(len(hosts), 'host')} form one attack path"
    if count == 1:
        zh, en = (
            f"{local(first)}(北京时间)的一条告警单独成为事件",
            f"One alert at {local(first)} (Beijing time) stands as an incident by itself",
        )
    if order:
        zh += ",涉及战术:" + "、".join(tactic_name(code)[0] for code in order)
        en += ", touching " + ", ".join(tactic_name(code)[1] for code in order)
    return Clause(
        "summary", zh + "。", en + ".", list(dict.fromkeys((steps[0].alerts[0], steps[-1].alerts[0]))), firm, True
    )


def _step(story: Story, positions: list[int], names: Mapping[str, str]) -> Clause:
    steps = [story.steps[place] for place in positions]
    head = steps[0]
    signatures = list(dict.fromkeys(step.signature for step in steps))
    shown = "、".join(f"“{name}”" for name in signatures[:3]) + (
        f"等 {len(signatures)} 种" if len(signatures) > 3 else ""
    )
    listed = ", ".join(f"“{name}”" for name in signatures[:3]) + (
        f" and {len(signatures) - 3} more kinds" if len(signatures) > 3 else ""
    )
    count = sum(step.count for step in steps)
    targets = sorted({target for step in steps for target in step.targets if target != step.host})
    where = called(head, names)
    if len({step.zone for step in story.steps}) > 1:
        where = f"{head.zone}/{where}"
    zh = f"{local(head.time)},{where}"
    en = f"{local(head.time)}, {where}"
    if targets:
        zh += f" 对 {_some(targets, '、')}"
        en += f" against {_some(targets, ', ')}"
    code = head.technique
    zh += f":{tactic_name(head.tactic)[0] + '·' + technique_name(code) + ',' if code else ''}{shown},共 {count} 条告警"
    en += f": {tactic_name(head.tactic)[1] + ' · ' + technique_name(code) + ', ' if code else ''}{listed}, {_many(count, 'alert')}"
    certain = all(step.certain for step in steps)
    kind = "step"
    if head.context:
        kind = "context"
        zh += ",时间相近、平日少见,未必属于此事"
        en += ", near in time and unusual, not necessarily part of it"
    elif code and not certain:
        zh += "(告警为事实,技术为推断)"
        en += " (the alerts are facts, the technique is inferred)"
    cited = [alert for step in steps for alert in step.alerts[: max(1, CITED // len(steps))]]
    return Clause(kind, zh + "。", en + ".", cited, positions, certain)


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" + ("" if count == 1 else "s")


def _some(targets: list[str], joint: str) -> str:
    return joint.join(targets[:3]) + (f" … ({len(targets)})" if len(targets) > 3 else "")


def _link(story: Story, positions: list[int], names: Mapping[str, str]) -> list[Clause]:
    """The likeliest edge that leads into a group from an earlier step."""
    inside, start = set(positions), min(positions)
    edges = [edge for edge in story.edges if edge.to in inside and edge.origin < start and edge.kind != "same_burst"]
    if not edges:
        return []
    edge = max(edges, key=lambda item: (item.confidence, item.origin))
    before, after = story.steps[edge.origin], story.steps[edge.to]
    zh, en = evidence(edge.kind)
    return [
        Clause(
            "link",
            f"它与 {local(before.time)} {called(before, names)} 的“{before.signature}”相连:{zh},可信度 {edge.confidence:.2f}。",
            f"It is joined to “{before.signature}” at {local(before.time)} on {called(before, names)}: {en}, confidence {edge.confidence:.2f}.",
            [before.alerts[0], after.alerts[0]], [edge.origin, edge.to], edge.confidence >= 0.9,
        )
    ]  # fmt: skip


def _dark(story: Story, dark: tuple[tuple[str, str], ...]) -> list[Clause]:
    found = []
    for zone, dataset in dark:
        places = [place for place, step in enumerate(story.steps) if step.zone == zone and not step.context]
        if places:
            cited = [story.steps[place].alerts[0] for place in places[:CITED]]
            found.append(
                Clause("dark", f"区域 {zone} 没有提供 {dataset} 的探针;若有,这 {len(places)} 步在该类数据中应可核对。",
                       f"No sensor delivers {dataset} from zone {zone}; had there been one, these {len(places)} steps could be checked there.",
                       cited, places, False)
            )  # fmt: skip
    return found


def _gaps(story: Story) -> list[Clause]:
    """Quiet hours inside the path: nothing was seen, which is not the same as nothing happened."""
    firm = [(place, step) for place, step in enumerate(story.steps) if not step.context]
    found = []
    for (one, before), (other, after) in zip(firm, firm[1:], strict=False):
        hours = (_hours(after.time) - _hours(before.last)) / 3600
        if hours >= 3:
            found.append(
                Clause("gap", f"{local(before.last)} 至 {local(after.time)} 的 {hours:.1f} 小时内没有属于此事的告警;这不等于无事。",
                       f"For {hours:.1f} hours, {local(before.last)} to {local(after.time)}, no alert belongs to this; that is not proof of quiet.",
                       [before.alerts[0], after.alerts[0]], [one, other], True)
            )  # fmt: skip
    return found


def _hours(stamp: str) -> float:
    return datetime.fromisoformat(stamp.replace("Z", "+00:00")).timestamp()


def _checks(story: Story) -> list[Clause]:
    """What to check next, for the tactics met, the furthest first."""
    met: dict[str, list[int]] = {}
    for place, step in enumerate(story.steps):
        if step.tactic and not step.context:
            met.setdefault(step.tactic, []).append(place)
    ranked = sorted((code for code in met if code in checks()), key=lambda code: -int(tactics()[code]["order"]))
    return [
        Clause("check", f"下一步:{checks()[code][0]}。", f"Next: {checks()[code][1]}.",
               [story.steps[place].alerts[0] for place in met[code][:CITED]], met[code], True)
        for code in ranked[:4]
    ]  # fmt: skip
