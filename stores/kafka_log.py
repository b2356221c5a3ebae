"""KafkaLog: the event log on Kafka; messages and source positions in one transaction, the envelope in headers."""

import contextlib
import json
import re
import threading
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient, NewTopic
from kafka.errors import KafkaError, TopicAlreadyExistsError

from stores.event_log import Message, Position
from stores.kafka_settings import KafkaSettings

HEADERS = ("dataset", "sensor", "received", "header", "fingerprint", "first")
UNKNOWN = "unknown"  # dataset and family whose header is the reason of a dead letter
KEPT = 65536  # bytes kept of a record no broker takes


class LogUnavailable(OSError):
    """The broker does not answer, or refuses us; the message says which and why."""


class KafkaLog:
    """One topic a family, key = sensor; `name` must differ between collectors: a second one of a name fences the first."""

    def __init__(self, settings: KafkaSettings, name: str = "jianmen") -> None:
        self.settings, self.name = settings, name
        self._producer: KafkaProducer | None = None
        self._known: set[str] = set()
        self._fetching = threading.local()

    def append(self, messages: Iterable[Message], positions: Mapping[str, Position]) -> int:
        """Append messages and the sources' positions in one transaction; LogUnavailable when nothing was committed."""
        batch = [self._fitting(message) for message in messages]
        if not batch and not positions:
            return 0
        try:
            self._ensure({self.topic(message.family) for message in batch})
            producer = self._open()
            producer.begin_transaction()
            sent = [
                producer.send(self.topic(message.family), value=message.value, key=message.sensor.encode(), headers=_headers(message))
                for message in batch
            ]
            sent += [
                producer.send(self.settings.positions, key=source.encode(), value=json.dumps(dict(position)).encode())
                for source, position in positions.items()
            ]
            producer.flush(self.settings.timeout)
            for future in sent:
                future.get(self.settings.timeout)
            producer.commit_transaction()
        except (KafkaError, AssertionError, OSError) as error:
            self._drop()
            raise LogUnavailable(self.settings.explain(error)) from error
        return len(batch)

    def positions(self) -> dict[str, Position]:
        """The last committed position of every source."""
        try:
            self._ensure(set())
            with _closing(self._consumer(isolation_level="read_committed")) as consumer:
                places = [TopicPartition(self.settings.positions, 0)]
                consumer.assign(places)
                consumer.seek_to_beginning(*places)
                end = consumer.end_offsets(places)[places[0]]
                found: dict[str, Position] = {}
                while consumer.position(places[0]) < end:
                    for records in consumer.poll(timeout_ms=500).values():
                        for record in records:
                            found[record.key.decode()] = json.loads(record.value)
                return found
        except KafkaError as error:
            raise LogUnavailable(self.settings.explain(error)) from error

    def read(self, spark: Any, per_batch_bytes: int | None = None) -> Any:
        """A streaming DataFrame of MESSAGE columns over all families; only what was committed."""
        from pyspark.sql import functions as f

        self._ensure({self.topic(family) for family in (*self.settings.families, UNKNOWN)})
        prefix = re.escape(self.settings.prefix)
        reader = (
            spark.readStream.format("kafka")
            .options(**self.settings.spark())
            .option("subscribePattern", rf"{prefix}(?!{re.escape(self.settings.positions_name)}$)[A-Za-z0-9_-]+")
            .option("startingOffsets", "earliest")
            .option("includeHeaders", "true")
            .option("kafka.isolation.level", "read_committed")
        )
        if per_batch_bytes:
            reader = reader.option("maxBytesPerTrigger", per_batch_bytes)
        held = f.map_from_entries(f.coalesce(f.col("headers"), f.array().cast("array<struct<key:string,value:binary>>")))

        def header(name: str) -> Any:
            return f.col("_held")[name].cast("string")

        return (
            reader.load()
            .withColumn("_held", held)
            .select(
                f.regexp_replace("topic", f"^{prefix}", "").alias("topic"),
                "partition",
                "offset",
                f.coalesce(header("dataset"), f.lit(UNKNOWN)).alias("dataset"),
                f.coalesce(header("sensor"), f.col("key").cast("string"), f.lit("default")).alias("sensor"),
                f.coalesce(f.timestamp_micros(header("received").cast("long")), f.col("timestamp")).alias("received"),
                f.coalesce(header("header"), f.lit("message without an envelope: let jianmen collect take it from this topic")).alias("header"),
                f.coalesce(header("fingerprint"), f.concat_ws("/", "topic", "partition")).alias("fingerprint"),
                f.coalesce(header("first").cast("long"), f.col("offset")).alias("first"),
                "value",
            )
        )

    def fetch(self, topic: str, partition: int, offset: int) -> bytes | None:
        """The value of one message; None when retention has taken it."""
        place = TopicPartition(self.topic(topic), partition)
        consumer = self._reader()
        consumer.assign([place])
        if not consumer.beginning_offsets([place])[place] <= offset < consumer.end_offsets([place])[place]:
            return None
        consumer.seek(place, offset)
        for _ in range(20):
            for records in consumer.poll(timeout_ms=500, max_records=1).values():
                for record in records:
                    return bytes(record.value) if record.offset == offset else None
        return None

    def topic(self, family: str) -> str:
        """The Kafka topic of a family."""
        return self.settings.prefix + family

    def close(self) -> None:
        """Let go of the broker."""
        self._drop()
        if (consumer := getattr(self._fetching, "consumer", None)) is not None:
            consumer.close()
            self._fetching.consumer = None

    def _fitting(self, message: Message) -> Message:
        """The message, or a dead letter in its place when it is longer than any broker of this log takes."""
        limit = self.settings.max_message_bytes - 4096
        if len(message.value) <= limit:
            return message
        reason = f"record of {len(message.value)} bytes is longer than the log takes ({limit}); first {KEPT} bytes kept"
        return Message(
            family=UNKNOWN, dataset=UNKNOWN, sensor=message.sensor, received=message.received, header=reason,
            fingerprint=message.fingerprint, first=message.first, value=message.value[:KEPT].replace(b"\n", b" "),
        )  # fmt: skip

    def _open(self) -> KafkaProducer:
        if self._producer is None:
            producer = KafkaProducer(
                **self.settings.client(), transactional_id=f"{self.settings.prefix}{self.name}", acks="all", enable_idempotence=True,
                compression_type=self.settings.compression, max_request_size=self.settings.max_message_bytes, linger_ms=5,
                batch_size=1024 * 1024, max_block_ms=int(self.settings.timeout * 1000),
                delivery_timeout_ms=int(self.settings.timeout * 1000) + 1000, request_timeout_ms=int(self.settings.timeout * 1000),
            )  # fmt: skip
            try:
                producer.init_transactions()
            except BaseException:
                producer.close(0)
                raise
            self._producer = producer
        return self._producer

    def _drop(self) -> None:
        """Throw the producer away; the next one's init aborts what this one left open."""
        if self._producer is not None:
            producer, self._producer = self._producer, None
            producer.close(1)

    def _consumer(self, **more: Any) -> KafkaConsumer:
        return KafkaConsumer(
            **self.settings.client(), enable_auto_commit=False, auto_offset_reset="earliest",
            max_partition_fetch_bytes=self.settings.max_message_bytes, **more,
        )  # fmt: skip

    def _reader(self) -> KafkaConsumer:
        """One consumer a thread, kept: fetching evidence must not pay for a connection each time."""
        if getattr(self._fetching, "consumer", None) is None:
            self._fetching.consumer = self._consumer()
        return self._fetching.consumer

    def _ensure(self, topics: set[str]) -> None:
        """Create the topics that are not there, with the replication and retention of the settings."""
        wanted = {*topics, self.settings.positions} - self._known
        if not wanted:
            return
        try:
            admin = KafkaAdminClient(**self.settings.client())
        except (KafkaError, OSError) as error:
            raise LogUnavailable(self.settings.explain(error)) from error
        try:
            missing = sorted(wanted - set(admin.list_topics()))
            for name in missing:
                _create(admin, self._described(name))
            self._known |= wanted
        except KafkaError as error:
            raise LogUnavailable(self.settings.explain(error)) from error
        finally:
            admin.close()

    def _described(self, name: str) -> NewTopic:
        configs = {"max.message.bytes": str(self.settings.max_message_bytes)}
        if name == self.settings.positions:
            return NewTopic(name, 1, self.settings.replication, topic_configs={**configs, "cleanup.policy": "compact"})
        retention = {"retention.ms": str(int(self.settings.retention_hours * 3_600_000))}
        return NewTopic(name, self.settings.partitions, self.settings.replication, topic_configs={**configs, **retention})


def _create(admin: KafkaAdminClient, topic: NewTopic) -> None:
    with contextlib.suppress(TopicAlreadyExistsError):  # another collector was quicker
        admin.create_topics([topic])


def _headers(message: Message) -> list[tuple[str, bytes]]:
    moment = message.received.astimezone(UTC)
    micros = int((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1_000_000)
    values: Sequence[str] = (
        message.dataset, message.sensor, str(micros), message.header, message.fingerprint, str(message.first),
    )  # fmt: skip
    return [(name, value.encode()) for name, value in zip(HEADERS, values, strict=True)]


class _closing:
    """Closes a consumer without leaving a group."""

    def __init__(self, consumer: KafkaConsumer) -> None:
        self.consumer = consumer

    def __enter__(self) -> KafkaConsumer:
        return self.consumer

    def __exit__(self, *_: object) -> None:
        self.consumer.close()
