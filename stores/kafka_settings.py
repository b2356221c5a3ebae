"""KafkaSettings: where the brokers are and how to speak to them; the password is named, never written down."""

import os
from dataclasses import dataclass
from typing import Any

FAMILIES = ("flows", "names", "logins", "web", "tls", "ics", "alerts", "files", "system", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class KafkaSettings:
    """`user` with `password_env` turn SASL on, `authority` (a CA file) turns TLS on."""

    servers: str
    prefix: str = "jianmen."
    partitions: int = 4
    replication: int = 1
    retention_hours: float = 168
    max_message_bytes: int = 8 * 1024 * 1024
    compression: str | None = "gzip"
    timeout: float = 30
    user: str | None = None
    password_env: str = "JIANMEN_KAFKA_PASSWORD"
    mechanism: str = "SCRAM-SHA-512"
    authority: str | None = None
    families: tuple[str, ...] = ()

    @property
    def positions_name(self) -> str:
        """The compacted topic of the sources' positions, without the prefix."""
        return "positions"

    @property
    def positions(self) -> str:
        """The compacted topic of the sources' positions."""
        return self.prefix + self.positions_name

    @property
    def protocol(self) -> str:
        """Kafka's name for the mix of TLS and SASL."""
        return ("SASL_" if self.user else "") + ("SSL" if self.authority else "PLAINTEXT")

    def password(self) -> str:
        """The password from the environment; ValueError says which variable is missing."""
        found = os.environ.get(self.password_env)
        if not found:
            raise ValueError(f"the password of Kafka user {self.user!r} is expected in the environment variable {self.password_env}")
        return found

    def client(self) -> dict[str, Any]:
        """Settings of every kafka-python client."""
        made: dict[str, Any] = {
            "bootstrap_servers": self.servers.split(","), "security_protocol": self.protocol,
            "bootstrap_timeout_ms": int(min(self.timeout, 10) * 1000),
        }  # fmt: skip
        if self.authority:
            made["ssl_cafile"] = self.authority
        if self.user:
            made |= {"sasl_mechanism": self.mechanism, "sasl_plain_username": self.user, "sasl_plain_password": self.password()}
        return made

    def spark(self) -> dict[str, str]:
        """Settings of Spark's Kafka source."""
        made = {"kafka.bootstrap.servers": self.servers, "kafka.security.protocol": self.protocol}
        if self.authority:
            made |= {"kafka.ssl.truststore.type": "PEM", "kafka.ssl.truststore.location": self.authority}
        if self.user:
            module = "scram.ScramLoginModule" if self.mechanism.startswith("SCRAM") else "plain.PlainLoginModule"
            secret = self.password().replace("\\", "\\\\").replace('"', '\\"')
            made["kafka.sasl.mechanism"] = self.mechanism
            made["kafka.sasl.jaas.config"] = (
                f'org.apache.kafka.common.security.{module} required username="{self.user}" password="{secret}";'
            )
        return made

    def explain(self, error: BaseException) -> str:
        """What went wrong in words an operator can act on; never holds a secret."""
        kind = type(error).__name__
        if "Auth" in kind or "Sasl" in kind:
            return f"Kafka at {self.servers} refuses user {self.user!r} ({kind}): check the user and {self.password_env}"
        if "NoBrokers" in kind or "Connection" in kind or "Timeout" in kind:
            return f"Kafka at {self.servers} does not answer over {self.protocol} ({kind}): is it up, and is the protocol right?"
        return f"Kafka at {self.servers}: {kind}: {error}"
