"""Any other Zeek log with a `ts`: dataset zeek.<path>, its fields kept in `labels`."""

import re
from typing import ClassVar

from streaming.source import Head
from streaming.zeek import From, ZeekSource, zeek_path


class ZeekOther(ZeekSource):
    """The rest of Zeek's logs; ends and uid where it has them. Logs without `ts` become dead letters that say so."""

    path = "*"
    dataset = "zeek.*"
    rank = 90
    constants: ClassVar[dict[str, str]] = {"category": "network"}
    fields: ClassVar[dict[str, From]] = {}

    def sniff(self, head: Head) -> str | None:
        """Any `#fields` header, or a JSON record with `ts` and Zeek's `uid`, `fuid`, `host` or `_path`."""
        if head.header is not None:
            return self._name(zeek_path(head))
        known = {"uid", "fuid", "host", "_path", "id.orig_h", "peer"} & head.keys
        if "ts" in head.keys and (known or (isinstance(head.record["ts"], float) and head.name.endswith(".log"))):
            return self._name(str(head.record.get("_path") or head.name.split(".")[0]))
        return None

    def handles(self, dataset: str) -> bool:
        """Every zeek dataset no other source parses."""
        return dataset.startswith("zeek.")

    @staticmethod
    def _name(path: str) -> str:
        return "zeek." + (re.sub(r"[^a-z0-9_]", "_", path.lower()) or "log")
