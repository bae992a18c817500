"""The funnel on the expected number: each area's ratio of observed to expected, within the limits that chance gives.

After Spiegelhalter (2005), with the expected number along the bottom: the more cases are expected, the closer the
limits. Where areas vary more than chance gives, the widened limits are drawn beside the plain ones.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from granska.report.canvas import BAND, GRID, INK, MUTED, PAPER, Canvas, Dot
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
    expected: tuple[float, float]
    ratios: tuple[float, float]

    def x(self, expected: float) -> float:
        """Give the place of an expected number: on the scale of its root, since small ones lie close together."""
        start, end = map(math.sqrt, self.expected)
        return self.left + (self.right - self.left) * (math.sqrt(expected) - start) / (end - start)

    def y(self, ratio: float) -> float:
        """Give the place of a ratio; one beyond an end of the axis lies on the end."""
        low, high = self.ratios
        return self.bottom - (self.bottom - self.top) * (min(max(ratio, low), high) - low) / (high - low)


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
    entries = _entries(levels, widened, bool(named), frame)
    head = 50 + (22 * math.ceil(len(entries) / 3) if wide else 20 * len(entries))
    height = 340 if wide else 300
    canvas = Canvas(name, width, head + height + 48 + frame.foot)
    numbers = [_expected(place) for place in shown]
    ends = 0.9 * min(numbers, default=1.0), 1.04 * max(numbers, default=2.0)
    axes = Axes(44, width - 14, head, head + height, ends, _ratios(shown))
    _legend(canvas, entries)
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


def _ratios(shown: Sequence[Against]) -> tuple[float, float]:
    """Find where the axis of ratios begins and ends: at quarters that hold every area, and most of the limits."""
    found = [_ratio(place) for place in shown]
    limits = [limit for place in shown for row in place.judged_by.values() for limit in (row.lower, row.upper)]
    some = [limit for limit in limits if limit is not None and limit <= 2]
    low, high = min([*found, *some], default=0.5), max([*found, *some], default=1.5)
    return max(0.0, math.floor(low * 4 - 0.1) / 4), max(1.25, math.ceil(high * 4 + 0.1) / 4)


def _entries(levels: tuple[str, str], widened: bool, ringed: bool, frame: Frame) -> list[tuple[str, str]]:
    """Name what is drawn."""
    say = frame.locale.say
    entries = [("band", say("Limits of chance, {level}", level=levels[0]))]
    entries.append(("dash", say("Limits of chance, {level}", level=levels[1])))
    if widened:
        entries.append(("dots", say("Widened limits, {level}", level=levels[0])))
        entries.append(("sparse", say("Widened limits, {level}", level=levels[1])))
    entries.append(("diamond", say("Outside {level}", level=levels[1])))
    if ringed:
        entries.append(("ring", say("Named in the text")))
    return entries


def _legend(canvas: Canvas, entries: Sequence[tuple[str, str]]) -> None:
    wide = canvas.width == WIDE
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
    low, high = axes.ratios
    quarters = round((high - low) * 4)
    every = next(step for step in (1, 2, 4, 8, 20, 40, 80, 10**6) if quarters / step <= 8)
    for step in range(0, quarters + 1, every):
        ratio = low + step / 4
        y = axes.y(ratio)
        canvas.line((axes.left, y), (axes.right, y), GRID)
        label = locale.number(ratio, 2 if every == 1 else 1)
        canvas.text(axes.left - 8, y + 4, label, 12, MUTED, "right")
    for tick in _ticks(axes.expected, 6 if canvas.width == WIDE else 4):
        canvas.line((axes.x(tick), axes.bottom), (axes.x(tick), axes.bottom + 4), MUTED)
        canvas.text(
            axes.x(tick), axes.bottom + 19, locale.number(tick, 0 if tick == int(tick) else 1), 12, MUTED, "center"
        )
    canvas.text((axes.left + axes.right) / 2, axes.bottom + 38, locale.say("Expected number"), 12.5, MUTED, "center")


def _ticks(ends: tuple[float, float], count: int) -> list[float]:
    """Choose round numbers that are far enough apart on the scale of the root."""
    start, end = map(math.sqrt, ends)
    round_ones = [digit * 10**power for power in range(-1, 7) for digit in (1, 1.5, 2, 3, 4, 5, 6, 8)]
    wanted = [(start + (end - start) * k / count) ** 2 for k in range(count + 1)]
    found = [min(round_ones, key=lambda tick: abs(tick - value)) for value in wanted]
    return [tick for tick in dict.fromkeys(found) if ends[0] <= tick <= ends[1]]


def _band(canvas: Canvas, ordered: Sequence[Against], axes: Axes) -> None:
    """Fill what lies within the narrow limits, in slices narrow enough to follow the curves."""
    edges = [(axes.x(_expected(one)), one.limits[INNER]) for one in ordered if INNER in one.limits]
    for (x, limit), (after, following) in pairwise(edges):
        slices = max(1, math.ceil((after - x) / 3))
        for k in range(slices):
            part = (k + 0.5) / slices
            low, high = (
                (1 - part) * (first or 0) + part * (second or 0)
                for first, second in ((limit.lower, following.lower), (limit.upper, following.upper))
            )
            top, bottom = axes.y(high), axes.y(low)
            canvas.rectangle(x + (after - x) * k / slices, top, (after - x) / slices + 1, bottom - top, BAND, True)


def _curve(
    canvas: Canvas, points: Sequence[tuple[Against, object]], axes: Axes, color: str, width: float, style: object
) -> None:
    for side in ("lower", "upper"):
        line = [(axes.x(_expected(one)), getattr(row, side)) for one, row in points if row is not None]
        line = [
            (x, axes.y(value) if value is not None and axes.ratios[0] <= value <= axes.ratios[1] else math.nan)
            for x, value in line
        ]
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
            # beside the mark where there is room, else above it
            right, left = x + 14 + length < axes.right, x - 14 - length > axes.left
            start = x + 12 if right else x - 12 - length if left else max(axes.left, x - length)
            at = y + 4 if right or left else y - 14
            while any(abs(at - other) < 14 and start < end and begin < start + length for begin, end, other in taken):
                at += 14 if _ratio(one) < 1 else -14
            taken.append((start, start + length, at))
            # the limits would run through the name
            canvas.rectangle(start - 2, at - 11, length + 2, 15, PAPER)
            canvas.text(
                start + (0 if right or not left else length),
                at,
                one.name,
                12.5,
                anchor="right" if left and not right else "left",
            )
