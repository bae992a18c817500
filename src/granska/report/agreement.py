"""How well two inspectors agree who read the same cases: a paragraph and a table of the section on method."""

from granska.report.context import Report
from granska.report.locale import upper_first
from granska.report.published import ALL, CASES, Estimate
from granska.report.sentences import joined
from granska.report.tables import Column, Table, answers_cell, count_cell, interval_cell, legend, share_cell
from granska.report.tabulate import headed, interval_head
from granska.review.codebook import NOT_APPLICABLE, WITHIN, Question

READERS = "readers"  # the breakdown of rows about cases that two read
PAIR = "|"  # parts the two answers
AC1, KAPPA = "gwet-ac1", ("cohen-kappa", "conger-kappa")
BEYOND = "beyond_limit"


def read_twice(report: Report) -> int:
    """Count the cases that two inspectors read; 0 where no case was."""
    row = report.published.find(CASES, breakdown=READERS, measure="count")
    return row.n or 0 if row else 0


def agreement_words(report: Report) -> str:
    """Say how many cases two read, whose answer counts where they differ, and what the agreement says.

    Parameters
    ----------
    report : Report
        The report.
    """
    say, locale = report.locale.say, report.locale
    rows = {question.name: _alike(report, question) for question in report.codebook}
    shown = [row for row in rows.values() if row and row.shown and row.n and row.x is not None]
    names = {"cases": report.cases, "twice": locale.number(read_twice(report)), "read": locale.number(report.read)}
    words = [
        say(
            "Of the {read} {cases} that were read, {twice} were read by two, each without the other’s answers.", **names
        ),
        _rule(report),
    ]
    if shown:
        lowest = min(shown, key=lambda row: (row.x or 0) / (row.n or 1))
        question = report.codebook[lowest.indicator]
        words.append(
            say(
                "Least often they gave the same answer to this: {question}: {answers}, {share} % ({interval} %).",
                question=report.statement(question),
                answers=answers_cell(locale, lowest),
                share=share_cell(locale, lowest),
                interval=interval_cell(locale, lowest),
            )
        )
    words.append(
        say(
            "AC1 (Gwet) and kappa (Cohen) say how much of the agreement is more than chance: 1 is full agreement and 0 "
            "what chance gives. Kappa falls where nearly all answers are the same, AC1 hardly does. The intervals take "
            "the cases that two read as a sample of all that could have been."
        )
    )
    if any(row.hidden for row in report.published.estimates if row.breakdown == READERS):
        words.append(
            say(
                "Where AC1, kappa or the differing answers are hidden, they would tell of a small number among the "
                "cases that two read, or of a number that is hidden elsewhere."
            )
        )
    return joined(*words)


def _rule(report: Report) -> str:
    say, readers = report.locale.say, report.review.readers
    if readers is None:
        return ""
    counts = (
        say("Where they differ, the answer of the one who comes first in an order decided in advance is counted.")
        if readers.rule == "first"
        else say("Where they differ, neither answer is counted, and the answer is missing.")
    )
    if readers.decider is None:
        return counts
    return joined(counts, say("An answer that a third reader gave afterwards counts before both."))


def agreement_table(report: Report) -> Table | None:
    """Tabulate the agreement, question by question; nothing where no case was read by two.

    Parameters
    ----------
    report : Report
        The report.
    """
    rows = tuple(_row(report, question, row) for question in report.codebook if (row := _alike(report, question)))
    if not rows or not read_twice(report):
        return None
    say = report.locale.say
    columns = (
        Column(say("Question"), "left"),
        Column(say("Same answer")),
        Column(say("Share, %")),
        Column(interval_head(report)),
        Column(headed(report, "AC1", report.confidence)),
        Column(headed(report, say("Kappa"), report.confidence)),
    )
    caption = say(
        "Cases that two read: how often they gave the same answer. {twice} {cases}, {when}.",
        twice=report.locale.number(read_twice(report)),
        cases=report.cases,
        when=report.when(),
    )
    return Table("agreement", caption, columns, rows, legend(report.locale, rows))


def _alike(report: Report, question: Question) -> Estimate | None:
    return report.published.find(question.name, breakdown=READERS, measure="agreement", level=ALL)


def _row(report: Report, question: Question, alike: Estimate) -> tuple[str, ...]:
    locale = report.locale
    corrected = {
        row.method: row for row in report.published.select(question.name, measure="chance_corrected_agreement")
    }
    ac1 = corrected.get(AC1)
    kappa = next((corrected[method] for method in KAPPA if method in corrected), None)
    return (
        report.statement(question),
        answers_cell(locale, alike),
        share_cell(locale, alike),
        interval_cell(locale, alike),
        _coefficient(report, ac1),
        _coefficient(report, kappa),
    )


def _coefficient(report: Report, row: Estimate | None) -> str:
    if row is None or not row.shown or row.estimate is None or row.lower is None or row.upper is None:
        return row.symbol if row else ".."
    return f"{report.locale.number(row.estimate, 2)} ({report.locale.span(row.lower, row.upper, 2)})"


def apart_table(report: Report) -> Table | None:
    """Tabulate which answers stand against which, where that is shown; nothing where it is of no question.

    Parameters
    ----------
    report : Report
        The report.
    """
    say, locale = report.locale.say, report.locale
    rows = []
    for question in report.codebook:
        found = report.published.select(question.name, breakdown=READERS, measure="answers_apart")
        for row in sorted(found, key=lambda row: (-(row.x or 0), row.level)):
            answers = " – ".join(_answer(report, question, part) for part in row.level.split(PAIR))
            rows.append((report.statement(question), answers, count_cell(locale, row, row.x)))
    if not rows:
        return None
    columns = (
        Column(say("Question"), "left"),
        Column(say("First reader – second reader"), "left"),
        Column(upper_first(report.cases)),
    )
    caption = say(
        "Cases that two read: which answers differ. {twice} {cases}, {when}.",
        twice=locale.number(read_twice(report)),
        cases=report.cases,
        when=report.when(),
    )
    note = say("Only questions of which this may be shown, and only answers that differ.")
    return Table("answers-apart", caption, columns, tuple(rows), note)


def _answer(report: Report, question: Question, level: str) -> str:
    say = report.locale.say
    if level == NOT_APPLICABLE:
        return say("Not applicable")
    if level == BEYOND:
        within = report.level(question, WITHIN)
        return say("not {answer}", answer=f"{within[0].lower()}{within[1:]}")
    return upper_first(report.level(question, level))
