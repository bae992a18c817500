"""The main findings: which they are, and each in a figure and a few words."""

from collections.abc import Iterator
from dataclasses import dataclass

from granska.report.clauses import bracket, few, unanswered, whom
from granska.report.context import Report
from granska.report.locale import lower_first
from granska.report.published import Estimate
from granska.report.sentences import at_the_end, bounds_text, joined, most_often, undocumented_as_no
from granska.review.codebook import Question

MOST_FINDINGS = 6


@dataclass(frozen=True)
class Finding:
    """One main finding.

    Parameters
    ----------
    question : Question
        What was asked.
    row : Estimate
        What was found.
    title : str
        What the share is the share of.
    value : str
        The key figure, as it is printed.
    text : str
        The finding in words.
    """

    question: Question
    row: Estimate
    title: str
    value: str
    text: str


def findings(report: Report) -> list[Finding]:
    """Choose the main findings: the headline questions, else those farthest from the favourable answer."""
    chosen = sorted((q for q in report.codebook if q.headline is not None), key=lambda q: q.headline or 0)
    return [_finding(report, q, level) for q, level in _with_level(report, chosen or _farthest(report))][:MOST_FINDINGS]


def _with_level(report: Report, questions: list[Question]) -> Iterator[tuple[Question, str]]:
    for question in questions:
        rows = [(level, report.whole(question, level)) for level in question.levels]
        shown = [(level, row) for level, row in rows if row and row.shown]
        if question.type == "category" and shown:
            yield question, max(shown, key=lambda pair: pair[1].estimate or 0)[0]
        elif shown:
            yield question, question.levels[0] if shown[0][0] == question.levels[0] else shown[0][0]


def _farthest(report: Report) -> list[Question]:
    distances: list[tuple[float, Question]] = []
    for question in report.codebook:
        level = question.levels[0] if question.levels else ""
        row = report.whole(question, level)
        if question.type == "category" or not question.favourable or row is None or not row.shown:
            continue
        share = row.estimate or 0.0
        distances.append((1 - share if level in question.favourable else share, question))
    # a stable order where two are equally far
    return [question for _, question in sorted(distances, key=lambda pair: -pair[0])]


def _finding(report: Report, question: Question, level: str) -> Finding:
    row = report.whole(question, level)
    assert row is not None  # chosen because it is there
    locale, say = report.locale, report.locale.say
    title = report.statement(question)
    if question.type == "category":
        answer = lower_first(report.level(question, level))
        if most_often(report, question):
            title = say("{statement}: most often {answer}", statement=title, answer=answer)
        else:
            title = say("{statement}: {answer}", statement=title, answer=answer)
    if few(row):
        value = say("{x} of {n}", x=locale.number(row.x or 0), n=locale.number(row.n or 0))
    else:
        value = locale.percent(row.percent or 0)
    count = _of_whom(report, question) if few(row) else f"{bracket(report, question, row)}."
    if count and report.register:
        count = say("{period}: {counted}", period=report.published.last_period, counted=count)
    bounds = bounds_text(report, question) if level == question.levels[0] and question.type != "category" else ""
    text = joined(count, undocumented_as_no(report, question), _likely(report, row), bounds)
    return Finding(question, row, f"{title}.", value, text)


def _of_whom(report: Report, question: Question) -> str:
    """Say of whom a count is that stands as the value already: nothing where it is of all."""
    say, missing = report.locale.say, unanswered(report, question)
    return joined(
        say("Applies to {cases}.", cases=whom(report, question)) if question.base else "",
        say("No answer for {missing}.", missing=report.locale.number(missing)) if missing else "",
    )


def _likely(report: Report, row: Estimate) -> str:
    """Say between which limits a share lies, in the words of the inspectors."""
    say, locale = report.locale.say, report.locale
    if row.x in (0, row.n):
        return at_the_end(report, row)
    if row.percent_lower is None or row.percent_upper is None:
        return ""
    if not report.sampled:
        return say("Chance variation: {span} per cent.", span=locale.span(row.percent_lower, row.percent_upper))
    low, high = locale.number(row.percent_lower), locale.number(row.percent_upper)
    # a lower limit of 0 would contradict the cases that were found
    match report.weighted(row), row.percent_lower == 0:
        case True, True:
            return say("The weighted share is probably at most {high} per cent.", high=high)
        case True, False:
            return say("The weighted share is probably between {low} and {high} per cent.", low=low, high=high)
        case False, True:
            return say("The share is probably at most {high} per cent.", high=high)
    return say("The share is probably between {low} and {high} per cent.", low=low, high=high)
