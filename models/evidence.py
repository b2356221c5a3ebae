"""Small frame expressions every detector needs: evidence, contributions, calibrated scores."""

from collections.abc import Mapping

import polars as pl


def logistic(strength: pl.Expr, middle: float, slope: float) -> pl.Expr:
    """A calibrated score: 0.5 where strength = middle; the rule file states both constants.

    >>> pl.select(logistic(pl.lit(3.0), 3.0, 1.0)).item()
    0.5
    """
    return 1.0 / (1.0 + (-(strength - middle) * slope).exp())


def contributions(parts: Mapping[str, pl.Expr]) -> pl.Expr:
    """Feature → share of the whole (shares add up to 1; all zero when every part is)."""
    total = pl.sum_horizontal([part.abs().fill_null(0.0) for part in parts.values()])
    safe = pl.when(total > 0).then(total).otherwise(1.0)
    return pl.concat_list(
        [
            pl.struct(pl.lit(name).alias("feature"), (part.abs().fill_null(0.0) / safe).cast(pl.Float64).alias("share"))
            for name, part in parts.items()
        ]
    ).alias("contributions")


def samples(limit: int = 100) -> pl.Expr:
    """Up to `limit` event ids of the group, the least ones, so that the order of rows never matters."""
    return pl.col("sample").unique().sort().head(limit).alias("evidence")


def times() -> list[pl.Expr]:
    """first_time and last_time of the group."""
    return [pl.col("first_time").min(), pl.col("last_time").max()]


def local(column: str) -> pl.Expr:
    """A time as Asia/Shanghai text for reasons."""
    return pl.col(column).dt.convert_time_zone("Asia/Shanghai").dt.strftime("%Y-%m-%d %H:%M")


def internal(address: str) -> pl.Expr:
    """Whether an address is private, link-local, loopback or multicast (IPv4 and IPv6)."""
    return pl.col(address).str.contains(
        r"^(10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|22[4-9]\.|23\d\.|255\.|0\.|[fF][cCdDeEfF]|::1$|::$)"
    )
