"""Messages → events: one row a record, parsed by its source; a row with a `_reason` is a dead letter."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as f

from schema.event import Event
from schema.spark import spark_type
from streaming.source import Clock, Source

ENVELOPE = ("topic", "partition", "offset", "dataset", "sensor", "received", "fingerprint")
PLACE = ("zone", "organisation", "prefecture", "sector", "timezone")  # joined from the inventory, per sensor
KEPT_RAW = 65536  # bytes of a dead letter kept in the lake; the event log has the whole


def records(messages: DataFrame) -> DataFrame:
    """One row a raw record: `line` (its exact bytes as a string), `ordinal`, `index`, and the envelope.

    Bytes that are no UTF-8 survive: such a message is split as Latin-1 and each record turned back into its bytes.
    """
    text = f.col("value").cast("string")
    latin = f.split(f.decode(f.col("value"), "ISO-8859-1"), "\n", -1)
    lines = f.when(f.col("_valid"), f.split(text, "\n", -1)).otherwise(
        f.transform(latin, lambda line: f.encode(line, "ISO-8859-1").cast("string"))
    )
    return (
        messages.withColumn("_valid", f.is_valid_utf8(text))
        .select(*ENVELOPE, *PLACE, "first", "_valid", lines.alias("_lines"))
        .select("*", f.posexplode("_lines").alias("index", "line"))
        .drop("_lines")
    )


def normalise(messages: DataFrame, source: Source, dataset: str, header: str | None, batch: int) -> DataFrame:
    """Events of one dataset and header: Event columns the source gives, `_reason` and `_raw` for dead letters.

    messages: MESSAGE columns and the sensor's place; header lines are left out.
    """
    lines = records(messages).where(~source.is_header(f.col("line"), header))
    # trimming costs an allocation a byte: only for lines that end in a carriage return
    text = f.when(f.col("line").endswith("\r"), f.rtrim(f.col("line"), f.lit("\r"))).otherwise(f.col("line"))
    parsed = lines.withColumn("record", source.record(text, header))
    invalid = f.when(~f.col("_valid") & ~f.is_valid_utf8(f.col("line")), f.lit("invalid UTF-8"))
    clock = Clock("timezone", f.col("received"))
    columns = {
        name: value.cast(spark_type(Event, name)) for name, value in source.columns(f.col("record"), header, clock).items()
    }
    content = f.substring(f.sha2(f.col("line").cast("binary"), 256), 1, 32)
    origin = f.concat_ws(":", f.col("fingerprint"), (f.col("first") + f.col("index")).cast("string"))
    identity = {
        "content_hash": content,
        "_origin": origin,
        "_reason": f.coalesce(invalid, source.reason(text, f.col("record"), header)),
    }
    staged = parsed.select("*", *[value.alias(name) for name, value in identity.items()])
    shaped = staged.select(
        f.substring(f.sha2(f.concat_ws("\x1f", "dataset", "sensor", "_origin", "content_hash"), 256), 1, 32).alias("event_id"),
        "content_hash",
        "dataset",
        "sensor",
        "zone",
        "organisation",
        "prefecture",
        "sector",
        f.col("received").alias("ingest_time"),
        f.col("topic").alias("log_topic"),
        f.col("partition").cast("long").alias("log_partition"),
        f.col("offset").alias("log_offset"),
        f.col("index").cast("long").alias("log_index"),
        f.lit(batch).cast("long").alias("batch"),
        "fingerprint",
        "line",
        "_reason",
        *[value.alias(name) for name, value in columns.items() if name != "dataset"],
    )
    first, last = (f.lit(moment).cast("timestamp") for moment in ("1970-01-01 00:00:00", "9999-12-31 00:00:00"))
    no_time = f.when(f.col("event_time").isNull() | ~f.col("event_time").between(first, last), f.lit("no valid timestamp"))
    blank = f.when(f.length(f.trim(f.col("line"))) == 0, f.lit("blank line"))
    reason = f.coalesce(f.col("_reason"), no_time)
    bad = f.when(reason.isNotNull(), f.coalesce(blank, reason))
    return shaped.select(
        *[name for name in shaped.columns if name not in ("line", "_reason", "fingerprint")],
        bad.alias("_reason"),
        _when_bad(bad, f.substring(f.col("line").cast("binary"), 1, KEPT_RAW)).alias("_raw"),
        _when_bad(bad, f.octet_length("line").cast("long")).alias("_raw_bytes"),
        _when_bad(bad, f.col("fingerprint")).alias("_fingerprint"),
    )


def _when_bad(bad: Column, value: Column) -> Column:
    return f.when(bad.isNotNull(), value)


def unrecognised(messages: DataFrame, reason: str, batch: int) -> DataFrame:
    """Every record of a file nobody recognised, as dead letters with that reason."""
    lines = records(messages)
    content = f.substring(f.sha2(f.col("line").cast("binary"), 256), 1, 32)
    origin = f.concat_ws(":", f.col("fingerprint"), (f.col("first") + f.col("index")).cast("string"))
    return lines.select(
        f.substring(f.sha2(f.concat_ws("\x1f", "dataset", "sensor", origin, content), 256), 1, 32).alias("event_id"),
        content.alias("content_hash"),
        "dataset",
        "sensor",
        "zone",
        "organisation",
        "prefecture",
        "sector",
        f.lit(None).cast("timestamp").alias("event_time"),
        f.col("received").alias("ingest_time"),
        f.col("topic").alias("log_topic"),
        f.col("partition").cast("long").alias("log_partition"),
        f.col("offset").alias("log_offset"),
        f.col("index").cast("long").alias("log_index"),
        f.lit(batch).cast("long").alias("batch"),
        f.lit(reason).alias("_reason"),
        f.substring(f.col("line").cast("binary"), 1, KEPT_RAW).alias("_raw"),
        f.octet_length("line").cast("long").alias("_raw_bytes"),
        f.col("fingerprint").alias("_fingerprint"),
    )

