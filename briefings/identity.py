"""De-identification: addresses, names of organisations and ids taken out of a text."""

import re

ADDRESS = re.compile(
    r"(?:[\w-]+\|)?(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?|(?:[\w-]+\|)?\b(?:[0-9a-fA-F]{1,4}:){2,7}[0-9a-fA-F:]*[0-9a-fA-F]\b"
)
IDS = re.compile(r"[((](?:告警|alerts?) [0-9a-f, …]+[))]")
OWNER = re.compile(r"\b(?:org|s-org)[\w-]*\b")


def hidden(text: str, language: str) -> str:
    """The text with addresses, organisations and alert ids replaced; equal addresses get the same letter.

    >>> hidden("10.0.0.1 → 10.0.0.2, 10.0.0.1 (alerts 0a1b2c)", "en")
    'host A → host B, host A'
    """
    names: dict[str, str] = {}

    def name(found: re.Match[str]) -> str:
        address = found[0].split("|")[-1].split(":")[0] if "." in found[0] else found[0]
        letter = names.setdefault(address, _letter(len(names)))
        return f"主机{letter}" if language == "zh" else f"host {letter}"

    without = IDS.sub("", text)
    return OWNER.sub("某单位" if language == "zh" else "an organisation", ADDRESS.sub(name, without)).strip()


def _letter(index: int) -> str:
    return chr(65 + index % 26) + (str(index // 26) if index >= 26 else "")
