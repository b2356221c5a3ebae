"""`jianmen evaluate dga --train FILE --test FILE`: made-up domains of families never seen, beside a letter n-gram regression."""

import json
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
import polars as pl
import typer
from rich.console import Console
from rich.table import Table
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from jianmen.errors import UserError
from jianmen.language import say
from jianmen.settings import rules
from models.domains.classifier import DgaClassifier
from models.domains.labels import label_of

Floats = npt.NDArray[np.float64]
RATES = (0.01, 0.001)


def command(
    train: Annotated[list[Path], typer.Option(help=say("训练 CSV:domain,label,family", "training CSV: domain,label,family (may be repeated)"))],
    test: Annotated[list[Path], typer.Option(help=say("测试 CSV;标签可缺", "test CSV; labels may be missing"))],
    seed: Annotated[int, typer.Option(help=say("随机种子", "seed"))] = 0,
    as_json: Annotated[bool, typer.Option("--json", help=say("输出 JSON", "print JSON"))] = False,
    predictions: Annotated[Path | None, typer.Option(help=say("写 CSV:row,score,flag", "write a CSV: row,score,flag"))] = None,
) -> None:
    """Score the test's domains; its labels are read only after every score is fixed."""
    known, unseen = _read(train, True), _read(test, False)
    made = known["label"].to_numpy() == 1
    if not made.any() or made.all():
        raise UserError(say("训练文件须同时有标签 0 与 1", "the training file needs both labels 0 and 1"))
    model = DgaClassifier(known["domain"].to_list(), made, known["family"].to_list(), seed)
    scores = model.score(unseen["domain"].to_list())
    flags = scores > model.threshold(float(rules("detection").get("dga", {}).get("false_alarm_rate", 0.01)))
    peer = regression(known["domain"].to_list(), made, unseen["domain"].to_list())
    if predictions:
        predictions.parent.mkdir(parents=True, exist_ok=True)
        pl.DataFrame({"row": np.arange(len(scores)), "score": scores, "flag": flags.astype(int)}).write_csv(predictions)
    found: dict[str, Any] = {"rows": len(scores), "flagged": int(flags.sum()), "seed": seed}
    if unseen["label"].null_count() == 0:
        found |= measure(unseen, scores, peer, flags)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    show(found)


def _read(paths: list[Path], labelled: bool) -> pl.DataFrame:
    parts = []
    for path in paths:
        if not path.is_file():
            raise UserError(say(f"没有文件 {path}", f"no file {path}"))
        raw = pl.read_csv(path, infer_schema=False, truncate_ragged_lines=True)
        if "domain" not in raw.columns or (labelled and "label" not in raw.columns):
            raise UserError(say(f"{path} 需有列 domain,label,family", f"{path} needs the columns domain,label,family"))
        parts.append(
            raw.select(
                pl.col("domain").fill_null(""),
                (pl.col("label") if "label" in raw.columns else pl.lit(None, dtype=pl.String)).str.strip_chars().cast(pl.Int64, strict=False).alias("label"),
                (pl.col("family") if "family" in raw.columns else pl.lit(path.stem)).fill_null("").alias("family"),
            )
        )  # fmt: skip
    return pl.concat(parts)


def regression(known: list[str], made: npt.NDArray[np.bool_], unseen: list[str]) -> Floats:
    """The baseline: logistic regression on letter n-grams of the registered label."""
    grams = TfidfVectorizer(analyzer="char", ngram_range=(1, 4), max_features=100_000)
    learned = LogisticRegression(C=1.0, max_iter=200).fit(grams.fit_transform([label_of(domain) for domain in known]), made)
    return np.asarray(learned.decision_function(grams.transform([label_of(domain) for domain in unseen])))


def measure(unseen: pl.DataFrame, scores: Floats, peer: Floats, flags: npt.NDArray[np.bool_]) -> dict[str, Any]:
    """True positives at stated shares of false ones, over all and a family, ours beside the regression."""
    made = unseen["label"].to_numpy() == 1
    family = unseen["family"].to_numpy()
    if made.all() or not made.any():
        return {"recall": float(flags[made].mean()) if made.any() else None, "false_alarms": float(flags[~made].mean()) if (~made).any() else None}
    found: dict[str, Any] = {"auroc": {"ours": round(float(roc_auc_score(made, scores)), 4), "regression": round(float(roc_auc_score(made, peer)), 4)}}
    for name, values in (("ours", scores), ("regression", peer)):
        for rate in RATES:
            line = np.quantile(values[~made], 1 - rate)
            key = f"tpr_at_{rate:g}"
            found.setdefault(key, {})[name] = round(float((values[made] > line).mean()), 4)
            for one in sorted(set(family[made])):
                row = found.setdefault("by_family", {}).setdefault(one, {"rows": int((made & (family == one)).sum())})
                row[f"{name}_{key}"] = round(float((values[made & (family == one)] > line).mean()), 4)
    found["threshold"] = {"recall": round(float(flags[made].mean()), 4), "false_alarms": round(float(flags[~made].mean()), 4)}
    return found


def show(found: dict[str, Any]) -> None:
    """The figures as a table."""
    console = Console()
    for name in ("auroc", "tpr_at_0.01", "tpr_at_0.001", "threshold"):
        if name in found:
            console.print(f"{name}: " + ", ".join(f"{peer} {value}" for peer, value in found[name].items()))
    if found.get("by_family"):
        columns = ["family", *next(iter(found["by_family"].values()))]
        table = Table(*columns)
        for name, row in found["by_family"].items():
            table.add_row(name, *[str(row[column]) for column in columns[1:]])
        console.print(table)
    console.print(say(f"标记 {found['flagged']} 行", f"flagged: {found['flagged']}"))
