"""A drawing surface in CSS pixels, origin at the top left, drawn by matplotlib and seaborn.

Text stands at anchor points and its width is never measured: the reader's font is not the one matplotlib knows.
"""

import io
import re
import warnings
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal
from xml.etree import ElementTree

import matplotlib as mpl
from matplotlib.figure import Figure as MatplotlibFigure
from matplotlib.patches import Rectangle

from granska.report.markup import plain

INK, MUTED, GRID, BAND, PAPER = "#1b2733", "#55626d", "#d5dce0", "#e4ebef", "#fefefe"
FIRST, SECOND, THIRD = "#0b5a7d", "#a84e08", "#66717b"
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
ElementTree.register_namespace("", _SVG)
ElementTree.register_namespace("xlink", _XLINK)

Anchor = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Dot:
    """A mark at a place; `fill` None leaves the ground visible through it."""

    x: float
    y: float
    marker: str = "o"
    size: float = 118
    edge: str = PAPER
    fill: str | None = FIRST
    width: float = 1.0


class Canvas:
    """A surface of a width and height in CSS pixels.

    Parameters
    ----------
    name : str
        The figure's name: it seeds the ids in the file, so that no two figures are alike.
    width, height : float
        In CSS pixels.
    """

    def __init__(self, name: str, width: float, height: float):
        self.name = name
        self.width, self.height = width, height
        self._figure = MatplotlibFigure(figsize=(width / 72, height / 72), dpi=72)
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set(xlim=(0, width), ylim=(height, 0))
        self._axes.axis("off")
        self._dots: list[Dot] = []

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 14,
        color: str = INK,
        anchor: Anchor = "left",
        bold: bool = False,
    ) -> None:
        """Write text on a line from an anchor point; the mark $ is text, not mathematics."""
        if anchor == "right":
            # the last letter would be cut by a pixel in some programs
            x = min(x, self.width - 2)
        weight = "bold" if bold else "normal"
        self._axes.text(
            x, y, plain(text), fontsize=size, color=color, ha=anchor, va="baseline", fontweight=weight, parse_math=False
        )

    def line(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        color: str = GRID,
        width: float = 1.0,
        style: Any = "-",
    ) -> None:
        """Draw a straight line."""
        xs, ys = zip(start, end, strict=True)
        self._axes.plot(xs, ys, color=color, lw=width, ls=style, solid_capstyle="butt", clip_on=False)

    def path(self, points: list[tuple[float, float]], color: str, width: float, style: Any = "-") -> None:
        """Draw a line through points; it breaks at one that is NaN."""
        xs, ys = zip(*points, strict=True)
        self._axes.plot(xs, ys, color=color, lw=width, ls=style, solid_joinstyle="round", clip_on=False)

    def marks(self, points: list[tuple[float, float]], marker: str, color: str, size: float) -> None:
        """Put marks on a line."""
        xs, ys = zip(*points, strict=True)
        self._axes.plot(
            xs, ys, color=color, ls="none", marker=marker, ms=size, mec=PAPER, mew=1.0, zorder=4, clip_on=False
        )

    def rectangle(
        self, x: float, y: float, width: float, height: float, color: str = BAND, behind: bool = False
    ) -> None:
        """Fill a rectangle; it covers all lines, or lies behind them."""
        order = 1 if behind else 2.5
        self._axes.add_patch(
            Rectangle((x, y), width, height, facecolor=color, edgecolor="none", zorder=order, clip_on=False)
        )

    def dot(self, dot: Dot) -> None:
        """Put a mark, above everything else."""
        self._dots.append(dot)

    def whisker(self, start: float, end: float, y: float, color: str = FIRST, cap: float = 5) -> None:
        """Draw a level interval with end marks."""
        gap = float("nan")
        xs, ys = (start, end, gap, start, start, gap, end, end), (y, y, gap, y - cap, y + cap, gap, y - cap, y + cap)
        self._axes.plot(xs, ys, color=color, lw=2, solid_capstyle="butt", clip_on=False)

    def upright(self, x: float, start: float, end: float, color: str = FIRST, cap: float = 5) -> None:
        """Draw an upright interval with end marks."""
        self.line((x, start), (x, end), color, 2.2)
        for y in (start, end):
            self.line((x - cap, y), (x + cap, y), color, 1.6)

    def _draw_dots(self) -> None:
        if not self._dots:
            return
        # it costs a second, and a picture without dots does without
        import seaborn as sns

        for look in dict.fromkeys((d.marker, d.size, d.edge, d.fill, d.width) for d in self._dots):
            marker, size, edge, fill, width = look
            alike = [d for d in self._dots if (d.marker, d.size, d.edge, d.fill, d.width) == look]
            sns.scatterplot(
                x=[dot.x for dot in alike],
                y=[dot.y for dot in alike],
                ax=self._axes,
                marker=marker,
                s=size,
                color=fill or "none",
                edgecolor=edge,
                linewidth=width,
                zorder=5,
                legend=False,
                clip_on=False,
            )
        self._dots.clear()
        self._axes.set(xlim=(0, self.width), ylim=(self.height, 0), xlabel="", ylabel="")

    def svg(self) -> str:
        """Give the drawing as SVG with real text; the same drawing gives the same bytes."""
        self._draw_dots()
        self._figure.patch.set_visible(False)
        settings = {"svg.fonttype": "none", "svg.hashsalt": self.name, "path.simplify": False}
        file = io.BytesIO()
        with mpl.rc_context(settings), warnings.catch_warnings():
            # a label may hold characters that matplotlib's font lacks; the reader's font has them
            warnings.filterwarnings("ignore", "Glyph .* missing from font")
            self._figure.savefig(
                file,
                format="svg",
                transparent=True,
                metadata={"Date": None, "Creator": None, "Type": None, "Format": None},
            )
        return _cleaned(file.getvalue().decode("utf-8"), self)

    def png(self, ground: str = "white") -> bytes:
        """Give the drawing as PNG, for documents that do not show SVG, on a colour or on "none"."""
        self._draw_dots()
        self._figure.patch.set_visible(True)
        file = io.BytesIO()
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Glyph .* missing from font")
            metadata = {"Software": None, "Title": self.name}
            self._figure.savefig(file, format="png", dpi=150, facecolor=ground, metadata=metadata)
        return file.getvalue()


def _cleaned(text: str, canvas: Canvas) -> str:
    """Leave only what draws: no metadata, no measured fonts, no ids that nothing points at."""
    root = ElementTree.fromstring(text)
    for child in list(root):
        if child.tag == f"{{{_SVG}}}metadata" or child.find(f"{{{_SVG}}}style") is not None:
            root.remove(child)
    pointed = {link.removeprefix("#") for e in root.iter() if (link := e.get(f"{{{_XLINK}}}href"))}
    for element in root.iter():
        if element.get("id") not in pointed:
            element.attrib.pop("id", None)
        if path := element.get("d"):
            element.set("d", _shorter(" ".join(path.split()), 2 if "id" in element.attrib else 1))
        for place in ("x", "y"):
            if place in element.attrib:
                element.set(place, _shorter(element.attrib[place], 1))
        if element.tag == f"{{{_SVG}}}text":
            _plain_font(element)
    root.attrib.clear()
    root.attrib |= {
        "width": f"{canvas.width:g}",
        "height": f"{canvas.height:g}",
        "viewBox": f"0 0 {canvas.width:g} {canvas.height:g}",
        "font-family": FONT,
        "stroke-linejoin": "round",
        "data-name": canvas.name,
    }
    _unwrap(root)
    _gather(root)
    for element in root.iter():
        element.tail = None
        if not (element.text or "").strip():
            element.text = None
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def _shorter(numbers: str, decimals: int) -> str:
    """Round the numbers of an attribute: a tenth of a pixel is finer than any screen shows."""
    return re.sub(r"-?\d+\.\d+", lambda found: f"{round(float(found[0]), decimals):g}", numbers)


def _unwrap(element: ElementTree.Element) -> None:
    """Take away groups that only hold other elements."""
    for child in list(element):
        _unwrap(child)
    children: list[ElementTree.Element] = []
    for child in element:
        children += list(child) if child.tag == f"{{{_SVG}}}g" and not child.attrib else [child]
    element[:] = children


def _gather(root: ElementTree.Element) -> None:
    """Let neighbours that look alike say so once, in a group: a page with twenty figures is a third smaller for it."""
    elements: list[ElementTree.Element] = []
    for tag, run in groupby(list(root), lambda element: element.tag):
        neighbours = list(run)
        if tag == f"{{{_SVG}}}text":
            # their order tells nothing, since none lies over another
            neighbours.sort(key=lambda text: text.get("style", ""))
        elements += neighbours
    root[:] = []
    for (_, style), run in groupby(elements, lambda element: (element.tag, element.get("style"))):
        alike = list(run)
        if style is None or len(alike) == 1:
            root.extend(alike)
            continue
        group = ElementTree.SubElement(root, f"{{{_SVG}}}g", {"style": style})
        for element in alike:
            del element.attrib["style"]
        group.extend(alike)


def _plain_font(element: ElementTree.Element) -> None:
    """Take away the font that matplotlib measured with, since the root names the reader's, and what is so anyway."""
    style = re.sub(r"font-family: [^;]*;? ?|text-anchor: start;? ?", "", element.get("style", ""))
    element.set("style", style.removesuffix("; "))
    # no text is turned
    element.attrib.pop("transform", None)
