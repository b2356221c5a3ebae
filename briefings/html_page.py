"""The briefing as one HTML page: offline, Chinese with an English switch, every number linked to its query."""

import json
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

from briefings import pictures
from briefings.document import Bars, Block, Document, Matrix, Paragraph, PathPicture, Query, Section, Span, Table
from situation.measure import Words

STYLE = Path(__file__).parent / "assets" / "briefing.css"
NUMERALS = "一二三四五六七八九十"
SWITCH = (
    "document.getElementById('lang').onclick=function(){var h=document.documentElement;h.lang=h.lang==='en'?'zh-CN':'en';};"
    "document.addEventListener('click',function(e){var a=e.target.closest('a.n');if(a){var d=document.getElementById("
    "a.getAttribute('href').slice(1));if(d)d.open=true;}});"
)


def render(document: Document, record: dict[str, Any]) -> str:
    """The whole page; `record` (the figures behind it) rides along for `brief verify`."""
    body = "\n".join(_section(section, index) for index, section in enumerate(document.sections))
    mark = _both(("演示数据", "DEMO DATA"))
    watermark = f'<div class="watermark" aria-hidden="true">{mark}</div>' if document.demo else ""
    banner = f'<p class="demo">{_both(("演示数据:由模拟记录生成,不反映真实情况。", "Demo data: made from simulated records."))}</p>'
    data = json.dumps(record, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
    return f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(document.title[0])} {escape(document.number[0])}</title>
<style>
{STYLE.read_text(encoding="utf-8")}</style>
</head>
<body>
{watermark}
<header>
<button id="lang" type="button" aria-label="language">中文 / English</button>
<p class="marking">{_both(document.marking)}</p>
<h1>{_both(document.title)}</h1>
<p class="number">{_both(document.number)} · {_both(document.dates)}</p>
<p class="facts">{_both(document.issuer)}<br>{_both(("数据截止", "data up to"))} {_both(document.cut_off)}</p>
<hr>
{banner if document.demo else ""}
</header>
<main>
{body}
</main>
<script type="application/json" id="figures">{data}</script>
<script>{SWITCH}</script>
</body>
</html>
"""


def _section(section: Section, index: int) -> str:
    numeral = f"{NUMERALS[index - 1]}、" if 0 < index <= len(NUMERALS) and not section.title[0].startswith("附") else ""
    heading = _both((f"{numeral}{section.title[0]}", section.title[1]))
    return f"<section><h2>{heading}</h2>\n{_blocks(section.blocks)}\n</section>"


def _blocks(blocks: tuple[Block, ...]) -> str:
    """Blocks in order; findings in a row become one list."""
    parts: list[str] = []
    listing = False
    for block in blocks:
        finding = isinstance(block, Paragraph) and block.kind == "finding"
        if finding != listing:
            parts.append("<ol>" if finding else "</ol>")
            listing = finding
        parts.append(_block(block))
    return "\n".join([*parts, "</ol>"] if listing else parts)


def _block(block: Block) -> str:
    match block:
        case Paragraph():
            text = "".join(_span(span) for span in block.spans)
            return f"<li>{text}</li>" if block.kind == "finding" else f'<p class="{block.kind}">{text}</p>'
        case Table():
            head = "".join(f"<th>{_both(words)}</th>" for words in block.header)
            rows = "".join(
                "<tr>" + "".join(f"<td>{_span(span)}</td>" for span in row) + "</tr>\n" for row in block.rows
            )
            empty = f'<tr><td colspan="{len(block.header)}">{_both(("本期无", "none"))}</td></tr>'
            title = f"<caption>{_both(block.title)}</caption>"
            return f'<div class="wide"><table>{title}<thead><tr>{head}</tr></thead><tbody>\n{rows or empty}</tbody></table></div>'
        case Bars():
            return _figure(block.title, lambda zh: pictures.bars(block, zh), block.figure)
        case PathPicture():
            return _figure(block.title, lambda zh: pictures.path(block, zh))
        case Matrix():
            columns = "".join(
                f"<div><h4>{_both(tactic)}</h4>" + "".join(f"<p>{_span(span)}</p>" for span in spans) + "</div>"
                for tactic, spans in block.columns
            )
            return f'<h3>{_both(block.title)}</h3><div class="matrix">{columns}</div>'
        case Query():
            sql = "".join(f"<pre>{escape(text)}</pre>" for text in block.sql)
            label = f"{_both(block.title)} <code>{escape(block.figure)}</code>"
            facts = f"<p>{_both(block.means)}</p><p>{_both(block.facts)}</p>"
            return f'<details id="f-{escape(block.figure)}"><summary>{label}</summary>{facts}{sql}</details>'
    raise TypeError(type(block).__name__)


def _figure(title: Words, draw: Callable[[bool], str], figure: str = "top_incidents") -> str:
    both = f'<div lang="zh">{draw(True)}</div><div lang="en">{draw(False)}</div>'
    return f'<figure>{both}<figcaption><a class="n" href="#f-{figure}">{_both(title)}</a></figcaption></figure>'


def _span(span: Span) -> str:
    star = '<sup class="low" title="覆盖不足 low coverage">*</sup>' if span.marked else ""
    if span.figure is None:
        return _both((span.zh, span.en)) + star
    figure, part = escape(span.figure), escape(span.part)
    note = f"{figure}: 口径与查询见附录三 / definition and query in appendix 3"
    return f'<a class="n" href="#f-{figure}" data-f="{figure}" data-p="{part}" title="{note}">{_both((span.zh, span.en))}</a>{star}'


def _both(words: Words) -> str:
    if words[0] == words[1]:
        return escape(words[0])
    return f'<span lang="zh">{escape(words[0])}</span><span lang="en">{escape(words[1])}</span>'
