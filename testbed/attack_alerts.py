"""Alerts of a simulated province under attack, with the truth: who led to whom, from which entry to which target."""

import random
from dataclasses import dataclass

import polars as pl

HOUR = 3_600_000_000
DAYS = 7
STAGES = (
    ("T1190", "Exploit of a public application", 3.0), ("T1046", "Internal scan", 2.0), ("T1110", "Password guessing", 3.0),
    ("T1021", "Remote session to the jump host", 3.0), ("T0846", "Controllers enumerated", 3.0), ("T0855", "Unauthorised command", 4.0),
)  # fmt: skip
NOISE = ("Port scan", "Rare domain", "Failed logins", "New service", "Old TLS version", "Odd user agent")
AliasRow = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Province:
    """Rows of an alert frame, chain number and stage of each attack row, the declared aliases, and entry and target of each chain."""

    rows: list[tuple[object, ...]]
    chain: dict[int, tuple[int, int]]
    aliases: tuple[AliasRow, ...]
    ends: tuple[tuple[str, str], ...]


def province(seed: int, organisations: int = 6, attacked: int = 2, noise: int = 300) -> Province:
    """Organisations whose IT and OT zones all use the same private addresses; chains run from the internet to a controller."""
    draw = random.Random(seed)
    made: list[tuple[int, tuple[object, ...], tuple[int, int] | None]] = []
    ends = []
    for number, organisation in enumerate(draw.sample(range(organisations), attacked)):
        it, ot = f"it{organisation}", f"ot{organisation}"
        web, host, plc = (
            f"10.0.0.{draw.randint(30, 120)}",
            f"10.0.0.{draw.randint(121, 220)}",
            f"192.168.1.{draw.randint(50, 99)}",
        )
        hops = (
            (it, f"203.0.114.{number + 1}", web),
            (it, web, host),
            (it, web, host),
            (it, host, "10.0.0.20"),
            (ot, "192.168.1.1", plc),
            (ot, "192.168.1.1", plc),
        )
        when = draw.randint(0, 3 * 24 * HOUR)
        for stage, ((zone, source, target), (code, name, severity)) in enumerate(zip(hops, STAGES, strict=True)):
            made.append((when, (zone, source, target, name, severity, code), (number, stage)))
            when += round(draw.lognormvariate(0.7, 0.9) * HOUR)
        ends.append((f"{it}|{web}", f"{ot}|{plc}"))
    for _ in range(noise):
        zone = f"{draw.choice(('it', 'ot'))}{draw.randrange(organisations)}"
        net = "10.0.0" if zone.startswith("it") else "192.168.1"
        source, target = f"{net}.{draw.randint(2, 250)}", f"{net}.{draw.randint(2, 250)}"
        severity = draw.choices((1.0, 2.0, 3.0), (0.8, 0.18, 0.02))[0]
        made.append(
            (draw.randint(0, DAYS * 24 * HOUR), (zone, source, target, draw.choice(NOISE), severity, None), None)
        )
    made.sort(key=lambda item: (item[0], str(item[1])))
    rows: list[tuple[object, ...]] = [(row, str(row), when, zone, source, source, target, None, name, severity, code)
            for row, (when, (zone, source, target, name, severity, code), _) in enumerate(made)]  # fmt: skip
    chain = {row: mark for row, (_, _, mark) in enumerate(made) if mark is not None}
    aliases = tuple(
        (f"it{number}", "10.0.0.20", f"ot{number}", "192.168.1.1", "jump") for number in range(organisations)
    )
    return Province(rows, chain, aliases, tuple(ends))


def frame(made: Province, shape: dict[str, pl.DataType]) -> pl.DataFrame:
    """The rows as an alert frame of the given shape."""
    return pl.DataFrame(made.rows, schema=shape, orient="row")
