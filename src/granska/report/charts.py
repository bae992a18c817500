"""The drawings: dots with intervals, a series of years, a small interval."""

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from granska.report.canvas import FIRST, GRID, INK, MUTED, PAPER, THIRD, Canvas, Dot
from granska.report.figures import WIDE
from granska.report.locale import THIN_SPACE, Locale, in_percent
from granska.report.published import Interval

LINE = 18


@dataclass(frozen=True)
class Row:
    """One line of a chart: a label and its interval, or the symbol that stands for one."""

    label: str
    interval: Interval | None
    symbol: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Frame:
    """What is alike in all charts of a report: the language, and the words that a picture carries with it."""

    locale: Locale
    footer: str = ""

    def percent_tick(self, value: int) -> str:
        """Write a tick of a percent axis: only its ends carry the sign."""
        return f"{value}{THIN_SPACE}%" if value in (0, 100) else str(value)


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


def _labelled(row: Row, width: int) -> list[tuple[str, str]]:
    """Give a row's lines with their colours."""
    remark = [(line, MUTED) for line in wrap(row.remark, width)] if row.remark else []
    return [(line, INK) for line in wrap(row.label, width)] + remark


def dots(
    name: str, width: float, rows: Sequence[Row], frame: Frame, reference: tuple[float, str] | None = None
) -> Canvas:
    """Draw a dot and an interval for each row, on an axis from 0 to 100 %.

    Parameters
    ----------
    name : str
        The figure's name.
    width : float
        720 for a screen, 320 for a telephone: then the labels stand above the intervals.
    rows : sequence of Row
        In the order they are drawn.
    frame : Frame
        Language and footer.
    reference : tuple of float and str, optional
        A share to compare with, drawn as a line, and its name.
    """
    wide = width == WIDE
    labels = [_labelled(row, 40) for row in rows]
    tight = all(len(lines) == 1 for lines in labels)
    heights = [max(34 if tight else 46, LINE * len(lines) + 10) if wide else LINE * len(lines) + 42 for lines in labels]
    head = (26 if reference else 0) + (34 if wide else 24)
    canvas = Canvas(name, width, head + sum(heights) + 26)
    left, unit = (318, 2.78) if wide else (14, 1.95)
    bottom = head + sum(heights)
    ticks = (0, 25, 50, 75, 100) if wide else (0, 50, 100)
    percent_axis(canvas, left, unit, head - 8, bottom, ticks, frame, reference[0] if reference else None)
    if reference:
        reference_line(canvas, left + unit * in_percent(reference[0]), head, bottom, reference)
    size = _size((row.interval for row in rows), unit)
    tops = [head + sum(heights[:k]) for k in range(len(rows))]
    for row, (_, y) in zip(rows, label_rows(canvas, tops, heights, labels), strict=True):
        _interval(canvas, row, left, unit, y, size, frame.locale)
    canvas.text(width, canvas.height - 6, frame.footer, 12, MUTED, "right")
    return canvas


def reference_line(canvas: Canvas, x: float, head: float, bottom: float, reference: tuple[float, str]) -> None:
    """Draw the line of a share to compare with, and its name above it."""
    share, name = reference
    canvas.line((x, head - 28), (x, bottom), INK, 1.4)
    canvas.text(x, head - 34, name, 13, anchor="left" if share < 0.2 else "center", bold=True)


def label_rows(
    canvas: Canvas, tops: Sequence[float], heights: Sequence[float], labels: Sequence[Sequence[tuple[str, str]]]
) -> list[tuple[float, float]]:
    """Write the labels of the rows, beside what is drawn or, on a telephone, above it.

    Parameters
    ----------
    canvas : Canvas
        What is drawn on.
    tops, heights : sequence of float
        Where each row begins, and how high it is.
    labels : sequence of sequence of tuple of str
        The lines of each label, with their colours.

    Returns
    -------
    list of tuple of float
        For each row the base of its first line, and the middle of what is to be drawn.
    """
    wide = canvas.width == WIDE
    for top in tops[1:] if wide else ():
        canvas.line((0, top), (canvas.width, top), GRID, 0.6)
    places = []
    for top, height, lines in zip(tops, heights, labels, strict=True):
        if wide:
            first, y = top + height / 2 + 5 - (len(lines) - 1) / 2 * LINE, top + height / 2
        else:
            canvas.rectangle(0, top + 3, canvas.width, LINE * len(lines) + 2, PAPER)
            first, y = top + 17, top + LINE * len(lines) + 20
        for k, (line, color) in enumerate(lines):
            canvas.text(0, first + k * LINE, line, 14, color)
        places.append((first, y))
    return places


def _interval(canvas: Canvas, row: Row, left: float, unit: float, y: float, size: float, locale: Locale) -> None:
    value_at, span_at = canvas.width - 68 if canvas.width == WIDE else canvas.width - 58, canvas.width
    if row.interval is None:
        canvas.text(value_at, y + 5, row.symbol, 15, anchor="right", bold=True)
        return
    shown = row.interval
    canvas.whisker(left + unit * in_percent(shown.lower), left + unit * in_percent(shown.upper), y)
    canvas.dot(Dot(left + unit * in_percent(shown.value), y, size=size))
    canvas.text(value_at, y + 5, locale.percent(shown.percent), 15, anchor="right", bold=True)
    span = locale.span(shown.percent_lower, shown.percent_upper)
    canvas.text(span_at, y + 5, f"({span})", 12.5, MUTED, "right")


def _size(intervals: Iterable[Interval | None], unit: float) -> float:
    """Choose one size for all dots of a chart, so that size tells nothing and the shortest interval stays in sight."""
    lengths = (unit * in_percent(shown.upper - shown.lower) for shown in intervals if shown)
    return 64 if min(lengths, default=100) > 10 else 30


def percent_axis(
    canvas: Canvas,
    left: float,
    unit: float,
    top: float,
    bottom: float,
    ticks: Sequence[int],
    frame: Frame,
    reference: float | None = None,
) -> None:
    """Draw the ticks of an axis of shares."""
    for tick in ticks:
        x = left + unit * tick
        canvas.line((x, top), (x, bottom), GRID)
        # a reference line would run through a label close to it
        if reference is None or unit * abs(tick - in_percent(reference)) > 12:
            canvas.text(x, top - 7, frame.percent_tick(tick), 12, MUTED, "center")


def spark(name: str, shown: Interval, frame: Frame) -> Canvas:
    """Draw one interval on a small axis from 0 to 100 %, for a key figure."""
    canvas = Canvas(name, 240, 46)
    left, unit = 6, 2.1
    canvas.line((left, 18), (left + 100 * unit, 18), GRID)
    for tick in (0, 50, 100):
        canvas.line((left + tick * unit, 14), (left + tick * unit, 22), THIRD)
        # the last label ends with the axis, so that it stays inside the picture
        label = frame.percent_tick(tick) if tick else str(tick)
        canvas.text(left + tick * unit, 40, label, 12, MUTED, "right" if tick == 100 else "center")
    canvas.whisker(left + unit * in_percent(shown.lower), left + unit * in_percent(shown.upper), 18)
    canvas.dot(Dot(left + unit * in_percent(shown.value), 18, size=_size([shown], unit)))
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


def series(name: str, width: float, points: Sequence[tuple[str, Interval | None]], frame: Frame) -> Canvas:
    """Draw a share year by year with its intervals, on an axis from 0 to 100 %."""
    wide = width == WIDE
    canvas = Canvas(name, width, 300)
    left, right, top, bottom = 52, width - (64 if wide else 34), 24, 252
    for tick in (0, 25, 50, 75, 100):
        y = bottom - (bottom - top) * tick / 100
        canvas.line((left - 8, y), (width, y), GRID)
        canvas.text(left - 14, y + 4, frame.percent_tick(tick), 12, MUTED, "right")
    step = (right - left - 20) / max(len(points) - 1, 1)
    size = _size((shown for _, shown in points), (bottom - top) / 100)
    places: list[tuple[float, float]] = []
    for k, (year, shown) in enumerate(points):
        x = left + 20 + k * step
        canvas.text(x, bottom + 22, year, 13, MUTED, "center")
        if shown is None:
            canvas.text(x, bottom - 8, "..", 14, anchor="center")
            continue
        low, middle, high = (bottom - (bottom - top) * v for v in (shown.lower, shown.value, shown.upper))
        canvas.upright(x, low, high)
        canvas.dot(Dot(x, middle, size=size))
        canvas.text(x, high - 9, frame.locale.percent(shown.percent), 14 if wide else 12.5, anchor="center", bold=True)
        places.append((x, middle))
    if len(places) > 1:
        canvas.path(places, FIRST, 1.4)
    canvas.text(width, canvas.height - 6, frame.footer, 12, MUTED, "right")
    return canvas
