"""The whole pipeline against Spark's parse-only rate, in the same process on the same million records."""

import resource
import shutil
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import polars as pl

from jianmen import assembly
from jianmen.settings import Settings, open_inventory
from stores.embedded import EmbeddedStore

ROWS = 1_000_000
HOSTS = 50_000
REPEATS = 3
START = 1_762_995_600  # 2025-11-13 09:00 Asia/Shanghai
HOURS = 8
CONN = "ts double, uid string, `id.orig_h` string, `id.orig_p` long, `id.resp_h` string, `id.resp_p` long, proto string, service string, duration double, orig_bytes long, resp_bytes long, conn_state string, local_orig boolean, local_resp boolean, missed_bytes long, history string, orig_pkts long, orig_ip_bytes long, resp_pkts long, resp_ip_bytes long"


def measure(work: Path) -> dict[str, Any]:
    """Rates in rows/s, their ratio, peak memory, and whether every planted attack was found."""
    source = work / "input"
    source.mkdir(parents=True, exist_ok=True)
    records = connections(seed=7)
    json_file, tsv_file = source / "conn.json.log", work / "tsv" / "conn.log"
    records.write_ndjson(json_file)
    _write_tsv(records, tsv_file)
    attackers = set(planted(np.random.default_rng(7))["id.orig_h"].unique())
    spark = assembly.spark()
    parse = min(_timed(lambda: spark.read.schema(CONN).json(str(json_file)).write.format("noop").mode("overwrite").save()) for _ in range(REPEATS))
    runs = [_pipeline(work / "out", json_file, spark) for _ in range(REPEATS)]
    best = min(runs, key=lambda run: run["seconds"])
    tsv = min((_pipeline(work / "out", tsv_file, spark) for _ in range(2)), key=lambda run: run["seconds"])
    found = best["sources"] & attackers
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + children) / 1024
    return {
        "rows": len(records),
        "hosts": HOSTS,
        "parse_only_rows_per_s": round(len(records) / parse),
        "pipeline_rows_per_s": round(len(records) / best["seconds"]),
        "ratio": round(parse / best["seconds"], 3),
        "tsv_rows_per_s": round(len(records) / tsv["seconds"]),
        "peak_rss_mib": round(peak),
        "attacks_planted": len(attackers),
        "attacks_found": len(found),
        "attacks_missed": sorted(attackers - found),
        "alerts": best["alerts"],
        "other_alert_sources": len(best["sources"] - attackers),
        "stages": best["stages"],
    }


def _pipeline(out: Path, file: Path, spark: Any) -> dict[str, Any]:
    shutil.rmtree(out, ignore_errors=True)
    Settings().save(out)
    inventory = open_inventory(None, out)
    begin = perf_counter()
    assembly.collector(out, inventory).ingest([file])
    collected = perf_counter() - begin
    flow = assembly.pipeline(out, inventory, spark)
    flow.run()
    seconds = perf_counter() - begin
    alerts = EmbeddedStore(out).frame("alerts").collect()
    stages = {"collect": collected, **flow.seconds}
    return {
        "seconds": seconds,
        "alerts": len(alerts),
        "sources": set(alerts["source_ip"].drop_nulls()),
        "stages": {name: round(took, 2) for name, took in stages.items()},
    }


def _timed(work: Any) -> float:
    begin = perf_counter()
    work()
    return perf_counter() - begin


def connections(seed: int) -> pl.DataFrame:
    """A million Zeek conn records of 50,000 hosts in eight working hours, with 20 attacks planted."""
    rng = np.random.default_rng(seed)
    attacks = planted(np.random.default_rng(seed))
    count = ROWS - len(attacks)
    orig = rng.integers(0, HOSTS, count)
    services = np.array(["dns", "http", "ssl", "ssl", "ssl", None], dtype=object)
    kind = rng.integers(0, 6, count)
    ports = np.array([53, 80, 443, 443, 993, 8080])[kind]
    # every host has a handful of places it goes to: traffic is not random pairs
    peer = (orig * 7919 + rng.zipf(1.6, count).clip(1, 40) * 104_729) % 4000
    dns = kind == 0
    state = rng.choice(["SF", "S1", "RSTO", "S0", "REJ"], count, p=[0.9, 0.04, 0.03, 0.02, 0.01])
    frame = pl.DataFrame(
        {
            "ts": START + rng.random(count) * HOURS * 3600,
            "id.orig_h": _address(10, orig),
            "id.orig_p": rng.integers(1024, 65535, count),
            "id.resp_h": pl.select(pl.when(pl.Series(dns)).then(pl.lit("10.255.0.53")).otherwise(_address(100, peer))).to_series(),
            "id.resp_p": ports,
            "proto": np.where(dns, "udp", "tcp"),
            "service": services[kind],
            "duration": rng.exponential(4.0, count).round(6),
            "orig_bytes": rng.lognormal(6, 1.2, count).astype(np.int64),
            "resp_bytes": rng.lognormal(7.5, 1.5, count).astype(np.int64),
            "conn_state": state,
        }
    )
    whole = pl.concat([frame, attacks.select(frame.columns).cast(frame.schema)]).sort("ts")
    return whole.with_columns(
        pl.col("ts").round(6),
        (pl.lit("C") + pl.int_range(pl.len()).cast(pl.String).str.zfill(17)).alias("uid"),
        pl.lit(True).alias("local_orig"),
        pl.lit(False).alias("local_resp"),
        pl.lit(0).alias("missed_bytes"),
        pl.lit("ShADadfF").alias("history"),
        (pl.col("orig_bytes") // 700 + 1).alias("orig_pkts"),
        (pl.col("orig_bytes") + 120).alias("orig_ip_bytes"),
        (pl.col("resp_bytes") // 1200 + 1).alias("resp_pkts"),
        (pl.col("resp_bytes") + 120).alias("resp_ip_bytes"),
    ).select([name.strip("` ") for name in (part.strip().rsplit(" ", 1)[0] for part in CONN.split(","))])


def planted(rng: np.random.Generator) -> pl.DataFrame:
    """Twenty attacks: seven horizontal scans, six vertical ones, seven beacons; each from an address of its own."""
    parts = []
    for number in range(20):
        source = f"10.200.{number}.66"
        begin = START + 3600 * float(rng.uniform(0.5, 2))
        if number < 7:
            size, targets, ports = 400, [f"10.9.{number}.{i % 250 + 1}" for i in range(400)], [[22, 445, 3389, 23][number % 4]] * 400
            times, state, sent, got = begin + np.arange(size) * 0.8, "S0", 0, 0
        elif number < 13:
            size, targets, ports = 300, [f"10.8.0.{number}"] * 300, list(range(1, 301))
            times, state, sent, got = begin + np.arange(size) * 0.5, "REJ", 0, 0
        else:
            period = float(rng.choice([60, 120, 300]))
            size = int((HOURS - 2) * 3600 / period)
            targets, ports = [f"203.0.113.{number}"] * size, [443] * size
            times, state, sent, got = begin + np.arange(size) * period + rng.normal(0, period * 0.03, size), "SF", 540, 1210
        parts.append(
            pl.DataFrame(
                {
                    "ts": times,
                    "id.orig_h": [source] * size,
                    "id.orig_p": rng.integers(1024, 65535, size),
                    "id.resp_h": targets,
                    "id.resp_p": ports,
                    "proto": ["tcp"] * size,
                    "service": pl.Series([None] * size, dtype=pl.String),
                    "duration": [0.2 if state == "SF" else 0.0] * size,
                    "orig_bytes": [sent] * size,
                    "resp_bytes": [got] * size,
                    "conn_state": [state] * size,
                }
            )
        )
    return pl.concat(parts)


def _address(first: int, number: np.ndarray[Any, Any]) -> pl.Series:
    high, low = number // 250, number % 250 + 1
    frame = pl.DataFrame({"h": high // 250, "m": high % 250, "l": low})
    return frame.select(pl.format(f"{first}.{{}}.{{}}.{{}}", "h", "m", "l")).to_series()


def _write_tsv(records: pl.DataFrame, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    flags = [pl.when(pl.col(name)).then(pl.lit("T")).otherwise(pl.lit("F")).alias(name) for name in ("local_orig", "local_resp")]
    body = records.with_columns(pl.col("ts").cast(pl.Decimal(20, 6)).cast(pl.String), *flags).write_csv(
        include_header=False, separator="\t", null_value="-", quote_style="never"
    )
    header = "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n#fields\t"
    path.write_text(header + "\t".join(records.columns) + "\n" + body)
