"""Who goes where, how often: channels by address, by TLS name and by the host asked of a proxy, from Zeek logs."""

from pathlib import Path

import polars as pl

from jianmen.zeek_logs import number, read_folder, seconds, text

LOGS = frozenset({"conn", "dns", "http", "ssl"})
ENDS = ("id.orig_h", "id.resp_h")
KEYS = ["kind", "source", "destination", "port"]


def channels(folder: Path) -> pl.DataFrame:
    """One row a channel: kind (address, tls, host, proxy), source, destination, port, times, sizes, names, clients, twin.

    `twin`: a name that always led to one address, which led to no other name; both rows say the same thing.
    """
    logs = read_folder(folder, LOGS)
    conn = _conn(logs.get("conn", pl.DataFrame()))
    parts = [conn.with_columns(pl.lit("address").alias("kind"), pl.col("server").alias("destination"))]
    for log, kind in (("ssl", "tls"), ("http", "host")):
        if log in logs:
            parts.append(_named(logs[log], log, kind, conn))
    records = pl.concat(parts, how="diagonal").filter(pl.col("time").is_not_null() & pl.col("source").is_not_null())
    names = _names(logs, records)
    found = records.group_by(KEYS).agg(
        pl.col("time").sort(), pl.col("size").sort_by("time").drop_nulls(), pl.col("service").drop_nulls().mode().sort().first(),
        pl.col("server").n_unique().alias("servers"), pl.col("server").min().alias("server"), pl.col("transport").min(),
        pl.len().alias("records"),
    )  # fmt: skip
    clients = records.group_by("destination").agg(pl.col("source").n_unique().alias("clients"))
    hosts = records["source"].n_unique()
    shared = (
        records.filter(pl.col("kind") != "address")
        .group_by("source", "server")
        .agg(pl.col("destination").n_unique().alias("names_there"))
    )
    return (
        found.join(clients, on="destination", how="left")
        .join(shared, on=["source", "server"], how="left")
        .join(names, left_on="server", right_on="address", how="left")
        .with_columns(
            pl.lit(hosts).alias("hosts"),
            pl.col("names_there").fill_null(0),
            ((pl.col("kind") != "address") & (pl.col("kind") != "proxy") & (pl.col("servers") == 1) & (pl.col("names_there") <= 1)).alias("twin"),
        )
        .sort(KEYS)
    )  # fmt: skip


def _conn(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(
        seconds(frame),
        text(frame, "uid"),
        text(frame, "id.orig_h").alias("source"),
        text(frame, "id.resp_h").alias("server"),
        number(frame, "id.resp_p").cast(pl.Int64).alias("port"),
        pl.coalesce(number(frame, "orig_ip_bytes"), number(frame, "orig_bytes")).alias("size"),
        text(frame, "service"),
        text(frame, "proto").alias("transport"),
    )


def _named(frame: pl.DataFrame, log: str, kind: str, conn: pl.DataFrame) -> pl.DataFrame:
    """Records with the name asked for; a CONNECT or an absolute URI makes the server a proxy."""
    name = text(frame, "server_name" if log == "ssl" else "host")
    server, port = text(frame, "id.resp_h"), number(frame, "id.resp_p").cast(pl.Int64)
    proxied = (
        (text(frame, "method") == "CONNECT") | text(frame, "uri").str.starts_with("http://") if log == "http" else pl.lit(False)
    ).fill_null(False)
    clean = name.str.to_lowercase().str.strip_chars_end(".")
    asked = clean.str.extract(r":(\d+)$").cast(pl.Int64)
    named = frame.select(
        seconds(frame), text(frame, "uid"), text(frame, "id.orig_h").alias("source"), server.alias("server"),
        clean.str.replace(r":\d+$", "").alias("destination"),
        pl.coalesce(asked, pl.when(proxied).then(80).otherwise(port)).alias("port"),
        pl.when(proxied).then(pl.lit("proxy")).otherwise(pl.lit(kind)).alias("kind"), pl.lit(log).alias("service"),
        pl.lit("tcp").alias("transport"),
    ).filter(pl.col("destination").is_not_null() & (pl.col("destination") != pl.col("server")))  # fmt: skip
    sizes = conn.filter(pl.col("uid").is_not_null()).group_by("uid").agg(pl.col("size").max())
    return named.join(sizes, on="uid", how="left")


def _names(logs: dict[str, pl.DataFrame], records: pl.DataFrame) -> pl.DataFrame:
    """address → names it was reached by or answered for."""
    parts = [records.filter(pl.col("kind").is_in(["tls", "host"])).select(pl.col("server").alias("address"), pl.col("destination").alias("name"))]
    if "dns" in logs:
        dns = logs["dns"]
        parts.append(
            dns.select(text(dns, "answers").str.split(",").alias("address"), text(dns, "query").str.to_lowercase().alias("name"))
            .explode("address")
            .filter(pl.col("address").str.contains(r"^[0-9a-fA-F.:]+$") & pl.col("name").is_not_null())
        )
    return pl.concat(parts).group_by("address").agg(pl.col("name").unique().sort().alias("names"))
