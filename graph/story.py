"""What an incident tells, in Chinese and English, with the alert ids behind every clause."""

from zoneinfo import ZoneInfo

from graph.episodes import Episode
from schema.attack import technique

SHANGHAI = ZoneInfo("Asia/Shanghai")


def story(steps: list[Episode]) -> tuple[str, str]:
    """One clause a step: time, what was seen, which alerts say so."""
    zh, en = [], []
    for number, step in enumerate(steps, 1):
        when = step.first.astimezone(SHANGHAI).strftime("%m-%d %H:%M")
        cited = ", ".join(alert["alert_id"][:12] for alert in step.alerts[:3]) + ("…" if len(step.alerts) > 3 else "")
        first = step.alerts[0]
        zh.append(f"{number}. {when} {first['reason_zh']}(告警 {cited})")
        en.append(f"{number}. {when} {first['reason_en']} (alerts {cited})")
    return "\n".join(zh), "\n".join(en)


def title(steps: list[Episode], hosts: int) -> tuple[str, str]:
    """Begins with, leads to."""
    first, last = technique(steps[0].technique), technique(steps[-1].technique)
    start = steps[0].source or (steps[0].targets[0] if steps[0].targets else "?")
    names = (first.name if first else steps[0].title, last.name if last else steps[-1].title)
    if len(steps) == 1:
        return f"{start}:{names[0]}", f"{start}: {names[0]}"
    return (
        f"{start} 起的攻击路径:{names[0]} → {names[1]}({len(steps)} 步,{hosts} 台主机)",
        f"attack path from {start}: {names[0]} → {names[1]} ({len(steps)} steps, {hosts} hosts)",
    )
