"""The Spark session: one place that knows Spark's settings."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from pyspark.sql import SparkSession

SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "false",  # what does not parse is null and becomes a dead letter, never an exception
    "spark.sql.mapKeyDedupPolicy": "LAST_WIN",  # a record that names a field twice is odd, not fatal
    "spark.sql.shuffle.partitions": "2",
    "spark.ui.enabled": "false",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "65536",
    "spark.sql.streaming.metricsEnabled": "false",
    "spark.sql.adaptive.enabled": "false",  # plans are maps without shuffles; re-planning them costs time only
    "spark.sql.parquet.compression.codec": "lz4_raw",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version": "2",  # files count only once Delta has them
    "spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs": "false",
    # no two rows share these: a dictionary would be built, found useless and thrown away
    "spark.hadoop.parquet.enable.dictionary#event_id": "false",
    "spark.hadoop.parquet.enable.dictionary#content_hash": "false",
    "spark.hadoop.parquet.enable.dictionary#session_id": "false",
    "spark.sql.streaming.fileSource.log.compactInterval": "50",
    "spark.sql.streaming.checkpointFileManagerClass": (
        "org.apache.spark.sql.execution.streaming.checkpointing.FileSystemBasedCheckpointFileManager"
    ),
    "spark.log.level": "ERROR",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.streaming.stopTimeout": "60s",
    "spark.sql.sources.parallelPartitionDiscovery.parallelism": "4",
}


def session(master: str = "local[*]", extra: Mapping[str, str] | None = None, work: Path | None = None) -> SparkSession:
    """A session with our settings; executors use this interpreter."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    os.environ.setdefault("POLARS_MAX_THREADS", "1")  # in Spark's workers one thread a task; the driver sets its own
    builder = SparkSession.builder.master(master).appName("jianmen").config("spark.driver.memory", "4g")
    builder = builder.config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
    for key, value in {**SETTINGS, **(extra or {})}.items():
        builder = builder.config(key, value)
    if os.environ.get("PYTHONPATH"):  # workers must find the same modules as the driver
        builder = builder.config("spark.executorEnv.PYTHONPATH", os.environ["PYTHONPATH"])
    if work is not None:
        builder = builder.config("spark.local.dir", str(work)).config("spark.sql.warehouse.dir", str(work / "warehouse"))
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark
