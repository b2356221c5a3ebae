"""The briefing as PDF: the HTML page printed with embedded fonts, numbered pages and an outline."""

import json
import re
from typing import Any

import weasyprint

from briefings import html_page
from briefings.document import Document
from briefings.verify import MARKER

PRINT = """
[lang="en"], #lang { display: none !important; }
body { max-width: none; font-size: 10.5pt; }
h2 { page-break-after: avoid; bookmark-level: 1; } h3, caption { page-break-after: avoid; }
tr, figure, li { page-break-inside: avoid; }
.matrix { flex-wrap: wrap; }
.matrix > div { flex: 0 0 30%; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 7pt; }
"""


def render(document: Document, record: dict[str, Any]) -> bytes:
    """The file's bytes, in Chinese; the record stands in a comment before the end-of-file mark."""
    page = html_page.render(document, record)
    page = re.sub(r"<details ", "<details open ", page)
    page = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    page = re.sub(r'<button id="lang".*?</button>', "", page)
    made = weasyprint.HTML(string=page, url_fetcher=_nothing).write_pdf(
        stylesheets=[weasyprint.CSS(string=PRINT)], pdf_identifier=document.number[0].encode(), full_fonts=False
    )
    text = json.dumps(record, ensure_ascii=True, sort_keys=True).encode()
    assert isinstance(made, bytes)
    return made + MARKER + text + b"\n%%EOF\n"


def _nothing(url: str) -> dict[str, Any]:
    raise ValueError(f"a briefing fetches nothing: {url}")
