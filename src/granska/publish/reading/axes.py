"""The axes of a drawing, found by their ticks: what a place in it means in per cent."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from granska.publish.reading.printed import value

_TICK = re.compile(r"[+−]?\d+(?:[ \u202f]?%)?")
_RAISED = 4.0  # CSS pixels by which a line lies above the foot of its label
_NEAR = 1.0  # CSS pixels by which ticks of one axis may differ in their place


@dataclass(frozen=True)
class Label:
    """A text of a drawing and its anchor, in CSS pixels."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Axis:
    """A level or upright axis.

    Parameters
    ----------
    upright : bool
        Whether values go upwards, as in a series of years.
    start, end : float
        Where its first and last tick stand, in CSS pixels along the axis.
    low, high : float
        Their values, in per cent or percentage points.
    side : float
        Where its ticks are written, in CSS pixels across the axis.
    ticks : tuple of float
        The places of all ticks, along the axis.
    above : bool
        Whether marks stand above the ticks: so in a small interval, which has nothing below them.
    """

    upright: bool
    start: float
    end: float
    low: float
    high: float
    side: float
    ticks: tuple[float, ...]
    above: bool

    @property
    def step(self) -> float:
        """How much a CSS pixel means."""
        return (self.high - self.low) / (self.end - self.start)

    @property
    def length(self) -> float:
        """How long it is, in CSS pixels."""
        return abs(self.end - self.start)

    def holds(self, x: float, y: float) -> bool:
        """Whether a place lies on the axis or beside it."""
        along, across = (y, x) if self.upright else (x, y)
        inside = min(self.start, self.end) - _NEAR <= along <= max(self.start, self.end) + _NEAR
        return inside and (across < self.side if self.above else across > self.side)

    def at_tick(self, x: float, y: float) -> bool:
        """Whether a place lies at a tick or halfway between two, as the lines of a grid do."""
        places = [*self.ticks, *((one + other) / 2 for one, other in pairwise(self.ticks))]
        return any(abs((y if self.upright else x) - place) < 5 * _NEAR for place in places)

    def value(self, x: float, y: float) -> float:
        """Give what a place means."""
        return self.low + ((y if self.upright else x) - self.start) * self.step


# one digit and zeros, or a five after it; or quarters
_ROUND = re.compile(r"[1-9]5?0*(?:\u202f000)*|\d[.,](?:00|25|50|75|[05])")


def axes_of(labels: Iterable[Label]) -> tuple[list[Axis], set[Label]]:
    """Find the axes among the texts of a drawing.

    Returns
    -------
    list of Axis
        Each row or column of ticks whose values grow in step with their places.
    set of Label
        The texts that are ticks.
    """
    everything = list(labels)
    axes: list[Axis] = []
    ticks: set[Label] = set()
    found = [label for label in everything if _TICK.fullmatch(label.text)]
    for upright in (False, True):
        lines: dict[float, list[Label]] = defaultdict(list)
        for label in found:
            lines[round(label.x if upright else label.y, 1)].append(label)
        for side, line in lines.items():
            above = not upright and all(label.y <= side for label in everything)
            for run in _runs(sorted(line, key=lambda label: label.y if upright else label.x), upright):
                places = [label.y - _RAISED if upright else label.x for label in run]
                values = [_value(label) for label in run]
                axes.append(Axis(upright, places[0], places[-1], values[0], values[-1], side, tuple(places), above))
                ticks.update(run)
    return axes, ticks | _of_a_scatter(everything)


def _of_a_scatter(labels: Iterable[Label]) -> set[Label]:
    """Find the ticks of axes that are no shares: round numbers that grow along a row or a column, three or more."""
    lines: dict[tuple[bool, float], list[Label]] = defaultdict(list)
    for label in labels:
        if _ROUND.fullmatch(label.text):
            lines[True, round(label.x, 1)].append(label)
            lines[False, round(label.y, 1)].append(label)
    found: set[Label] = set()
    for (upright, _), line in lines.items():
        values = [_value(label) for label in sorted(line, key=lambda label: -label.y if upright else label.x)]
        if len(values) > 2 and all(one < other for one, other in pairwise(values)):
            found.update(line)
    return found


def _runs(line: list[Label], upright: bool) -> Iterator[list[Label]]:
    """Cut a line of ticks into axes: "0 % 50 100 %", "−60 0 +60", "100 % 75 50 25 0 %" from the top."""
    values = [_value(label) for label in line]
    begins = [k for k in range(len(line)) if k == 0 or (values[k] <= values[k - 1]) != upright]
    for start, end in pairwise([*begins, len(line)]):
        run = line[start:end]
        if len(run) > (2 if upright else 1) and _even(run, upright) and _ends(run, upright):
            yield run


def _even(run: list[Label], upright: bool) -> bool:
    places = [label.y if upright else label.x for label in run]
    slopes = [
        (_value(other) - _value(one)) / (end - start)
        for (one, other), (start, end) in zip(pairwise(run), pairwise(places), strict=True)
    ]
    return max(slopes) - min(slopes) < 0.02 * abs(slopes[0])


def _ends(run: list[Label], upright: bool) -> bool:
    low, high = (run[-1], run[0]) if upright else (run[0], run[-1])
    shares = _value(low) == 0 and high.text.endswith("%")
    return shares or (low.text.startswith("−") and high.text.startswith("+"))


def _value(label: Label) -> float:
    return float(value(label.text.removesuffix("%").strip()))
