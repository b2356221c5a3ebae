"""`jianmen evaluate correlation_paths`: reconstructed edges, order, ends and zone joins against a simulated province's truth."""

import json
from statistics import mean, pstdev
from typing import Annotated, Any

import typer

from graph.correlation import correlate
from graph.episodes import FRAME, ids_of
from graph.incidents import ends
from graph.steps import told
from jianmen.language import say
from jianmen.settings import rules
from testbed.attack_alerts import frame, province


def command(
    seeds: Annotated[int, typer.Option(min=1, help=say("种子数", "how many seeds"))] = 20,
    as_json: Annotated[bool, typer.Option("--json", help=say("输出 JSON", "print JSON"))] = False,
) -> None:
    """Measure path reconstruction over seeds, with spread."""
    told_all = summary(seeds, rules("correlation"))
    if as_json:
        typer.echo(json.dumps({"seeds": seeds, **told_all}, ensure_ascii=False))
        return
    for name, figures in told_all.items():
        typer.echo(
            f"{name:28} {figures['mean']:.3f} ± {figures['sd']:.3f}  ({figures['min']:.3f} … {figures['max']:.3f})"
        )


def summary(seeds: int, rule: Any) -> dict[str, dict[str, float]]:
    """Mean, spread and range of each figure over the seeds."""
    runs = [measure(seed, rule) for seed in range(seeds)]
    return {
        name: {
            "mean": round(mean(run[name] for run in runs), 4),
            "sd": round(pstdev([run[name] for run in runs]), 4),
            "min": round(min(run[name] for run in runs), 4),
            "max": round(max(run[name] for run in runs), 4),
        }
        for name in runs[0]
    }


def measure(seed: int, rule: Any) -> dict[str, float]:
    """Figures of one simulated province."""
    made = province(seed)
    shape: dict[str, Any] = dict(FRAME)
    alerts = frame(made, shape)
    result = correlate(alerts, rule, None, made.aliases)
    ids = ids_of(alerts)
    predicted: set[tuple[int, int]] = set()
    joined, whole, entries, targets, foreign, ordered = 0, 0, 0, 0, 0, []
    chains = {
        number: sorted(row for row, (mine, _) in made.chain.items() if mine == number)
        for number in range(len(made.ends))
    }
    for path in result.paths:
        story = told(path, result.episodes, ids)
        firm = [step for step in story.steps if not step.context]
        organisations = {step.zone[2:] for step in firm}
        foreign += len(organisations) > 1
        predicted |= {
            (int(story.steps[edge.origin].alerts[0]), int(story.steps[edge.to].alerts[0])) for edge in story.edges
        }
        rows = {int(alert) for step in firm for alert in step.alerts}
        for number, mine in chains.items():
            inside = [row for row in mine if row in rows]
            if len(inside) < 2:
                continue
            joined += len({made.rows[row][3] for row in inside}) == 2
            whole += len(inside) == len(mine)
            entry, target = ends(story)
            entries += entry == made.ends[number][0]
            targets += target == made.ends[number][1]
            position = [int(alert) for step in firm for alert in step.alerts if int(alert) in inside]
            ordered += [one < other for place, one in enumerate(position) for other in position[place + 1 :]]
    true = {(one, other) for mine in chains.values() for one, other in zip(mine, mine[1:], strict=False)}
    later = {(one, other) for mine in chains.values() for place, one in enumerate(mine) for other in mine[place + 1 :]}
    return {
        "edge_precision": len(predicted & later) / len(predicted) if predicted else 0.0,
        "edge_recall": len(predicted & true) / len(true),
        "order": mean(ordered) if ordered else 0.0,
        "chains_whole": whole / len(chains),
        "it_ot_joined": joined / len(chains),
        "entry_right": entries / len(chains),
        "target_right": targets / len(chains),
        "incidents": float(len(result.paths)),
        "joins_across_organisations": float(foreign),
    }
