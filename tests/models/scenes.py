"""Cells of one small scene a detector: an attack among ordinary traffic, from a seed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl

from models.detector import Detector
from schema.cell_arrow import cell_schema
from stores.lake import polars_schema

START = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)  # Monday 09:00 Asia/Shanghai
NUMBERS = {"failed", "source_bytes", "destination_bytes", "source_packets", "destination_packets", "request_bytes", "response_bytes", "paths"}
Row = dict[str, Any]


def cells(detector: Detector, rows: list[Row]) -> pl.DataFrame:
    """Rows as cells of the detector's kind, `window_start` with them; what a row leaves out is usual."""
    schema = polars_schema(cell_schema(detector.cells))
    full = []
    for at, row in enumerate(rows):
        moment = row["first_time"]
        usual = {
            "zone": "z", "sensor": "s", "minute": moment.replace(second=0, microsecond=0), "batch": 0, "records": 1,
            "sample": f"e{at:06d}", "last_time": moment, "transport": "tcp", "duration": 0.1,
        }  # fmt: skip
        full.append({name: row.get(name, usual.get(name, 0 if name in NUMBERS else None)) for name in schema})
    window = f"{int(detector.window.total_seconds())}s"
    return pl.DataFrame(full, schema=schema).with_columns(pl.col("minute").dt.truncate(window).alias("window_start"))


def flow(at: float, source: str, destination: str, port: int, **more: Any) -> Row:
    """One conversation `at` seconds after the start."""
    answered = not more.get("failed")
    return {
        "first_time": START + timedelta(seconds=at), "source_ip": source, "destination_ip": destination, "destination_port": port,
        "source_bytes": 600, "destination_bytes": 1200 if answered else 0, "source_packets": 5, "destination_packets": 5 if answered else 0, **more,
    }  # fmt: skip


def ordinary(seed: int, hours: int = 3) -> list[Row]:
    """Browsing of twenty hosts to outside servers at random times."""
    random = np.random.default_rng(seed)
    return [
        flow(float(random.uniform(0, hours * 3600)), f"10.1.0.{random.integers(10, 30)}", f"198.51.100.{random.integers(1, 60)}", 443, protocol="ssl", source_bytes=int(random.integers(300, 4000)))
        for _ in range(300)
    ]  # fmt: skip


def scan_horizontal() -> list[Row]:
    return [flow(9 * n, "10.1.0.66", f"10.1.1.{n}", 445, failed=1) for n in range(1, 40)]


def scan_vertical() -> list[Row]:
    return [flow(5 * n, "10.1.0.66", "10.1.1.9", 20 + n, failed=1) for n in range(1, 50)]


def scan_icmp() -> list[Row]:
    return [flow(4 * n, "10.1.0.66", f"10.1.1.{n}", 0, transport="icmp", failed=1) for n in range(1, 60)]


def beacon() -> list[Row]:
    random = np.random.default_rng(3)
    moments = np.cumsum(random.uniform(240, 360, 60))
    return [flow(float(at), "10.1.0.66", "203.0.113.7", 443, source_bytes=512) for at in moments[random.random(60) > 0.2]]


def long_connection() -> list[Row]:
    return [flow(60, "10.1.0.66", "203.0.113.7", 443, duration=9.5 * 3600, source_bytes=300 << 20)]


def exfiltration() -> list[Row]:
    return [flow(600 * n, "10.1.0.66", "203.0.113.7", 443, source_bytes=90 << 20, destination_bytes=40_000) for n in range(12)]


def odd_port() -> list[Row]:
    return [flow(600 * n, "10.1.0.66", "203.0.113.7", 443, protocol="ssh") for n in range(5)]


def login(at: float, source: str, user: str, outcome: str, **more: Any) -> Row:
    """One login `at` seconds after the start."""
    return {"first_time": START + timedelta(seconds=at), "source_ip": source, "destination_ip": "10.1.1.5", "user_name": user, "protocol": "ssh", "outcome": outcome, **more}


def brute_force() -> list[Row]:
    tries = [login(20 * n, "198.51.100.9", "root", "failure") for n in range(60)]
    return [*tries, login(1300, "198.51.100.9", "root", "success"), login(50, "10.1.0.12", "li", "failure"), login(60, "10.1.0.12", "li", "success")]


def password_spray() -> list[Row]:
    return [login(30 * n, "198.51.100.9", f"user{n:02d}", "failure") for n in range(40)] + [login(1250, "198.51.100.9", "user07", "success")]


def dns_tunnel() -> list[Row]:
    random = np.random.default_rng(5)
    letters = list("abcdefghijklmnopqrstuvwxyz0123456789")
    return [
        {
            "first_time": START + timedelta(seconds=10 * n), "source_ip": "10.1.0.66", "destination_ip": "10.1.0.2", "dns_type": "TXT",
            "dns_name": "".join(random.choice(letters, 40)) + ".t.example.com", "dns_response_code": "NOERROR",
        }
        for n in range(150)
    ]  # fmt: skip


def lateral_movement() -> list[Row]:
    before = [flow(3600 * n, "10.1.0.66", "10.1.1.2", 445) for n in range(60)]
    return before + [flow(3600 * 60 + 120 * n, "10.1.0.66", f"10.1.1.{20 + n}", 3389) for n in range(8)]


def flood() -> list[Row]:
    return [flow(0.5 * n, f"203.0.{n % 100}.{n % 250}", "10.1.1.80", 443, failed=40, records=40) for n in range(400)]


def tls(at: float, source: str, **more: Any) -> Row:
    """One TLS session `at` seconds after the start."""
    return {"first_time": START + timedelta(seconds=at), "source_ip": source, "destination_ip": "203.0.113.7", "destination_port": 443, **more}


def bad_certificate() -> list[Row]:
    good = [tls(30 * n, f"10.1.0.{n}", tls_validation="ok", tls_server_name="example.org") for n in range(10, 20)]
    bad = [tls(90 * n, "10.1.0.66", tls_validation="self signed certificate", certificate_issuer="CN=localhost") for n in range(30)]
    return bad + good


def web(at: float, source: str, path: str, status: int, **more: Any) -> Row:
    """Requests of one minute."""
    return {
        "first_time": START + timedelta(seconds=at), "source_ip": source, "destination_ip": "10.1.1.80", "destination_port": 80,
        "url_domain": "portal.example.cn", "http_method": "GET", "http_status": status, "longest_path": path, "paths": 1, **more,
    }  # fmt: skip


def web_attack() -> list[Row]:
    attack = [web(60, "198.51.100.9", "/item?id=1%20union%20select%20user,password", 200), web(200, "198.51.100.9", "/x.php?cmd=id", 404)]
    return attack + [web(30 * n, f"198.51.100.{20 + n}", f"/news/{n}.html", 404 if n % 7 == 0 else 200) for n in range(40)]


ATTACKS: dict[str, Callable[[], list[Row]]] = {
    one.__name__: one
    for one in (
        scan_horizontal, scan_vertical, scan_icmp, beacon, long_connection, exfiltration, odd_port, brute_force, password_spray, dns_tunnel,
        lateral_movement, flood, bad_certificate, web_attack,
    )
}  # fmt: skip
