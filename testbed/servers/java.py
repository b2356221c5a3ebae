"""Finds a Java that is new enough."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from testbed.servers.artefacts import ServerError


@cache
def home(least: int) -> Path:
    """The home of the oldest Java of at least that version; ServerError says how to get one."""
    found = {version: place for place in _homes() if (version := _version(place)) >= least}
    if not found:
        raise ServerError(
            f"Java {least} or newer is needed and none was found under JAVA_HOME, PATH or /usr/lib/jvm. "
            f"Debian/Ubuntu: apt-get install openjdk-{max(least, 21)}-jre-headless; elsewhere: https://adoptium.net"
        )
    return found[min(found)]


def _homes() -> Iterator[Path]:
    if given := os.environ.get("JAVA_HOME"):
        yield Path(given)
    if path := shutil.which("java"):
        yield Path(path).resolve().parent.parent
    for pattern in ("/usr/lib/jvm/*", "/opt/*jdk*", "/opt/java/*", "/Library/Java/JavaVirtualMachines/*/Contents/Home"):
        yield from (place for place in sorted(Path("/").glob(pattern[1:])) if (place / "bin" / "java").exists())


def _version(place: Path) -> int:
    try:
        done = subprocess.run([place / "bin" / "java", "-version"], capture_output=True, text=True, timeout=60, check=False)
    except OSError:
        return 0
    found = re.search(r'version "(\d+)(?:\.(\d+))?', done.stderr + done.stdout)
    if not found:
        return 0
    return int(found[2]) if found[1] == "1" and found[2] else int(found[1])
