"""Which figures are sums of areas that were merged, or parts of areas that were split, and until when."""

import datetime
from collections.abc import Iterator

from granska.report.context import Report
from granska.report.sentences import joined
from granska.review.crosswalk import DAY, said


def areas_words(report: Report) -> str:
    """Say on which set of areas every year is shown, which of them are sums of earlier ones, and which are estimated.

    Nothing where no area changed within the review's time.
    """
    say, areas = report.locale.say, report.areas
    if areas is None:
        return ""
    turns = list(reversed(areas.turns(report.review.period.start)))
    told = [words for start in turns for words in _before(report, start)]
    if not told:
        return ""
    head = say("All years are shown for the {strata} of {year}.", strata=report.strata, year=_shown_in(areas.area_set))
    return joined(head, *told)


def _shown_in(day: datetime.date) -> str:
    """Write the day whose areas are shown: the year alone where all of it is meant."""
    return str(day.year) if (day.month, day.day) == (12, 31) else said(day)


def _before(report: Report, start: datetime.date) -> Iterator[str]:
    """Say which areas were others just before a day on which they changed."""
    say, areas, locale = report.locale.say, report.areas, report.locale
    assert areas is not None
    sums, shared = [], []
    for name in areas.shown:
        parts = areas.parts(name, start - DAY)
        if parts == areas.parts(name, start):
            continue
        if areas.split(name, start - DAY):
            shared.append(say("{name} (of {parts})", name=name, parts=locale.listed(parts)))
        elif len(parts) > 1:
            sums.append(say("{name} ({parts})", name=name, parts=locale.listed(parts)))
    if sums:
        yield say("Figures from before {year} are sums for {list}.", year=said(start), list=locale.listed(sums))
    if shared:
        yield say(
            "Figures from before {year} are estimates, and no counts, for {list}: the figures of the former area are "
            "shared out by fixed weights. They have no interval, and no change is computed from them.",
            year=said(start),
            list=locale.listed(shared),
        )
