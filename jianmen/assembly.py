"""Puts the parts together: session, event log, collectors, pipeline."""

import atexit
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from pyspark.sql import SparkSession

from collectors.files import FileCollector
from inventory import Inventory
from jianmen.errors import UserError
from jianmen.language import say
from jianmen.settings import rules
from stores.file_log import FileLog
from streaming.pipeline import Pipeline
from streaming.session import session
from streaming.sniff import sniff


def spark() -> SparkSession:
    """A local session; a UserError tells how to get Java when it is missing."""
    if shutil.which("java") is None:
        raise UserError(
            say(
                "找不到 Java。剑门需要 Java 17 或更新版本。Debian/Ubuntu:apt-get install openjdk-17-jre-headless;macOS:brew install openjdk@17",
                "Java is missing. Jianmen needs Java 17 or newer. Debian/Ubuntu: apt-get install openjdk-17-jre-headless; macOS: brew install openjdk@17",
            ),
            exit_code=3,
        )
    work = Path(tempfile.mkdtemp(prefix="jianmen-spark-"))
    atexit.register(shutil.rmtree, work, ignore_errors=True)
    return session(work=work)


def sensor_of(inventory: Inventory) -> Callable[[Path], str]:
    """A file belongs to the sensor named by its nearest folder the inventory knows, else to `default`."""
    known = {sensor.id for sensor in inventory.sensors}

    def find(path: Path) -> str:
        return next((part.name for part in path.resolve().parents if part.name in known), "default")

    return find


def collector(out: Path, inventory: Inventory, following: bool = False) -> FileCollector:
    """The file collector of an out folder."""
    return FileCollector(FileLog(out / "log"), sniff, sensor_of(inventory), lambda: datetime.now(UTC), following)


def pipeline(out: Path, inventory: Inventory, spark_session: SparkSession, live: bool = False, demo: bool = False) -> Pipeline:
    """The pipeline of an out folder, embedded profile."""
    return Pipeline(
        spark=spark_session,
        out=out,
        log=FileLog(out / "log"),
        inventory=inventory,
        rules=rules("detection"),
        correlation=rules("correlation"),
        live=live,
        demo=demo,
    )
