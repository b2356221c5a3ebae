"""Workspace: the small public Python interface analysts' notebooks stand on."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import networkx as nx
import pandas as pd
import pyarrow as pa

from schema.alert import Alert
from schema.arrow import arrow_schema
from schema.ecs import columns_of
from stores.embedded import SHAPES, EmbeddedStore
from stores.lake import Lake
from stores.store import Kind, Query
from stores.view import attach

MOST = 1_000_000


class Workspace:
    """Read one out folder; every method takes Lucene on ECS names and times with a zone."""

    def __init__(self, out: Path) -> None:
        if not (out / "settings.json").exists():
            raise FileNotFoundError(
                f"{out} is no output folder of Jianmen; make one with: jianmen run --input LOGS --out {out}"
            )
        self.out = out
        self.store = EmbeddedStore(out)

    def events(self, query: str = "*", **asked: Any) -> pd.DataFrame:
        """Normalised events of the lake."""
        return self._frame("events", query, asked)

    def alerts(self, query: str = "*", **asked: Any) -> pd.DataFrame:
        """Alerts, latest first."""
        return self._frame("alerts", query, asked)

    def incidents(self, query: str = "*", **asked: Any) -> pd.DataFrame:
        """Incidents, latest first."""
        return self._frame("incidents", query, asked)

    def ledger(self, query: str = "*", **asked: Any) -> pd.DataFrame:
        """What each sensor showed us, by minute."""
        return self._frame("ledger", query, asked)

    def arrow(
        self,
        kind: Kind,
        query: str = "*",
        start: datetime | None = None,
        end: datetime | None = None,
        sort: str = "-@timestamp",
        limit: int = MOST,
    ) -> pa.Table:
        """The same rows as an Arrow table with the shape's columns."""
        rows = self.store.search(Query(kind, query, start, end, sort, limit))
        return pa.Table.from_pylist(rows, schema=arrow_schema(SHAPES[kind]))

    def spark(self, session: Any, kind: Kind, query: str = "*", **asked: Any) -> Any:
        """The same rows as a Spark DataFrame."""
        from schema.spark import spark_schema

        rows = self.store.search(Query(kind, query, limit=asked.pop("limit", MOST), **asked))
        names = arrow_schema(SHAPES[kind]).names
        return session.createDataFrame([tuple(row[name] for name in names) for row in rows], spark_schema(SHAPES[kind]))

    def _frame(self, kind: Kind, query: str, asked: dict[str, Any]) -> pd.DataFrame:
        frame: pd.DataFrame = self.arrow(kind, query, **asked).to_pandas(maps_as_pydicts="lossy")
        return frame

    def evidence(self, alert_id: str) -> pd.DataFrame:
        """The events behind an alert, raw records included."""
        alert = self.store.get("alerts", alert_id)
        rows = self.store.evidence(list(alert["evidence"] or [])) if alert else []
        return pd.DataFrame(rows)

    def graph(self, incident_id: str) -> "nx.MultiDiGraph[str]":
        """An incident's path: hosts as nodes, steps as edges with time, technique and title."""
        found: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        incident = self.store.get("incidents", incident_id)
        for order, step in enumerate(json.loads(incident["path"] or "{}").get("steps", []) if incident else []):
            for target in step.get("targets") or [step["source"]]:
                found.add_edge(
                    step["source"],
                    target,
                    order=order,
                    time=step["time"],
                    technique=step.get("technique"),
                    title=step.get("title"),
                )
        return found

    def sql(self, query: str) -> pd.DataFrame:
        """DuckDB SQL over alerts, incidents, ledger and events, in memory; columns are those of schema/."""
        with duckdb.connect() as connection:
            connection.execute("SET TimeZone = 'UTC'")
            for name, folder in {"alerts": "store", "incidents": "store", "ledger": "lake", "events": "lake"}.items():
                attach(connection, name, Lake(self.out / folder), name, arrow_schema(SHAPES[name]))  # type: ignore[index]
            return connection.execute(query).df()

    @staticmethod
    def fields() -> dict[str, str]:
        """ECS name → column of an alert."""
        return columns_of(Alert)
