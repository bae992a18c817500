"""The tables of results: shares by question, by group and by year."""

from collections.abc import Iterator, Sequence

from granska.report.breaks import break_words
from granska.report.context import Report
from granska.report.hidden import only_whole, widest
from granska.report.locale import in_percent, lower_first, upper_first
from granska.report.published import ALL, COUNT, STRATUM, Estimate
from granska.report.tables import (
    Column,
    Table,
    answers_cell,
    base_cell,
    count_cell,
    interval_cell,
    ledger_cell,
    legend,
    median_cell,
    median_interval_cell,
    reliability_cell,
    share_cell,
)
from granska.review.codebook import UNDOCUMENTED, Question

Rows = tuple[tuple[str, ...], ...]


def scope(report: Report) -> str:
    """Say whom and when the figures of a table or a figure are about."""
    say = report.locale.say
    if report.register:
        total = next((q for q in report.codebook if not q.levels and not q.applies_if), None)
        row = report.published.denominator(total.name) if total else None
        if row is None or row.n is None:
            return say("{when}.", when=report.when())
        return say(
            "{n} {cases}, {count} {strata}, {when}.",
            n=report.locale.number(row.n),
            cases=report.cases,
            count=report.locale.number(len(report.strata_names)),
            strata=report.strata_there_are,
            when=report.when(),
        )
    values = {"n": report.locale.number(report.read), "cases": report.cases, "when": report.when()}
    return say("{n} {cases} read, {when}.", **values) if report.sampled else say("{n} {cases}, {when}.", **values)


def interval_head(report: Report, unit: str = "%") -> str:
    """Name the column of intervals, with their unit if they have one."""
    return headed(report, report.locale.say("Interval ({level})", level=report.confidence), unit)


def headed(report: Report, name: str, unit: str) -> str:
    """Put the unit after what a column holds."""
    return report.locale.say("{what}, {unit}", what=name, unit=unit) if unit else name


def asked(report: Report) -> Column:
    """Head the column of questions, which in a register are measures."""
    return Column(report.locale.say("Measure") if report.register else report.locale.say("Question"), "left")


def titled_table(
    report: Report, name: str, caption: str, columns: tuple[Column, ...], rows: Rows, note: str = ""
) -> Table:
    """Make a table with its symbols explained below."""
    return Table(name.replace("_", "-"), caption, columns, rows, legend(report.locale, rows, note))


def _share_columns(report: Report, first: str, weighted: bool = False, yes: bool = False) -> tuple[Column, ...]:
    """Head the columns of `_share_row`; the counted answer is named only where it is yes in every row."""
    say = report.locale.say
    return (
        Column(first, "left"),
        Column(say("Out of")),
        Column(say("Yes") if yes else say("Number")),
        Column(say("Weighted share, %") if weighted else say("Share, %")),
        Column(interval_head(report)),
        Column(say("Precision"), "left"),
        *((Column(say("Unweighted share, %")),) if weighted else ()),
    )


def _share_row(
    report: Report, name: str, row: Estimate | None, sample: Estimate | None = None, weighted: bool = False
) -> tuple[str, ...]:
    """Give the cells of one share: counts, share, interval, reliability, and the plain share of the sample."""
    locale = report.locale
    counted = sample if row and row.hidden and sample and sample.shown else row
    return (
        name,
        base_cell(locale, counted),
        count_cell(locale, counted, counted.x if counted else None),
        share_cell(locale, row),
        interval_cell(locale, row),
        reliability_cell(locale, row),
        *((share_cell(locale, sample),) if weighted else ()),
    )


def _any_weighted(report: Report, questions: Sequence[Question]) -> bool:
    return any(report.weighted(report.whole(q, level)) for q in questions for level in q.levels)


def _is_yes(question: Question, level: str) -> bool:
    """Whether an answer confirms the statement."""
    return question.type != "category" and level != UNDOCUMENTED


def answer_label(report: Report, question: Question, level: str) -> str:
    """Name a share: the statement, and the answer where there are several."""
    statement = report.statement(question)
    if _is_yes(question, level):
        return statement
    answer = lower_first(report.level(question, level))
    return report.locale.say("{statement}: {answer}", statement=statement, answer=answer)


def area_table(report: Report, area: str, questions: Sequence[Question]) -> Table:
    """Tabulate the questions of an area that have one answer of interest."""
    say = report.locale.say
    weighted = _any_weighted(report, questions)
    rows: list[tuple[str, ...]] = []
    for question in questions:
        for level in question.levels:
            name, sample = answer_label(report, question, level), report.sample_share(question, level)
            rows.append(_share_row(report, name, report.whole(question, level), sample, weighted))
    values = {"area": report.text(report.review.areas[area]), "scope": scope(report)}
    if report.register:
        caption = say("{area}: counts, shares and intervals. {scope}", **values)
    else:
        caption = say("{area}: answers, shares and intervals. {scope}", **values)
    yes = not report.register and all(_is_yes(question, level) for question in questions for level in question.levels)
    columns = _share_columns(report, asked(report).head, weighted, yes)
    wholes = (report.whole(question, level) for question in questions for level in question.levels)
    return titled_table(report, f"area-{area}", caption, columns, tuple(rows), widest(report, wholes))


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
    columns = _share_columns(report, say("Answer"), weighted)
    caption = say(
        "{statement}: shares of the answers. {scope}", statement=report.statement(question), scope=scope(report)
    )
    wholes = (report.whole(question, level) for level in question.levels)
    return titled_table(report, f"question-{question.name}", caption, columns, rows, widest(report, wholes))


def median_by_stratum(report: Report) -> bool:
    """Whether the strata have medians, and are large enough to show them."""
    return not report.small and any(
        row.measure == "median" and row.breakdown == STRATUM for row in report.published.estimates
    )


def median_table(report: Report, question: Question) -> Table | None:
    """Tabulate the median of a number question: for all, and for groups and strata unless the review is too small."""
    say, locale, level = report.locale.say, report.locale, question.levels[0]
    lines = [(say("All"), report.part(question, level, ALL, ALL, "median"))]
    for breakdown in () if report.small else report.review.breakdowns:
        title = report.text(report.review.breakdowns[breakdown].title)
        lines += [
            (
                say("{title}: {group}", title=title, group=lower_first(report.group(breakdown, group))),
                report.part(question, level, breakdown, group, "median"),
            )
            for group in report.groups(breakdown)
        ]
    lines += [
        (
            say("{title}: {group}", title=upper_first(report.stratum), group=name),
            report.part(question, level, STRATUM, name, "median"),
        )
        for name in (report.strata_names if median_by_stratum(report) else ())
    ]
    if not any(row for _, row in lines):
        return None
    rows = tuple(
        (
            name,
            base_cell(locale, row),
            median_cell(locale, row),
            median_interval_cell(locale, row),
        )
        for name, row in lines
    )
    unit = report.text(question.unit) if question.unit else ""
    columns = (
        Column(say("Group"), "left"),
        Column(say("Out of")),
        Column(headed(report, say("Median"), unit)),
        Column(interval_head(report, unit)),
    )
    caption = say("{statement}: the median. {scope}", statement=report.statement(question), scope=scope(report))
    return titled_table(report, f"median-{question.name}", caption, columns, rows)


def bounds_table(report: Report) -> Table | None:
    """Tabulate what the shares could be, had those without an answer answered; nothing where few lack one."""
    say, locale = report.locale.say, report.locale

    def line(question: Question, level: str) -> tuple[str, ...] | None:
        row, ledger = report.part(question, level, ALL, ALL, "bounds"), report.published.denominator(question.name)
        if row is None or ledger is None:
            return None
        hidden = ledger.undocumented is None or ledger.missing is None
        without = None if hidden else (ledger.undocumented or 0) + (ledger.missing or 0)
        limits = (row.lower, row.upper) if row.interval else (None, None)
        return (
            answer_label(report, question, level),
            base_cell(locale, row),
            ledger_cell(locale, without),
            share_cell(locale, report.whole(question, level)),
            *(row.symbol if limit is None else locale.number(in_percent(limit), row.places) for limit in limits),
        )

    rows = tuple(cells for question in report.codebook for level in question.levels if (cells := line(question, level)))
    if not rows:
        return None
    columns = (
        asked(report),
        Column(say("The question applies to")),
        Column(say("Without an answer in the file")),
        Column(say("Share, %")),
        Column(say("Share if missing answers were no, %")),
        Column(say("Share if missing answers were yes, %")),
    )
    return titled_table(
        report, "bounds", say("What missing answers could mean. {scope}", scope=scope(report)), columns, rows
    )


def group_columns(report: Report, groups: Sequence[str], weighted: bool = False) -> Iterator[Column]:
    """Head two columns for each group: how many of how many, and the share."""
    say = report.locale.say
    for group in groups:
        yield Column(say("{group}, number", group=group))
        yield Column(say("{group}, weighted %", group=group) if weighted else say("{group}, %", group=group))


def breakdown_table(report: Report, breakdown: str) -> Table | None:
    """Tabulate every question by the groups of a breakdown: a row a group, or in a small review counts side by side.

    A question whose groups are all hidden is left out; there is no table where every question is.
    """
    say, groups = report.locale.say, report.groups(breakdown)
    questions = [
        question
        for question in report.codebook
        if question.levels and question.type != "category" and not only_whole(report, question, breakdown)
    ]
    if not questions:
        return None
    title = report.text(report.review.breakdowns[breakdown].title)
    columns, rows = (_group_counts if report.small else _group_shares)(report, breakdown, groups, questions)
    kind = say("counts") if report.small else say("counts and shares with intervals")
    caption = say("{title}: {kind}. {scope}", title=title, kind=kind, scope=scope(report))
    return titled_table(report, f"groups-{breakdown}", caption, columns, rows)


def _group_counts(
    report: Report, breakdown: str, groups: Sequence[str], questions: Sequence[Question]
) -> tuple[tuple[Column, ...], Rows]:
    labels = [upper_first(report.group(breakdown, group)) for group in groups]
    columns = (asked(report), *(Column(report.locale.say("{group}, number", group=label)) for label in labels))
    cells = (
        (answers_cell(report.locale, report.part(question, question.levels[0], breakdown, group)) for group in groups)
        for question in questions
    )
    rows = tuple((report.statement(question), *line) for question, line in zip(questions, cells, strict=True))
    return columns, rows


def _group_shares(
    report: Report, breakdown: str, groups: Sequence[str], questions: Sequence[Question]
) -> tuple[tuple[Column, ...], Rows]:
    say, locale = report.locale.say, report.locale
    found = [
        (question, group, report.part(question, question.levels[0], breakdown, group))
        for question in questions
        for group in groups
    ]
    weighted = any(report.weighted(row) for _, _, row in found)
    columns = (
        asked(report),
        Column(report.text(report.review.breakdowns[breakdown].title), "left"),
        Column(say("Number")),
        Column(say("Weighted share, %") if weighted else say("Share, %")),
        Column(interval_head(report)),
        Column(say("Precision"), "left"),
    )
    rows = tuple(
        (
            report.statement(question),
            upper_first(report.group(breakdown, group)).replace(" ", "\u00a0"),
            answers_cell(locale, row),
            share_cell(locale, row),
            interval_cell(locale, row),
            reliability_cell(locale, row),
        )
        for question, group, row in found
    )
    return columns, rows


def series_table(report: Report, question: Question) -> Table:
    """Tabulate a share year by year."""
    say = report.locale.say
    rows = tuple(_share_row(report, year, report.whole(question, "yes", year)) for year in report.published.periods)
    caption = say("{statement}, by year, {years}.", statement=report.statement(question), years=report.period)
    note = break_words(report, question)
    return titled_table(report, f"series-{question.name}", caption, _share_columns(report, say("Year")), rows, note)


def counts_table(report: Report, questions: Sequence[Question]) -> Table:
    """Tabulate the counts of a register, one row a year."""
    say, published = report.locale.say, report.published

    def cell(question: Question, year: str) -> str:
        row = published.find(question.name, measure=COUNT, breakdown=ALL, group=ALL, period=year)
        return count_cell(report.locale, row, row.x if row else None)

    rows = tuple((year, *(cell(question, year) for question in questions)) for year in published.periods)
    columns = (Column(say("Year"), "left"), *(Column(report.statement(question)) for question in questions))
    caption = say("Counts by year, all {strata} together, {years}.", strata=report.strata, years=report.period)
    return titled_table(report, "counts", caption, columns, rows)
