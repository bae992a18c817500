"""What is said where figures are hidden: that they are, and nothing of how large they could be."""

from collections.abc import Iterable, Sequence

from granska.report.context import Report
from granska.report.published import ALL, STRATUM, WIDEST, Estimate
from granska.report.strata import hidden_questions
from granska.review.codebook import Question
from granska.review.model import UNKNOWN_GROUP


def any_hidden(rows: Iterable[Estimate | None]) -> bool:
    """Whether any of the rows is hidden."""
    return any(row is not None and row.hidden for row in rows)


def only_whole(report: Report, question: Question, breakdown: str) -> bool:
    """Whether no part of a breakdown is shown on a question, though there are parts.

    Parameters
    ----------
    report : Report
        The report.
    question : Question
        What was asked.
    breakdown : str
        A breakdown of the review, or `stratum`.
    """
    # of a question with one answer of interest, that one is shown by its parts
    levels = question.levels if question.type == "category" else question.levels[:1]
    rows = [
        row
        for row in report.published.select(question.name, breakdown=breakdown, measure="proportion")
        if row.group not in (ALL, UNKNOWN_GROUP) and row.level in levels
    ]
    return any_hidden(rows) and not any(row.shown for row in rows)


def parts_not_shown(report: Report, questions: Sequence[Question], breakdown: str) -> str:
    """Say of which questions no part of a breakdown is shown, and why; nothing where there are none.

    Parameters
    ----------
    report : Report
        The report.
    questions : sequence of Question
        Those that would be shown.
    breakdown : str
        A breakdown of the review, or `stratum`.
    """
    say, settings = report.locale.say, report.review.disclosure
    silent = [question for question in questions if only_whole(report, question, breakdown)]
    decided = {*settings.small_totals, *settings.always_sensitive}
    by_decision = [question for question in silent if question.name in decided]
    others = [question for question in silent if question.name not in decided]
    parts = report.strata if breakdown == STRATUM else say("groups")
    sentences = (
        say("Shown for all together only, by decision: {list}.", list=_listed(report, by_decision))
        if by_decision
        else "",
        say(
            "Hidden for all {parts}, to protect individuals: {list}.",
            parts=parts,
            list=_listed(report, others),
        )
        if others
        else "",
    )
    return " ".join(filter(None, sentences))


def _listed(report: Report, questions: Sequence[Question]) -> str:
    return "; ".join(report.locale.say("“{text}”", text=report.statement(question)) for question in questions)


def left_out_of_strata(report: Report) -> str:
    """Say what is left out of the questions of which a figure of a stratum is hidden; nothing where there are none."""
    hidden = hidden_questions(report)
    if not hidden or report.small:
        return ""
    return report.locale.say(
        "Where a figure of a {stratum} is hidden, neither limits of chance, smoothed shares nor a test of the "
        "variation are shown, since they could give it away. That concerns: {list}.",
        stratum=report.stratum,
        list=_listed(report, hidden),
    )


def widest(report: Report, rows: Iterable[Estimate | None]) -> str:
    """Explain the interval that was made without the hidden counts, where a row has one."""
    if not any(row is not None and row.method == WIDEST and row.shown for row in rows):
        return ""
    return report.locale.say(
        "Where a {stratum} is hidden, the interval of all together is the widest that the published figures allow, in "
        "whole per cent.",
        stratum=report.stratum,
    )
