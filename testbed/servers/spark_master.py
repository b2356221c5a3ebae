"""SparkMaster: a standalone Spark master with workers, from the installed pyspark."""

import sys
from pathlib import Path

import pyspark

from testbed.servers.process import Process, free_port, listening


class SparkMaster:
    """`address` is the master's URL; every worker offers one core."""

    def __init__(self, folder: Path, workers: int = 2, memory: str = "1g", path: str = "") -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"spark://127.0.0.1:{self.port}"
        home = Path(pyspark.__file__).parent
        environment = {
            "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable, "SPARK_DAEMON_MEMORY": "256m",
            "PYTHONPATH": path, "SPARK_WORKER_DIR": str(folder / "work"), "POLARS_MAX_THREADS": "1",
        }  # fmt: skip
        launch = [str(home / "bin" / "spark-class"), "-Dspark.ui.enabled=false"][:1]
        deploy = "org.apache.spark.deploy"
        ports = [free_port() for _ in range(workers + 1)]
        self.master = Process(
            "Spark master",
            [*launch, f"{deploy}.master.Master", "--host", "127.0.0.1", "--port", str(self.port), "--webui-port", str(ports[0])],
            folder / "master.log", environment,
        )  # fmt: skip
        self.workers = [
            Process(
                f"Spark worker {number}",
                [*launch, f"{deploy}.worker.Worker", "--host", "127.0.0.1", "--cores", "1", "--memory", memory,
                 "--webui-port", str(port), self.address],
                folder / f"worker{number}.log", environment,
            )
            for number, port in enumerate(ports[1:], 1)
        ]  # fmt: skip

    def start(self) -> "SparkMaster":
        """Start master and workers; returns when every worker is registered."""
        self.master.start(lambda: listening(self.port))
        for worker in self.workers:
            worker.start(lambda worker=worker: "Successfully registered" in worker.tail(20000))  # type: ignore[misc]
        return self

    def stop(self) -> None:
        """Stop the workers, then the master."""
        for process in [*self.workers, self.master]:
            process.stop(10)
