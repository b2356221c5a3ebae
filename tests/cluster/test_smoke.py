"""A thousand records through a real Kafka broker, a Spark master with executors and a real Elasticsearch: the same alert ids."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from jianmen import assembly
from stores.elastic import ElasticStore
from stores.embedded import EmbeddedStore
from stores.store import Query
from testbed.servers.broker import Broker
from testbed.servers.elasticsearch_node import ElasticsearchNode
from testbed.servers.spark_master import SparkMaster
from tests.streaming.scene import START, conn, inventory, put, scan, step

pytestmark = pytest.mark.cluster
ROOT = Path(__file__).resolve().parents[2]
SECRET = "smoke-test-only"  # a throw-away account of a throw-away server on loopback
DRIVER = """
import sys
from pathlib import Path
from jianmen.settings import rules
from stores.kafka_log import KafkaLog
from stores.kafka_settings import KafkaSettings
from streaming.pipeline import Pipeline
from streaming.session import session
from testbed.servers.artefacts import connector_jars
from tests.streaming.scene import inventory
master, servers, out = sys.argv[1:]
jars = ",".join(str(path) for path in connector_jars())
spark = session(master, {"spark.jars": jars, "spark.executor.memory": "700m", "spark.executor.cores": "1", "spark.cores.max": "2"})
flow = Pipeline(spark=spark, out=Path(out), log=KafkaLog(KafkaSettings(servers=servers)), inventory=inventory(),
                rules=rules("detection"), correlation=rules("correlation"))
flow.run()
print("executors", len(spark.sparkContext._jsc.sc().statusTracker().getExecutorInfos()) - 1)
"""


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Broker, SparkMaster, ElasticsearchNode]]:
    folder = tmp_path_factory.mktemp("servers")
    for name in ("kafka", "spark"):
        (folder / name).mkdir()
    broker = Broker(folder / "kafka").start()
    spark = SparkMaster(folder / "spark", workers=2, path=str(ROOT)).start()
    search = ElasticsearchNode(roles={}, users={"writer": (SECRET, ["superuser"])}).start()
    yield broker, spark, search
    for server in (search, spark, broker):
        server.stop()


def thousand(folder: Path) -> list[Path]:
    return [
        put(folder, "s-a", "conn.log", [conn(START + n * 3, uid=f"U{n}") for n in range(860)] + scan(START + 100) + scan(START + 200, "10.0.0.77")),
        put(folder, "s-b", "auth.log", [f"<86>Nov 14 12:{n % 60:02d}:01 host sshd[{n}]: Failed password for root from 192.0.2.9 port 4000 ssh2" for n in range(60)]),
    ]


def test_the_same_alert_ids_on_kafka_executors_and_elasticsearch(
    servers: tuple[Broker, SparkMaster, ElasticsearchNode], spark: Any, tmp_path: Path
) -> None:
    from stores.kafka_log import KafkaLog
    from stores.kafka_settings import KafkaSettings

    broker, master, search = servers
    files = thousand(tmp_path / "in")
    step(tmp_path / "embedded", files, spark, live=False)
    collector = assembly.collector(tmp_path / "cluster", inventory())
    collector.log = KafkaLog(KafkaSettings(servers=broker.address))
    assert sum(report.sent for report in collector.ingest(files)) == 1000
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, master.address, broker.address, str(tmp_path / "cluster")],
        env=environment, cwd=ROOT, capture_output=True, text=True, timeout=400, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert "executors 2" in done.stdout
    here, there = EmbeddedStore(tmp_path / "embedded"), EmbeddedStore(tmp_path / "cluster")
    ids = [sorted(store.frame("alerts").collect()["alert_id"]) for store in (here, there)]
    assert ids[0] == ids[1]
    assert len(ids[0]) == 3
    assert sorted(here.frame("events").collect()["event_id"]) == sorted(there.frame("events").collect()["event_id"])
    client = Elasticsearch(search.address, basic_auth=("writer", SECRET))
    store = ElasticStore(client)
    store.install()
    for kind in ("alerts", "incidents"):
        rows = list(there.scan(Query(kind)))  # type: ignore[arg-type]
        assert store.upsert(kind, rows) == len(rows)  # type: ignore[arg-type]
        assert store.upsert(kind, rows) == len(rows)  # type: ignore[arg-type]
    assert sorted(row["alert_id"] for row in store.scan(Query("alerts"))) == ids[0]
    wanted = 'source.ip:"10.0.0.0/24" AND kibana.alert.severity:(high OR critical)'
    assert {row["alert_id"] for row in store.search(Query("alerts", wanted))} == {row["alert_id"] for row in there.search(Query("alerts", wanted))}
