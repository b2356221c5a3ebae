"""A service every machine calls like a clock is no beacon; the same clock at one or two machines is."""

from pathlib import Path

import numpy as np
import yaml

from models.beaconing import Channel, judge

RULES = yaml.safe_load(
    (Path(__file__).resolve().parents[2] / "schema" / "rules" / "detection.yaml").read_text(encoding="utf-8")
)


def score(clients: int, hosts: int) -> float:
    rng = np.random.default_rng(3)
    times = np.arange(19) * 1800 + rng.normal(0, 20, 19)
    return judge(Channel(times, np.full(19, 620.0), 443, clients=clients, hosts=hosts), RULES["beacon"], {}).score


def test_prevalence_decides_between_two_equal_clocks() -> None:
    alert_at = RULES["alert_at"]
    for clients in (1, 2, 3):
        assert score(clients, 13) >= alert_at, clients
    for clients, hosts in ((10, 13), (13, 13), (40, 50)):
        assert score(clients, hosts) < alert_at, (clients, hosts)
