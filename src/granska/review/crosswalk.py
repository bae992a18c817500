"""Which area became which, and when: `params/<review>/areas.csv`.

One row a change: `area` became `became` on `from` (a year, or a date). An area that was split has a row for each of its
parts, with the `weight` of each: how much of it went there. An area that keeps its name while others join it, or while
a part of it leaves, has a row that leads to itself. Chains of changes are followed to the set of areas that is shown,
`design.strata.area_set` in `review.yml`.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Change:
    """One area that became another, or a part of it, on a day.

    Parameters
    ----------
    area, became : str
        Their names; the same where an area keeps its own.
    start : date
        The first day of the new area.
    weight : float
        How much of the area went there; 1 unless it was split.
    row : int
        Where it stands in the file.
    """

    area: str
    became: str
    start: datetime.date
    weight: float
    row: int


class CannotBeTakenApartError(ValueError):
    """An area was put together after the set of areas that is shown: what each of its parts had, nobody counted."""


@dataclass(frozen=True)
class Crosswalk:
    """The changes of a review's areas, and the day whose areas are shown.

    Parameters
    ----------
    changes : tuple of Change
        By day.
    area_set : date
        The day whose areas are shown.
    names : tuple of str
        The areas as the parameters list them, of any day.
    """

    changes: tuple[Change, ...]
    area_set: datetime.date
    names: tuple[str, ...]

    @cached_property
    def _of(self) -> dict[str, list[Change]]:
        """The changes of each area."""
        found: dict[str, list[Change]] = defaultdict(list)
        for change in self.changes:
            found[change.area].append(change)
        return found

    @cached_property
    def _into(self) -> dict[str, list[Change]]:
        """The changes that led to each area."""
        found: dict[str, list[Change]] = defaultdict(list)
        for change in self.changes:
            found[change.became].append(change)
        return found

    @cached_property
    def known(self) -> tuple[str, ...]:
        """Every name that data may hold, in order."""
        every = [*self.names, *(name for change in self.changes for name in (change.area, change.became))]
        return tuple(dict.fromkeys(every))

    @cached_property
    def shown(self) -> tuple[str, ...]:
        """The areas of the set that is shown: those of the parameters, followed to its day."""
        places = (place for name in self.names for place, _ in self.places(name, self.area_set))
        return tuple(dict.fromkeys(places))

    def places(self, area: str, day: datetime.date) -> list[tuple[str, float]]:
        """Follow an area to the areas that are shown.

        Parameters
        ----------
        area : str
            Its name.
        day : date
            When the name was used; it matters for names that an area kept when it was changed.

        Returns
        -------
        list of (str, float)
            Each area that it became, with its weight; several only where it was split.

        Raises
        ------
        CannotBeTakenApartError
            The area was put together of several after the day whose areas are shown.
        """
        weights: dict[str, float] = {}
        # a name that came, or was kept, on a day is another area before it
        born = max(
            (change.start for change in self._into.get(area, []) if change.start <= day), default=datetime.date.min
        )
        for place, weight in self._forward(area, born):
            before = self._backward(area, self._last_use(area, day)) if place == area else place
            weights[before] = weights.get(before, 0.0) + weight
        return list(weights.items())

    def _last_use(self, area: str, day: datetime.date) -> datetime.date:
        """Say until when changes into a name count: only a name that was kept has been another area before."""
        kept = any(change.area == area for change in self._into.get(area, []))
        return day if kept else datetime.date.max

    def _forward(self, area: str, born: datetime.date) -> Iterator[tuple[str, float]]:
        """Follow an area towards the day that is shown."""
        later = [change for change in self._of.get(area, []) if born < change.start <= self.area_set]
        first = min((change.start for change in later), default=None)
        if first is None:
            yield area, 1.0
        for change in later:
            if change.start == first:
                for place, weight in self._forward(change.became, change.start):
                    yield place, weight * change.weight

    def _backward(self, area: str, used: datetime.date) -> str:
        """Follow an area that came after the day that is shown back to what it was then."""
        into = [change for change in self._into.get(area, []) if self.area_set < change.start <= used]
        if not into:
            return area
        last = max(change.start for change in into)
        sources = sorted({change.area for change in into if change.start == last})
        if len(sources) > 1:
            both = " and ".join(f"'{name}'" for name in sources)
            raise CannotBeTakenApartError(f"was put together of {both} from {said(last)}")
        return self._backward(sources[0], last - DAY)

    def parts(self, shown: str, day: datetime.date) -> tuple[str, ...]:
        """Name the areas of a day that an area which is shown is the sum of; itself where it was the same then.

        Parameters
        ----------
        shown : str
            An area of the set that is shown.
        day : date
            The day.
        """
        return tuple(sorted(set(self._parts(shown, day, self.area_set))))

    def _parts(self, area: str, day: datetime.date, until: datetime.date) -> Iterator[str]:
        into = [change for change in self._into.get(area, []) if day < change.start <= until]
        if not into:
            yield area
            return
        last = max(change.start for change in into)
        for change in into:
            if change.start == last:
                yield from self._parts(change.area, day, last - DAY)

    def split(self, shown: str, day: datetime.date) -> bool:
        """Say whether an area's figures of a day are apportioned: a part of an area that was split since then."""
        return any(len(self.places(part, day)) > 1 for part in self.parts(shown, day))

    def turns(self, start: datetime.date) -> list[datetime.date]:
        """Give the days after a start on which the areas that are shown changed, in order."""
        return sorted({change.start for change in self.changes if start < change.start <= self.area_set})


def said(day: datetime.date) -> str:
    """Write a day as the file has it: the year alone where it is the first of a year.

    Examples
    --------
    >>> said(datetime.date(2007, 1, 1)), said(datetime.date(2007, 7, 1))
    ('2007', '2007-07-01')
    """
    return str(day.year) if (day.month, day.day) == (1, 1) else day.isoformat()


def day_of(area_set: int | datetime.date) -> datetime.date:
    """Give the day that `area_set` names: a year stands for all that happened in it."""
    return area_set if isinstance(area_set, datetime.date) else datetime.date(area_set, 12, 31)
