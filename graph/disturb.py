"""Disturbances: the same labelled alerts lost, shuffled, skewed, renamed, behind NAT, doubled or stretched; seeded."""

import random
from dataclasses import dataclass
from typing import Any

import polars as pl

from graph.entities import AliasRow

MINUTE = 60_000_000
DAY = 1440 * MINUTE


@dataclass(frozen=True, slots=True)
class Labelled:
    """An alert frame with the phase of each row number (empty: benign), the end of the quiet time, and declared aliases."""

    frame: pl.DataFrame
    labels: tuple[str, ...]
    until: int
    aliases: tuple[AliasRow, ...] = ()


def renumbered(frame: pl.DataFrame, until: int, aliases: tuple[AliasRow, ...] = ()) -> Labelled:
    """A frame with a `label` column, sorted by time, numbered anew."""
    ordered = frame.sort("time", "row").drop("row").with_row_index("row").with_columns(pl.col("row").cast(pl.UInt32))
    return Labelled(
        ordered.drop("label").with_columns(pl.col("row").cast(pl.String).alias("alert_id")),
        tuple(ordered["label"]),
        until,
        aliases,
    )


def _labelled(base: Labelled) -> pl.DataFrame:
    return base.frame.with_columns(pl.Series("label", [base.labels[row] for row in base.frame["row"]], pl.String))


def lost(base: Labelled, share: float, seed: int) -> Labelled:
    """A share of all alerts never arrived."""
    draw = random.Random(seed)
    keep = pl.Series([draw.random() >= share for _ in range(base.frame.height)])
    return renumbered(_labelled(base).filter(keep), base.until, base.aliases)


def jittered(base: Labelled, minutes: float, seed: int) -> Labelled:
    """Every alert's time is off by up to ± minutes."""
    draw = random.Random(seed)
    shift = pl.Series([round(draw.uniform(-minutes, minutes) * MINUTE) for _ in range(base.frame.height)])
    return renumbered(_labelled(base).with_columns(pl.col("time") + shift), base.until, base.aliases)


def skewed(base: Labelled, sensor: str, minutes: float) -> Labelled:
    """The clock of one sensor (its signatures begin with `sensor`) is wrong by some minutes."""
    mine = pl.col("signature").str.starts_with(sensor)
    moved = pl.when(mine).then(pl.col("time") + round(minutes * MINUTE)).otherwise(pl.col("time"))
    return renumbered(_labelled(base).with_columns(moved.alias("time")), base.until, base.aliases)


def renamed(base: Labelled, days: int) -> Labelled:
    """Hosts renamed, addresses mapped, times shifted by days."""
    hosts = sorted(set(base.frame["host"].drop_nulls()))
    other = {name: f"10.99.{number // 250}.{number % 250 + 1}" for number, name in enumerate(reversed(hosts))}
    frame = _labelled(base).with_columns(pl.col("host").replace_strict(other), pl.col("time") + days * DAY)
    ordered = frame.drop("label")
    return Labelled(ordered, base.labels, base.until + days * DAY, base.aliases)


def behind_nat(base: Labelled, sensor: str, declared: bool) -> Labelled:
    """One sensor sees the busiest attacked host under another address of another zone; joined by a declared alias, or not."""
    frame = _labelled(base)
    attacked = (
        frame.filter(pl.col("label") != "")["host"].value_counts().sort("count", "host", descending=True)["host"][0]
    )
    zone = frame["zone"][0]
    mine = (pl.col("host") == attacked) & pl.col("signature").str.starts_with(sensor)
    moved = frame.with_columns(
        pl.when(mine).then(pl.lit("outside")).otherwise(pl.col("zone")).alias("zone"),
        pl.when(mine).then(pl.lit("100.64.0.1")).otherwise(pl.col("host")).alias("host"),
    )
    rows: tuple[AliasRow, ...] = ((zone, str(attacked), "outside", "100.64.0.1", "nat"),) if declared else ()
    return renumbered(moved, base.until, rows)


def two_attackers(base: Labelled, other: Labelled, zone: str) -> Labelled:
    """A second attack, of another scenario on other hosts, at the same time; its phases are labelled `2:`."""
    mine = _labelled(base)
    theirs = _labelled(other)
    begin = mine.filter(pl.col("label") != "")["time"].min()
    start = theirs.filter(pl.col("label") != "")["time"].min()
    moved = theirs.with_columns(
        pl.col("time") + (begin - start), pl.lit(zone).alias("zone"), (pl.lit("second-") + pl.col("host")).alias("host"),  # type: ignore[operator]
        pl.when(pl.col("label") != "").then(pl.lit("2:") + pl.col("label")).otherwise(pl.lit("")).alias("label"),
    )  # fmt: skip
    return renumbered(pl.concat([mine, moved]), base.until, base.aliases)


def stretched(base: Labelled, days: int) -> Labelled:
    """The phases of the attack spread evenly over `days`, among the benign alerts of the days after the quiet time, repeated."""
    frame = _labelled(base)
    quiet = frame.filter(pl.col("time") < base.until)
    after = frame.filter((pl.col("time") >= base.until) & (pl.col("label") == ""))
    attack = frame.filter((pl.col("time") >= base.until) & (pl.col("label") != ""))
    starts = attack.group_by("label").agg(pl.col("time").min().alias("start")).sort("start")
    step = days * DAY // max(1, starts.height - 1)
    moves = starts.with_columns(
        (pl.lit(base.until) + pl.int_range(pl.len()) * step - pl.col("start")).alias("move")
    ).drop("start")
    spread = (
        attack.join(moves, on="label").with_columns(pl.col("time") + pl.col("move")).drop("move").select(frame.columns)
    )
    latest: Any = after["time"].max()
    length = int(latest) - base.until + MINUTE
    copies = [after.with_columns(pl.col("time") + turn * length) for turn in range(1 + days * DAY // length)]
    return renumbered(pl.concat([quiet, spread, *copies]), base.until, base.aliases)


def without_attack(base: Labelled) -> Labelled:
    """Benign alerts only: whatever is told of them is false."""
    return renumbered(_labelled(base).filter(pl.col("label") == ""), base.until, base.aliases)


def table(base: Labelled, other: Labelled | None, seed: int) -> dict[str, Labelled]:
    """All disturbances of the robustness table by name."""
    found: dict[str, Any] = {
        "as recorded": base,
        "renamed, +35 days": renamed(base, 35),
        "5 % lost": lost(base, 0.05, seed),
        "20 % lost": lost(base, 0.20, seed),
        "±5 min": jittered(base, 5, seed),
        "Suricata +10 min": skewed(base, "Suricata", 10),
        "NAT hop, declared": behind_nat(base, "Wazuh", True),
        "NAT hop, undeclared": behind_nat(base, "Wazuh", False),
        "over 60 days": stretched(base, 60),
    }
    if other is not None:
        found["two attackers, one zone"] = two_attackers(base, other, base.frame["zone"][0])
        found["two attackers, two zones"] = two_attackers(base, other, "second")
    return found
