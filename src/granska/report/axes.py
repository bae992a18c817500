"""The axis of shares: where a share lies in a drawing, its ticks, its line of reference, and a share that is hidden."""

from collections.abc import Iterable
from dataclasses import dataclass

from granska.report.canvas import BAND, GRID, INK, MUTED, PAPER, THIRD, Canvas
from granska.report.locale import Locale, in_percent
from granska.report.published import HIDDEN

_STEP = 20  # axes end at multiples of it
_THICKNESS = 14


@dataclass(frozen=True)
class ShareAxis:
    """A level axis of shares, from 0 per cent on.

    Parameters
    ----------
    left, length : float
        Where it begins and how long it is, in CSS pixels.
    end : int
        The per cent that it ends at.

    Examples
    --------
    >>> axis = ShareAxis(100, 300, 60)
    >>> axis.at(0.2), axis.ticks(), axis.ticks(few=True)
    (200.0, (0, 20, 40, 60), (0, 30, 60))
    """

    left: float
    length: float
    end: int = 100

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.left + self.length

    def at(self, share: float) -> float:
        """Give the place of a share between 0 and 1."""
        return self.left + self.length * in_percent(share) / self.end

    def ticks(self, few: bool = False) -> tuple[int, ...]:
        """Choose the ticks, in per cent: four steps, three to 60, two where there is little room."""
        steps = 2 if few else 3 if self.end == 3 * _STEP else 4
        return tuple(self.end * k // steps for k in range(steps + 1))


def axis_end(shares: Iterable[float]) -> int:
    """Find the per cent that an axis ends at: a multiple of 20 that holds every share.

    Examples
    --------
    >>> axis_end([0.12, 0.54]), axis_end([0.61]), axis_end([])
    (60, 80, 20)
    """
    highest = in_percent(max(shares, default=0))
    return min(100, max(_STEP, -int(-highest // _STEP) * _STEP))


def share_grid(
    canvas: Canvas,
    axis: ShareAxis,
    top: float,
    bottom: float,
    locale: Locale,
    ticks: tuple[int, ...],
    reference: float | None = None,
) -> None:
    """Draw the lines of an axis of shares and label them; only its ends carry the sign for per cent."""
    for tick in ticks:
        x = axis.at(tick / 100)
        canvas.line((x, top), (x, bottom), GRID)
        # the line of reference would run through a label close to it
        if reference is None or abs(x - axis.at(reference)) > 12:
            label = locale.percent(tick) if tick in (0, axis.end) else str(tick)
            canvas.text(x, top - 7, label, 12, MUTED, "center")


def reference_line(canvas: Canvas, axis: ShareAxis, head: float, bottom: float, reference: tuple[float, str]) -> None:
    """Draw the line of a share to compare with, and its name above it."""
    share, name = reference
    x = axis.at(share)
    canvas.line((x, head - 28), (x, bottom), INK, 1.4)
    canvas.text(x, head - 34, name, 13, anchor="left" if share < 0.2 else "center", bold=True)


def absent(canvas: Canvas, left: float, right: float, y: float, symbol: str, locale: Locale) -> None:
    """Draw what stands for a number that is not there.

    What is hidden is a hatched band over all that it could be, so that it looks neither like nothing nor like a
    value; what cannot be calculated is said in words, since the two stops of its symbol would look like points.
    """
    middle = (left + right) / 2
    if symbol != HIDDEN:
        canvas.text(middle, y + 4, locale.say("not shown"), 12, MUTED, "center")
        return
    hatch(canvas, left, y - _THICKNESS / 2, right - left, _THICKNESS)
    canvas.rectangle(middle - 28, y - _THICKNESS / 2, 56, _THICKNESS, PAPER)
    canvas.text(middle, y + 5, locale.say("hidden (x)"), 12, anchor="center")


def hatch(canvas: Canvas, x: float, y: float, width: float, height: float) -> None:
    """Fill a rectangle with slanting lines: grey in colour and on paper alike."""
    canvas.rectangle(x, y, width, height, BAND, behind=True)
    gap, side = float("nan"), min(width, height)
    points: list[tuple[float, float]] = []
    length = max(width, height)
    for k in range(int((length - side) // 7) + 1):
        along = 7 * k
        start = (x + along, y + side) if width >= height else (x, y + along + side)
        points += [start, (start[0] + side, start[1] - side), (gap, gap)]
    canvas.path(points, THIRD, 1)
