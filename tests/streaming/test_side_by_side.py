"""Stream, search and map work at once on one folder without locking each other out."""

import threading
import time
from pathlib import Path

from jianmen import assembly
from maps import page
from stores.embedded import EmbeddedStore
from stores.store import Query
from tests.streaming.scene import START, conn, inventory, put, scan


def test_search_and_map_while_the_stream_runs(spark: object, tmp_path: Path) -> None:
    out, known = tmp_path / "out", inventory()
    collector = assembly.collector(out, known)
    collector.ingest([put(tmp_path / "in", "s-a", "c0.log", scan(START))])
    flow = assembly.pipeline(out, known, spark, live=True)
    stop, failures = threading.Event(), []

    def streaming() -> None:
        try:
            flow.stream(stop, 0.5)
        except Exception as error:
            failures.append(error)

    worker = threading.Thread(target=streaming)
    worker.start()
    searched = drawn = 0
    deadline = time.monotonic() + 40
    try:
        for number in range(1, 5):
            collector.ingest([put(tmp_path / "in", "s-a", f"c{number}.log", [conn(START + number * 50 + n) for n in range(30)])])
            for _ in range(3):
                EmbeddedStore(out).search(Query("events", "source.ip:10.0.0.5"))
                searched += 1
            page.write(out)
            drawn += 1
        while time.monotonic() < deadline and not (EmbeddedStore(out).count(Query("alerts")) and EmbeddedStore(out).count(Query("events")) == 160):
            time.sleep(0.5)
    finally:
        stop.set()
        worker.join(timeout=30)
    assert not failures
    assert (searched, drawn) == (12, 4)
    assert len(EmbeddedStore(out).frame("events").collect()) == 160
    assert EmbeddedStore(out).count(Query("alerts")) == 1
