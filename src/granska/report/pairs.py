"""The drawing of two groups' shares and their difference."""

from collections.abc import Sequence
from dataclasses import dataclass

from granska.report.canvas import FIRST, GRID, INK, MUTED, PAPER, SECOND, THIRD, Canvas, Dot
from granska.report.charts import Frame, percent_axis, wrap
from granska.report.figures import WIDE
from granska.report.locale import in_percent
from granska.report.published import Interval

FILLED, HOLLOW = 58, 130  # the hollow square is larger, so that it shows around the filled one


@dataclass(frozen=True)
class Pair:
    """One line of a comparison: two shares, their difference within strata and in all the material."""

    label: str
    first: Interval | None
    second: Interval | None
    difference: Interval | None
    crude: float | None
    symbol: str = ""


def pairs(
    name: str,
    width: float,
    rows: Sequence[Pair],
    groups: tuple[str, str],
    signs: tuple[str, str],
    limit: int,
    frame: Frame,
) -> Canvas:
    """Draw two groups' shares and, beside them, their difference within strata with its interval.

    Parameters
    ----------
    name, width, frame
        As of `dots`.
    rows : sequence of Pair
        One a question.
    groups : tuple of str
        The names of the two groups; the difference is the first minus the second.
    signs : tuple of str
        What the filled and the open square stand for: within strata, and in all the material.
    limit : int
        The end of the axis of differences, in percentage points.
    """
    wide = width == WIDE
    say = frame.locale.say
    labels = [wrap(row.label, 36 if wide else 42) for row in rows]
    heights = [max(44, 17 * len(lines) + 10) if wide else 17 * len(lines) + 40 for lines in labels]
    head = 100 if wide else 124
    canvas = Canvas(name, width, head + sum(heights) + 26)
    bottom = head + sum(heights)
    _legend(canvas, groups, signs, wide)
    left, unit, zero, scale = (276, 1.8, 612, 2.4) if wide else (14, 1.16, 242, 1.85)
    canvas.text(left - 6 if wide else 0, head - 32, say("Share"), 13, MUTED)
    difference = say("Difference, percentage points") if wide else say("Difference, points")
    canvas.text(zero, head - 32, difference, 13, MUTED, "center")
    percent_axis(canvas, left, unit, head - 6, bottom, (0, 25, 50, 75, 100) if wide else (0, 50, 100), frame)
    scale = scale * 40 / limit
    for tick in (-limit, -limit // 2, 0, limit // 2, limit) if wide else (-limit, 0, limit):
        canvas.line((zero + scale * tick, head - 6), (zero + scale * tick, bottom), GRID if tick else MUTED)
        # the last one would stick out of a narrow figure
        place = min(zero + scale * tick, width - 12)
        canvas.text(place, head - 13, frame.locale.signed(tick), 12, MUTED, "center")
    top: float = head
    for row, lines, height in zip(rows, labels, heights, strict=True):
        if wide:
            if top > head:
                canvas.line((0, top), (width, top), GRID, 0.6)
            first, y = top + height / 2 + 5 - (len(lines) - 1) / 2 * 17, top + height / 2
        else:
            canvas.rectangle(0, top + 3, width, 17 * len(lines) + 2, PAPER)
            first, y = top + 16, top + 17 * len(lines) + 19
        for k, line in enumerate(lines):
            canvas.text(0, first + k * 17, line, 13.5)
        _pair(canvas, row, (left, unit, zero, scale), y)
        top += height
    canvas.text(width, canvas.height - 6, frame.footer, 12, MUTED, "right")
    return canvas


def difference_limit(rows: Sequence[Pair]) -> int:
    """Find the end of the axis of differences: a multiple of 10 that holds every interval, at least 20."""
    ends = [
        abs(in_percent(end))
        for r in rows
        if r.difference
        for end in (r.difference.lower, r.difference.upper, r.crude or 0)
    ]
    return max(20, -int(-max(ends, default=20) // 10) * 10)


def _legend(canvas: Canvas, groups: tuple[str, str], signs: tuple[str, str], wide: bool) -> None:
    marks = (
        (Dot(8, 12, "o", 80, PAPER, FIRST), groups[0], FIRST),
        (Dot(8, 12, "D", 74, SECOND, None, 1.8), groups[1], SECOND),
        (Dot(8, 12, "s", FILLED, PAPER, INK), signs[0], INK),
        (Dot(8, 12, "s", HOLLOW, INK, None, 1.6), signs[1], INK),
    )
    # the names stand at fixed places, since their width is unknown
    places = ((8, 12), (8, 34), (346, 12), (346, 34)) if wide else ((8, 10), (8, 30), (8, 50), (8, 70))
    for (x, y), (dot, name, color) in zip(places, marks, strict=True):
        canvas.dot(Dot(x, y, dot.marker, dot.size, dot.edge, dot.fill, dot.width))
        canvas.text(x + 13, y + 5, name, 13.5, color, bold=color != INK)


def _pair(canvas: Canvas, row: Pair, axes: tuple[float, float, float, float], y: float) -> None:
    left, unit, zero, scale = axes
    if row.first is None or row.second is None:
        canvas.text(left + unit * 50, y + 5, row.symbol, 14, anchor="center", bold=True)
    else:
        first, second = (left + unit * in_percent(shown.value) for shown in (row.first, row.second))
        canvas.line((first, y), (second, y), THIRD, 2.4)
        canvas.dot(Dot(first, y, "o", 88))
        canvas.dot(Dot(second, y, "D", 88, SECOND, None, 1.8))
    if row.difference is None:
        canvas.text(zero, y + 5, row.symbol, 14, anchor="center", bold=True)
        return
    shown = row.difference
    canvas.whisker(zero + scale * in_percent(shown.lower), zero + scale * in_percent(shown.upper), y, INK)
    if row.crude is not None:
        canvas.dot(Dot(zero + scale * in_percent(row.crude), y, "s", HOLLOW, INK, None, 1.6))
    canvas.dot(Dot(zero + scale * in_percent(shown.value), y, "s", FILLED, PAPER, INK))
