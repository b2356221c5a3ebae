"""Writes one simulated week: inventory, input, truth."""

import json
import shutil
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

import testbed.province.attacks
from schema.discovery import discover
from testbed.province.attack import Attack, Truth
from testbed.province.clock import DAY
from testbed.province.hosts import hosts
from testbed.province.logs import Logs
from testbed.province.organisations import organisations, write_inventory
from testbed.province.plant import plant
from testbed.province.rhythm import office

DEMO = "DEMO"  # the file that marks a folder as simulated
SHANGHAI = ZoneInfo("Asia/Shanghai")


def week_start(week: str) -> float:
    """Monday 00:00 Asia/Shanghai of an ISO week, in epoch seconds.

    >>> datetime.fromtimestamp(week_start("2026-W47"), SHANGHAI).isoformat()
    '2026-11-16T00:00:00+08:00'
    """
    year, number = week.split("-W")
    return datetime.fromisocalendar(int(year), int(number), 1).replace(tzinfo=SHANGHAI).timestamp()


def write(
    folder: Path, seed: int = 1, week: str = "2026-W47", scale: float = 1.0, attacks: bool = True
) -> dict[str, int]:
    """Write inventory/, input/<sensor>/ and truth/; the same arguments give the same bytes. Counts of what was written.

    ValueError for a week that is none. A folder that holds a simulated week already is made anew.
    """
    start = week_start(week)
    if (folder / DEMO).exists():  # an earlier week in the same place must not mix with this one
        for part in ("input", "inventory", "truth"):
            shutil.rmtree(folder / part, ignore_errors=True)
    members = organisations()
    logs = Logs()
    for item in members:
        rng = np.random.default_rng([seed, item.number, int(start)])
        office(logs, item, rng, start, scale)
        hosts(logs, item, rng, start)
        if item.ot:
            plant(logs, item, rng, start, scale)
    truths: list[Truth] = []
    rng = np.random.default_rng([seed, 0, int(start)])
    if attacks:
        pool = list(rng.permutation(len(members)))
        for name, attack in discover(testbed.province.attacks, Attack).items():  # type: ignore[type-abstract]
            for copy in range(2 if attack.needs_plant else 1):
                at = next(place for place in pool if members[place].ot or not attack.needs_plant)
                pool.remove(at)
                truth = Truth(f"{name}-{copy + 1}", name, members[at].id)
                attack.inject(
                    logs, members[at], truth, np.random.default_rng([seed, 1000 + int(at), int(start)]), start
                )
                truths.append(truth)
    hit = {truth.organisation for truth in truths}
    quiet = [item for item in members if item.id not in hit]
    outages = [("outage", quiet[0].sensor, start + 4 * DAY, start + 6 * DAY)]
    outages += [("cut fibre", item.sensor, start + 1.5 * DAY, start + 1.5 * DAY + 6 * 3600) for item in quiet[1:4]]
    dark = [(sensor, begin, end) for _, sensor, begin, end in outages]
    records = _with_ends(logs.write(folder / "input", dark), truths)
    write_inventory(folder / "inventory", members)
    folder.joinpath(DEMO).write_text(
        "演示数据 / demo data: every record in this folder is simulated\n", encoding="utf-8"
    )
    place = folder / "truth"
    place.mkdir(parents=True, exist_ok=True)
    records.write_csv(place / "records.csv")
    place.joinpath("attacks.json").write_text(
        json.dumps([truth.told() for truth in truths], indent=1, ensure_ascii=False), encoding="utf-8"
    )
    place.joinpath("dark.csv").write_text(
        "kind,sensor,from,to\n" + "".join(f"{kind},{name},{begin},{end}\n" for kind, name, begin, end in outages)
    )
    return {"organisations": len(members), "attacks": len(truths), "attack_records": len(records)}


def _with_ends(records: pl.DataFrame, truths: list[Truth]) -> pl.DataFrame:
    """Lines of text name no addresses by themselves: they get those of their step."""
    steps = pl.DataFrame(
        [
            (truth.attack, step["step"], step["zone"], step["source"], step["targets"][0])
            for truth in truths
            for step in truth.steps
        ],
        schema={"attack": pl.String, "step": pl.Int64, "zone": pl.String, "_src": pl.String, "_dst": pl.String},
        orient="row",
    )
    joined = records.join(steps, on=["attack", "step"], how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce("src", "_src").alias("src"), pl.coalesce("dst", "_dst").alias("dst")).drop(
        "_src", "_dst"
    )
