"""Line charts for the pages of the methods: coverage or power, by share or by sample size."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.ticker import MaxNLocator

from granska.report.canvas import FIRST, GRID, INK, MUTED, SECOND, THIRD, Canvas
from granska.report.charts import wrap
from granska.report.figures import WIDE
from granska.report.locale import THIN_SPACE, Locale

MOST_TOGETHER = 4
MARKS = 8  # on a curve, so that it is known without its colour
LINE = 18

ENGLISH = Locale("en")
Point = tuple[float, float]


@dataclass(frozen=True)
class Axis:
    r"""What an axis shows, and from where to where.

    Parameters
    ----------
    title : str
        What is measured, without its unit.
    start, end : float
        Where the axis begins and ends; shares are written as shares, 0.95 for 95 %.
    percent : bool
        Whether the values are shares, to be shown in percent.
    locale : Locale
        The language of the numbers.

    Examples
    --------
    >>> Axis("Coverage", 0.8, 1).written(0.954)
    '95.4\u202f%'
    """

    title: str
    start: float
    end: float
    percent: bool = True
    locale: Locale = ENGLISH

    def written(self, value: float) -> str:
        """Write a value as a text names it."""
        if not self.percent:
            return self.locale.number(value, 0 if float(value).is_integer() else 2)
        digits = 0 if math.isclose(100 * value, round(100 * value), abs_tol=1e-9) else 1
        return self.locale.percent(100 * value, digits)

    def ticks(self, at_most: int) -> list[tuple[float, str]]:
        """Choose round values, each with its label; only the first and the last carry the sign for percent."""
        scale = 100 if self.percent else 1
        locator = MaxNLocator(at_most, steps=[1, 2, 2.5, 5, 10])
        low, high = scale * self.start, scale * self.end
        values = [float(tick) for tick in locator.tick_values(low, high) if low - 1e-9 <= tick <= high + 1e-9]
        digits = next(places for places in range(4) if all(abs(round(v, places) - v) < 1e-9 for v in values))
        sign = f"{THIN_SPACE}%" if self.percent else ""
        return [
            (value / scale, self.locale.number(value, digits) + (sign if value in (values[0], values[-1]) else ""))
            for value in values
        ]


@dataclass(frozen=True)
class Curve:
    """A line and its name; a value that is NaN leaves a gap.

    Parameters
    ----------
    label : str
        As it stands beside the line.
    points : tuple of tuple of float
        From left to right.
    """

    label: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Look:
    """How a curve is told from the others: by its dashes and marks, and by its colour too."""

    color: str
    style: Any
    marker: str


LOOKS = (
    Look(FIRST, "-", "o"),
    Look(SECOND, (0, (7, 2.5)), "s"),
    Look(INK, (0, (1.5, 2)), "^"),
    Look(MUTED, (0, (7, 2, 1.5, 2)), "D"),
)


@dataclass(frozen=True)
class Plane:
    """Where the values of two axes lie on a canvas."""

    across: Axis
    up: Axis
    left: float
    right: float
    top: float
    bottom: float

    def place(self, point: Point) -> Point:
        """Give the place of a point."""
        x, y = point
        along = (x - self.across.start) / (self.across.end - self.across.start)
        height = (y - self.up.start) / (self.up.end - self.up.start)
        return self.left + along * (self.right - self.left), self.bottom - height * (self.bottom - self.top)


def chart(
    name: str, width: float, curves: Sequence[Curve], across: Axis, up: Axis, level: tuple[float, str] | None = None
) -> Canvas:
    """Draw one to four curves in one plane.

    Parameters
    ----------
    name : str
        The figure's name.
    width : float
        720 for a screen, 320 for a telephone: then the names of the curves stand above them.
    curves : sequence of Curve
        At most four; more are not told apart.
    across, up : Axis
        The level axis and the upright one.
    level : tuple of float and str, optional
        A value to compare with, drawn as a level line, and its name.

    Raises
    ------
    ValueError
        There are no curves, or too many.
    """
    if not 0 < len(curves) <= MOST_TOGETHER:
        raise ValueError(f"{len(curves)} curves: one to {MOST_TOGETHER} can be told apart. Draw more in panels.")
    wide = width == WIDE
    key = [*(curve.label for curve in curves), *([level[1]] if level else [])]
    head = 34.0 if wide else 40.0 + 22 * len(key)
    canvas = Canvas(name, width, head + (330 if wide else 250) + 46)
    plane = Plane(across, up, 52, width - (210 if wide else 22), head, canvas.height - 46)
    canvas.text(0, head - 16, up.title, 13, MUTED)
    _grid(canvas, plane, wide)
    _titled_across(canvas, plane)
    if level:
        _level(canvas, plane, level[0])
    for place, curve in enumerate(curves):
        _draw(canvas, plane, curve, LOOKS[place], place / len(curves))
    if wide:
        _name_at_the_end(canvas, plane, curves, level)
    else:
        for place, label in enumerate(key):
            look = LOOKS[place] if place < len(curves) else None
            _key(canvas, 0, 10 + 22 * place, label, look)
    return canvas


def panels(
    name: str, width: float, curves: Sequence[Curve], across: Axis, up: Axis, level: tuple[float, str] | None = None
) -> Canvas:
    """Draw each curve in a plane of its own, one below the other, so that ragged curves do not hide each other.

    Parameters
    ----------
    name, width, curves, across, up, level
        As of `chart`; there may be as many curves as one likes.
    """
    wide = width == WIDE
    title, height, gap = (28.0, 88.0, 14.0) if wide else (36.0, 76.0, 12.0)
    head = 40.0 if level else 18.0
    canvas = Canvas(name, width, head + len(curves) * (title + height + gap) + 34)
    canvas.text(0, head - 4, up.title, 13, MUTED)
    if level:
        _key(canvas, 0, 10, level[1], None)
    bottom = head
    for curve in curves:
        top = bottom + title
        bottom = top + height
        plane = Plane(across, up, 52, width - 22, top, bottom)
        canvas.text(plane.left if wide else 0, top - (8 if wide else 16), curve.label, 14, bold=True)
        _grid(canvas, plane, wide, at_most=2, labelled=curve is curves[-1])
        if level:
            _level(canvas, plane, level[0])
        for piece in _within(curve.points, up.start, up.end):
            canvas.path([plane.place(point) for point in piece], FIRST, 1.6)
        bottom += gap
    _titled_across(canvas, plane)
    return canvas


def _grid(canvas: Canvas, plane: Plane, wide: bool, at_most: int = 5, labelled: bool = True) -> None:
    for value, label in plane.up.ticks(at_most):
        y = plane.place((plane.across.start, value))[1]
        canvas.line((plane.left, y), (plane.right, y), GRID)
        canvas.text(plane.left - 8, y + 4, label, 12, MUTED, "right")
    for value, label in plane.across.ticks(10 if wide else 5):
        x = plane.place((value, plane.up.start))[0]
        canvas.line((x, plane.bottom), (x, plane.bottom + 5), THIRD)
        if labelled:
            canvas.text(x, plane.bottom + 19, label, 12, MUTED, "center")


def _titled_across(canvas: Canvas, plane: Plane) -> None:
    canvas.text(plane.right, canvas.height - 6, plane.across.title, 13, MUTED, "right")


def _level(canvas: Canvas, plane: Plane, value: float) -> None:
    y = plane.place((plane.across.start, value))[1]
    canvas.line((plane.left, y), (plane.right, y), THIRD, 1.4)


def _draw(canvas: Canvas, plane: Plane, curve: Curve, look: Look, shift: float) -> None:
    for piece in _within(curve.points, plane.up.start, plane.up.end):
        canvas.path([plane.place(point) for point in piece], look.color, 2.0, look.style)
    inside = [point for point in curve.points if plane.up.start <= point[1] <= plane.up.end]
    # each curve has its marks at places of its own, so that curves which run together show all their marks
    step = len(inside) / MARKS
    marked = sorted({int(step * (k + shift)) for k in range(MARKS)}) if inside else []
    if marked:
        canvas.marks([plane.place(inside[k]) for k in marked], look.marker, look.color, 7)


def _within(points: Sequence[Point], low: float, high: float) -> list[list[Point]]:
    """Cut a line where it leaves the plane at the top or the bottom."""
    pieces: list[list[Point]] = [[]]
    for before, point in zip([None, *points], points, strict=False):
        inside = low <= point[1] <= high
        if before is not None and not math.isnan(before[1] + point[1]):
            crossings = [_crossing(before, point, limit) for limit in (low, high)]
            ends = sorted((end for end in crossings if end), key=lambda end: abs(end[1] - before[1]))
            pieces[-1] += ends
            if ends and not inside:
                pieces.append([])
        elif not inside:
            pieces.append([])
        if inside:
            pieces[-1].append(point)
    return [piece for piece in pieces if len(piece) > 1]


def _crossing(start: Point, end: Point, limit: float) -> Point | None:
    """Find where a line between two points passes a level."""
    if (start[1] - limit) * (end[1] - limit) >= 0:
        return None
    share = (limit - start[1]) / (end[1] - start[1])
    return start[0] + share * (end[0] - start[0]), limit


def _name_at_the_end(canvas: Canvas, plane: Plane, curves: Sequence[Curve], level: tuple[float, str] | None) -> None:
    """Put the names beside the ends of the curves, apart from each other and each with a sample of its line."""
    ends: list[tuple[float, str, Look | None]] = []
    for curve, look in zip(curves, LOOKS, strict=False):
        last = next((y for _, y in reversed(curve.points) if not math.isnan(y)), plane.up.start)
        shown = min(max(last, plane.up.start), plane.up.end)
        ends.append((plane.place((plane.across.end, shown))[1], curve.label, look))
    if level:
        ends.append((plane.place((plane.across.end, level[0]))[1], level[1], None))
    ends.sort(key=lambda end: end[0])
    heights = [LINE * len(wrap(label, 18)) + 6 for _, label, _ in ends]
    for (end, label, drawn), y in zip(ends, _apart([end for end, _, _ in ends], heights, plane), strict=True):
        canvas.line((plane.right, end), (plane.right + 16, y), GRID)
        _key(canvas, plane.right + 18, y, label, drawn, 18)


def _apart(wanted: Sequence[float], heights: Sequence[float], plane: Plane) -> list[float]:
    """Move labels down until none covers another, then all up until the last stands on the plane."""
    places: list[float] = []
    edge = -math.inf
    for y, height in zip(wanted, heights, strict=True):
        places.append(max(y, edge + height / 2))
        edge = places[-1] + height / 2
    limit = plane.bottom + 8
    for k in reversed(range(len(places))):
        places[k] = min(places[k], limit - heights[k] / 2)
        limit = places[k] - heights[k] / 2
    return places


def _key(canvas: Canvas, x: float, y: float, label: str, look: Look | None, width: int = 40) -> None:
    """Write a name after a sample of its line."""
    if look:
        canvas.path([(x, y), (x + 34, y)], look.color, 2.0, look.style)
        canvas.marks([(x + 17, y)], look.marker, look.color, 7)
    else:
        canvas.line((x, y), (x + 34, y), THIRD, 1.4)
    lines = wrap(label, width)
    for k, line in enumerate(lines):
        canvas.text(x + 42, y + 5 + (k - (len(lines) - 1) / 2) * LINE, line, 14)


def described(curves: Sequence[Curve], across: Axis, up: Axis, level: tuple[float, str] | None = None) -> str:
    r"""Say in words what a chart shows.

    Examples
    --------
    >>> curve = Curve("Wilson", ((0, 1.0), (0.5, 0.96), (1, 1.0)))
    >>> described([curve], Axis("True share", 0, 1), Axis("Coverage", 0.9, 1)).split(". ")[1]
    'Across: true share, 0\u202f% to 100\u202f%'
    """
    parts = [
        "Line chart.",
        f"Across: {_lowered(across.title)}, {across.written(across.start)} to {across.written(across.end)}.",
        f"Up: {_lowered(up.title)}, {up.written(up.start)} to {up.written(up.end)}.",
    ]
    for curve in curves:
        known = [point for point in curve.points if not math.isnan(point[1])]
        if not known:
            parts.append(f"{curve.label}: no values.")
            continue
        low = min(known, key=lambda point: point[1])
        parts.append(
            f"{curve.label}: {up.written(known[0][1])} at the left end, {up.written(known[-1][1])} at the right end, "
            f"lowest {up.written(low[1])} at {across.written(low[0])}, highest {up.written(max(y for _, y in known))}."
        )
    if level:
        parts.append(f"A level line shows {up.written(level[0])}: {level[1]}.")
    return " ".join(parts)


def _lowered(title: str) -> str:
    return title[:1].lower() + title[1:]
