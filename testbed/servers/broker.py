"""Broker: one Kafka node (KRaft) on 127.0.0.1."""

import subprocess
from pathlib import Path

from testbed.servers import java
from testbed.servers.artefacts import ServerError, fetch
from testbed.servers.process import Process, free_port, listening

CLUSTER = "amlhbm1lbi10ZXN0LTAwMQ"  # any base64 of 16 bytes; fixed so that a restart finds its own storage


class Broker:
    """Started once in a folder; `kill` and `start` again keep what was committed."""

    def __init__(self, folder: Path, max_message_bytes: int = 16 * 1024 * 1024, heap: str = "512m") -> None:
        self.folder = folder
        self.port, self.controller = free_port(), free_port()
        self.address = f"127.0.0.1:{self.port}"
        libraries = fetch("kafka")
        self.java = [str(java.home(17) / "bin" / "java"), f"-Xmx{heap}", "-XX:+UseSerialGC", "-cp", f"{libraries}/*"]
        folder.mkdir(parents=True, exist_ok=True)
        self.properties = folder / "server.properties"
        self.properties.write_text(self._properties(max_message_bytes), encoding="utf-8")
        (folder / "log4j2.yaml").write_text(LOGGING, encoding="utf-8")
        logging = f"-Dlog4j2.configurationFile={folder / 'log4j2.yaml'}"
        self.process = Process(
            "Kafka", [*self.java, logging, "kafka.Kafka", str(self.properties)], folder / "broker.log", {}
        )  # fmt: skip

    def start(self) -> "Broker":
        """Format the storage the first time, start, and wait until it takes connections."""
        if not (self.folder / "data" / "meta.properties").exists():
            command = [*self.java, "kafka.tools.StorageTool", "format", "--standalone", "-t", CLUSTER, "-c", str(self.properties)]
            done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
            if done.returncode:
                raise ServerError(f"Kafka's storage could not be formatted:\n{done.stdout}{done.stderr}")
        self.process.start(lambda: listening(self.port))
        return self

    def stop(self) -> None:
        """Stop; a broker without work to hand over may as well be killed."""
        self.process.stop(5)

    def kill(self) -> None:
        """SIGKILL."""
        self.process.kill()

    def _properties(self, max_message_bytes: int) -> str:
        return f"""process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=127.0.0.1:{self.controller}
listeners=PLAINTEXT://127.0.0.1:{self.port},CONTROLLER://127.0.0.1:{self.controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{self.port},CONTROLLER://127.0.0.1:{self.controller}
controller.listener.names=CONTROLLER
log.dirs={self.folder / "data"}
num.partitions=2
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
message.max.bytes={max_message_bytes}
replica.fetch.max.bytes={max_message_bytes}
"""


LOGGING = """Configuration:
  status: "ERROR"
  Appenders:
    Console:
      name: STDOUT
      PatternLayout:
        pattern: "%d %p %m (%c)%n"
  Loggers:
    Root:
      level: "WARN"
      AppenderRef:
        - ref: STDOUT
"""
