"""Charts as SVG, drawn here: no script, no font from outside, the same bytes for the same figures."""

from html import escape

from briefings.document import Bars, PathPicture

INK, SOFT, BAR, MARKED = "#1f2933", "#9aa5b1", "#2b6cb0", "#a0aec0"
FONT = "font-family=\"'Noto Sans CJK SC','Noto Sans SC','Microsoft YaHei','PingFang SC',sans-serif\""


def bars(chart: Bars, zh: bool) -> str:
    """A bar a value, its number above it."""
    side = 0 if zh else 1
    width, height, left, bottom = 680, 200, 10, 30
    count = max(1, len(chart.items))
    step = (width - 2 * left) / count
    top = max([value for _, value, _ in chart.items] or [1]) or 1
    parts = [_open(width, height, chart.title[side])]
    for index, (label, value, marked) in enumerate(chart.items):
        tall = (height - bottom - 30) * value / top
        x, y = left + index * step, height - bottom - tall
        parts.append(
            f'<rect x="{x + step * 0.2:.1f}" y="{y:.1f}" width="{step * 0.6:.1f}" height="{tall:.1f}" fill="{MARKED if marked else BAR}"/>'
        )
        parts.append(_text(x + step / 2, y - 6, f"{value:,.0f}", 12))
        parts.append(_text(x + step / 2, height - bottom + 18, label[side], 12))
    parts.append(
        f'<line x1="{left}" y1="{height - bottom}" x2="{width - left}" y2="{height - bottom}" stroke="{SOFT}"/></svg>'
    )
    return "".join(parts)


def path(picture: PathPicture, zh: bool) -> str:
    """Steps from top to bottom; a line for each edge, thicker where it is surer."""
    side = 0 if zh else 1
    row, width = 58, 680
    height = row * len(picture.steps) + 16
    parts = [_open(width, height, picture.title[side])]
    for start, end, confidence in picture.edges:
        y1, y2 = start * row + 34, end * row + 34
        bend = 26 + 14 * min(3, abs(end - start))
        parts.append(
            f'<path d="M 88 {y1} C {88 - bend} {y1}, {88 - bend} {y2}, 88 {y2}" fill="none" stroke="{BAR}" '
            f'stroke-width="{1 + 3 * confidence:.1f}" stroke-opacity="0.65"/>'
        )
    for index, (moment, words, where) in enumerate(picture.steps):
        y = index * row + 12
        parts.append(f'<rect x="90" y="{y}" width="580" height="46" rx="4" fill="#f5f7fa" stroke="{SOFT}"/>')
        parts.append(f'<circle cx="90" cy="{y + 22}" r="5" fill="{BAR}"/>')
        parts.append(_text(104, y + 19, _cut(f"{index + 1}. {words[side]}", 62), 13, "start", INK))
        parts.append(_text(104, y + 37, _cut(where, 84), 11, "start", "#52606d"))
        parts.append(_text(660, y + 19, moment, 11, "end", "#52606d"))
    return "".join([*parts, "</svg>"])


def _open(width: int, height: int, title: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" {FONT}>'
        f"<title>{escape(title)}</title>"
    )


def _text(x: float, y: float, text: str, size: int, anchor: str = "middle", colour: str = INK) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'
    )


def _cut(text: str, room: int) -> str:
    """The text within `room` half-width columns."""
    used = 0
    kept: list[str] = []
    for char in text:
        used += 2 if ord(char) > 0x2E7F else 1
        if used > room:
            return "".join(kept) + "…"
        kept.append(char)
    return text
