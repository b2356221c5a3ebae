"""No line of any source crashes or hangs anything: each is a dead letter with a reason, or an event with a valid time."""

import random
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import streaming.sources
from inventory import empty
from jianmen import assembly
from schema.discovery import discover
from stores.embedded import EmbeddedStore
from stores.event_log import Message
from stores.file_log import FileLog
from stores.lake import Lake
from streaming.sniff import sniff
from streaming.source import Source
from tests.streaming.mutations import GOOD, HEADERS, broken

MANY = 150


def zeek_like(source: Source) -> tuple[str, list[str]]:
    """Header and good line of a Zeek source without lines of its own above: its fields, all unset but the usual ones."""
    fields = ["ts", "uid", "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "extra"]
    return "#fields\t" + "\t".join(fields), ["1700000000.5\tC1\t10.0.0.1\t1\t10.0.0.2\t2\tx"]


def test_every_source_survives_broken_lines(spark: object, tmp_path: Path) -> None:
    chance = random.Random(11)
    log = FileLog(tmp_path / "out" / "log")
    sent = 0
    for name, source in discover(streaming.sources, Source).items():
        header, good = HEADERS.get(source.dataset, ""), GOOD.get(source.dataset, [])
        if not good:
            header, good = zeek_like(source)
        dataset = source.dataset.replace("*", "anything")
        lines = [line.encode() for line in good]
        lines += [broken(chance.choice(good), chance) for _ in range(MANY)]
        lines += [b"", b"\x00" * 50, b"x" * 1_000_000 if name.startswith("zeek_conn") else b"\xff\xfe" * 20]
        if name == "zeek_conn":
            lines.append(b'{"uid":"' + b"y" * 10_000_000 + b'"}')
        sent += len(lines)
        envelope = {"family": source.family, "dataset": dataset, "sensor": "s", "received": datetime(2023, 11, 15, tzinfo=UTC)}
        log.append([Message(**envelope, header=header, fingerprint=f"f{name}", first=0, value=b"\n".join(lines))], {})
    assembly.pipeline(tmp_path / "out", empty(), spark, live=True).run()
    store = EmbeddedStore(tmp_path / "out")
    events = store.frame("events").select("dataset", "event_time", "event_id").collect()
    dead = Lake(tmp_path / "out" / "lake").scan("dead_letters").collect()
    headers = sent - len(events) - len(dead)
    assert 0 <= headers <= 40  # a mutation may begin with '#', which is a comment line in Zeek's TSV
    assert events["event_time"].null_count() == 0
    assert events["event_time"].dt.year().is_between(1970, 9999).all()
    assert (dead["reason"].str.len_bytes() > 3).all()
    assert dead["raw_base64"].null_count() == 0
    assert events["event_id"].n_unique() == len(events)
    for dataset in GOOD:
        assert len(events.filter(pl.col("dataset") == dataset)) >= len(GOOD[dataset]), dataset


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=2000), st.text(max_size=30))
def test_sniffing_anything_gives_a_dataset_or_a_reason(head: bytes, name: str) -> None:
    found = sniff(head, name)
    assert found.dataset
    assert found.dataset != "unknown" or found.header


@pytest.mark.parametrize("dataset", sorted(GOOD))
def test_a_good_line_is_recognised(dataset: str) -> None:
    header = HEADERS.get(dataset, "")
    head = (header + "\n" if header and not header.startswith("#json") else "") + GOOD[dataset][0] + "\n"
    name = dataset.split(".")[-1] + ".log"
    assert sniff(head.encode(), name).dataset == dataset
