"""The drawing of strata against what chance gives: shares with intervals, smoothed shares, and limits around the whole.

The limits of a funnel plot (Spiegelhalter 2005), laid beside the strata in alphabetical order: with samples of one size
they are the same for all, and a funnel would hide the names.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from granska.report.axes import ShareAxis, absent, reference_line, share_grid
from granska.report.canvas import BAND, INK, MUTED, Canvas, Dot
from granska.report.charts import LINE, Frame, label_rows, wrap
from granska.report.figures import WIDE
from granska.report.published import Interval

FILLED, MARKED, HOLLOW = 66, 84, 140  # the ring is larger, so that it shows around the dot
DASHED = (0, (4, 3))
DIAMOND = "D"  # the form tells it apart where the colour does not


@dataclass(frozen=True)
class Spot:
    """One line of the drawing.

    Parameters
    ----------
    label : str
        The stratum.
    shown : Interval or None
        Its share.
    smoothed : tuple of float and int, or None
        Its share drawn towards the whole, as a share and in whole percent.
    inner, outer : Interval or None
        The narrow and the wide limits around the whole.
    symbol : str
        What stands there if the share does not.
    outside : bool
        Whether it is marked as lying outside the wide limits.
    """

    label: str
    shown: Interval | None
    smoothed: tuple[float, int] | None
    inner: Interval | None
    outer: Interval | None
    symbol: str = ""
    outside: bool = False


def funnel(
    name: str,
    width: float,
    rows: Sequence[Spot],
    whole: tuple[float, str],
    levels: tuple[str, str],
    frame: Frame,
    end: int = 100,
) -> Canvas:
    """Draw each stratum's share and smoothed share, over the limits that chance would keep it within.

    Parameters
    ----------
    name, width, frame
        As of `dots`.
    rows : sequence of Spot
        In the order they are drawn.
    whole : tuple of float and str
        The share of the whole, drawn as a line, and its name.
    levels : tuple of str
        The levels of the narrow and the wide limits, as in "95 %".
    end : int
        The per cent that the axis ends at; no limit that is drawn lies beyond it.
    """
    wide = width == WIDE
    labels = [wrap(row.label, 25 if wide else 26) for row in rows]
    heights = [max(34, LINE * len(lines) + 10) if wide else LINE * len(lines) + 40 for lines in labels]
    outside = any(row.outside for row in rows)
    head = 106 if wide else 146 + 20 * outside
    bottom = head + sum(heights)
    canvas = Canvas(name, width, bottom + frame.foot)
    axis = ShareAxis(190, 342, end) if wide else ShareAxis(14, 188, end)
    _legend(canvas, levels, outside, frame)
    tops = [head + sum(heights[:k]) for k in range(len(rows))]
    _limits(canvas, rows, [*tops, bottom], axis)
    share_grid(canvas, axis, head - 8, bottom, frame.locale, axis.ticks(few=not wide), whole[0])
    reference_line(canvas, axis, head, bottom, whole)
    if wide:
        canvas.text(width, head - 15, frame.locale.say("Smoothed"), 12, MUTED, "right")
    coloured = [[(line, INK) for line in lines] for lines in labels]
    for row, (first, y) in zip(rows, label_rows(canvas, tops, heights, coloured, not wide), strict=True):
        _spot(canvas, row, axis, y, first, frame)
    frame.sign(canvas)
    return canvas


def _legend(canvas: Canvas, levels: tuple[str, str], outside: bool, frame: Frame) -> None:
    say, wide = frame.locale.say, canvas.width == WIDE
    names = (
        say("Share found, with interval"),
        say("Smoothed share"),
        *(say("Limits of chance, {level}", level=level) for level in levels),
    )
    # the names stand at fixed places, since their width is unknown
    places = ((10, 12), (10, 34), (346, 12), (346, 34)) if wide else ((10, 10), (10, 30), (10, 50), (10, 70))
    (dot, ring, band, dashes) = places
    canvas.whisker(dot[0] - 8, dot[0] + 8, dot[1], cap=4)
    canvas.dot(Dot(*dot, size=FILLED))
    canvas.dot(Dot(*ring, size=HOLLOW, edge=INK, fill=None, width=1.4))
    canvas.rectangle(band[0] - 8, band[1] - 7, 16, 14, BAND, behind=True)
    canvas.line((dashes[0], dashes[1] - 8), (dashes[0], dashes[1] + 8), MUTED, 1.4, DASHED)
    for (x, y), text in zip(places, names, strict=True):
        canvas.text(x + 15, y + 5, text, 13.5)
    if outside:
        x, y = (570, 34) if wide else (10, 90)
        canvas.dot(Dot(x, y, DIAMOND, size=MARKED))
        canvas.text(x + 15, y + 5, say("Outside {level}", level=levels[1]), 13.5)


def _limits(canvas: Canvas, rows: Sequence[Spot], edges: Sequence[float], axis: ShareAxis) -> None:
    """Draw the limits line by line, neighbours with the same limits as one: flat where all rest on as many answers."""
    runs = [list(run) for _, run in groupby(range(len(rows)), lambda k: (rows[k].inner, rows[k].outer))]
    sides: tuple[list[tuple[float, float]], ...] = ([], [])
    for run in runs:
        row, top, bottom = rows[run[0]], edges[run[0]], edges[run[-1] + 1]
        if row.inner:
            low, high = map(axis.at, (row.inner.lower, row.inner.upper))
            canvas.rectangle(low, top, high - low, bottom - top, BAND, behind=True)
        for side, limit in zip(
            sides, (row.outer.lower, row.outer.upper) if row.outer else (math.nan,) * 2, strict=True
        ):
            # a limit of 0 or 100 per cent limits nothing
            x = axis.at(limit) if 0 < limit < 1 else math.nan
            side += [(x, top), (x, bottom), (math.nan, math.nan)]
    for side in sides:
        if not all(math.isnan(x) for x, _ in side):
            canvas.path(side, MUTED, 1.2, DASHED)


def _spot(canvas: Canvas, row: Spot, axis: ShareAxis, y: float, first: float, frame: Frame) -> None:
    locale, wide = frame.locale, canvas.width == WIDE
    value_at, span_at = (594, 656) if wide else (258, 320)
    if row.shown is None:
        absent(canvas, axis.left, axis.right, y, row.symbol, locale)
        canvas.text(value_at, y + 5, row.symbol, 15, anchor="right", bold=True)
        return
    shown = row.shown
    if row.smoothed:
        share, percent = row.smoothed
        canvas.dot(Dot(axis.at(share), y, size=HOLLOW, edge=INK, fill=None, width=1.4))
        words = locale.percent(percent)
        if wide:
            canvas.text(canvas.width, y + 5, words, 13.5, anchor="right")
        else:
            canvas.text(canvas.width, first, locale.say("smoothed {share}", share=words), 13, MUTED, "right")
    canvas.whisker(axis.at(shown.lower), axis.at(shown.upper), y)
    canvas.dot(Dot(axis.at(shown.value), y, *((DIAMOND, MARKED) if row.outside else ("o", FILLED))))
    canvas.text(value_at, y + 5, locale.percent(shown.percent), 15, anchor="right", bold=True)
    span = locale.span(shown.percent_lower, shown.percent_upper)
    canvas.text(span_at, y + 5, f"({span})", 12.5, MUTED, "right")
