"""The tables of results: shares by question, by group, by stratum and by year."""

from collections.abc import Iterator, Sequence

from granska.report.comparisons import Comparison, deviation_note, label, names, verdict_words
from granska.report.context import Report
from granska.report.locale import in_percent
from granska.report.published import ALL, COUNT, Estimate
from granska.report.sentences import joined, lower_first, upper_first
from granska.report.strata import rows_of
from granska.report.tables import (
    Column,
    Table,
    answers_cell,
    count_cell,
    decimals,
    interval_cell,
    legend,
    share_cell,
)
from granska.review.codebook import UNDOCUMENTED, Question

Rows = tuple[tuple[str, ...], ...]


def scope(report: Report) -> str:
    """Say whom and when the figures of a table or a figure are about."""
    say = report.locale.say
    if report.register:
        return say("{when}.", when=report.when())
    values = {"n": report.locale.number(report.read), "cases": report.cases, "when": report.when()}
    return say("{n} {cases} read, {when}.", **values) if report.sampled else say("{n} {cases}, {when}.", **values)


def interval_head(report: Report) -> str:
    """Name the column of intervals."""
    return report.locale.say("{level} interval", level=report.confidence)


def _asked(report: Report) -> Column:
    """Head the column of questions, which in a register are measures."""
    return Column(report.locale.say("Measure") if report.register else report.locale.say("Question"), "left")


def _table(report: Report, name: str, caption: str, columns: tuple[Column, ...], rows: Rows, note: str = "") -> Table:
    return Table(name.replace("_", "-"), caption, columns, rows, legend(report.locale, rows, note))


def _share_columns(report: Report, first: str, weighted: bool) -> tuple[Column, ...]:
    say = report.locale.say
    return (
        Column(first, "left"),
        Column(say("In the denominator") if not report.register else say("Base")),
        Column(say("Yes") if not report.register else say("Number")),
        Column(say("Weighted share, %") if weighted else say("Share, %")),
        Column(interval_head(report)),
        *((Column(say("Unweighted share, %")),) if weighted else ()),
    )


def _share_row(
    report: Report, name: str, row: Estimate | None, sample: Estimate | None, weighted: bool
) -> tuple[str, ...]:
    locale = report.locale
    return (
        name,
        count_cell(locale, None, row.n if row else None),
        count_cell(locale, row, row.x if row else None),
        share_cell(locale, row),
        interval_cell(locale, row),
        *((share_cell(locale, sample),) if weighted else ()),
    )


def _any_weighted(report: Report, questions: Sequence[Question]) -> bool:
    return any(report.weighted(report.whole(q, level)) for q in questions for level in q.levels)


def area_table(report: Report, area: str, questions: Sequence[Question]) -> Table:
    """Tabulate the questions of an area that have one answer of interest."""
    say = report.locale.say
    weighted = _any_weighted(report, questions)
    rows: list[tuple[str, ...]] = []
    for question in questions:
        for level in question.levels:
            name = report.statement(question)
            if level == UNDOCUMENTED:
                name = say("{statement}: {answer}", statement=name, answer=say("not documented"))
            rows.append(
                _share_row(report, name, report.whole(question, level), report.sample_share(question, level), weighted)
            )
    values = {"area": report.text(report.review.areas[area]), "scope": scope(report)}
    if report.register:
        caption = say("{area}: counts, shares and intervals. {scope}", **values)
    else:
        caption = say("{area}: answers, shares and intervals. {scope}", **values)
    return _table(report, f"area-{area}", caption, _share_columns(report, _asked(report).head, weighted), tuple(rows))


def category_table(report: Report, question: Question) -> Table:
    """Tabulate the answers to a category question."""
    say, weighted = report.locale.say, _any_weighted(report, [question])
    rows = tuple(
        _share_row(
            report,
            report.level(question, level),
            report.whole(question, level),
            report.sample_share(question, level),
            weighted,
        )
        for level in question.levels
    )
    columns = list(_share_columns(report, say("Answer"), weighted))
    columns[2] = Column(say("Number"))
    caption = say(
        "{statement}: shares of the answers. {scope}", statement=report.statement(question), scope=scope(report)
    )
    return _table(report, f"question-{question.name}", caption, tuple(columns), rows)


def stratum_table(report: Report, question: Question) -> Table:
    """Tabulate a question by stratum, with the whole last; counts alone in a small review."""
    say, locale = report.locale.say, report.locale
    whole = report.whole(question, question.levels[0])
    lines = [*rows_of(report, question), (say("All"), whole)]
    first = Column(upper_first(report.stratum), "left")
    caption = say(
        "{statement}, by {stratum}. {scope}",
        statement=report.statement(question),
        stratum=report.stratum,
        scope=scope(report),
    )
    name = f"strata-{question.name}"
    if report.small:
        columns: tuple[Column, ...] = (first, Column(say("In the denominator")), Column(say("Yes")))
        rows: Rows = tuple(
            (place, count_cell(locale, None, row.n if row else None), count_cell(locale, None, row.x if row else None))
            for place, row in lines
        )
        return _table(report, name, caption, columns, rows)
    rows = tuple(_share_row(report, place, row, None, weighted=False) for place, row in lines)
    note = (
        say(
            "The share of all is weighted by how many {cases} each {stratum} has.",
            cases=report.cases,
            stratum=report.stratum,
        )
        if report.weighted(whole)
        else ""
    )
    return _table(report, name, caption, (first, *_share_columns(report, "", weighted=False)[1:]), rows, note)


def _points(report: Report, row: Estimate | None, places: int) -> str:
    if row is None or not row.shown or row.estimate is None:
        return row.symbol if row else ".."
    return report.locale.signed(in_percent(row.estimate), places) if places else report.locale.signed(row.percent or 0)


def _places(*rows: Estimate | None) -> int:
    """Give one decimal where every group counts at least 100."""
    return min((decimals(row.n) for row in rows if row), default=0)


def _heads(report: Report, breakdown: str) -> tuple[str, str]:
    first, second = names(report, breakdown)
    return upper_first(first), upper_first(second)


def group_shares_table(report: Report, breakdown: str, found: Sequence[Comparison]) -> Table:
    """Tabulate two groups' counts and shares, and their difference in all the material."""
    say, locale = report.locale.say, report.locale
    first, second = _heads(report, breakdown)
    columns = (
        _asked(report),
        *_group_columns(report, [first, second]),
        Column(say("Difference, percentage points")),
        Column(interval_head(report)),
    )
    rows = tuple(
        (
            label(report, one),
            answers_cell(locale, one.first),
            share_cell(locale, one.first),
            answers_cell(locale, one.second),
            share_cell(locale, one.second),
            _points(report, one.crude, _places(one.first, one.second)),
            interval_cell(locale, one.crude, _places(one.first, one.second)),
        )
        for one in found
    )
    note = say(
        "The difference is {first} minus {second}, in all the material.",
        first=lower_first(first),
        second=lower_first(second),
    )
    note = joined(note, deviation_note(report, found))
    caption = say(
        "{first} and {second}: shares, and their difference in all the material. {scope}",
        first=first,
        second=lower_first(second),
        scope=scope(report),
    )
    return _table(report, f"shares-{breakdown}", caption, columns, rows, note)


def within_table(report: Report, breakdown: str, found: Sequence[Comparison]) -> Table:
    """Tabulate the difference within strata, its tests, and what it lets us say."""
    say, locale = report.locale.say, report.locale
    first, second = _heads(report, breakdown)
    columns = (
        _asked(report),
        Column(say("Difference within the same {stratum}", stratum=report.stratum)),
        Column(interval_head(report)),
        Column(say("p, no difference")),
        Column(say("p, same odds ratio in all {strata}", strata=report.strata)),
        Column(say("Conclusion"), "left"),
    )
    rows = tuple(
        (
            label(report, one),
            _points(report, one.within, _places(one.first, one.second)),
            interval_cell(locale, one.within, _places(one.first, one.second)),
            _p(report, one.within),
            _p(report, one.homogeneity),
            verdict_words(report, one.verdict),
        )
        for one in found
    )
    caption = say(
        "{first} and {second}: difference within the same {stratum}, percentage points. {scope}",
        first=first,
        second=lower_first(second),
        stratum=report.stratum,
        scope=scope(report),
    )
    note = say(
        "The difference is {first} minus {second}, by the method of Mantel and Haenszel; tests by "
        "Cochran–Mantel–Haenszel and Breslow–Day. The p-values are not adjusted for the number of comparisons.",
        first=lower_first(first),
        second=lower_first(second),
    )
    note = joined(note, deviation_note(report, found))
    return _table(report, f"within-{breakdown}", caption, columns, rows, note)


def _group_columns(report: Report, groups: Sequence[str]) -> Iterator[Column]:
    """Head two columns for each group: how many of how many, and the share."""
    for group in groups:
        yield Column(report.locale.say("{group}, number", group=group))
        yield Column(report.locale.say("{group}, %", group=group))


def _p(report: Report, row: Estimate | None) -> str:
    if row is None or row.p_value is None:
        return row.symbol if row and row.status != "ok" else ".."
    return report.locale.p_value(row.p_value)


def breakdown_table(report: Report, breakdown: str) -> Table:
    """Tabulate every question by the groups of a breakdown: counts and shares, counts alone in a small review."""
    say, locale = report.locale.say, report.locale
    groups = report.groups(breakdown)
    questions = [question for question in report.codebook if question.levels and question.type != "category"]

    def cells(row: Estimate | None) -> tuple[str, ...]:
        if report.small:
            return (answers_cell(locale, row),)
        if row is None or not row.shown:
            return answers_cell(locale, row), row.symbol if row else ".."
        return answers_cell(locale, row), f"{share_cell(locale, row)} ({interval_cell(locale, row)})"

    rows = tuple(
        (
            report.statement(q),
            *(cell for group in groups for cell in cells(report.part(q, q.levels[0], breakdown, group))),
        )
        for q in questions
    )
    labels = [upper_first(report.group(breakdown, group)) for group in groups]
    heads = [*_group_columns(report, labels)]
    columns = (_asked(report), *(heads[::2] if report.small else heads))
    title = report.text(report.review.breakdowns[breakdown].title)
    kind = say("counts") if report.small else say("counts and shares with intervals")
    caption = say("{title}: {kind}. {scope}", title=title, kind=kind, scope=scope(report))
    return _table(report, f"groups-{breakdown}", caption, columns, rows)


def series_table(report: Report, question: Question) -> Table:
    """Tabulate a share year by year."""
    say = report.locale.say
    rows = tuple(
        _share_row(report, year, report.whole(question, "yes", year), None, weighted=False)
        for year in report.published.periods
    )
    caption = say("{statement}, by year.", statement=report.statement(question))
    return _table(report, f"series-{question.name}", caption, _share_columns(report, say("Year"), weighted=False), rows)


def counts_table(report: Report, questions: Sequence[Question]) -> Table:
    """Tabulate the counts of a register, one row a year."""
    say, published = report.locale.say, report.published

    def cell(question: Question, year: str) -> str:
        row = published.find(question.name, measure=COUNT, breakdown=ALL, group=ALL, period=year)
        return count_cell(report.locale, row, row.x if row else None)

    rows = tuple((year, *(cell(question, year) for question in questions)) for year in published.periods)
    columns = (Column(say("Year"), "left"), *(Column(report.statement(question)) for question in questions))
    return _table(report, "counts", say("Counts by year, all {strata} together.", strata=report.strata), columns, rows)
