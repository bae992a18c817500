"""The sections about the review itself: sample, denominators, cleaning, how to check the figures, downloads."""

from collections.abc import Iterator, Sequence

from granska.report.agreement import agreement_table, agreement_words, apart_table, read_twice
from granska.report.blocks import (
    Block,
    Command,
    Heading,
    Link,
    OnPage,
    Paragraph,
    Section,
    Strong,
)
from granska.report.comparisons import adjustment, compare
from granska.report.context import Report
from granska.report.detection import percent
from granska.report.files import checksums_table, files_list
from granska.report.flow import sample_flow
from granska.report.locale import alphabetical, in_percent, upper_first
from granska.report.parts import table_details
from granska.report.protection import control_table, protection_words
from granska.report.published import ALL, CASES, STRATUM, Denominator
from granska.report.register_method import register_method
from granska.report.sentences import joined
from granska.report.tables import Column, Table, ledger_cell, legend
from granska.report.tabulate import bounds_table, scope
from granska.report.uncertainty import uncertainty_words
from granska.review.codebook import Question
from granska.review.model import SMALL_REVIEW
from granska.review.workspace import ABOUT


def method(report: Report) -> Section:
    """Say how the review was made: sample, intervals, comparisons, denominators, cleaning."""
    say = report.locale.say
    blocks: list[Block] = [Heading(2, say("How the review was made"), "sec-method"), *sample_flow(report)]
    blocks += [Paragraph(Strong(lead), " ", words) for lead, words in method_words(report)]
    if f"disclosure.{report.locale.language}" in report.about:
        page = f"../{ABOUT}/disclosure.{report.locale.language}.html"
        link = Link(say("Disclosure control and publishing"), page)
        blocks.append(OnPage((Paragraph(say("More on this:"), " ", link, "."),)))
    tables = (_sample_table(report), _denominator_table(report), bounds_table(report), _cleaning_table(report))
    last = (agreement_table(report), apart_table(report), control_table(report))
    blocks += [table_details(report, table) for table in (*tables, *last) if table]
    return Section(tuple(blocks))


def method_words(report: Report) -> Iterator[tuple[str, str]]:
    """Give the paragraphs on how the review was made, each with its lead."""
    say = report.locale.say
    yield say("Source."), say("{source}.", source=report.text(report.review.source).rstrip(" ."))
    yield say("Extent."), extent(report)
    yield from uncertainty_words(report)
    if compared := [name for name, breakdown in report.review.breakdowns.items() if breakdown.compare]:
        yield say("Comparisons."), joined(*(_counting(report) if report.small else _comparing(report, compared)))
    yield say("Denominators."), _denominators(report)
    yield from register_method(report)
    yield say("Cleaning."), _cleaning(report)
    if read_twice(report):
        yield say("Cases that two read."), agreement_words(report)
    yield from protection_words(report)


def extent(report: Report) -> str:
    """Say how much was counted or read, and of what."""
    say, review = report.locale.say, report.review
    merged = report.areas and report.areas.turns(review.period.start)
    return joined(
        _counts(report),
        report.text(review.scope) if review.scope else "",
        say(
            "Earlier years are given in the present {strata}; figures of areas that were merged are sums.",
            strata=report.strata,
        )
        if merged
        else "",
    )


def _counts(report: Report) -> str:
    say, locale = report.locale.say, report.locale
    number = len(report.strata_names)
    values = {"strata": report.strata_there_are, "count": locale.number(number), "cases": report.cases}
    if report.register:
        return say("The register counts {cases} in {count} {strata}, {years}.", years=report.period, **values)
    whole = report.published.denominator(CASES)
    if report.sampled and whole and whole.population:
        read = say(
            "Of {population} {cases} in {count} {strata} ({when}), {read} were read.",
            population=locale.number(whole.population),
            read=locale.number(report.read),
            when=report.when(),
            **values,
        )
        drawn = say(
            "The sample was drawn within each {stratum}, and shares for the whole are weighted by how many {cases} "
            "each {stratum} has.",
            stratum=report.stratum,
            cases=report.cases,
        )
        return joined(read, drawn) if number != 1 else read
    return say(
        "{read} {cases} in {count} {strata}, {when}. Nothing is weighted.",
        read=locale.number(report.read),
        when=report.when(),
        **values,
    )


def _counting(report: Report) -> Iterator[str]:
    yield report.locale.say(
        "With fewer than {limit} {cases} the groups are counted and not compared.",
        limit=report.locale.number(SMALL_REVIEW),
        cases=report.cases,
    )
    yield _planned(report)


def _comparing(report: Report, breakdowns: Sequence[str]) -> Iterator[str]:
    """Say how groups are compared, tested and allowed for, and what the smallest differences rest on."""
    say = report.locale.say
    found = [one for breakdown in breakdowns for one in compare(report, breakdown)]
    yield say(
        "Two groups are compared within the same {stratum}, so that like is compared with like, and the differences "
        "are combined as a weighted average (Mantel–Haenszel), with a score interval (Miettinen and Nurminen). The "
        "test is that of Cochran, Mantel and Haenszel, in its conditional form (mid-p) where the numbers are small, "
        "and that of Boschloo where the groups cannot be compared within several {strata}.",
        stratum=report.stratum,
        strata=report.strata,
    )
    yield from _allowing(report, {one.test.family: one.together for one in found if one.test})
    if any(one.weighted for one in found):
        yield say(
            "The overall difference describes all {strata} together: it is weighted by how many {cases} each has, its "
            "interval is made of those of the two shares (MOVER), and it is not tested.",
            strata=report.strata,
            cases=report.cases,
        )
    else:
        yield say(
            "The overall difference is that of all together, however the groups are spread over the {strata}. It has "
            "Newcombe's interval and is not tested.",
            strata=report.strata,
        )
    yield say("Comparisons speak of the practice in general, and never use the finite population correction.")
    yield _planned(report)


def _allowing(report: Report, families: dict[str, int]) -> Iterator[str]:
    """Say how many comparisons are allowed for, how, and what is then called a difference."""
    say, locale = report.locale.say, report.locale
    if max(families.values(), default=1) > 1:
        count = locale.words(max(families.values()))
        if len(families) > 1:
            count = locale.listed(map(locale.number, families.values()))
        values = {"count": count, "method": adjustment(report)}
        if len(families) > 1:
            yield say(
                "The comparisons are divided into families of {count}, decided in advance. The p-values of a family "
                "are adjusted for their number ({method}'s method).",
                **values,
            )
        else:
            yield say(
                "The {count} comparisons are one family, decided in advance, and their p-values are adjusted for their "
                "number ({method}'s method).",
                **values,
            )
        risk = percent(report, report.alpha)
        by_rate = report.review.analysis.adjustment == "bh"
        if by_rate and len(families) > 1:
            yield say(
                "Within each family, of the differences called shown, at most {risk} are expected to be due to chance.",
                risk=risk,
            )
        elif len(families) > 1:
            yield say(
                "Within each family, the risk that any of them is called shown by chance alone is at most about "
                "{risk}.",
                risk=risk,
            )
        elif by_rate:
            yield say("Of the differences called shown, at most {risk} are expected to be due to chance.", risk=risk)
        else:
            yield say("The risk that any of them is called shown by chance alone is at most about {risk}.", risk=risk)
    yield say(
        "A difference is called shown only if the p-value is below {alpha} and the interval does not include zero; it "
        "is called a sign if only the latter holds.",
        alpha=locale.number(report.alpha, 2 if report.alpha >= 0.01 else 3),
    )


def _planned(report: Report) -> str:
    say, locale, analysis = report.locale.say, report.locale, report.review.analysis
    return say(
        "The smallest differences that would be found are computed for two simple samples of the same sizes, with a "
        "probability of {power} of finding them, from true shares of {shares}. These were chosen in advance and are "
        "not taken from the results.",
        power=percent(report, analysis.power),
        shares=locale.listed(percent(report, share) for share in analysis.planning_shares),
    )


def _denominators(report: Report) -> str:
    if report.register:
        return report.locale.say("Each share is a count divided by the count that it is a part of.")
    return report.locale.say(
        "A share is counted on the {cases} that the question applies to. Missing answers are left out. Where the file "
        "does not say, the table shows how that is counted.",
        cases=report.cases,
    )


def _cleaning(report: Report) -> str:
    total = sum(report.published.cleaning.values())
    if not total:
        return report.locale.say("The raw data needed no change.")
    return report.locale.say_many(
        "The program made {count} change to the raw data before counting, by fixed rules. The table sums it up.",
        "The program made {count} changes to the raw data before counting, by fixed rules. The table sums them up.",
        total,
    )


def _cells(report: Report, *counts: int | None) -> tuple[str, ...]:
    return tuple(".." if count is None else report.locale.number(count) for count in counts)


def _sample_table(report: Report) -> Table | None:
    if report.register:
        return None
    say, locale, published = report.locale.say, report.locale, report.published
    names = [
        *alphabetical(row.group for row in published.denominators if (row.indicator, row.breakdown) == (CASES, STRATUM))
    ]
    rows = [(name, published.denominator(CASES, STRATUM, name)) for name in names]
    rows.append((say("All"), published.denominator(CASES, ALL, ALL)))
    first = Column(upper_first(report.stratum), "left")
    if not report.sampled:
        cells = tuple((name, *_cells(report, row.n if row else None)) for name, row in rows)
        head = upper_first(report.cases)
        caption = say("Extent by {stratum}. {scope}", stratum=report.stratum, scope=scope(report))
        return Table("sample", caption, (first, Column(head)), cells)

    def line(name: str, row: Denominator | None) -> tuple[str, ...]:
        n, population = (row.n, row.population) if row else (None, None)
        part = locale.number(in_percent(n / population), 1) if n is not None and population else ".."
        return name, *_cells(report, population, n), part

    columns = (first, Column(say("In the period")), Column(say("Files read")), Column(say("Share read, %")))
    cells = tuple(line(name, row) for name, row in rows)
    caption = say("Sample by {stratum}. {scope}", stratum=report.stratum, scope=scope(report))
    return Table("sample", caption, columns, cells, legend(locale, cells))


def counts_as(report: Report, question: Question) -> str:
    """Say what an answer that is not documented counts as."""
    say = report.locale.say
    return {"no": say("no"), "missing": say("missing"), "answer": say("own answer")}[question.undocumented]


def _denominator_table(report: Report) -> Table | None:
    if report.register:
        return None
    say = report.locale.say
    rows = []
    for question in report.codebook:
        row = report.published.denominator(question.name)
        if row:
            counts = [ledger_cell(report.locale, count) for count in (row.asked, row.not_applicable, row.undocumented)]
            rest = [ledger_cell(report.locale, count) for count in (row.missing, row.n)]
            rows.append((report.statement(question), *counts, counts_as(report, question), *rest))
    columns = (
        Column(say("Question"), "left"),
        Column(say("Files read") if report.sampled else upper_first(report.cases)),
        Column(say("Not applicable")),
        Column(say("Not documented")),
        Column(say("Counts as"), "left"),
        Column(say("No answer")),
        Column(say("Counted")),
    )
    cells = tuple(rows)
    caption = say("Denominators, question by question. {scope}", scope=scope(report))
    note = say("Counts as = how the answers that are not documented are counted.")
    return Table("denominators", caption, columns, cells, legend(report.locale, cells, note))


def rule_words(report: Report, rule: str) -> str:
    """Say what a rule of the cleaning does; a rule without words shows its own name."""
    say = report.locale.say
    words = {
        "answer-variant": say("Answers not written as on the form"),
        "group-variant": say("Groups not written as on the form"),
        "header-variant": say("Column headings with another spelling"),
        "column-ignored": say("Columns that the review does not use"),
        "district-renamed": say("Former or misspelt names of {strata}", strata=report.strata),
        "area-merged": say("Rows of {strata} that were merged or renamed later", strata=report.strata),
        "area-apportioned": say("Rows of {strata} that were split later, shared out by weights", strata=report.strata),
        "name-variant": say("Names of {strata} spelt in another way", strata=report.strata),
        "duplicate-row": say("Rows that were exact copies of another"),
        "date-format": say("Dates in another format"),
        "decimal-comma": say("Numbers with a decimal comma"),
        "white-space": say("Extra blanks"),
        "outside-condition": say("Answers to questions that did not apply"),
        "reader-variant": say("Names of readers spelt in another way"),
        "read-twice": say("Second readings of a case, joined with the first"),
        "readers-first": say("Answers in which two readers differed: that of the first in order counts"),
        "readers-missing": say("Answers in which two readers differed: neither counts"),
        "readers-decider": say("Answers in which two readers differed: a third decided"),
    }
    return words.get(rule, rule)


def _cleaning_table(report: Report) -> Table | None:
    rows = tuple(
        (rule_words(report, rule), report.locale.number(count))
        for rule, count in sorted(report.published.cleaning.items())
    )
    if not rows:
        return None
    say = report.locale.say
    # the cleaning of a register is that of all its years
    about = say("{when}.", when=report.period) if report.register else scope(report)
    caption = say("What cleaning changed. {scope}", scope=about)
    return Table("cleaning", caption, (Column(say("Rule"), "left"), Column(say("Number of changes"))), rows)


def checking(report: Report) -> Section:
    """Say how anyone can check the report: hashes, versions, the command that makes it again."""
    say = report.locale.say
    text = say(
        "Every figure, chart and sentence is made from the data by a program. Anyone with the same data, parameters "
        "and program gets the same report. This is how to make it again:"
    )
    return Section(
        (
            Heading(2, say("How to check the report"), "sec-check"),
            Paragraph(text),
            Command(f"granska run {report.review.id}"),
            Paragraph(say("The checksums show whether a file is the same as the one that the report is built on.")),
            *checksums_table(report.locale, report.published.provenance),
        )
    )


def downloads(report: Report) -> Section:
    """List the files that lie beside the page, and say what the page does for accessibility."""
    say = report.locale.say
    data = [
        ("CSV", "estimates.csv", say("Every figure, with its method")),
        ("CSV", "denominators.csv", say("Who was asked, question by question")),
        ("CSV", "cleaning.csv", say("What cleaning changed")),
        ("JSON", "disclosure.json", say("How figures were protected, and how that was tested")),
        ("JSON", "datapackage.json", say("What the columns of the CSV files mean (Data Package)")),
    ]
    return files_list(report.locale, report.review.id, report.review.formats, data)
