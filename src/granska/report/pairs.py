"""The drawing of two groups' shares and their difference."""

from collections.abc import Sequence
from dataclasses import dataclass

from granska.report.axes import ShareAxis, absent, share_grid
from granska.report.canvas import FIRST, GRID, INK, MUTED, PAPER, SECOND, THIRD, Canvas, Dot
from granska.report.charts import LINE, Frame, label_rows, wrap
from granska.report.figures import WIDE
from granska.report.locale import in_percent
from granska.report.published import Interval


@dataclass(frozen=True)
class Pair:
    """One line of a comparison: two shares, their difference within strata and in all the material.

    Parameters
    ----------
    label : str
        What is compared.
    first, second : Interval or None
        The groups' shares.
    difference : Interval or None
        Their difference within strata.
    crude : float or None
        Their difference in all the material, as a share.
    written : tuple of str
        The difference and its limits, as they are printed beside the drawing.
    symbol, share_symbol : str
        What stands where the difference, or a share, is not shown.
    """

    label: str
    first: Interval | None
    second: Interval | None
    difference: Interval | None
    crude: float | None
    written: tuple[str, str] = ("", "")
    symbol: str = ".."
    share_symbol: str = ".."


@dataclass(frozen=True)
class _Layout:
    """Where things lie: the axis of shares, the middle and half the length of that of differences, the numbers."""

    shares: ShareAxis
    zero: float
    half: float
    letters: int
    above: bool
    value_at: float


_BESIDE = _Layout(ShareAxis(216, 120), 456, 74, 27, False, 592)
_ALONE = _Layout(ShareAxis(14, 226), 404, 116, 64, True, 592)
_NARROW = _Layout(ShareAxis(12, 76), 170, 42, 42, True, 320)


def pairs(
    name: str,
    width: float,
    rows: Sequence[Pair],
    groups: tuple[str, str],
    signs: tuple[str, str],
    limit: int,
    frame: Frame,
) -> Canvas:
    """Draw two groups' shares and, beside them, their difference within strata with its interval, also in numbers.

    Parameters
    ----------
    name, width, frame
        As of `dots`.
    rows : sequence of Pair
        One a question.
    groups : tuple of str
        The names of the two groups; the difference is the first minus the second.
    signs : tuple of str
        What the square and the triangle stand for: within strata, and in all the material.
    limit : int
        The end of the axis of differences, in percentage points.
    """
    wide = width == WIDE
    layout = _NARROW if not wide else _ALONE if len(rows) == 1 else _BESIDE
    labels = [[(line, INK) for line in wrap(row.label, layout.letters)] for row in rows]
    heights = [LINE * len(lines) + 44 if layout.above else max(42, LINE * len(lines) + 6) for lines in labels]
    head = 100 if wide else 144
    bottom = head + sum(heights)
    canvas = Canvas(name, width, bottom + frame.foot)
    _legend(canvas, groups, signs, wide)
    _axes(canvas, layout, limit, head, bottom, frame)
    tops = [head + sum(heights[:k]) for k in range(len(rows))]
    for row, (_, y) in zip(rows, label_rows(canvas, tops, heights, labels, layout.above, 13.5), strict=True):
        _pair(canvas, row, layout, limit, y, frame)
    frame.sign(canvas)
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


def _axes(canvas: Canvas, layout: _Layout, limit: int, head: float, bottom: float, frame: Frame) -> None:
    say, wide = frame.locale.say, canvas.width == WIDE
    shares, zero = layout.shares, layout.zero
    canvas.text(shares.left - 12, head - 34, say("Share"), 13, MUTED)
    heading_at = (zero - layout.half - 12) if wide else canvas.width
    canvas.text(heading_at, head - 34, say("Difference, percentage points"), 13, MUTED, "left" if wide else "right")
    share_grid(canvas, shares, head - 6, bottom, frame.locale, (0, 50, 100) if wide else (0, 100))
    for tick in (-limit, -limit // 2, 0, limit // 2, limit) if wide else (-limit, 0, limit):
        x = zero + layout.half * tick / limit
        canvas.line((x, head - 6), (x, bottom), GRID if tick else MUTED)
        # between the ends and zero there is room for a line only
        if abs(tick) in (0, limit) or layout is _ALONE:
            canvas.text(x, head - 13, frame.locale.signed(tick), 12, MUTED, "center")


def _legend(canvas: Canvas, groups: tuple[str, str], signs: tuple[str, str], wide: bool) -> None:
    # the names stand at fixed places, since their width is unknown
    places = ((8, 12), (8, 34), (346, 12), (346, 34)) if wide else ((8, 10), (8, 30), (8, 50), (8, 70))
    marks = (
        (_first(*places[0]), groups[0], FIRST),
        (_second(*places[1]), groups[1], SECOND),
        (_within(*places[2]), signs[0], INK),
        (_overall(places[3][0], places[3][1] + 1), signs[1], INK),
    )
    for (x, y), (dot, name, color) in zip(places, marks, strict=True):
        canvas.dot(dot)
        canvas.text(x + 13, y + 5, name, 13.5, color, bold=color != INK)


def _first(x: float, y: float) -> Dot:
    return Dot(x, y, "o", 88)


def _second(x: float, y: float) -> Dot:
    return Dot(x, y, "D", 88, SECOND, None, 1.8)


def _within(x: float, y: float) -> Dot:
    return Dot(x, y, "s", 58, PAPER, INK)


def _overall(x: float, y: float) -> Dot:
    return Dot(x, y, "v", 52, INK, None, 1.4)


def _pair(canvas: Canvas, row: Pair, layout: _Layout, limit: int, y: float, frame: Frame) -> None:
    shares, zero, scale = layout.shares, layout.zero, layout.half / limit
    if row.first is None or row.second is None:
        absent(canvas, shares.left, shares.right, y, row.share_symbol, frame.locale)
    else:
        first, second = (shares.at(shown.value) for shown in (row.first, row.second))
        canvas.line((first, y), (second, y), THIRD, 2.4)
        canvas.dot(_first(first, y))
        canvas.dot(_second(second, y))
    if row.difference is None:
        absent(canvas, zero - layout.half, zero + layout.half, y, row.symbol, frame.locale)
        canvas.text(layout.value_at, y + 5, row.symbol, 14, anchor="right", bold=True)
        return
    shown = row.difference
    canvas.whisker(zero + scale * in_percent(shown.lower), zero + scale * in_percent(shown.upper), y, INK)
    canvas.dot(_within(zero + scale * in_percent(shown.value), y))
    if row.crude is not None:
        # above the interval, so that it points at its place without covering the square
        canvas.dot(_overall(zero + scale * in_percent(row.crude), y - 11))
    value, span = row.written
    if layout is _NARROW:
        canvas.text(layout.value_at, y - 2, value, 14, anchor="right", bold=True)
        canvas.text(canvas.width, y + 14, f"({span})", 12, MUTED, "right")
    else:
        canvas.text(layout.value_at, y + 5, value, 15, anchor="right", bold=True)
        canvas.text(layout.value_at + 8, y + 5, f"({span})", 12.5, MUTED)
