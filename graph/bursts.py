"""Bursts: surprising episodes at one place within seconds of each other; the nodes of the attack graph."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from graph.episodes import SECOND


@dataclass(frozen=True, slots=True)
class Burst:
    """One node: where, when, how strong (sum over distinct signatures), and the episodes in it."""

    number: int
    zone: str
    host: str
    first: int
    last: int
    strength: float
    order: int
    severity: float
    learning: bool
    weight: float
    source: str | None
    user: str | None
    targets: tuple[str, ...]
    episodes: tuple[int, ...]


def bursts(rated: pl.DataFrame, rules: Mapping[str, Any], until: int | None, half_life: float) -> list[Burst]:
    """Bursts in time order; only episodes at least `keep` strong make one."""
    rule = rules["burst"]
    gap = int(rule["gap_seconds"] * SECOND)
    kept = rated.filter(pl.col("strength") >= rule["keep"]).sort("zone", "host", "first", "episode")
    key = ["zone", "host", "learning"]
    fresh = pl.any_horizontal(
        *(pl.col(name) != pl.col(name).shift() for name in key), pl.col("first") - pl.col("last").shift() > gap
    )
    runs = kept.with_columns(fresh.fill_null(True).cum_sum().alias("run"))
    best = runs.group_by("run", "signature").agg(pl.col("strength").max()).group_by("run").agg(pl.col("strength").sum())
    age = (pl.lit(until or 0) - pl.col("first")) / 86_400_000_000 / half_life
    folded = (
        runs.group_by("run", maintain_order=True)
        .agg(
            *(pl.col(name).first() for name in ("zone", "host", "learning")),
            pl.col("first").min(), pl.col("last").max(), pl.col("order").max(), pl.col("severity").max(),
            pl.col("source").drop_nulls().first(), pl.col("user").drop_nulls().first(),
            pl.col("targets").explode().drop_nulls().unique(maintain_order=True).head(rule["targets"]),
            pl.col("episode").alias("members"),
        )
        .join(best, on="run")
        .with_columns(
            pl.col("strength").clip(0, rule["most"]),
            pl.when("learning").then(2.0 ** (-age)).otherwise(0.0).alias("weight"),
        )
        .sort("first", "zone", "host")
    )  # fmt: skip
    return [
        Burst(number, row["zone"], row["host"], row["first"], row["last"], row["strength"], row["order"] or 0, row["severity"],
              row["learning"], row["weight"], row["source"], row["user"], tuple(row["targets"] or ()), tuple(row["members"]))
        for number, row in enumerate(folded.iter_rows(named=True))
    ]  # fmt: skip
