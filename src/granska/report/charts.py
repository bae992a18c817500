"""The drawings: dots with intervals, a series of years, a small interval."""

import math
import textwrap
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from granska.report.axes import ShareAxis, absent, hatch, reference_line, share_grid
from granska.report.canvas import FIRST, GRID, INK, MUTED, PAPER, THIRD, Canvas, Dot
from granska.report.figures import WIDE
from granska.report.locale import Locale, in_percent
from granska.report.published import HIDDEN, Interval

LINE = 18
BREAK_FOOT = 18  # under the years, where it is said that a definition changed


@dataclass(frozen=True)
class Row:
    """One line of a chart: a label and its interval, or the symbol that stands for one.

    Parameters
    ----------
    label : str
        What the share is the share of.
    interval : Interval or None
        The share; none where it is not shown.
    symbol : str
        What stands in its place then.
    remark : str
        What stands under the label.
    value : str
        The share in words where it is not written in per cent: a count, where it rests on few or is hidden itself.
    """

    label: str
    interval: Interval | None
    symbol: str = ""
    remark: str = ""
    value: str = ""


@dataclass(frozen=True)
class Frame:
    """What is alike in all charts of a report: the language, and the words that a picture carries with it."""

    locale: Locale
    footer: str = ""

    @property
    def foot(self) -> float:
        """How much room the words take below a drawing."""
        return 26 if self.footer else 6

    def sign(self, canvas: Canvas) -> None:
        """Write the words into the corner of a drawing."""
        canvas.text(canvas.width, canvas.height - 6, self.footer, 12, MUTED, "right")


def wrap(text: str, width: int) -> list[str]:
    """Break a label into lines as even as they can be, at most four."""
    words = text.split()
    if not words:
        return [""]
    best = _lines(text, width)
    # no narrower than the longest word, which would be cut
    for narrower in range(width - 1, min(width, max(map(len, words))) - 1, -1):
        lines = _lines(text, narrower)
        if len(lines) > len(best) or lines[-1].endswith(" …"):
            break
        best = lines
    return best


def _lines(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_on_hyphens=False, max_lines=4, placeholder=" …")


def labelled(row: Row, width: int) -> list[tuple[str, str]]:
    """Give the lines of a row's label, with their colours."""
    remark = [(line, MUTED) for line in wrap(row.remark, width)] if row.remark else []
    return [(line, INK) for line in wrap(row.label, width)] + remark


def dots(
    name: str,
    width: float,
    rows: Sequence[Row],
    frame: Frame,
    reference: tuple[float, str] | None = None,
    end: int = 100,
) -> Canvas:
    """Draw a dot and an interval for each row.

    Parameters
    ----------
    name : str
        The figure's name.
    width : float
        720 for a screen, 320 for a telephone: then the labels stand above the intervals, as that of a single row does.
    rows : sequence of Row
        In the order they are drawn.
    frame : Frame
        Language and footer.
    reference : tuple of float and str, optional
        A share to compare with, drawn as a line, and its name.
    end : int
        The per cent that the axis ends at.
    """
    wide = width == WIDE
    above = not wide or len(rows) == 1
    axis = ShareAxis(318, 254, end) if not above else ShareAxis(14, 520 if wide else 175, end)
    labels = [labelled(row, 64 if above and wide else 40) for row in rows]
    tight = all(len(lines) == 1 for lines in labels)
    heights = [
        LINE * len(lines) + 42 if above else max(34 if tight else 46, LINE * len(lines) + 10) for lines in labels
    ]
    head = (26 if reference else 0) + (34 if wide else 28)
    bottom = head + sum(heights)
    canvas = Canvas(name, width, bottom + frame.foot)
    share_grid(
        canvas, axis, head - 8, bottom, frame.locale, axis.ticks(few=not wide), reference[0] if reference else None
    )
    if reference:
        reference_line(canvas, axis, head, bottom, reference)
    size = dot_size((row.interval for row in rows), axis.length / axis.end)
    tops = [head + sum(heights[:k]) for k in range(len(rows))]
    for row, (_, y) in zip(rows, label_rows(canvas, tops, heights, labels, above), strict=True):
        draw_interval(canvas, row, axis, y, size, frame.locale)
    frame.sign(canvas)
    return canvas


def label_rows(
    canvas: Canvas,
    tops: Sequence[float],
    heights: Sequence[float],
    labels: Sequence[Sequence[tuple[str, str]]],
    above: bool,
    size: float = 14,
) -> list[tuple[float, float]]:
    """Write the labels of the rows, beside what is drawn or above it.

    Parameters
    ----------
    canvas : Canvas
        What is drawn on.
    tops, heights : sequence of float
        Where each row begins, and how high it is.
    labels : sequence of sequence of tuple of str
        The lines of each label, with their colours.
    above : bool
        Whether they stand above what is drawn.
    size : float
        Of the letters.

    Returns
    -------
    list of tuple of float
        For each row the base of its first line, and the middle of what is to be drawn.
    """
    for top in tops[1:] if not above else ():
        canvas.line((0, top), (canvas.width, top), GRID, 0.6)
    places = []
    for top, height, lines in zip(tops, heights, labels, strict=True):
        if above:
            canvas.rectangle(0, top + 3, canvas.width, LINE * len(lines) + 2, PAPER)
            first, y = top + 17, top + LINE * len(lines) + 20
        else:
            first, y = top + height / 2 + 5 - (len(lines) - 1) / 2 * LINE, top + height / 2
        for k, (line, color) in enumerate(lines):
            canvas.text(0, first + k * LINE, line, size, color)
        places.append((first, y))
    return places


def draw_interval(canvas: Canvas, row: Row, axis: ShareAxis, y: float, size: float, locale: Locale) -> None:
    """Draw a row's interval and write its value to the right, or what stands for them."""
    value_at, span_at = canvas.width - (68 if canvas.width == WIDE else 62), canvas.width
    shown = row.interval
    if shown is None:
        absent(canvas, axis.left, axis.right, y, row.symbol, locale)
        canvas.text(value_at, y + 5, row.value or row.symbol, 15, anchor="right", bold=True)
        return
    canvas.whisker(axis.at(shown.lower), axis.at(shown.upper), y)
    canvas.dot(Dot(axis.at(shown.value), y, size=size))
    canvas.text(value_at, y + 5, row.value or locale.percent(shown.percent), 15, anchor="right", bold=True)
    span = locale.span(shown.percent_lower, shown.percent_upper)
    canvas.text(span_at, y + 5, f"({span})", 12.5, MUTED, "right")


def dot_size(intervals: Iterable[Interval | None], unit: float) -> float:
    """Choose one size for all dots of a chart, so that size tells nothing and the shortest interval stays in sight."""
    lengths = (unit * in_percent(shown.upper - shown.lower) for shown in intervals if shown)
    return 64 if min(lengths, default=100) > 10 else 30


def spark(name: str, shown: Interval, frame: Frame) -> Canvas:
    """Draw one interval on a small axis from 0 to 100 %, for a key figure."""
    canvas, axis = Canvas(name, 240, 46), ShareAxis(6, 210)
    canvas.line((axis.left, 18), (axis.right, 18), GRID)
    for tick in axis.ticks(few=True):
        x = axis.at(tick / 100)
        canvas.line((x, 14), (x, 22), THIRD)
        # the last label ends with the axis, so that it stays inside the picture
        label = frame.locale.percent(tick) if tick == axis.end else str(tick)
        canvas.text(x, 40, label, 12, MUTED, "right" if tick == axis.end else "center")
    canvas.whisker(axis.at(shown.lower), axis.at(shown.upper), 18)
    canvas.dot(Dot(axis.at(shown.value), 18, size=dot_size([shown], axis.length / axis.end)))
    return canvas


def how_to_read(name: str, labels: tuple[str, str, str]) -> Canvas:
    """Draw the example that explains dot and interval, with the words for the dot and the two ends."""
    middle, low, high = labels
    canvas = Canvas(name, 300, 92)
    canvas.whisker(58, 242, 48)
    canvas.dot(Dot(140, 48, size=130))
    canvas.text(140, 22, middle, 14, anchor="center", bold=True)
    canvas.line((140, 28), (140, 40), MUTED)
    canvas.text(58, 78, low, 13.5, MUTED, "center")
    canvas.text(242, 78, high, 13.5, MUTED, "center")
    return canvas


def series(name: str, width: float, points: Sequence[Row], frame: Frame, breaks: Collection[str] = ()) -> Canvas:
    """Draw a share year by year with its intervals, on an axis from 0 to 100 %.

    Parameters
    ----------
    name, width, frame
        As of `dots`.
    points : sequence of Row
        The years, in order.
    breaks : collection of str
        First years of new definitions, by the labels of their points: no line is drawn across them.
    """
    wide, locale = width == WIDE, frame.locale
    canvas = Canvas(name, width, 274 + (BREAK_FOOT if breaks else 0) + frame.foot)
    left, right, top, bottom = 52, width - (64 if wide else 34), 24, 252
    for tick in (0, 25, 50, 75, 100):
        y = bottom - (bottom - top) * tick / 100
        canvas.line((left - 8, y), (width, y), GRID)
        label = locale.percent(tick) if tick in (0, 100) else str(tick)
        canvas.text(left - 14, y + 4, label, 12, MUTED, "right")
    step = (right - left - 20) / max(len(points) - 1, 1)
    size = dot_size((point.interval for point in points), (bottom - top) / 100)
    middles: list[tuple[float, float]] = []
    for k, point in enumerate(points):
        x = left + 20 + k * step
        canvas.text(x, bottom + 22, point.label, 13, MUTED, "center")
        if k and point.label in breaks:
            middles.append((math.nan, math.nan))
            canvas.line((x - step / 2, top - 14), (x - step / 2, bottom + 8), MUTED, style=(0, (2, 3)))
            canvas.text(x - step / 2, bottom + 22 + BREAK_FOOT, locale.say("new definition"), 12, MUTED, "center")
        if point.interval is None:
            if point.symbol == HIDDEN:
                hatch(canvas, x - 7, top, 14, bottom - top)
            canvas.text(x, top - 6, point.symbol, 14, anchor="center", bold=True)
            # the line breaks where nothing is known
            middles.append((math.nan, math.nan))
            continue
        shown = point.interval
        low, middle, high = (bottom - (bottom - top) * v for v in (shown.lower, shown.value, shown.upper))
        canvas.upright(x, low, high)
        canvas.dot(Dot(x, middle, size=size))
        canvas.text(x, high - 9, locale.percent(shown.percent), 14 if wide else 12.5, anchor="center", bold=True)
        middles.append((x, middle))
    if len(middles) > 1:
        canvas.path(middles, FIRST, 1.4)
    frame.sign(canvas)
    return canvas
