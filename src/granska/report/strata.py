"""Sentences about the strata: how far apart they lie, without ranking them."""

from granska.report.context import Report
from granska.report.published import STRATUM, Estimate
from granska.report.sentences import FEW
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
    """Say the finding: from where to where the shares go, and how many were read in each."""
    say, locale, statement = report.locale.say, report.locale, report.statement(question)
    shares = [row.percent for _, row in rows_of(report, question) if row and row.percent is not None]
    if len(shares) < 2:
        return say("{statement}, by {stratum}.", statement=statement, stratum=report.stratum)
    values = {
        "statement": statement,
        "low": locale.number(min(shares)),
        "high": locale.number(max(shares)),
        "stratum": report.stratum,
    }
    sizes = {row.n for _, row in rows_of(report, question) if row}
    if not report.sampled or len(sizes) > 1:
        return say("{statement}: from {low} to {high} per cent by {stratum}.", **values)
    return say(
        "{statement}: from {low} to {high} per cent by {stratum} ({n} read in each).",
        n=locale.number(sizes.pop() or 0),
        **values,
    )


def apart(report: Report, question: Question) -> str:
    """Say how many strata have an interval that does not include the overall share."""
    total, outside = _intervals(report, question)
    if not total:
        return ""
    statement, say = report.statement(question), report.locale.say
    if not outside:
        return say("{statement}: every interval includes the overall share.", statement=statement)
    text = report.locale.say_many(
        "{statement}: {count} of {total} intervals does not include the overall share.",
        "{statement}: {count} of {total} intervals do not include the overall share.",
        outside,
        statement=statement,
        total=report.locale.number(total),
    )
    if 2 * outside <= total:
        return text
    return f"{text} {say('The {strata} clearly differ.', strata=report.strata)}"


def apart_at_all(report: Report) -> str:
    """Say what it does not mean that every interval includes the overall share, where each rests on few cases."""
    found = [_intervals(report, question) for question in shown_questions(report)]
    if not _few(report) or not any(total and not outside for total, outside in found):
        return ""
    return report.locale.say("With so few in each, only large differences would show.")


def _intervals(report: Report, question: Question) -> tuple[int, int]:
    """Count the strata's intervals, and those that do not include the overall share; none where there is no telling."""
    whole = report.whole(question, question.levels[0])
    shown = [row.interval for _, row in rows_of(report, question) if row and row.interval]
    if whole is None or whole.estimate is None or len(shown) < 2:
        return 0, 0
    outside = sum(not one.lower <= whole.estimate <= one.upper for one in shown)
    if not outside and (whole.x or 0) < FEW:
        # a row of zeros: that they agree tells nothing
        return 0, 0
    return len(shown), outside


def _few(report: Report) -> bool:
    """Whether every stratum rests on fewer than 100 answers."""
    sizes = [row.n or 0 for question in shown_questions(report) for _, row in rows_of(report, question) if row]
    return max(sizes, default=0) < 100


def caution(report: Report) -> str:
    """Say why the strata are not ranked."""
    say = report.locale.say
    if report.register:
        return say(
            "The {strata} are listed in alphabetical order and are not ranked. They differ in who lives there, and the "
            "intervals show chance variation only: a difference is not in itself a sign of better or worse work.",
            strata=report.strata,
        )
    reason = (
        say("Each share rests on few {cases}, so chance alone makes them vary.", cases=report.cases)
        if _few(report)
        else say("Chance alone makes the shares vary, most where there are few {cases}.", cases=report.cases)
    )
    return say(
        "The {strata} are listed in alphabetical order and are not ranked. {reason} An interval that does not include "
        "the overall share is a sign to look closer, not proof: among so many, some do so by chance.",
        strata=report.strata,
        reason=reason,
    )
