"""The tables of strata: one question stratum by stratum, and how much all questions vary between them."""

from collections.abc import Callable, Iterator
from functools import partial

from granska.report.comparisons import adjustment
from granska.report.context import Report
from granska.report.published import ALL, STRATUM, Estimate
from granska.report.sentences import joined, undocumented_as_no, upper_first
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
    whole, found = report.whole(question, level), places(report, question)
    lines = [*found, Place(say("All"), whole, None, None, None, None)]
    extra = [] if report.small else _extra(report, question, found)
    usual = _usual(report)
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
    note = "" if report.small else joined(*_notes(report, question, found))
    return titled_table(report, f"strata-{question.name}", caption, columns, rows, note)


def _usual(report: Report) -> list[tuple[Column, Callable[[Estimate | None], str]]]:
    """Give the columns that every question has; of so few as in a small review a share would say too much."""
    say, locale = report.locale.say, report.locale
    share = (Column(say("Share, %")), partial(share_cell, locale))
    return [
        (Column(say("Number")), partial(answers_cell, locale)),
        *(() if report.small else (share,)),
        (Column(interval_head(report)), partial(interval_cell, locale)),
        (Column(say("Reliability"), "left"), partial(reliability_cell, locale)),
    ]


def _extra(report: Report, question: Question, found: list[Place]) -> list[tuple[Column, Callable[[Place], str]]]:
    """Give the columns that only some questions have, each with what writes its cells."""
    say, locale = report.locale.say, report.locale
    extra: list[tuple[Column, Callable[[Place], str]]] = []
    if not rare(report, question) and (pair := levels(found)):
        inner, outer = map(locale.level, pair)
        extra.append((Column(say("Smoothed share, %")), lambda place: _smoothed(report, place.smoothed)))
        if not _limits_of_all(report, found):
            head = Column(say("Limits of chance, {inner} ({outer})", inner=inner, outer=outer))
            extra.append((head, lambda place: _limits(report, place)))
    if any(place.files for place in found):
        extra.append((Column(say("Number of yes in the whole period")), lambda place: _files(report, place.files)))
    return extra


def _smoothed(report: Report, row: Estimate | None) -> str:
    return share_cell(report.locale, row) if row else NOT_APPLICABLE


def _limits(report: Report, place: Place) -> str:
    if place.inner is None or not place.inner.shown:
        return place.inner.symbol if place.inner else NOT_APPLICABLE
    return f"{interval_cell(report.locale, place.inner)} ({interval_cell(report.locale, place.outer)})"


def _limits_of_all(report: Report, found: list[Place]) -> tuple[str, str] | None:
    """Write the limits once where they are the same for all; nothing where they differ."""
    limits = {tuple(interval_cell(report.locale, row) for row in (place.inner, place.outer)) for place in found}
    if len(limits) > 1:
        return None
    narrow, wide = limits.pop()
    return narrow, wide


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
    pair, limits = levels(found), _limits_of_all(report, found)
    few = rare(report, question)
    if pair and limits and not few:
        yield report.locale.say(
            "The limits of chance are the same for every {stratum}: {narrow} per cent ({inner}) and {wide} per cent "
            "({outer}).",
            stratum=report.stratum,
            narrow=limits[0],
            inner=report.locale.level(pair[0]),
            wide=limits[1],
            outer=report.locale.level(pair[1]),
        )
    yield undocumented_as_no(report, question)
    if few and any(place.row and place.row.reliability == "good" for place in found):
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
    """Tabulate, for every share, whether the strata differ more than chance makes them, and by how much."""
    say, locale = report.locale.say, report.locale
    asked_levels = [(question, level) for question in report.codebook for level in question.levels]
    tested = [(q, level, row) for q, level in asked_levels if (row := homogeneity(report, q, level))]
    if not tested:
        return None
    together = max(tests(report).values(), default=0) > 1
    spread = any(report.part(q, level, STRATUM, ALL, "dispersion") for q, level, _ in tested)
    counted = any(row.statistic is not None for _, _, row in tested)  # exact probabilities have no statistic
    names = {"chi2": say("chi-square"), "exact": say("exact"), "monte-carlo": say("simulated")}

    def line(question: Question, level: str, row: Estimate) -> tuple[str, ...]:
        sizes = (report.part(question, level, STRATUM, ALL, measure) for measure in ("dispersion", "icc"))
        return (
            answer_label(report, question, level),
            names.get(row.method, row.method),
            *((_statistic(report, row),) if counted else ()),
            p_cell(locale, row, row.p_value),
            *((p_cell(locale, row, row.p_adjusted),) if together else ()),
            *((_size(report, size) for size in sizes) if spread else ()),
        )

    columns = (
        asked(report),
        Column(say("Test"), "left"),
        *((Column(say("Chi-square (degrees of freedom)")),) if counted else ()),
        Column("p"),
        *((Column(say("p, adjusted")),) if together else ()),
        *((Column("Phi"), Column("ICC")) if spread else ()),
    )
    tested_what = say("Each row tests whether all {strata} have the same share.", strata=report.strata)
    allowed = say(
        "The adjusted p-values allow for {count} such tests (method of {method}).",
        count=tests_together(report),
        method=adjustment(report),
    )
    sizes = say(
        "Phi compares the variation with what chance gives, which is 1. ICC, the intraclass correlation, is the part "
        "of the variation that lies between {strata}; chance can make it negative.",
        strata=report.strata,
    )
    note = joined(tested_what, allowed if together else "", sizes if spread else "")
    rows = tuple(line(*found) for found in tested)
    caption = say("Variation between {strata}. {scope}", strata=report.strata, scope=scope(report))
    return titled_table(report, "variation", caption, columns, rows, note)


def _statistic(report: Report, row: Estimate) -> str:
    if row.statistic is None or row.df is None:
        return NOT_APPLICABLE if row.p_value is not None else row.symbol
    return f"{report.locale.number(row.statistic, 1)} ({report.locale.number(row.df)})"


def _size(report: Report, row: Estimate | None) -> str:
    if row is None or not row.shown or row.estimate is None:
        return row.symbol if row else ".."
    return report.locale.number(row.estimate, 2)
