"""The tables of strata: one question stratum by stratum, and how much all questions vary between them."""

from collections.abc import Callable, Iterator
from functools import partial

from granska.report.comparisons import adjustment
from granska.report.context import Report
from granska.report.hidden import widest
from granska.report.locale import Locale, upper_first
from granska.report.many_strata import standing_out
from granska.report.published import ALL, STRATUM, Estimate
from granska.report.register_tables import left_out
from granska.report.sentences import joined, undocumented_as_no
from granska.report.strata import (
    Place,
    homogeneity,
    levels,
    places,
    rare,
    shown_questions,
    tests,
    tests_together,
)
from granska.report.tables import (
    Column,
    Table,
    answers_cell,
    interval_cell,
    p_cell,
    reliability_cell,
    share_cell,
)
from granska.report.tabulate import answer_label, asked, interval_head, scope, titled_table
from granska.review.codebook import Question

NOT_APPLICABLE = "."


def stratum_table(report: Report, question: Question) -> Table:
    """Tabulate a question by stratum, with the whole last; without shares in a small review."""
    say, level = report.locale.say, question.levels[0]
    whole, every = report.whole(question, level), places(report, question)
    found = standing_out(report, every)
    lines = [*found, Place(say("All"), whole, None, None, None, None)]
    extra = [] if report.small else _extra(report, found)
    usual = _usual(report, _coarsest(lines))
    columns = (Column(upper_first(report.stratum), "left"), *(column for column, _ in (*usual, *extra)))
    rows = tuple(
        (place.name, *(cell(place.row) for _, cell in usual), *(cell(place) for _, cell in extra)) for place in lines
    )
    caption = say(
        "{statement}, by {stratum}. {scope}",
        statement=report.statement(question),
        stratum=report.stratum,
        scope=scope(report),
    )
    cut = left_out(report, len(found), len(every))
    note = joined(*(() if report.small else _notes(report, question, found)), widest(report, [whole]), cut)
    return titled_table(report, f"strata-{question.name}", caption, columns, rows, note)


def _coarsest(lines: list[Place]) -> int:
    """Give the decimals that all lines can have, so that a column reads as one; the whole follows the strata."""
    return min((place.row.places for place in lines if place.row and not place.row.hidden), default=0)


def _usual(report: Report, places: int) -> list[tuple[Column, Callable[[Estimate | None], str]]]:
    """Give the columns that every question has; of so few as in a small review a share would say too much."""
    say, locale = report.locale.say, report.locale
    share = (Column(say("Share, %")), partial(share_cell, locale, places=places))
    return [
        (Column(say("Number")), partial(answers_cell, locale)),
        *(() if report.small else (share,)),
        (Column(interval_head(report)), partial(interval_cell, locale, places=places)),
        (Column(say("Precision"), "left"), partial(reliability_cell, locale)),
    ]


def _extra(report: Report, found: list[Place]) -> list[tuple[Column, Callable[[Place], str]]]:
    """Give the columns that only some questions have, each with what writes its cells."""
    if not any(place.files for place in found):
        return []
    return [(Column(report.locale.say("Number of yes in the whole period")), lambda place: _files(report, place.files))]


def limits_table(report: Report, question: Question) -> Table | None:
    """Tabulate what is drawn beside the shares: smoothed ones and limits of chance; nothing where there are none."""
    say, locale, every = report.locale.say, report.locale, places(report, question)
    found, pair = standing_out(report, every), levels(every)
    if report.small or rare(report, question) or not pair:
        return None
    places_shown = _coarsest(found)
    heads = (say("Limits of chance ({level}), %", level=locale.level(level)) for level in pair)
    columns = (
        Column(upper_first(report.stratum), "left"),
        Column(say("Share, %")),
        Column(say("Smoothed share, %")),
        *map(Column, heads),
    )
    rows = tuple(
        (
            place.name,
            share_cell(locale, place.row, places_shown),
            _drawn(locale, place.smoothed, places_shown),
            *(
                interval_cell(locale, row, places_shown) if row else NOT_APPLICABLE
                for row in (place.inner, place.outer)
            ),
        )
        for place in found
    )
    caption = say(
        "{statement}, by {stratum}: smoothed shares and limits of chance. {scope}",
        statement=report.statement(question),
        stratum=report.stratum,
        scope=scope(report),
    )
    note = left_out(report, len(found), len(every))
    return titled_table(report, f"limits-{question.name}", caption, columns, rows, note)


def _drawn(locale: Locale, row: Estimate | None, places: int) -> str:
    return share_cell(locale, row, places) if row else NOT_APPLICABLE


def _files(report: Report, row: Estimate | None) -> str:
    """Write of how many of a stratum's own files it holds."""
    if row is None:
        return NOT_APPLICABLE
    if not row.shown or row.lower is None or row.upper is None or row.population is None:
        return row.symbol
    low, high = row.lower, row.upper
    count = report.locale.number(low) if low == high else report.locale.span(low, high)
    return report.locale.say("{x} of {n}", x=count, n=report.locale.number(row.population))


def _notes(report: Report, question: Question, found: list[Place]) -> Iterator[str]:
    yield undocumented_as_no(report, question)
    if rare(report, question) and any(place.row and place.row.reliability == "good" for place in found):
        yield report.locale.say("Near 0 or 100 per cent the interval is short even with few answers.")


def how_to_read_tables(report: Report) -> str:
    """Say once what holds for the tables of all questions."""
    say, values = report.locale.say, {"cases": report.cases, "stratum": report.stratum}
    questions = shown_questions(report)
    weighted = any(report.weighted(report.whole(question, question.levels[0])) for question in questions)
    files = any(place.files for question in questions for place in places(report, question))
    return joined(
        say("In the tables the share of all is weighted by how many {cases} each {stratum} has.", **values)
        if weighted
        else "",
        say(
            "The interval of a {stratum} speaks of the practice, not only of the {cases} of the period. Number of yes "
            "in the whole period speaks of those {cases} themselves: for how many of them the answer is yes. It is "
            "given where more than a tenth of them were read and all that were read have an answer.",
            **values,
        )
        if files
        else "",
    )


def variation_table(report: Report) -> Table | None:
    """Tabulate, for every share, whether the strata differ more than chance makes them, and by how much.

    What is hidden is counted below; a row of nothing else would say no more.
    """
    say, locale = report.locale.say, report.locale
    asked_levels = [(question, level) for question in report.codebook for level in question.levels]
    every = [(q, level, row) for q, level in asked_levels if (row := homogeneity(report, q, level))]
    tested = [one for one in every if not one[2].hidden]
    if not tested:
        return None
    together = max(tests(report).values(), default=0) > 1
    spread = any(report.part(q, level, STRATUM, ALL, "dispersion") for q, level, _ in tested)
    counted = any(row.statistic is not None for _, _, row in tested)  # exact probabilities have no statistic

    def line(question: Question, level: str, row: Estimate) -> tuple[str, ...]:
        sizes = (report.part(question, level, STRATUM, ALL, measure) for measure in ("dispersion", "icc"))
        return (
            answer_label(report, question, level),
            homogeneity_name(report, row),
            *((_statistic(report, row),) if counted else ()),
            p_cell(locale, row, row.p_value),
            *((p_cell(locale, row, row.p_adjusted),) if together else ()),
            *((_size(report, size) for size in sizes) if spread else ()),
        )

    columns = (
        asked(report),
        Column(say("Test"), "left"),
        *((Column(say("Chi-square")),) if counted else ()),
        Column(say("p-value")),
        *((Column(say("p-value, adjusted")),) if together else ()),
        *((Column("Phi"), Column("ICC")) if spread else ()),
    )
    tested_what = say("Each row tests whether all {strata} have the same share.", strata=report.strata)
    allowed = say(
        "The adjusted p-values allow for {count} such tests ({method}'s method).",
        count=tests_together(report),
        method=adjustment(report),
    )
    sizes = say(
        "Phi compares the variation with what chance gives, which is 1. ICC, the intraclass correlation, is the part "
        "of the variation that lies between {strata}; chance can make it negative.",
        strata=report.strata,
    )
    hidden = locale.say_many(
        "{count} test is left out, since a count that it is made from is hidden.",
        "{count} tests are left out, since a count that they are made from is hidden.",
        len(every) - len(tested),
    )
    left_out = hidden if len(tested) < len(every) else ""
    note = joined(tested_what, allowed if together else "", sizes if spread else "", left_out)
    rows = tuple(line(*found) for found in tested)
    caption = say("Variation between {strata}. {scope}", strata=report.strata, scope=scope(report))
    return titled_table(report, "variation", caption, columns, rows, note)


def homogeneity_name(report: Report, row: Estimate) -> str:
    """Name a test of whether all strata have the same share."""
    say = report.locale.say
    names = {"chi2": say("chi-square"), "exact": say("exact"), "monte-carlo": say("simulated")}
    return names.get(row.method, row.method)


def _statistic(report: Report, row: Estimate) -> str:
    if row.statistic is None:
        return NOT_APPLICABLE if row.p_value is not None else row.symbol
    return report.locale.number(row.statistic, 1)


def _size(report: Report, row: Estimate | None) -> str:
    if row is None or not row.shown or row.estimate is None:
        return row.symbol if row else ".."
    return report.locale.number(row.estimate, 2)
