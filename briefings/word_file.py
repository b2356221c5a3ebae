"""The briefing as a Word file: real headings, a table of contents, page numbers, Chinese fonts on every style."""

import io
import json
import zipfile
from datetime import datetime
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from briefings import drawings
from briefings.document import Bars, Document, Matrix, Paragraph, PathPicture, Query, Section, Span, Table
from briefings.record import DOCX_PART

BODY, HEAD = "Noto Serif CJK SC", "Noto Sans CJK SC"
RED = RGBColor(0xC0, 0x00, 0x00)
FIXED = (2020, 1, 1, 0, 0, 0)  # of the zip's entries, so that the same briefing is the same bytes


def render(document: Document, record: dict[str, Any]) -> bytes:
    """The file's bytes, in Chinese."""
    file = docx.Document()
    _styles(file)
    _cover(file, document)
    for index, section in enumerate(document.sections):
        _section(file, section, index)
    _properties(file, document)
    buffer = io.BytesIO()
    file.save(buffer)
    return _settled(buffer.getvalue(), record)


def _cover(file: Any, document: Document) -> None:
    file.add_paragraph(document.marking[0]).runs[0].bold = True
    title = file.add_paragraph(style="Title")
    title.add_run(document.title[0])
    for text in (f"{document.number[0]}   {document.dates[0]}", document.issuer[0], f"数据截止 {document.cut_off[0]}"):
        file.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.CENTER
    if document.demo:
        paragraph = file.add_paragraph("演示数据 / DEMO DATA:由模拟记录生成,不反映真实情况。")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.runs[0].bold = True
    file.add_paragraph("目录").runs[0].bold = True
    for index, section in enumerate(document.sections):  # filled in, so that a reader that updates no fields sees it
        file.add_paragraph(
            _title(section, index), style="TOC 1" if "TOC 1" in [s.name for s in file.styles] else "List Paragraph"
        )
    _field(file.add_paragraph(), 'TOC \\o "1-2" \\h \\z \\u', "(在 Word/WPS 中按 F9 更新目录页码)")
    file.add_page_break()
    footer = file.sections[0].footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _field(footer, "PAGE", "1")
    footer.add_run(" / ")
    _field(footer, "NUMPAGES", "1")
    header = file.sections[0].header.paragraphs[0]
    header.text = f"{document.marking[0]}    {document.number[0]}" + ("    演示数据" if document.demo else "")


def _section(file: Any, section: Section, index: int) -> None:
    file.add_heading(_title(section, index), level=1)
    for block in section.blocks:
        match block:
            case Paragraph():
                style = {"finding": "List Number", "note": "Intense Quote"}.get(block.kind)
                paragraph = file.add_paragraph(style=style)
                _spans(paragraph, block.spans)
                if block.kind == "text":
                    paragraph.paragraph_format.first_line_indent = Pt(24)
            case Table():
                _caption(file, block.title[0])
                _table(file, [words[0] for words in block.header], [list(row) for row in block.rows])
            case Bars():
                file.add_picture(io.BytesIO(drawings.bars(block)), width=Cm(15))
                _caption(file, block.title[0], after=True)
            case PathPicture():
                file.add_picture(io.BytesIO(drawings.path(block)), width=Cm(15.5))
                _caption(file, block.title[0], after=True)
            case Matrix():
                file.add_heading(block.title[0], level=2)
                rows = [
                    [Span(tactic[0], tactic[1]), Span("\n".join(s.zh for s in spans), "")]
                    for tactic, spans in block.columns
                ]
                _table(file, ["战术", "技术与告警数"], rows)
            case Query():
                file.add_heading(f"{block.title[0]}({block.figure})", level=2)
                file.add_paragraph(block.means[0])
                file.add_paragraph(block.facts[0])
                for sql in block.sql[:1]:
                    run = file.add_paragraph(style="No Spacing").add_run(sql)
                    run.font.size, run.font.name = Pt(8), "Noto Sans Mono CJK SC"


def _table(file: Any, header: list[str], rows: list[list[Span]]) -> None:
    table = file.add_table(rows=1, cols=len(header), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, header, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    _repeat(table.rows[0])
    for row in rows or [[Span("本期无", "none")] + [Span("", "")] * (len(header) - 1)]:
        for cell, span in zip(table.add_row().cells, row, strict=True):
            _spans(cell.paragraphs[0], (span,))
    for column, width in zip(table.columns, _widths(header, rows), strict=True):
        for cell in column.cells:
            cell.width = Cm(width)
    table.autofit = False
    file.add_paragraph()


def _widths(header: list[str], rows: list[list[Span]]) -> list[float]:
    """Room by the longest text of a column, within bounds; all together no wider than the page."""
    columns = [[text, *(row[index].zh for row in rows)] for index, text in enumerate(header)]
    wanted = [min(9.0, max(2.0, 0.4 + 0.22 * max(_cells(text) for text in column))) for column in columns]
    return [width * min(1.0, 15.5 / sum(wanted)) for width in wanted]


def _cells(text: str) -> int:
    return max((sum(2 if ord(char) > 0x2E7F else 1 for char in line) for line in text.splitlines()), default=0)


def _repeat(row: Any) -> None:
    """The heading row again on every page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _spans(paragraph: Any, spans: tuple[Span, ...]) -> None:
    for span in spans:
        run = paragraph.add_run(span.zh + ("*" if span.marked else ""))
        run.bold = span.figure is not None or None


def _caption(file: Any, text: str, after: bool = False) -> None:
    paragraph = file.add_paragraph(text)
    paragraph.paragraph_format.keep_with_next = not after
    paragraph.runs[0].bold = not after
    if after:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _field(paragraph: Any, code: str, shown: str) -> None:
    for kind, text in (("begin", None), (None, code), ("separate", None), ("text", shown), ("end", None)):
        run = paragraph.add_run(shown if kind == "text" else "")
        if kind in ("begin", "separate", "end"):
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        elif kind is None:
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = text or ""
            run._r.append(instruction)


def _styles(file: Any) -> None:
    """Fonts for both scripts and the language zh-CN on every style, or a Japanese face is picked."""
    for style in file.styles:
        if not hasattr(style, "font"):
            continue
        head = style.name.startswith(("Heading", "Title", "TOC"))
        properties = style.element.get_or_add_rPr()
        fonts = properties.get_or_add_rFonts()
        for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{name}"), None)
        for name in ("ascii", "hAnsi", "eastAsia"):
            fonts.set(qn(f"w:{name}"), HEAD if head else BODY)
        language = properties.find(qn("w:lang"))
        if language is None:
            language = OxmlElement("w:lang")
            properties.append(language)
        language.set(qn("w:val"), "zh-CN")
        language.set(qn("w:eastAsia"), "zh-CN")
    title = file.styles["Title"]
    title.font.size, title.font.color.rgb, title.font.bold = Pt(22), RED, True
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    file.styles["Normal"].font.size = Pt(11)
    for level in (1, 2):
        heading = file.styles[f"Heading {level}"]
        heading.font.color.rgb = RGBColor(0, 0, 0)
        heading.font.size = Pt(15 if level == 1 else 11.5)
        heading.paragraph_format.keep_with_next = True
    quote = file.styles["Intense Quote"]
    quote.font.italic, quote.font.color.rgb = False, RGBColor(0x33, 0x4E, 0x68)


def _properties(file: Any, document: Document) -> None:
    core = file.core_properties
    core.title, core.author, core.comments, core.language = document.title[0], document.issuer[0], "", "zh-CN"
    core.created = core.modified = datetime(*FIXED)
    core.revision = 1


def _title(section: Section, index: int) -> str:
    numeral = (
        "一二三四五六七八九十"[index - 1] + "、" if 0 < index <= 10 and not section.title[0].startswith("附") else ""
    )
    return numeral + section.title[0]


def _settled(data: bytes, record: dict[str, Any]) -> bytes:
    """The package with the record inside and every entry dated alike."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as settled:
        for name in package.namelist():
            content = package.read(name)
            if name == "[Content_Types].xml":
                content = content.replace(
                    b"</Types>", b'<Default Extension="json" ContentType="application/json"/></Types>', 1
                )
            settled.writestr(zipfile.ZipInfo(name, FIXED), content, zipfile.ZIP_DEFLATED)
        text = json.dumps(record, ensure_ascii=False, sort_keys=True)
        settled.writestr(zipfile.ZipInfo(DOCX_PART, FIXED), text, zipfile.ZIP_DEFLATED)
    return result.getvalue()
