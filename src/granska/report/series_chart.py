"""The drawing of a series: for each indicator a dot with its interval for every review, in order along the way."""

from collections.abc import Sequence
from dataclasses import dataclass

from granska.report.axes import ShareAxis, share_grid
from granska.report.canvas import FIRST, INK, PAPER, Canvas
from granska.report.charts import LINE, Frame, Row, dot_size, draw_interval, label_rows, labelled, wrap
from granska.report.figures import WIDE

_HEAD = 30  # room for the name of an indicator


@dataclass(frozen=True)
class Stretch:
    """What the reviews found on one indicator.

    Parameters
    ----------
    title : str
        The indicator.
    rows : sequence of Row
        One for each review, in order along the way.
    joined : sequence of pair of int
        The rows, by their places, that are compared: a line joins their dots. No others are joined.
    """

    title: str
    rows: Sequence[Row]
    joined: Sequence[tuple[int, int]] = ()


def along_the_way(name: str, width: float, stretches: Sequence[Stretch], frame: Frame) -> Canvas:
    """Draw the figures of a series.

    Parameters
    ----------
    name : str
        The figure's name.
    width : float
        720 for a screen, 320 for a telephone: then the labels stand above the intervals.
    stretches : sequence of Stretch
        The indicators, in the order they are drawn.
    frame : Frame
        Language and footer.
    """
    wide = width == WIDE
    axis = ShareAxis(318, 254) if wide else ShareAxis(14, 175)
    head = 34 if wide else 28
    tops, heights, labels, titles = [], [], [], []
    y: float = head
    for stretch in stretches:
        lines = wrap(stretch.title, 80 if wide else 36)
        titles.append((y, lines))
        y += _HEAD - LINE + LINE * len(lines)
        for row in stretch.rows:
            labels.append(labelled(row, 40))
            tops.append(y)
            heights.append(max(34, LINE * len(labels[-1]) + 10) if wide else LINE * len(labels[-1]) + 42)
            y += heights[-1]
        y += 10
    canvas = Canvas(name, width, y + frame.foot)
    share_grid(canvas, axis, head - 8, y, frame.locale, axis.ticks(few=not wide))
    for top, lines in titles:
        canvas.rectangle(0, top - 2, width, LINE * len(lines) + 8, PAPER)
        for k, line in enumerate(lines):
            canvas.text(0, top + 15 + k * LINE, line, 15, INK, bold=True)
    places = iter(label_rows(canvas, tops, heights, labels, not wide))
    intervals = [row.interval for stretch in stretches for row in stretch.rows]
    size = dot_size(intervals, axis.length / axis.end)
    for stretch in stretches:
        middles = []
        for row in stretch.rows:
            _, middle = next(places)
            middles.append(middle)
            draw_interval(canvas, row, axis, middle, size, frame.locale)
        for one, other in stretch.joined:
            first, second = stretch.rows[one].interval, stretch.rows[other].interval
            if first and second:
                canvas.line((axis.at(first.value), middles[one]), (axis.at(second.value), middles[other]), FIRST, 1.4)
    frame.sign(canvas)
    return canvas
