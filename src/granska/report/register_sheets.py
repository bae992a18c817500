"""The sheets of the workbook that registers alone have: every rate, ratio and limit that is published."""

from granska.report.context import Report
from granska.report.locale import upper_first
from granska.report.published import ALL, COUNT, STRATUM, Estimate
from granska.report.register_places import INNER, OUTER, Against, questions, years
from granska.report.register_tables import rate_head
from granska.report.sheet import TWO_DECIMALS, WHOLE, Cell, Number, Sheet, count, sheet
from granska.report.tables import Column
from granska.report.tabulate import asked
from granska.review.codebook import Question

ONE = "0.0"


def register_sheets(report: Report) -> list[Sheet | None]:
    """Give the sheets of a register, in the order of the report; none for a review of cases."""
    return [_rates(report), _expected(report)] if report.register else []


def _rates(report: Report) -> Sheet | None:
    """Give the rates of the whole each year, and of groups and strata in the last."""
    say, settings = report.locale.say, report.review.counting
    noun = settings.population_noun
    level = report.confidence
    columns = [
        asked(report),
        Column(say("Breakdown"), "left"),
        Column(say("Group"), "left"),
        Column(say("Year")),
        Column(say("Number")),
        Column(upper_first(report.text(noun)) if noun else say("Population")),
        Column(rate_head(report)),
        Column(say("Lower limit ({level})", level=level)),
        Column(say("Upper limit ({level})", level=level)),
    ]
    lines = [
        (
            report.statement(question),
            _breakdown(report, row.breakdown),
            _group(report, row),
            Number(int(row.period)),
            count(row.x, row),
            Number(row.population) if row.population is not None else "..",
            *(_number(row, value, ONE) for value in (row.estimate, row.lower, row.upper)),
        )
        for question in report.codebook
        for row in report.published.select(question.name, measure="rate", level=COUNT)
    ]
    title = say("Counts {rate}", rate=rate_head(report)[:1].lower() + rate_head(report)[1:])
    about = say("{when}.", when=report.period)
    return sheet(report, "rates", say("Rates"), f"{upper_first(title)}.", columns, lines, about) if lines else None


def _breakdown(report: Report, name: str) -> str:
    if name == ALL:
        return report.locale.say("All")
    return upper_first(report.stratum if name == STRATUM else report.text(report.review.breakdowns[name].title))


def _group(report: Report, row: Estimate) -> str:
    if row.breakdown in (ALL, STRATUM):
        return report.locale.say("All") if row.group == ALL else row.group
    return report.text(report.review.breakdowns[row.breakdown].groups[row.group].label)


def _number(row: Estimate | None, value: float | None, form: str) -> Cell:
    """Write a number, or the symbol that stands for it."""
    if row is None or not row.shown or value is None:
        return row.symbol if row else ".."
    return Number(value, form)


def _expected(report: Report) -> Sheet | None:
    """Give counts against what was to be expected, with both intervals and all limits."""
    say, locale, level = report.locale.say, report.locale, report.confidence
    columns = [
        asked(report),
        Column(upper_first(report.stratum), "left"),
        Column(say("Year")),
        Column(say("Number")),
        Column(say("Expected")),
        Column(say("Times the expected")),
        Column(say("Lower limit ({level})", level=level)),
        Column(say("Upper limit ({level})", level=level)),
        Column(say("Lower limit with the uncertainty of the expected number")),
        Column(say("Upper limit with the uncertainty of the expected number")),
        *(
            Column(f"{head}, {side}")
            for head in (
                *(say("Limits of chance, {level}", level=locale.level(limit)) for limit in (INNER, OUTER)),
                *(say("Widened limits, {level}", level=locale.level(limit)) for limit in (INNER, OUTER)),
            )
            for side in (say("lower"), say("upper"))
        ),
    ]
    lines = [
        _line(report, question, place)
        for question in questions(report)
        for name in report.strata_names
        for place in years(report, question, name)
    ]
    title, about = say("Counts against what was to be expected."), say("{when}.", when=report.period)
    return sheet(report, "expected", say("Expected"), title, columns, lines, about) if lines else None


def _line(report: Report, question: Question, place: Against) -> tuple[Cell, ...]:
    ratio, wider, expected = place.ratio, place.wider, place.expected
    absent = ratio.symbol if ratio and not ratio.shown else "."
    values = (ratio.estimate, ratio.lower, ratio.upper) if ratio else (None,) * 3
    limits = [kind.get(level) for kind in (place.limits, place.widened) for level in (INNER, OUTER)]
    return (
        report.statement(question),
        place.name,
        Number(int(place.period), WHOLE),
        count(ratio.x if ratio else None, ratio),
        _number(expected, expected.estimate if expected else None, ONE),
        *(_number(ratio, value, TWO_DECIMALS) for value in values),
        *(cell for row in (wider, *limits) for cell in _both(row, absent)),
    )


def _both(row: Estimate | None, absent: str) -> tuple[Cell, Cell]:
    """Write the limits of a row, or what stands where there is none."""
    if row is None:
        return absent, absent
    return _number(row, row.lower, TWO_DECIMALS), _number(row, row.upper, TWO_DECIMALS)
