"""The funnel on the expected number: each area's ratio of observed to expected, within the limits that chance gives.

After Spiegelhalter (2005), with the expected number along the bottom: the more cases are expected, the closer the
limits. Where areas vary more than chance gives, the widened limits are drawn beside the plain ones.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from granska.report.canvas import BAND, GRID, INK, MUTED, Canvas, Dot
from granska.report.charts import Frame
from granska.report.figures import WIDE
from granska.report.register_places import INNER, OUTER, Against

PLAIN, MARKED, HOLLOW = 44, 66, 190  # the ring is larger, so that it shows around the dot
DASHED, DOTTED = (0, (5, 3)), (0, (1, 2))
MOST_LABELS = 8


@dataclass(frozen=True)
class Axes:
    """Where an expected number and a ratio lie in the drawing."""

    left: float
    right: float
    top: float
    bottom: float
    most: float
    highest: float

    def x(self, expected: float) -> float:
        """Give the place of an expected number: on the scale of its root, since small ones lie close together."""
        return self.left + (self.right - self.left) * math.sqrt(expected / self.most)

    def y(self, ratio: float) -> float:
        """Give the place of a ratio."""
        return self.bottom - (self.bottom - self.top) * min(ratio, self.highest) / self.highest


def funnel(
    name: str, width: float, places: Sequence[Against], named: Sequence[str], levels: tuple[str, str], frame: Frame
) -> Canvas:
    """Draw the areas that are shown.

    Parameters
    ----------
    name, width, frame
        As of `charts.dots`.
    places : sequence of Against
        The areas.
    named : sequence of str
        Those that get a ring and a name; what lies outside the wide limits gets a name too.
    levels : tuple of str
        The levels of the narrow and the wide limits, as in "95 %".
    """
    wide = width == WIDE
    shown = [place for place in places if place.shown and place.expected and place.expected.estimate]
    widened = any(place.widened for place in shown)
    head = (92 if widened else 68) if wide else (152 if widened else 108)
    height = 340 if wide else 300
    canvas = Canvas(name, width, head + height + 48 + frame.foot)
    highest = _highest(shown)
    most = max((_expected(place) for place in shown), default=1.0)
    axes = Axes(44, width - 14, head, head + height, most * 1.04, highest)
    _legend(canvas, levels, widened, bool(named), frame)
    _grid(canvas, axes, frame)
    ordered = sorted(shown, key=_expected)
    _band(canvas, ordered, axes)
    for level, style in ((INNER, "-"), (OUTER, DASHED)):
        _curve(canvas, [(one, one.limits.get(level)) for one in ordered], axes, MUTED, 1.1, style)
        _curve(
            canvas,
            [(one, one.widened.get(level)) for one in ordered],
            axes,
            INK,
            1.5,
            DOTTED if level == INNER else (0, (1, 4)),
        )
    canvas.line((axes.left, axes.y(1)), (axes.right, axes.y(1)), INK, 1.4)
    _points(canvas, ordered, axes, named)
    frame.sign(canvas)
    return canvas


def _expected(place: Against) -> float:
    return (place.expected.estimate if place.expected else None) or 0.0


def _ratio(place: Against) -> float:
    return (place.ratio.estimate if place.ratio else None) or 0.0


def _highest(shown: Sequence[Against]) -> float:
    """Find where the axis of ratios ends: at a half that holds every area, and at 2 at the least."""
    return max(2.0, math.ceil(max((_ratio(place) for place in shown), default=1.0) * 2 + 0.2) / 2)


def _legend(canvas: Canvas, levels: tuple[str, str], widened: bool, ringed: bool, frame: Frame) -> None:
    say, wide = frame.locale.say, canvas.width == WIDE
    entries = [("band", say("Limits of chance, {level}", level=levels[0]))]
    entries.append(("dash", say("Limits of chance, {level}", level=levels[1])))
    if widened:
        entries.append(("dots", say("Widened limits, {level}", level=levels[0])))
        entries.append(("sparse", say("Widened limits, {level}", level=levels[1])))
    entries.append(("diamond", say("Outside {level}", level=levels[1])))
    if ringed:
        entries.append(("ring", say("Named in the text")))
    for number, (kind, text) in enumerate(entries):
        x, y = (10 + 250 * (number % 3), 12 + 22 * (number // 3)) if wide else (10, 10 + 20 * number)
        if kind == "band":
            canvas.rectangle(x - 8, y - 7, 18, 14, BAND, behind=True)
        elif kind == "diamond":
            canvas.dot(Dot(x, y, "D", size=MARKED))
        elif kind == "ring":
            canvas.dot(Dot(x, y, size=HOLLOW, edge=INK, fill=None, width=1.4))
        else:
            style = {"dash": DASHED, "dots": DOTTED, "sparse": (0, (1, 4))}[kind]
            canvas.line((x - 10, y), (x + 10, y), MUTED if kind == "dash" else INK, 1.5, style)
        canvas.text(x + 16, y + 5, text, 13)


def _grid(canvas: Canvas, axes: Axes, frame: Frame) -> None:
    locale = frame.locale
    canvas.text(0, axes.top - 12, locale.say("Times the expected"), 12, MUTED)
    steps = round(axes.highest * 2)
    every = 1 if steps <= 8 else 2 if steps <= 16 else max(2, steps // 8)
    for step in range(0, steps + 1, every):
        y = axes.y(step / 2)
        canvas.line((axes.left, y), (axes.right, y), GRID)
        canvas.text(axes.left - 8, y + 4, locale.number(step / 2, 1), 12, MUTED, "right")
    for tick in _ticks(axes.most, 6 if canvas.width == WIDE else 4):
        canvas.line((axes.x(tick), axes.bottom), (axes.x(tick), axes.bottom + 4), MUTED)
        canvas.text(axes.x(tick), axes.bottom + 19, locale.number(tick), 12, MUTED, "center")
    canvas.text((axes.left + axes.right) / 2, axes.bottom + 38, locale.say("Expected number"), 12.5, MUTED, "center")


def _ticks(most: float, count: int) -> list[float]:
    """Choose ticks that are far enough apart on the scale of the root."""
    found: list[float] = []
    for k in range(1, count + 1):
        value = most * (k / count) ** 2
        digits = 10 ** math.floor(math.log10(value)) if value >= 1 else 1
        tick = math.floor(value / digits) * digits
        if tick > 0 and tick not in found:
            found.append(tick)
    return found


def _band(canvas: Canvas, ordered: Sequence[Against], axes: Axes) -> None:
    """Fill what lies within the narrow limits."""
    edges = [(axes.x(_expected(one)), one.limits[INNER]) for one in ordered if INNER in one.limits]
    for (x, limit), (after, following) in pairwise(edges):
        low = max(limit.lower or 0, following.lower or 0)
        high = min(limit.upper or 0, following.upper or 0)
        canvas.rectangle(x, axes.y(high), after - x, axes.y(low) - axes.y(high), BAND, behind=True)


def _curve(
    canvas: Canvas, points: Sequence[tuple[Against, object]], axes: Axes, color: str, width: float, style: object
) -> None:
    for side in ("lower", "upper"):
        line = [(axes.x(_expected(one)), getattr(row, side)) for one, row in points if row is not None]
        line = [(x, axes.y(value) if value is not None and value <= axes.highest else math.nan) for x, value in line]
        if len(line) > 1 and not all(math.isnan(y) for _, y in line):
            canvas.path(line, color, width, style)


def _points(canvas: Canvas, ordered: Sequence[Against], axes: Axes, named: Sequence[str]) -> None:
    far = [one.name for one in ordered if one.side(OUTER)]
    labelled = [*named, *(name for name in far if name not in named)] if len(far) <= MOST_LABELS else [*named]
    taken: list[tuple[float, float, float]] = []
    for one in ordered:
        x, y = axes.x(_expected(one)), axes.y(_ratio(one))
        outside = bool(one.side(OUTER))
        canvas.dot(Dot(x, y, "D" if outside else "o", size=MARKED if outside else PLAIN))
        if one.name in named:
            canvas.dot(Dot(x, y, size=HOLLOW, edge=INK, fill=None, width=1.4))
        if one.name in labelled:
            length = 7.2 * len(one.name)
            right = x + 14 + length < axes.right
            start = x + 12 if right else x - 12 - length
            at = y + 4
            while any(abs(at - other) < 14 and start < end and begin < start + length for begin, end, other in taken):
                at += 14 if _ratio(one) < 1 else -14
            taken.append((start, start + length, at))
            canvas.text(x + 12 if right else x - 12, at, one.name, 12.5, anchor="left" if right else "right")
