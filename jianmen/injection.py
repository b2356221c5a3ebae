"""Planted beacons: channels made from a seed, put among the channels of real logs."""

from typing import Any

import numpy as np
import polars as pl

JITTERS = (0.0, 0.1, 0.2, 0.4, 0.6)
MISSING = (0.0, 0.1, 0.25, 0.5)
BEATS = (6, 12, 24, 60, 200, 500)


def plant(background: pl.DataFrame, seed: int, copies: int = 1) -> pl.DataFrame:
    """One beacon of each kind, jitter, share of missing beats and number of beats, as channels with a `planted` column.

    `beats` counts beats that came. Half of the clocks sleep period·(1 ± jitter), half keep to a grid and miss it by that much.
    """
    random = np.random.default_rng(seed)
    times = background["time"].explode()
    begun, ended = float(times.min()), float(times.max())  # type: ignore[arg-type]
    rows: list[dict[str, Any]] = []
    for copy in range(copies):
        for kind in ("address", "tls", "proxy"):
            for jitter in JITTERS:
                for missing in MISSING:
                    for beats in BEATS:
                        rows.append(_beacon(random, (begun, ended), kind, jitter, missing, beats, f"{seed}-{copy}-{len(rows)}"))
    return pl.DataFrame(rows).with_columns(pl.lit(background["hosts"].max()).alias("hosts"))


def moments(random: np.random.Generator, period: float, jitter: float, missing: float, beats: int) -> np.ndarray[Any, Any]:
    """Seconds from the first beat on of `beats` beats that came."""
    whole = int(np.ceil(beats / (1 - missing))) + 20
    wobble = random.uniform(-jitter, jitter, whole)
    if random.random() < 0.5:
        at = np.cumsum(period * (1 + wobble))
    else:
        at = period * (np.arange(whole) + wobble / 2)
    came = at[random.random(whole) >= missing][:beats]
    return np.sort(came - came[0])


def _beacon(
    random: np.random.Generator, reach: tuple[float, float], kind: str, jitter: float, missing: float, beats: int, name: str
) -> dict[str, object]:
    room = (reach[1] - reach[0]) * (1 - missing)
    period = min(float(random.choice([10, 30, 60, 120, 300, 600])), 0.9 * room / beats)
    times = reach[0] + random.uniform(0, 60) + moments(random, max(period, 2.0), jitter, missing, beats)
    size = random.integers(200, 1500)
    sizes = size + random.integers(0, max(2, int(size * random.choice([0.0, 0.1, 0.5]))), beats)
    far = f"203.0.113.{random.integers(1, 255)}"
    return {
        "kind": kind, "source": f"10.0.0.{random.integers(2, 250)}", "destination": far if kind == "address" else f"c{name}.example.net",
        "port": 443, "time": times.tolist(), "size": sizes.astype(float).tolist(), "service": "ssl", "transport": "tcp",
        "servers": 1 if kind != "tls" else 3, "server": "10.0.0.238" if kind == "proxy" else far, "records": beats, "clients": 1,
        "names_there": 2 if kind != "address" else 1, "names": None, "twin": False,
        "planted": True, "jitter_set": jitter, "missing_set": missing, "beats_set": beats,
    }  # fmt: skip
