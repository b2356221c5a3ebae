"""The charts as PNG, for Word files: not every program that opens one shows SVG."""

import io
import textwrap
from functools import cache
from typing import Any

import matplotlib
from matplotlib import font_manager
from matplotlib.figure import Figure

from briefings.document import Bars, PathPicture
from briefings.pictures import BAR, INK, MARKED, SOFT

FONTS = ["Noto Sans CJK SC", "Noto Sans CJK JP", "Microsoft YaHei", "PingFang SC", "SimHei", "DejaVu Sans"]
DPI = 130


def bars(chart: Bars) -> bytes:
    """A bar a value, its number above it."""
    with matplotlib.rc_context({"font.family": _fonts()}):
        figure = Figure(figsize=(7, 2.4))
        axes = figure.add_subplot()
        labels = [label[0] for label, _, _ in chart.items]
        values = [value for _, value, _ in chart.items]
        drawn = axes.bar(labels, values, color=[MARKED if marked else BAR for _, _, marked in chart.items], width=0.6)
        axes.bar_label(drawn, labels=[f"{value:,.0f}" for value in values], fontsize=8, color=INK)
        axes.set_yticks([])
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.tick_params(labelsize=8, colors=INK)
        return _png(figure)


def path(picture: PathPicture) -> bytes:
    """Steps from top to bottom; a line for each edge."""
    with matplotlib.rc_context({"font.family": _fonts()}):
        count = len(picture.steps)
        figure = Figure(figsize=(7, 0.62 * count + 0.2))
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, 100)
        axes.set_ylim(count, 0)
        axes.axis("off")
        for start, end, confidence in picture.edges:
            bend = f"arc3,rad={0.35 if end > start else -0.35}"
            style: dict[str, Any] = {
                "arrowstyle": "-|>",
                "color": BAR,
                "connectionstyle": bend,
                "lw": 1 + 2 * confidence,
            }
            axes.annotate("", xy=(10, end + 0.5), xytext=(10, start + 0.5), arrowprops=style)
        for index, (moment, words, where) in enumerate(picture.steps):
            box = {"boxstyle": "square,pad=0.35", "facecolor": "#f5f7fa", "edgecolor": SOFT}
            text = f"{index + 1}. {moment}  {words[0]}"
            place = textwrap.shorten(where, 90, placeholder="…")
            axes.text(13, index + 0.5, f"{text}\n{place}", fontsize=7.5, va="center", color=INK, bbox=box)
        return _png(figure)


@cache
def _fonts() -> list[str]:
    """Those of FONTS this machine has; without one, what is not Latin shows as boxes."""
    known = set(font_manager.get_font_names())
    return [name for name in FONTS if name in known]


def _png(figure: Figure) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=DPI, metadata={"Software": None}, bbox_inches="tight")
    return buffer.getvalue()
