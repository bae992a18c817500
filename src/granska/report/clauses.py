"""The finding of a question as a clause: "the child was heard in 25 per cent of the preliminary assessments"."""

from granska.report.context import Report
from granska.report.locale import lower_first, upper_first
from granska.report.published import SAMPLE_SHARE, Estimate
from granska.review.codebook import UNDOCUMENTED, Question
from granska.review.model import SMALL_REVIEW

FEW = 5  # fewer answers of a kind than this are told as a count first
ALL_OF = 3  # from so many on, every one of them is called all
# a base that says which cases by such a word reads well with the definite article before it
_RELATIVE = {"sv": {"där", "som", "vars"}, "en": {"where", "that", "which", "who", "whose", "with"}}


def whom(report: Report, question: Question) -> str:
    """Name the cases that a question applies to: preliminary assessments."""
    return report.text(question.base) if question.base else report.cases


def them(report: Report, question: Question) -> str:
    """Name all the cases that a question applies to: the preliminary assessments."""
    say, cases, noun = report.locale.say, whom(report, question), report.review.case
    if cases == report.cases:
        return report.text(noun.the_many) if noun.the_many else say("all {cases}", cases=cases)
    if _RELATIVE[report.locale.language] & set(cases.split()):
        return say("the {cases}", cases=cases)
    return say("all {cases}", cases=cases)


def unanswered(report: Report, question: Question) -> int:
    """Count the cases that a question applies to and that are not in its denominator; 0 where that is hidden."""
    row = report.published.denominator(question.name)
    if row is None or row.asked is None or row.not_applicable is None or row.n is None:
        return 0
    return row.asked - row.not_applicable - row.n


def few(row: Estimate) -> bool:
    """Whether a share is told as a count first."""
    x, n = row.x or 0, row.n or 0
    # of a sample without weights only the counts hold
    return row.measure == SAMPLE_SHARE or n < SMALL_REVIEW or min(x, n - x) < FEW


def share(report: Report, row: Estimate) -> str:
    """Write a share in running text: whole per cent, and no 0 or 100 that is not exact."""
    locale, percent, exact = report.locale, row.percent or 0, row.x in (0, row.n)
    if not exact and percent == 0:
        return locale.say("less than 1 per cent")
    if not exact and percent == 100:
        return locale.say("more than 99 per cent")
    return locale.say("{number} per cent", number=locale.number(percent))


def count_of(report: Report, question: Question, row: Estimate) -> str:
    """Say how many of how many: 3 of 286 preliminary assessments read."""
    say, number, x, n = report.locale.say, report.locale.number, row.x or 0, row.n or 0
    cases = whom(report, question)
    if n == 1 and not question.base:
        cases = report.text(report.review.case.one)
    values = {"x": number(x), "n": number(n), "cases": cases}
    read = n != 1 and report.sampled and not question.base and not unanswered(report, question)
    if n >= ALL_OF and x == n:
        return say("all {n} {cases} read", **values) if read else say("all {n} {cases}", **values)
    return say("{x} of {n} {cases} read", **values) if read else say("{x} of {n} {cases}", **values)


def share_of(report: Report, question: Question, row: Estimate) -> str:
    """Say which part of whom: a count where the cases are few, else whole per cent."""
    if few(row):
        return count_of(report, question, row)
    return report.locale.say("{share} of {cases}", share=share(report, row), cases=them(report, question))


def answered(report: Report, question: Question, level: str) -> str:
    """State one answer to a category question: the report came from school.

    Where the codebook does not show that the answer completes the statement, a colon stands between them.
    """
    values = {"statement": report.statement(question), "answer": lower_first(report.level(question, level))}
    finding = report.text(question.finding) if question.finding else ""
    if finding.startswith(f"{report.statement(question)} {{answer}}"):
        return report.locale.say("{statement} {answer}", **values)
    return report.locale.say("{statement}: {answer}", **values)


def stated(report: Report, question: Question, level: str, part: str) -> str:
    """Say a question's statement of a part of the cases, such as "25 per cent of them"; no final stop."""
    say = report.locale.say
    if level == UNDOCUMENTED:
        return say("In {share} the file does not say", share=part)
    answer = lower_first(report.level(question, level))
    if question.finding:
        text = report.text(question.finding).rstrip(" .")
        return upper_first(text.replace("{share}", part).replace("{answer}", answer))
    if question.type == "category":
        return say("{statement}: {answer} in {share}", statement=report.statement(question), answer=answer, share=part)
    if question.type == "count":
        # what a register counts is named, not stated
        return say("{statement}: {share}", statement=report.statement(question), share=part)
    return say("{statement} in {share}", statement=report.statement(question), share=part)


def clause(report: Report, question: Question, row: Estimate | None, level: str | None = None) -> str:
    """Say what was found on a question, without its uncertainty.

    Parameters
    ----------
    report : Report
        The report.
    question : Question
        What was asked.
    row : Estimate or None
        What was found, of the whole.
    level : str, optional
        The answer that the row counts; the first one if it is not named.

    Returns
    -------
    str
        "The child was heard in 25 per cent of the preliminary assessments": it begins with a capital and has no final
        stop. Where there is no figure, it says why.
    """
    level = question.levels[0] if level is None else level
    if row is None or not row.shown:
        named = answered(report, question, level) if question.type == "category" else report.statement(question)
        return report.locale.say("{statement}: {reason}", statement=named, reason=absent(report, row))
    return stated(report, question, level, share_of(report, question, row))


def bracket(report: Report, question: Question, row: Estimate | None) -> str:
    """Say what stands in brackets after a clause: the uncertainty, and the counts that the clause does not give.

    Returns
    -------
    str
        "uncertainty 19–31 per cent, weighted; 72 of 286"; blank where the clause says all there is to say.
    """
    say, number = report.locale.say, report.locale.number
    if row is None or not row.shown:
        return ""
    missing = unanswered(report, question)
    lacking = say("no answer for {missing}", missing=number(missing)) if missing else ""
    if row.measure == SAMPLE_SHARE:
        silent = say("the weighted share is not shown, to protect individuals")
        return "; ".join(filter(None, (silent, lacking)))
    if row.x in (0, row.n):
        return lacking
    if few(row):
        return "; ".join(filter(None, (share(report, row), uncertainty(report, row), lacking)))
    counted = say("{x} of {n}", x=number(row.x or 0), n=number(row.n or 0))
    return f"{uncertainty(report, row)}; {', '.join(filter(None, (counted, lacking)))}"


def uncertainty(report: Report, row: Estimate) -> str:
    """Give the interval in words, and whether the share is weighted."""
    say = report.locale.say
    if row.percent_lower is None or row.percent_upper is None:
        return say("uncertainty not available")
    span = report.locale.span(row.percent_lower, row.percent_upper)
    if row.x and row.percent_lower == 0:
        # some were found, so it is not none
        span = say("up to {limit}", limit=report.locale.number(row.percent_upper))
    if report.weighted(row):
        return say("uncertainty {span} per cent, weighted", span=span)
    return say("{unsure} {span} per cent", unsure=unsure(report), span=span)


def unsure(report: Report) -> str:
    """Name what an interval shows: the uncertainty of a sample, or the chance variation of what is counted in full."""
    return report.locale.say("uncertainty") if report.sampled else report.locale.say("chance variation")


def absent(report: Report, row: Estimate | None) -> str:
    """Say why there is no figure; no final stop."""
    say = report.locale.say
    if row is None or row.status == "not_applicable" or row.n == 0:
        return say("there is no answer to count")
    if row.status == "too_few":
        return say("there are too few answers to give a share")
    return say("the figure is not shown, to protect individuals")
