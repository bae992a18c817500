"""Sentences about the strata: how far apart they lie, without ranking them."""

from granska.report.context import Report
from granska.report.published import STRATUM, Estimate
from granska.review.codebook import Question


def shown_questions(report: Report) -> list[Question]:
    """Choose what is shown by stratum: the headline questions with one answer, else the first question that has one."""
    single = [question for question in report.codebook if question.levels and question.type != "category"]
    headlines = sorted((q for q in single if q.headline is not None), key=lambda question: question.headline or 0)
    return headlines or single[:1]


def rows_of(report: Report, question: Question) -> list[tuple[str, Estimate | None]]:
    """Give each stratum's share, in alphabetical order."""
    level = question.levels[0]
    return [(name, report.part(question, level, STRATUM, name)) for name in report.strata_names]


def title(report: Report, question: Question) -> str:
    """Say the finding: from where to where the shares go."""
    say, locale, statement = report.locale.say, report.locale, report.statement(question)
    shares = [row.estimate for _, row in rows_of(report, question) if row and row.shown and row.estimate is not None]
    if len(shares) < 2:
        return say("{statement}, by {stratum}.", statement=statement, stratum=report.stratum)
    return say(
        "{statement}: from {low} to {high} per cent by {stratum}.",
        statement=statement,
        low=locale.percentage(min(shares)),
        high=locale.percentage(max(shares)),
        stratum=report.stratum,
    )


def apart(report: Report, question: Question) -> str:
    """Say how many strata have an interval that leaves out the share of the whole."""
    whole = report.whole(question, question.levels[0])
    rows = [row for _, row in rows_of(report, question) if row and row.shown]
    if whole is None or whole.estimate is None or len(rows) < 2:
        return ""
    outside = [
        row
        for row in rows
        if row.lower is not None and row.upper is not None and not row.lower <= whole.estimate <= row.upper
    ]
    statement = report.statement(question)
    if not outside:
        return report.locale.say("{statement}: every interval holds the share of the whole.", statement=statement)
    return report.locale.say_many(
        "{statement}: {count} of {total} intervals leaves out the share of the whole.",
        "{statement}: {count} of {total} intervals leave out the share of the whole.",
        len(outside),
        statement=statement,
        total=report.locale.number(len(rows)),
    )


def caution(report: Report) -> str:
    """Say why the strata are not ranked."""
    say = report.locale.say
    if report.register:
        return say(
            "The {strata} stand in alphabetical order and are not ranked. They differ in who lives there, and the "
            "intervals show chance variation only: a difference is not in itself a sign of better or worse work.",
            strata=report.strata,
        )
    sizes = [row.n or 0 for question in shown_questions(report) for _, row in rows_of(report, question) if row]
    reason = (
        say("Each share rests on few {cases}, so chance alone makes them swing.", cases=report.cases)
        if max(sizes, default=0) < 100
        else say("Chance alone makes the shares swing, most where there are few {cases}.", cases=report.cases)
    )
    return say(
        "The {strata} stand in alphabetical order and are not ranked. {reason} An interval that leaves out the share "
        "of the whole is a sign to look closer, not proof: among so many, some do so by chance.",
        strata=report.strata,
        reason=reason,
    )
