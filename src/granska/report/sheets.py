"""What the sheets of the workbook hold: every published figure of the report, one table a sheet."""

from collections.abc import Iterator

from granska.report.context import Report
from granska.report.hidden import parts_not_shown, widest
from granska.report.locale import lower_first, upper_first
from granska.report.method import counts_as, rule_words
from granska.report.pair_sheets import pair_sheets
from granska.report.published import ALL, CASES, COUNT, STRATUM, Denominator, Estimate
from granska.report.register_sheets import register_sheets
from granska.report.sheet import (
    ONE_DECIMAL,
    TWO_DECIMALS,
    WHOLE,
    Cell,
    Line,
    Number,
    Sheet,
    asked_levels,
    base,
    count,
    ledger,
    limits,
    limits_heads,
    p_value,
    question_cells,
    question_columns,
    share,
    sheet,
)
from granska.report.strata import INNER, OUTER, homogeneity
from granska.report.stratum_tables import homogeneity_name
from granska.report.tables import Column, reliability_cell
from granska.report.tabulate import asked, scope
from granska.review.codebook import Question


def sheets(report: Report) -> list[Sheet]:
    """Give every sheet that has something to show, in the order of the report."""
    made = [_shares(report), *_groups(report), *pair_sheets(report), _strata(report), _limits(report)]
    made += register_sheets(report)
    made += [_variation(report), _medians(report), _bounds(report), _counts(report), _sample(report)]
    made.append(_cleaning(report))
    return [one for one in made if one and one.lines]


def _shares(report: Report) -> Sheet:
    """Give the shares of all, with who was asked and what became of them."""
    say = report.locale.say
    weighted = any(report.weighted(report.whole(q, level)) for q, level in asked_levels(report))
    columns = [
        *question_columns(report),
        Column(say("Applies to"), "left"),
        *((Column(say("Year")),) if report.register else ()),
        *(() if report.register else _ledger_heads(report)),
        Column(say("Out of")),
        Column(say("Number")),
        Column(say("Weighted share, %") if weighted else say("Share, %")),
        *limits_heads(report, report.confidence),
        *((Column(say("Unweighted share, %")),) if weighted else ()),
        Column(say("Precision"), "left"),
    ]
    lines = [
        _share_line(report, question, level, period, weighted)
        for question, level in asked_levels(report)
        for period in _periods(report)
    ]
    wholes = (report.whole(*asked_level, period) for asked_level in asked_levels(report) for period in _periods(report))
    notes = [widest(report, wholes)]
    return sheet(report, "shares", say("Shares"), say("Shares of all."), columns, lines, _all_years(report), notes)


def _periods(report: Report) -> tuple[str, ...]:
    return report.published.periods or ("",)


def _all_years(report: Report) -> str:
    return report.locale.say("{when}.", when=report.period) if report.register else scope(report)


def _share_line(report: Report, question: Question, level: str, period: str, weighted: bool) -> Line:
    row, asked_of = report.whole(question, level, period), report.published.denominator(question.name, period=period)
    counted = report.told(question, level) if not period else row
    everyone = report.locale.say("all {cases}", cases=report.cases)
    return (
        *question_cells(report, question, level),
        report.text(question.base) if question.base else everyone,
        *((_year(period),) if report.register else ()),
        *(() if report.register else _ledger_cells(report, question, asked_of)),
        base(counted),
        count(counted.x if counted else None, counted),
        share(row),
        *limits(row),
        *((share(report.sample_share(question, level)),) if weighted else ()),
        reliability_cell(report.locale, row),
    )


def _ledger_heads(report: Report) -> tuple[Column, ...]:
    say = report.locale.say
    return (
        *(Column(head) for head in (say("Number asked"), say("Not applicable"), say("Not documented"))),
        Column(say("Not documented counts as"), "left"),
        Column(say("No answer")),
    )


def _ledger_cells(report: Report, question: Question, row: Denominator | None) -> tuple[Cell, ...]:
    as_what = counts_as(report, question)
    if row is None:
        return "..", "..", "..", as_what, ".."
    return ledger(row.asked), ledger(row.not_applicable), ledger(row.undocumented), as_what, ledger(row.missing)


def _year(period: str) -> Cell:
    return Number(int(period)) if period.isdigit() else period


def _part_columns(report: Report, name: str, weighted: bool = False) -> list[Column]:
    """Head the columns of `_part_line`; shares of so few as in a small review would say too much."""
    say = report.locale.say
    share_head = say("Weighted share, %") if weighted else say("Share, %")
    shares = (Column(share_head), *limits_heads(report, report.confidence), Column(say("Precision"), "left"))
    counts = (Column(name, "left"), Column(say("Out of")), Column(say("Number")))
    return [*question_columns(report), *counts, *(() if report.small else shares)]


def _part_line(report: Report, question: Question, level: str, name: str, row: Estimate | None) -> Line:
    counts = name, base(row), count(row.x if row else None, row)
    shares = (share(row), *limits(row), reliability_cell(report.locale, row))
    return (*question_cells(report, question, level), *counts, *(() if report.small else shares))


def _groups(report: Report) -> Iterator[Sheet]:
    """Give the groups of each breakdown; their shares are weighted where those of all are."""
    say, questions = report.locale.say, [question for question in report.codebook if question.levels]
    for breakdown, part in report.review.breakdowns.items():
        title = report.text(part.title)
        lines = [
            _part_line(
                report,
                question,
                level,
                upper_first(report.group(breakdown, group)),
                report.part(question, level, breakdown, group),
            )
            for question, level in asked_levels(report)
            for group in report.groups(breakdown)
        ]
        caption = say("{title}: the groups one by one.", title=title)
        notes = [parts_not_shown(report, questions, breakdown)]
        weighted = any(
            report.weighted(report.part(question, level, breakdown, group))
            for question, level in asked_levels(report)
            for group in report.groups(breakdown)
        )
        columns = _part_columns(report, title, weighted)
        yield sheet(report, f"groups_{breakdown}", title, caption, columns, lines, more=notes)


def _strata(report: Report) -> Sheet | None:
    """Give every answer by stratum."""
    if len(report.strata_names) < 2:
        return None
    say, head = report.locale.say, upper_first(report.stratum)
    whole = any(row.measure == "finite_population" for row in report.published.estimates)
    lines = [
        (
            *_part_line(report, question, level, name, report.part(question, level, STRATUM, name)),
            *(_whole_period(report.part(question, level, STRATUM, name, "finite_population")) if whole else ()),
        )
        for question, level in asked_levels(report)
        for name in report.strata_names
    ]
    heads = (
        say("All in the period"),
        say("Number in the whole period, at least"),
        say("Number in the whole period, at most"),
    )
    columns = [*_part_columns(report, head), *(map(Column, heads) if whole else ())]
    caption = say("Results by {stratum}.", stratum=report.stratum)
    notes = [parts_not_shown(report, [question for question in report.codebook if question.levels], STRATUM)]
    return sheet(report, "strata", upper_first(report.strata), caption, columns, lines, more=notes)


def _whole_period(row: Estimate | None) -> tuple[Cell, Cell, Cell]:
    """Give of how many of all cases of the period an answer holds, where enough of them were read."""
    if row is None:
        return ".", ".", "."
    return count(row.population, row), count(row.lower, row), count(row.upper, row)


def _limits(report: Report) -> Sheet | None:
    """Give what is drawn beside the strata: smoothed shares, limits of chance, and what is known of their own cases."""
    say, locale = report.locale.say, report.locale
    found = [
        (question, level, name, [report.part(question, level, STRATUM, name, "shrunken"), *funnel])
        for question, level in asked_levels(report)
        for name in report.strata_names
        if all(funnel := [_funnel(report, question, level, name, method) for method in (INNER, OUTER)])
    ]
    if report.small or not found:
        return None
    levels = [locale.level(row.confidence or 0) for row in found[0][3][1:] if row]
    columns = [
        *question_columns(report),
        Column(upper_first(report.stratum), "left"),
        Column(say("Smoothed share, %")),
        *(
            Column(head)
            for level in levels
            for head in (
                say("Lower limit of chance ({level}), %", level=level),
                say("Upper limit of chance ({level}), %", level=level),
            )
        ),
    ]
    lines: list[Line] = [
        (
            *question_cells(report, question, level),
            name,
            share(rows[0]) if rows[0] else ".",
            *(cell for row in rows[1:] for cell in limits(row)),
        )
        for question, level, name, rows in found
    ]
    caption = say("Smoothed shares and limits of chance by {stratum}.", stratum=report.stratum)
    return sheet(report, "limits", say("Limits of chance"), caption, columns, lines)


def _funnel(report: Report, question: Question, level: str, name: str, method: str) -> Estimate | None:
    wanted = {"level": level, "breakdown": STRATUM, "group": name, "measure": "funnel_limit", "method": method}
    return report.published.find(question.name, **wanted)


def _variation(report: Report) -> Sheet | None:
    say = report.locale.say
    columns = [
        *question_columns(report),
        Column(say("Test"), "left"),
        Column(say("Chi-square")),
        Column(say("p-value")),
        Column(say("p-value, adjusted")),
        Column("Phi"),
        Column("ICC"),
    ]
    lines: list[Line] = [
        (
            *question_cells(report, question, level),
            row.symbol if row.hidden else homogeneity_name(report, row),
            Number(row.statistic, TWO_DECIMALS) if row.statistic is not None else _blank(row),
            p_value(report, row, row.p_value),
            p_value(report, row, row.p_adjusted),
            *(_size(report.part(question, level, STRATUM, ALL, measure)) for measure in ("dispersion", "icc")),
        )
        for question, level in asked_levels(report)
        if (row := homogeneity(report, question, level))
    ]
    caption = say("Variation between {strata}.", strata=report.strata)
    return sheet(report, "variation", say("Variation"), caption, columns, lines)


def _blank(row: Estimate) -> str:
    return row.symbol if row.status != "ok" else "."


def _size(row: Estimate | None) -> Cell:
    if row is None or not row.shown or row.estimate is None:
        return row.symbol if row else "."
    return Number(row.estimate, TWO_DECIMALS)


def _medians(report: Report) -> Sheet:
    say = report.locale.say
    lines: list[Line] = []
    for question in report.codebook:
        for breakdown, group, name in _parts(report):
            level = question.levels[0] if question.levels else ""
            if row := report.part(question, level, breakdown, group, "median"):
                shown = row.shown
                values = (_quantity(value if shown else None, row) for value in (row.estimate, row.lower, row.upper))
                unit = report.text(question.unit) if question.unit else "."
                lines.append((report.statement(question), name, base(row), unit, *values))
    columns = [
        asked(report),
        Column(say("Group"), "left"),
        Column(say("Out of")),
        Column(say("Unit"), "left"),
        Column(say("Median")),
        Column(say("Lower limit ({level})", level=report.confidence)),
        Column(say("Upper limit ({level})", level=report.confidence)),
    ]
    return sheet(report, "medians", say("Medians"), say("Medians."), columns, lines)


def _parts(report: Report) -> Iterator[tuple[str, str, str]]:
    """Name the whole and every group and stratum that may be told apart."""
    say = report.locale.say
    yield ALL, ALL, say("All")
    if report.small:
        return
    for breakdown, part in report.review.breakdowns.items():
        for group in report.groups(breakdown):
            values = {"title": report.text(part.title), "group": lower_first(report.group(breakdown, group))}
            yield breakdown, group, say("{title}: {group}", **values)
    for name in report.strata_names:
        yield STRATUM, name, say("{title}: {group}", title=upper_first(report.stratum), group=name)


def _quantity(value: float | None, row: Estimate) -> Cell:
    if value is None:
        return ".." if row.shown else row.symbol
    return Number(value, WHOLE if float(value).is_integer() else ONE_DECIMAL)


def _bounds(report: Report) -> Sheet:
    say = report.locale.say
    lines: list[Line] = [
        (
            *question_cells(report, question, level),
            base(row),
            ledger(_without_answer(asked_of)),
            *limits(row),
        )
        for question, level in asked_levels(report)
        if (row := report.part(question, level, ALL, ALL, "bounds"))
        and (asked_of := report.published.denominator(question.name))
    ]
    columns = [
        *question_columns(report),
        Column(say("The question applies to")),
        Column(say("Without an answer in the file")),
        Column(say("Share if missing answers were no, %")),
        Column(say("Share if missing answers were yes, %")),
    ]
    return sheet(report, "bounds", say("Missing answers"), say("What missing answers could mean."), columns, lines)


def _without_answer(row: Denominator) -> int | None:
    """Count those that lack an answer; nothing where one of the two counts is hidden."""
    return None if row.undocumented is None or row.missing is None else row.undocumented + row.missing


def _counts(report: Report) -> Sheet | None:
    """Give the counts of a register by year."""
    if not report.register:
        return None
    say = report.locale.say
    lines: list[Line] = [
        (report.statement(question), _year(row.period), count(row.x, row))
        for question in report.codebook
        for row in report.published.select(question.name, measure=COUNT, breakdown=ALL, group=ALL)
    ]
    columns = [asked(report), Column(say("Year")), Column(say("Number"))]
    title = say("Counts by year, all {strata} together.", strata=report.strata)
    return sheet(report, "counts", say("Counts"), title, columns, lines, _all_years(report))


def _sample(report: Report) -> Sheet | None:
    """Give how many there were in each stratum, and how many of them were read."""
    if report.register:
        return None
    say = report.locale.say
    rows = [(name, report.published.denominator(CASES, STRATUM, name)) for name in report.strata_names]
    rows.append((say("All"), report.published.denominator(CASES)))
    lines: list[Line] = [
        (name, *((count(row.population),) if report.sampled else ()), count(row.n)) for name, row in rows if row
    ]
    columns = [
        Column(upper_first(report.stratum), "left"),
        *((Column(say("In the period")),) if report.sampled else ()),
        Column(say("Files read") if report.sampled else upper_first(report.cases)),
    ]
    title, label = say("Extent by {stratum}.", stratum=report.stratum), say("Extent")
    if report.sampled:
        title, label = say("Sample by {stratum}.", stratum=report.stratum), say("Sample")
    return sheet(report, "sample", label, title, columns, lines)


def _cleaning(report: Report) -> Sheet:
    say = report.locale.say
    changes = sorted(report.published.cleaning.items())
    lines: list[Line] = [(rule_words(report, rule), count(number)) for rule, number in changes]
    columns = [Column(say("Rule"), "left"), Column(say("Number of changes"))]
    about = say("{when}.", when=report.period)
    return sheet(report, "cleaning", say("Cleaning"), say("What cleaning changed."), columns, lines, about)
