"""The briefing as PDF: the HTML page printed with embedded fonts, numbered pages and an outline."""

import json
import re
from typing import Any

import weasyprint

from briefings import html_page
from briefings.document import Document
from briefings.record import PDF_MARKER

PRINT = """
[lang="en"], #lang { display: none !important; }
body { max-width: none; font-size: 10.5pt; }
h2 { page-break-after: avoid; bookmark-level: 1; } h3, caption { page-break-after: avoid; }
tr, figure, li { page-break-inside: avoid; }
.matrix { flex-wrap: wrap; }
.matrix > div { flex: 0 0 30%; }
pre ~ pre { display: none; } details { page-break-inside: auto; } summary { page-break-after: avoid; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 7pt; }
"""


def render(document: Document, record: dict[str, Any]) -> bytes:
    """The file's bytes, in Chinese; the record rides along in a comment."""
    page = html_page.render(document, record)
    page = re.sub(r"<details ", "<details open ", page)
    page = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    page = re.sub(r'<button id="lang".*?</button>', "", page)
    made = weasyprint.HTML(string=page, url_fetcher=_nothing).write_pdf(
        stylesheets=[weasyprint.CSS(string=PRINT)], pdf_identifier=document.number[0].encode(), full_fonts=False
    )
    assert isinstance(made, bytes)
    text = json.dumps(record, ensure_ascii=True, sort_keys=True).encode()
    at = made.rindex(b"startxref")  # a comment here moves no object, and readers look for what follows at the very end
    return made[:at] + PDF_MARKER + text + b"\n" + made[at:]


def _nothing(url: str) -> dict[str, Any]:
    raise ValueError(f"a briefing fetches nothing: {url}")
