"""ElasticsearchNode: one real Elasticsearch server with security on, run by an account that is not root."""

import base64
import hashlib
import os
import shutil
import ssl
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from testbed.servers import java
from testbed.servers.artefacts import fetch
from testbed.servers.certificates import Certificates
from testbed.servers.process import Process, free_port

NOBODY = 65534


class ElasticsearchNode:
    """Users and roles are files (file realm): `roles` name → definition, `users` name → (password, roles)."""

    def __init__(
        self,
        roles: Mapping[str, Mapping[str, Any]],
        users: Mapping[str, tuple[str, Sequence[str]]],
        heap: str = "512m",
        certificates: Certificates | None = None,
        certificate: str = "elasticsearch",
        expired: bool = False,
    ) -> None:
        self.port, transport = free_port(), free_port()
        self.certificates, self.users = certificates, dict(users)
        self.address = f"{'https' if certificates else 'http'}://127.0.0.1:{self.port}"
        self.folder = Path(tempfile.mkdtemp(prefix="jianmen-es-"))  # readable by the account it runs as, wherever we were cloned
        (archive,) = fetch("elasticsearch").glob("*.zip")
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(self.folder)
        (self.home,) = (place for place in self.folder.iterdir() if place.name.startswith("elasticsearch"))
        for program in (self.home / "bin").iterdir():
            program.chmod(0o755)
        config = self.home / "config"
        settings: dict[str, Any] = {
            "cluster.name": "jianmen-test", "node.name": "one", "network.host": "127.0.0.1", "http.port": self.port,
            "transport.port": transport, "discovery.type": "single-node", "xpack.security.enabled": True,
            "xpack.security.authc.realms.file.file1.order": 0, "ingest.geoip.downloader.enabled": None,
            "cluster.routing.allocation.disk.threshold_enabled": False, "action.auto_create_index": "-jianmen-*,+*",
        }  # fmt: skip
        settings = {name: value for name, value in settings.items() if value is not None}
        if certificates:
            pem, key = certificates.server(certificate, expired)
            for source in (pem, key):
                shutil.copy(source, config / source.name)
            settings |= {
                "xpack.security.http.ssl.enabled": True, "xpack.security.http.ssl.certificate": pem.name,
                "xpack.security.http.ssl.key": key.name,
            }  # fmt: skip
        (config / "elasticsearch.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
        (config / "roles.yml").write_text(yaml.safe_dump({name: dict(role) for name, role in roles.items()}), encoding="utf-8")
        (config / "users").write_text("".join(f"{name}:{_hashed(word)}\n" for name, (word, _) in users.items()), encoding="utf-8")
        held = {role: [name for name, (_, has) in users.items() if role in has] for role in {r for _, has in users.values() for r in has}}
        (config / "users_roles").write_text("".join(f"{role}:{','.join(names)}\n" for role, names in held.items()), encoding="utf-8")
        (self.home / "tmp").mkdir()
        root = os.geteuid() == 0
        if root:
            for place in [self.folder, *self.folder.rglob("*")]:
                os.chown(place, NOBODY, NOBODY)
        environment = {
            "ES_JAVA_HOME": str(java.home(21)), "ES_JAVA_OPTS": f"-Xms{heap} -Xmx{heap}", "ES_TMPDIR": str(self.home / "tmp"),
            "HOME": str(self.folder),
        }  # fmt: skip
        self.process = Process("Elasticsearch", [str(self.home / "bin" / "elasticsearch")], self.home / "logs" / "console.log", environment, NOBODY if root else None)

    def start(self) -> "ElasticsearchNode":
        """Start and wait until it answers an authenticated request."""
        self.process.start(self._ready, 120)
        return self

    def stop(self) -> None:
        """Stop and remove its folder."""
        self.process.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def kill(self) -> None:
        """SIGKILL; `start` brings it back with its data."""
        self.process.kill()

    def _ready(self) -> bool:
        name, (word, _) = next(iter(self.users.items()))
        request = urllib.request.Request(f"{self.address}/_cluster/health?wait_for_status=yellow&timeout=1s")
        request.add_header("Authorization", "Basic " + base64.b64encode(f"{name}:{word}".encode()).decode())
        try:
            with urllib.request.urlopen(request, timeout=5, context=_unchecked()) as answer:
                return bool(answer.status == 200)
        except urllib.error.HTTPError as error:
            return error.code == 403  # alive; this user may not ask for the health
        except OSError:
            return False


def _unchecked() -> ssl.SSLContext:
    """For the health probe only: an expired certificate is a case the tests want to meet."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _hashed(password: str) -> str:
    """The password as Elasticsearch's file realm stores it (PBKDF2-SHA512)."""
    salt = os.urandom(16)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, 10000, 32)
    return "{PBKDF2}10000$" + base64.b64encode(salt).decode() + "$" + base64.b64encode(digest).decode()
