"""`jianmen evaluate flows`: how well flows of attacks never seen are told from normal ones, beside simple baselines."""

import json
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
import polars as pl
import typer
from rich.console import Console
from rich.table import Table
from sklearn.decomposition import PCA
from sklearn.ensemble import HistGradientBoostingClassifier, IsolationForest
from sklearn.metrics import roc_auc_score

from jianmen.errors import UserError
from jianmen.language import say
from jianmen.settings import rules
from models.flow_anomaly import FlowAnomaly
from models.flow_tables import FlowTable, Preparer, read

Floats = npt.NDArray[np.float64]


def command(
    layout: Annotated[str, typer.Option(help="nslkdd | cicids")],
    train: Annotated[list[Path], typer.Option(help=say("训练文件(可多次)", "training files (may be repeated)"))],
    test: Annotated[list[Path] | None, typer.Option(help=say("测试文件;缺省时逐类留出", "test files; without them each attack class is left out in turn"))] = None,
    normal_only: Annotated[bool, typer.Option("--normal-only", help=say("只用正常样本训练", "train on normal rows only"))] = False,
    seed: Annotated[int, typer.Option(help=say("随机种子", "seed"))] = 0,
    as_json: Annotated[bool, typer.Option("--json", help=say("输出 JSON", "print JSON"))] = False,
    predictions: Annotated[Path | None, typer.Option(help=say("写 CSV:row,score,flag", "write a CSV: row,score,flag"))] = None,
) -> None:
    """Score test rows; labels of the test file, where it has them, are read only after every score is fixed."""
    known = _read(layout, train)
    if known.labels is None:
        raise UserError(say("训练文件没有标签列", "the training file has no label column"))
    if not known.normal().any():
        raise UserError(say("训练文件中没有正常样本(normal 或 BENIGN)", "no normal rows (normal, BENIGN) in the training files"))
    rate = float(rules("detection").get("flow_anomaly", {}).get("false_alarm_rate", 0.01))
    if test:
        found, rows = _judge(known, _read(layout, test), normal_only, seed, rate)
        if predictions:
            predictions.parent.mkdir(parents=True, exist_ok=True)
            rows.write_csv(predictions)
    else:
        found = leave_one_out(known, seed, rate)
    found |= {"layout": layout, "normal_only": normal_only, "seed": seed}
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
    else:
        show(found)


def _read(layout: str, paths: list[Path]) -> FlowTable:
    if layout not in {"nslkdd", "cicids"}:
        raise UserError(say(f"未知格式 {layout},应为 nslkdd 或 cicids", f"unknown layout {layout}: nslkdd or cicids"))
    for path in paths:
        if not path.is_file():
            raise UserError(say(f"没有文件 {path}", f"no file {path}"))
    try:
        return read(layout, paths)
    except (ValueError, pl.exceptions.PolarsError) as error:
        raise UserError(str(error)) from error


def _judge(known: FlowTable, unseen: FlowTable, normal_only: bool, seed: int, rate: float) -> tuple[dict[str, Any], pl.DataFrame]:
    """Scores of unseen rows, ours and the baselines', and what they are worth where labels tell."""
    labels, bare = unseen.labels, FlowTable(unseen.numbers, unseen.categories, None)
    scores, flags = fit_score(known, bare, normal_only, seed, rate)
    peers = baselines(known.take(np.flatnonzero(known.normal())), bare, seed)
    rows = pl.DataFrame({"row": np.arange(len(bare)), "score": scores, "flag": flags.astype(int)})
    found: dict[str, Any] = {"rows": len(bare), "flagged": int(flags.sum()), "false_alarm_rate_aimed_at": rate}
    if labels is None:
        return found, rows
    seen = set(known.labels.unique()) if known.labels is not None and not normal_only else set()
    return found | measure(labels, scores, flags, peers, seen), rows


def fit_score(known: FlowTable, unseen: FlowTable, normal_only: bool, seed: int, rate: float) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Anomaly in nats; with known attacks a gradient boosting adds its log odds where it is sure of an attack."""
    normal = np.flatnonzero(known.normal())
    model = FlowAnomaly(known.take(normal), seed)
    scores = model.score(unseen)
    flags = scores > model.threshold(rate)
    if normal_only or len(normal) == len(known):
        return scores, flags
    attack = boosted(known, unseen, seed)
    return scores + _sure(attack), flags | (attack > 0.9)


def boosted(known: FlowTable, unseen: FlowTable, seed: int) -> Floats:
    """Probability of an attack by gradient boosting on labelled flows."""
    prepare = Preparer(known)
    model = HistGradientBoostingClassifier(max_iter=120, learning_rate=0.1, class_weight="balanced", random_state=seed)
    model.fit(prepare.matrix(known), (~known.normal()).astype(int))
    return np.asarray(model.predict_proba(prepare.matrix(unseen))[:, 1])


def _sure(attack: Floats) -> Floats:
    """Log odds of an attack, 0 below even ones."""
    return np.asarray(np.clip(np.log(np.clip(attack, 1e-6, 1 - 1e-6) / np.clip(1 - attack, 1e-6, 1)), 0, None))


def baselines(normal: FlowTable, unseen: FlowTable, seed: int) -> dict[str, Floats]:
    """PCA residual and isolation forest, trained on the same normal rows and features."""
    prepare = Preparer(normal)
    train, test = prepare.matrix(normal), prepare.matrix(unseen)
    pca = PCA(n_components=min(10, train.shape[1] - 1), random_state=seed).fit(train)
    forest = IsolationForest(n_estimators=100, random_state=seed).fit(train[:20_000])
    residual = ((test - pca.inverse_transform(pca.transform(test))) ** 2).sum(axis=1)
    return {"pca": residual, "isolation_forest": -forest.score_samples(test)}


def measure(labels: pl.Series, scores: Floats, flags: npt.NDArray[np.bool_], peers: dict[str, Floats], seen: set[str]) -> dict[str, Any]:
    """AUROC over all attacks, over unseen types, and a class; recall and false alarms at the threshold."""
    normal = labels.is_in(["normal", "BENIGN", "benign", "Benign"]).to_numpy()
    names = labels.to_numpy()
    unseen = normal | ~np.isin(names, sorted(seen))
    every = {"ours": scores, **peers}
    found: dict[str, Any] = {
        "auroc": {name: _auroc(normal, values) for name, values in every.items()},
        "auroc_unseen_types": {name: _auroc(normal[unseen], values[unseen]) for name, values in every.items()},
        "recall": round(float(flags[~normal].mean()), 4) if (~normal).any() else None,
        "false_alarms": round(float(flags[normal].mean()), 4) if normal.any() else None,
        "by_class": {},
    }
    for name in sorted(set(names[~normal])):
        rows = normal | (names == name)
        found["by_class"][name] = {
            "rows": int((names == name).sum()),
            **{peer: _auroc(normal[rows], values[rows]) for peer, values in every.items()},
            "recall": round(float(flags[names == name].mean()), 4),
        }
    return found


def _auroc(normal: npt.NDArray[np.bool_], scores: Floats) -> float | None:
    if normal.all() or not normal.any():
        return None
    return round(float(roc_auc_score(~normal, scores)), 4)


def leave_one_out(known: FlowTable, seed: int, rate: float) -> dict[str, Any]:
    """Each attack class left out of training in turn; three tenths of the normal rows are kept for the test throughout."""
    labels = known.labels if known.labels is not None else pl.Series([], dtype=pl.String)
    names, normal = labels.to_numpy(), known.normal()
    order = np.random.default_rng(seed).permutation(np.flatnonzero(normal))
    held, rest = order[: int(len(order) * 0.3)], order[int(len(order) * 0.3) :]
    plain = known.take(rest)
    model = FlowAnomaly(plain, seed)
    bare = FlowTable(known.numbers, known.categories, None)
    alone, peers = model.score(bare), baselines(plain, bare, seed)
    strange = alone > model.threshold(rate)
    found: dict[str, Any] = {"by_class": {}}
    for name in sorted(set(names[~normal])):
        rows = np.concatenate([held, np.flatnonzero(names == name)])
        train = known.take(np.concatenate([rest, np.flatnonzero(~normal & (names != name))]))
        attack = boosted(train, bare.take(rows), seed)
        mine = {peer: values[rows] for peer, values in (peers | {"normal_only": alone}).items()}
        judged = measure(labels[pl.Series(rows)], alone[rows] + _sure(attack), strange[rows] | (attack > 0.9), mine, set())
        found["by_class"][name] = judged["by_class"][name] | {"false_alarms": judged["false_alarms"]}
    columns = ("ours", "normal_only", "pca", "isolation_forest")
    found["auroc_mean"] = {name: round(float(np.mean([row[name] for row in found["by_class"].values()])), 4) for name in columns}
    return found


def show(found: dict[str, Any]) -> None:
    """The figures as a table."""
    console = Console()
    for name in ("auroc", "auroc_unseen_types", "auroc_mean"):
        if found.get(name):
            console.print(f"{name}: " + ", ".join(f"{peer} {value}" for peer, value in found[name].items()))
    by_class = found.get("by_class") or {}
    if by_class:
        table = Table(title=say("按类", "by class"))
        columns = ["class", *next(iter(by_class.values()))]
        for column in columns:
            table.add_column(column)
        for name, row in by_class.items():
            table.add_row(name, *[str(row[column]) for column in columns[1:]])
        console.print(table)
    console.print(say(f"标记 {found.get('flagged', '–')} 行", f"flagged: {found.get('flagged', '–')}"))
