"""Rarity: how surprising an episode is, given how often its like was seen before the quiet time ended."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

DAY = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Habit:
    """What is normal: decayed counts up to `until`; `days` is the decayed length of the learning time (0: nothing learned)."""

    start: int
    until: int | None
    days: float
    half_life: float


def habit(frame: pl.DataFrame, until: int | None, rules: Mapping[str, Any]) -> Habit:
    """The learning time: from the first alert to `until`, older days counting less."""
    half_life = float(rules["rarity"]["half_life_days"])
    start = int(frame["first"].min() or 0) if frame.height else 0  # type: ignore[arg-type]
    if until is None or until <= start:
        return Habit(start, None, 0.0, half_life)
    length = (until - start) / DAY
    return Habit(start, until, (1 - 2 ** (-length / half_life)) * half_life / math.log(2), half_life)


def rated(episodes: pl.DataFrame, known: Habit, rules: Mapping[str, Any]) -> pl.DataFrame:
    """Episodes with `surprise` (−log of the chance of one like it in the window) and `strength` (times what its severity weighs).

    Episodes of the learning time are rated without themselves, so that their strengths tell what a normal day brings forth.
    """
    rule = rules["rarity"]
    window = rules["episode"]["window_minutes"] / 1440
    if known.until is None:
        return _unlearned(episodes, rules)
    age = (known.until - pl.col("first")) / DAY / known.half_life
    marked = episodes.with_columns(
        pl.when(pl.col("first") < known.until).then(2.0 ** (-age)).otherwise(0.0).alias("own"),
        (pl.col("first") < known.until).alias("learning"),
    )
    hosts = max(1, marked.select("zone", "host").n_unique())
    here = ["zone", "host", "signature"]
    biggest = pl.col("count").filter(pl.col("learning")).max().fill_null(0)
    counted = marked.with_columns(
        (pl.col("own").sum().over(here) - pl.col("own")).alias("here"),
        (pl.col("own").sum().over("signature") - pl.col("own")).alias("anywhere"),
        biggest.over(here).alias("biggest"),
    )
    rate = (pl.col("here") + rule["never"] + rule["elsewhere"] * pl.col("anywhere") / hosts) / known.days
    surprise = -(1 - (-rate * window).exp()).log()
    flood = (
        (~pl.col("learning"))
        & (pl.col("count") >= rule["flood_least"])
        & (pl.col("count") > rule["flood_ratio"] * pl.col("biggest"))
    )
    swollen = (pl.col("count") / (pl.col("biggest") + 1)).log() + 2
    level = pl.when(flood).then(pl.max_horizontal(surprise, swollen)).otherwise(surprise).clip(0.0, rule["most"])
    return _weighted(counted.with_columns(level.alias("surprise")), rules).drop("own", "here", "anywhere", "biggest")


def _unlearned(episodes: pl.DataFrame, rules: Mapping[str, Any]) -> pl.DataFrame:
    """Nothing learned: an episode is as surprising as its repetition in other hours leaves it."""
    hour = pl.col("first") // 3_600_000_000
    hours = hour.n_unique().over("zone", "host", "signature")
    level = (rules["rarity"]["most"] - 1.0 - hours.log(2.0)).clip(0.0, rules["rarity"]["most"])
    return _weighted(episodes.with_columns(pl.lit(False).alias("learning"), level.alias("surprise")), rules)


def _weighted(episodes: pl.DataFrame, rules: Mapping[str, Any]) -> pl.DataFrame:
    weights = pl.Series(rules["weight"])
    points = {float(step): float(weight) for step, weight in enumerate(weights)}
    whole = pl.col("severity").clip(0, len(points) - 1).round(0).replace_strict(points, return_dtype=pl.Float64)
    return episodes.with_columns((pl.col("surprise") * whole).alias("strength"))
