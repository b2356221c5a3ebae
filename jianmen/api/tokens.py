"""Tokens of the read API: random, kept as hashes, scoped to kinds and prefectures."""

import hashlib
import json
import os
import secrets
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "api_tokens.json"


@dataclass(frozen=True, slots=True)
class Token:
    """Who may read what; empty `prefectures` or `kinds` means all of them."""

    name: str
    hash: str
    prefectures: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    def may_read(self, kind: str) -> bool:
        """Whether this kind may be read at all."""
        return not self.kinds or kind in self.kinds


def create(out: Path, name: str, prefectures: tuple[str, ...] = (), kinds: tuple[str, ...] = ()) -> str:
    """A new token's text, shown this once; only its hash is kept. A name taken before is replaced."""
    text = "jm_" + secrets.token_urlsafe(32)
    kept = [token for token in load(out) if token.name != name]
    _save(out, [*kept, Token(name, _hash(text), prefectures, kinds)])
    return text


def revoke(out: Path, name: str) -> bool:
    """Forget a token; False when there was none of that name."""
    tokens = load(out)
    kept = [token for token in tokens if token.name != name]
    _save(out, kept)
    return len(kept) < len(tokens)


def load(out: Path) -> list[Token]:
    """All tokens of an out folder."""
    path = out / FILE
    if not path.exists():
        return []
    rows = json.loads(path.read_text(encoding="utf-8"))
    return [Token(row["name"], row["hash"], tuple(row["prefectures"]), tuple(row["kinds"])) for row in rows]


def find(tokens: list[Token], text: str) -> Token | None:
    """The token of that text; every hash is compared, in constant time."""
    wanted, found = _hash(text), None
    for token in tokens:
        if secrets.compare_digest(token.hash, wanted):
            found = token
    return found


def _hash(text: str) -> str:
    """The text has 256 random bits, so a plain hash cannot be guessed back."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _save(out: Path, tokens: list[Token]) -> None:
    handle, name = tempfile.mkstemp(dir=out, prefix=".tokens")
    with os.fdopen(handle, "w", encoding="utf-8") as file:  # created readable by its owner only
        json.dump([asdict(token) for token in tokens], file, indent=1)
    Path(name).replace(out / FILE)
