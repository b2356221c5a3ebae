"""Verification: every number of a briefing computed again from the lake, and those that differ named."""

import json
import zipfile
from dataclasses import asdict, dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from briefings.figures import measures, number
from briefings.html_page import render
from briefings.period import parse
from briefings.record import DOCX_PART, FORMAT, PDF_MARKER, differences, record
from briefings.situation_index import TITLES
from briefings.weekly import compose, count
from situation.measure import Scope, Words


class UnreadableBriefing(ValueError):
    """The file holds no record of figures."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """One number that differs."""

    figure: str
    title: Words
    stated: str
    computed: str
    what: Words


@dataclass(frozen=True, slots=True)
class Verdict:
    """How much was checked and what is wrong."""

    figures: int
    shown: int
    wrong: list[Wrong] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return asdict(self)


def verify(file: Path, out: Path) -> Verdict:
    """Recompute the figures a briefing rests on, and compare what is printed in it with them."""
    stated = read(file)
    period = parse(stated["period"])
    scope = Scope(period.start, period.end, stated["prefecture"], stated["sector"], stated["organisation"])
    account = count(out, period, scope)
    computed = record(account, stated["audience"], stated["cut_off"], 1, [])
    wrong = [_difference(name, stated, computed) for name in differences(stated, computed)]
    shown: list[tuple[str, str, str, str]] = []
    if file.suffix.lower() in (".html", ".htm"):
        shown = printed(file.read_text(encoding="utf-8"))
        wrong += _misprints(shown, file, stated, out)
    return Verdict(len(computed["figures"]), len(shown) or len(computed["figures"]), wrong)


def read(file: Path) -> dict[str, Any]:
    """The record a briefing carries."""
    data = file.read_bytes()
    try:
        match file.suffix.lower():
            case ".json":
                text = data.decode()
            case ".html" | ".htm":
                start = data.index(b'id="figures">') + len(b'id="figures">')
                text = data[start : data.index(b"</script>", start)].decode()
            case ".docx":
                with zipfile.ZipFile(file) as package:
                    text = package.read(DOCX_PART).decode()
            case ".pdf":
                start = data.rindex(PDF_MARKER) + len(PDF_MARKER)
                text = data[start : data.index(b"\n", start)].decode()
            case _:
                raise UnreadableBriefing(file.suffix)
        loaded: dict[str, Any] = json.loads(text)
    except (ValueError, KeyError, zipfile.BadZipFile) as error:
        raise UnreadableBriefing("no record of figures in it") from error
    if loaded.get("format") != FORMAT:
        raise UnreadableBriefing(f"format {loaded.get('format')}")
    return loaded


def printed(page: str) -> list[tuple[str, str, str, str]]:
    """Every number a page shows: figure, part, Chinese text, English text."""
    reader = _Numbers()
    reader.feed(page)
    return [(figure, part, zh or both, en or both) for figure, part, zh, en, both in reader.found]


def _misprints(shown: list[tuple[str, str, str, str]], file: Path, stated: dict[str, Any], out: Path) -> list[Wrong]:
    """What the page shows against what it would show if it were written from its own record's lake now."""
    period = parse(stated["period"])
    scope = Scope(period.start, period.end, stated["prefecture"], stated["sector"], stated["organisation"])
    edition = compose(out, period, scope, stated["audience"])
    expected = {(figure, part): (zh, en) for figure, part, zh, en in printed(render(edition.document, edition.record))}
    wrong = []
    for figure, part, zh, en in shown:
        right = expected.get((figure, part))
        if right is not None and right != (zh, en):
            title = measures()[figure].title if figure in measures() else TITLES.get(figure, (figure, figure))
            wrong.append(Wrong(figure, title, zh, right[0], (f"正文数字({part})", f"printed number ({part})")))
    return wrong


def _difference(name: str, stated: dict[str, Any], computed: dict[str, Any]) -> Wrong:
    old, new = stated["figures"].get(name, {}), computed["figures"].get(name, {})
    title = measures()[name].title if name in measures() else TITLES.get(name, (name, name))
    left, right = (_told(item) for item in (old, new))
    if old.get("value") == new.get("value"):
        return Wrong(name, title, left, right, ("明细、环比或覆盖", "items, comparison or coverage"))
    return Wrong(name, title, left, right, ("数值", "value"))


def _told(figure: dict[str, Any]) -> str:
    value = figure.get("value")
    items = figure.get("items") or []
    listed = ", ".join(f"{item}={number(float(count))}" for item, count in items[:6])
    return ("—" if value is None else number(value)) + (f" [{listed}]" if listed else "")


class _Numbers(HTMLParser):
    """Collects the texts of <a class="n" data-f=… data-p=…>, by language."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str, str, str]] = []
        self.open: dict[str, str] | None = None
        self.language = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A number begins, or one of its two languages."""
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "data-f" in given:
            self.open = {"figure": given["data-f"], "part": given["data-p"], "zh": "", "en": "", "": ""}
            self.language = ""
        elif self.open is not None and tag == "span":
            self.language = given.get("lang", "")

    def handle_endtag(self, tag: str) -> None:
        """A number ends."""
        if tag == "a" and self.open is not None:
            taken = self.open
            self.found.append((taken["figure"], taken["part"], taken["zh"], taken["en"], taken[""]))
            self.open = None
        elif tag == "span":
            self.language = ""

    def handle_data(self, data: str) -> None:
        """A piece of a number's text."""
        if self.open is not None:
            self.open[self.language] += data
