"""What a register gives of each area against what was to be expected of it, gathered from the published figures."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

from granska.report.context import Report
from granska.report.published import ALL, COUNT, STRATUM, Estimate
from granska.review.codebook import Question
from granska.review.parts import Text
from granska.review.register import INDEX, RATES, REST

Verdict = Literal["far above", "above", "usual above", "as expected", "usual below", "below", "far below", "unknown"]
EXACT, WITH_REFERENCE = "exact-poisson", "exact-poisson-mover"
INNER, OUTER = 0.95, 0.998
RATIO, EXPECTED, LIMIT = "observed_expected", "expected", "expected_limit"

_BASIS = {
    INDEX: Text(sv="dess sociala index", en="its social index"),
    RATES: Text(sv="referensens nivå", en="the rates of the reference"),
    REST: Text(sv="nivån i övriga områden", en="the rates of the other areas"),
}
_GIVEN = Text(sv="det angivna väntade antalet", en="the expected number that is given")


@dataclass(frozen=True)
class Against:
    """One area against what was to be expected of it, on one count in one year.

    Parameters
    ----------
    name, period : str
        The area and the year.
    ratio, wider : Estimate or None
        Observed over expected; `wider` allows for the expected number being estimated.
    expected : Estimate or None
        The expected number.
    limits, widened : dict of float to Estimate
        The limits of chance by level, and those that allow for areas varying more than chance; none where they do not.
    """

    name: str
    period: str
    ratio: Estimate | None
    wider: Estimate | None
    expected: Estimate | None
    limits: dict[float, Estimate]
    widened: dict[float, Estimate]

    @property
    def shown(self) -> bool:
        """Whether there is a ratio to print."""
        return self.ratio is not None and self.ratio.shown

    @property
    def told(self) -> Estimate | None:
        """The ratio with the interval that the text goes by: the wider one where there are two."""
        return self.wider if self.wider and self.wider.shown else self.ratio

    @property
    def judged_by(self) -> dict[float, Estimate]:
        """The limits that the text goes by: the wider ones where there are two."""
        return self.widened or self.limits

    def side(self, level: float) -> int:
        """Say on which side of the limits of a level the ratio lies: 1 above, -1 below, 0 within."""
        limit, told = self.judged_by.get(level), self.told
        if not limit or not told or told.estimate is None or limit.lower is None or limit.upper is None:
            return 0
        return int(told.estimate > limit.upper) - int(told.estimate < limit.lower)

    @property
    def verdict(self) -> Verdict:
        """Say how far the area lies from what is expected: never beyond its interval, nor beyond the limits."""
        told = self.told
        if not told or not told.shown or told.lower is None or told.upper is None:
            return "unknown"
        if told.lower > 1:
            return "far above" if self.side(OUTER) > 0 else "above" if self.side(INNER) > 0 else "usual above"
        if told.upper < 1:
            return "far below" if self.side(OUTER) < 0 else "below" if self.side(INNER) < 0 else "usual below"
        return "as expected"


def questions(report: Report) -> list[Question]:
    """Name the counts that have an expected number."""
    return [
        question
        for question in report.codebook
        if next(report.published.select(question.name, measure=RATIO), None) is not None
    ]


def places(report: Report, question: Question) -> list[Against]:
    """Gather all areas in the last year, in alphabetical order."""
    found = _rows(report, question)
    last = report.published.last_period
    return [_against(found[name, last], name, last) for name in report.strata_names if (name, last) in found]


def years(report: Report, question: Question, name: str) -> list[Against]:
    """Gather one area in all years that are told of."""
    found = _rows(report, question)
    return [_against(found[name, year], name, year) for year in report.published.periods if (name, year) in found]


def _rows(report: Report, question: Question) -> dict[tuple[str, str], list[Estimate]]:
    found: dict[tuple[str, str], list[Estimate]] = defaultdict(list)
    for row in report.published.select(question.name, breakdown=STRATUM, level=COUNT):
        if row.measure in (RATIO, EXPECTED, LIMIT) and row.group != ALL:
            found[row.group, row.period].append(row)
    return found


def _against(rows: list[Estimate], name: str, period: str) -> Against:
    by_method = {(row.measure, row.method): row for row in rows}
    limits: dict[bool, dict[float, Estimate]] = {False: {}, True: {}}
    for row in rows:
        if row.measure == LIMIT and row.shown and row.confidence is not None:
            limits["widened" in row.method][row.confidence] = row
    return Against(
        name,
        period,
        by_method.get((RATIO, EXACT)),
        by_method.get((RATIO, WITH_REFERENCE)),
        next((row for row in rows if row.measure == EXPECTED), None),
        limits[False],
        limits[True],
    )


def dispersion(report: Report, question: Question) -> tuple[Estimate | None, Estimate | None]:
    """Find how much more areas vary than by chance, and the test of it."""
    wanted = {"breakdown": STRATUM, "group": ALL, "level": COUNT}
    return (
        report.published.find(question.name, measure="expected_dispersion", **wanted),
        report.published.find(question.name, measure="expected_test", **wanted),
    )


def source(report: Report, question: Question) -> str:
    """Name where the expected number of a count comes from, as the figures say it."""
    row = next(report.published.select(question.name, measure=RATIO), None)
    return row.versus if row else ""


def basis(report: Report, question: Question) -> str:
    """Say in words what leads one to expect a count."""
    settings = report.review.counting.expected.get(question.name)
    if settings and settings.basis:
        return report.text(settings.basis)
    return report.text(_BASIS.get(source(report, question), _GIVEN))


def answered_for(report: Report, question: Question) -> list[Against]:
    """Gather the areas that the text answers for, in the order of the parameters."""
    by_name = {place.name: place for place in places(report, question)}
    return [by_name[name] for name in report.review.counting.answers_for if name in by_name]
