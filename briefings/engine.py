"""Engines that run a measure's SQL over the tables of an out folder: Spark for the batch, DuckDB to check it."""

import csv
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import duckdb
import pyarrow as pa
from pyspark.sql import SparkSession

from schema.alert import Alert
from schema.arrow import arrow_schema
from schema.incident import Incident
from schema.ledger import LedgerEntry
from schema.spark import spark_schema
from stores.lake import Lake
from stores.view import attach

Rows = list[dict[str, Any]]
TABLES: dict[str, tuple[str, type]] = {  # view → folder, shape
    "alerts": ("store", Alert),
    "incidents": ("store", Incident),
    "ledger": ("lake", LedgerEntry),
}
PLAIN = re.compile(
    r"SELECT (?P<value>.+) AS value, count\(\*\) AS row_count\n(?P<tail>FROM (?:alerts|incidents|ledger)\n(?:WHERE .+))"
)
SENSORS = ("sensor", "organisation", "prefecture", "sector")


class Engine(Protocol):
    """Runs queries; the same query gives the same rows on every engine."""

    def run(self, queries: Mapping[str, str]) -> dict[str, Rows]:
        """Each query's rows, by the query's name."""

    def view(self, name: str, query: str) -> None:
        """Give the rows of a query a name."""


class DuckEngine:
    """DuckDB in memory over the Delta tables."""

    def __init__(self, out: Path) -> None:
        self.connection = duckdb.connect()
        self.connection.execute("SET TimeZone = 'UTC'")
        for name, (folder, shape) in TABLES.items():
            attach(self.connection, name, Lake(out / folder), name, arrow_schema(shape))
        rows = declared(out)
        shape_of_sensors = pa.schema([pa.field(column, pa.string()) for column in SENSORS])
        self.connection.register("sensors", pa.Table.from_pylist(rows, schema=shape_of_sensors))

    def run(self, queries: Mapping[str, str]) -> dict[str, Rows]:
        """Each query on its own."""
        found: dict[str, Rows] = {}
        for name, query in queries.items():
            cursor = self.connection.execute(query)
            columns = [item[0] for item in cursor.description]
            found[name] = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
        return found

    def view(self, name: str, query: str) -> None:
        """A temporary table."""
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")


class SparkEngine:
    """Spark over the same tables' Parquet files; queries of one number go into one job together."""

    def __init__(
        self, spark: SparkSession, out: Path, start: datetime | None = None, end: datetime | None = None
    ) -> None:
        self.spark = spark
        for name, (folder, shape) in TABLES.items():
            lake = Lake(out / folder)
            files = lake.files(name, *((None, end) if name == "ledger" else (start, end)))
            schema = spark_schema(shape)
            frame = spark.read.schema(schema).parquet(*files) if files else spark.createDataFrame([], schema)
            frame.createOrReplaceTempView(name)
            spark.catalog.cacheTable(name)
        columns = ", ".join(f"{column} string" for column in SENSORS)
        rows = [tuple(row[column] for column in SENSORS) for row in declared(out)]
        spark.createDataFrame(rows, columns).createOrReplaceTempView("sensors")

    def run(self, queries: Mapping[str, str]) -> dict[str, Rows]:
        """Numbers over the same rows as one aggregate, and all that is left as one union: the session plans once."""
        found: dict[str, Rows] = {name: [] for name in queries}
        rest = dict(queries)
        for tail, mine in _same_rows(queries).items():
            names = list(mine)
            values = ", ".join(f"CAST({mine[name]} AS DOUBLE) AS v{index}" for index, name in enumerate(names))
            row = self.spark.sql(f"SELECT {values}, count(*) AS row_count {tail}").collect()[0]  # noqa: S608
            for index, name in enumerate(names):
                found[name] = [{"value": row[f"v{index}"], "row_count": row["row_count"]}]
                del rest[name]
        for columns in (("value", "row_count"), ("value", "base", "row_count"), ("item", "value", "row_count")):
            chosen = [name for name, query in rest.items() if _columns(query) == columns]
            if not chosen:
                continue
            cast = ", ".join(
                f"CAST({column} AS {'STRING' if column == 'item' else 'DOUBLE'}) AS {column}" for column in columns
            )
            union = "\nUNION ALL\n".join(
                f"SELECT '{name}' AS name, {cast} FROM (\n{rest[name]}\n) AS t{index}"  # noqa: S608
                for index, name in enumerate(chosen)
            )
            for row in self.spark.sql(union).collect():
                found[row["name"]].append({column: row[column] for column in columns})
        return found

    def view(self, name: str, query: str) -> None:
        """A cached temporary view."""
        self.spark.sql(query).createOrReplaceTempView(name)
        self.spark.catalog.cacheTable(name)

    def close(self) -> None:
        """Forget the cached tables."""
        for name in (*TABLES, "alike"):
            if self.spark.catalog.tableExists(name):
                self.spark.catalog.uncacheTable(name)
                self.spark.catalog.dropTempView(name)


def declared(out: Path) -> list[dict[str, str | None]]:
    """Sensors of the inventory with their place, from OUT/inventory; none without one."""
    folder = out / "inventory"
    if not (folder / "sensors.csv").exists():
        return []
    organisations = {row["id"]: row for row in _csv(folder / "organisations.csv")}
    rows: list[dict[str, str | None]] = []
    for sensor in _csv(folder / "sensors.csv"):
        owner = organisations.get(sensor.get("organisation", ""), {})
        place = {"prefecture": owner.get("prefecture") or None, "sector": owner.get("sector") or None}
        rows.append({"sensor": sensor["id"], "organisation": sensor.get("organisation") or None, **place})
    return rows


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def _same_rows(queries: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """FROM … WHERE … → name → expression, for the queries that are one plain count over such rows."""
    found: dict[str, dict[str, str]] = {}
    for name, query in queries.items():
        if (plain := PLAIN.fullmatch(query)) is not None:
            found.setdefault(plain["tail"], {})[name] = plain["value"]
    return found


def _columns(query: str) -> tuple[str, ...]:
    """Which of the three shapes a measure's query has, by the names it gives."""
    if " AS item" in query:
        return ("item", "value", "row_count")
    return ("value", "base", "row_count") if " AS base" in query and " AS value" in query else ("value", "row_count")
