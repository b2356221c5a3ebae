"""Server files from Maven Central, fetched once into .cache by the poms in deploy/servers."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache" / "servers"
NAMES = ("kafka", "spark-kafka", "elasticsearch")


class ServerError(RuntimeError):
    """A server that could not be fetched or started, with what to do about it."""


def fetch(name: str) -> Path:
    """The folder with the files of one pom; downloads them the first time."""
    folder = CACHE / name
    if (folder / ".complete").exists():
        return folder
    maven = shutil.which("mvn")
    if maven is None:
        raise ServerError("Maven is missing; the servers are fetched with it. Debian/Ubuntu: apt-get install maven")
    pom = ROOT / "deploy" / "servers" / name / "pom.xml"
    shutil.rmtree(folder, ignore_errors=True)
    command = [maven, "-q", "-B", "dependency:copy-dependencies", "-f", str(pom), f"-DoutputDirectory={folder}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    if done.returncode or not any(folder.glob("*")):
        raise ServerError(f"Maven could not fetch {name}:\n{(done.stdout + done.stderr)[-2000:]}")
    (folder / ".complete").touch()
    return folder


def connector_jars() -> list[Path]:
    """Spark's Kafka connector and what it needs."""
    return sorted(fetch("spark-kafka").glob("*.jar"))
