"""Sentences about one question: what was found, with its uncertainty, never more than the interval says."""

from collections.abc import Iterator
from dataclasses import dataclass

from granska.report.blocks import Inline, Strong
from granska.report.context import SMALL_REVIEW, Report
from granska.report.locale import in_percent
from granska.report.published import Estimate
from granska.review.codebook import UNDOCUMENTED, Question

FEW = 5  # fewer answers of a kind than this are told as a count first
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


def share_words(report: Report, share: float, exact: bool) -> str:
    """Write a share in running text: whole percent, and no 0 or 100 that is not exact."""
    locale = report.locale
    if not exact and in_percent(share) < 0.5:
        return locale.say("less than 1 per cent")
    if not exact and in_percent(share) >= 99.5:
        return locale.say("more than 99 per cent")
    return locale.say("{number} per cent", number=locale.percentage(share))


def _share(report: Report, row: Estimate) -> str:
    return share_words(report, row.estimate or 0.0, exact=row.x in (0, row.n))


def counted(report: Report, question: Question, row: Estimate) -> str:
    """Say how many of how many, and of what."""
    say, number = report.locale.say, report.locale.number
    x, n = number(row.x or 0), number(row.n or 0)
    if question.base:
        return say("{x} of {n} {base}", x=x, n=n, base=report.text(question.base))
    if report.sampled:
        return say("{x} of {n} {cases} read", x=x, n=n, cases=report.cases)
    return say("{x} of {n} {cases}", x=x, n=n, cases=report.cases)


def whom(report: Report, question: Question) -> str:
    """Name the cases that a question speaks of."""
    return report.text(question.base) if question.base else report.cases


def uncertainty(report: Report, row: Estimate) -> str:
    """Give the interval in words, and whether the share is weighted."""
    say = report.locale.say
    if row.lower is None or row.upper is None:
        return say("uncertainty not available")
    span = report.locale.span(row.lower, row.upper)
    if report.register:
        return say("chance variation {span} per cent", span=span)
    if report.weighted(row):
        return say("uncertainty {span} per cent, weighted", span=span)
    return say("uncertainty {span} per cent", span=span)


def absent(report: Report, row: Estimate | None) -> str:
    """Say why there is no figure."""
    say = report.locale.say
    if row is None or row.status == "not_applicable" or row.n == 0:
        return say("there is no answer to count.")
    if row.status == "too_few":
        return say("there are too few answers to give a share.")
    return say("the figure is not shown, to protect individuals.")


def _few(row: Estimate) -> bool:
    x, n = row.x or 0, row.n or 0
    return n < SMALL_REVIEW or min(x, n - x) < FEW


def share_text(report: Report, question: Question, row: Estimate | None) -> str:
    """Say a share and its uncertainty, as it stands after "statement:".

    Parameters
    ----------
    report : Report
        The report.
    question : Question
        What was asked.
    row : Estimate or None
        What was found for the whole.

    Returns
    -------
    str
        One or two sentences, the first without its subject.
    """
    say = report.locale.say
    if row is None or not row.shown:
        return absent(report, row)
    if row.x == 0 or row.x == row.n:
        return f"{counted(report, question, row)}. {_at_the_end(report, row)}".rstrip()
    share, unsure = _share(report, row), uncertainty(report, row)
    if _few(row):
        return say(
            "{counted} ({share}; {uncertainty}).",
            counted=counted(report, question, row),
            share=share,
            uncertainty=unsure,
        )
    if report.weighted(row) or (report.register and question.base):
        x, n = report.locale.number(row.x or 0), report.locale.number(row.n or 0)
        count = say("{x} of {n}", x=x, n=n) if report.register else say("{x} of {n} read", x=x, n=n)
        return say(
            "{share} of all {cases} ({uncertainty}; {counted}).",
            share=share,
            cases=whom(report, question),
            uncertainty=unsure,
            counted=count,
        )
    count = counted(report, question, row)
    return say("{share} ({uncertainty}; {counted}).", share=share, uncertainty=unsure, counted=count)


def _at_the_end(report: Report, row: Estimate) -> str:
    """Say what none, or all, does not prove."""
    say = report.locale.say
    if row.x == 0:
        if not row.upper:
            return ""
        return say(
            "Finding none is no proof that there are none: the share may be as high as {limit} per cent.",
            limit=report.locale.upper(row.upper),
        )
    if row.lower is None or row.lower >= 1:
        return ""
    return say(
        "Finding it in all of them is no proof that it is always so: the share may be as low as {limit} per cent.",
        limit=report.locale.lower(row.lower),
    )


def category_text(report: Report, question: Question) -> str:
    """Say the shares of all answers to a category question, the largest first."""
    rows = [(level, report.whole(question, level)) for level in question.levels]
    shown = [
        (level, row) for level, row in rows if row and row.shown and row.lower is not None and row.upper is not None
    ]
    if not shown:
        return absent(report, rows[0][1] if rows else None)
    shown.sort(key=lambda pair: -(pair[1].estimate or 0))
    parts = [
        report.locale.say(
            "{answer} {share} ({span})",
            answer=lower_first(report.level(question, level)),
            share=_share(report, row),
            span=report.locale.span(row.lower or 0, row.upper or 0),
        )
        for level, row in shown
    ]
    say = report.locale.say
    ending = (
        say("uncertainty in brackets, weighted") if report.weighted(shown[0][1]) else say("uncertainty in brackets")
    )
    n = report.locale.number(shown[0][1].n or 0)
    return say(
        "{list} ({ending}; {n} {cases}).",
        list=report.locale.listed(parts),
        ending=ending,
        n=n,
        cases=whom(report, question),
    )


def question_sentence(report: Report, question: Question) -> tuple[Inline, ...]:
    """Say what was found on a question: a sentence or two for the list of an area."""
    subject = Strong(f"{report.statement(question)}:")
    if question.type == "category":
        return (subject, " ", category_text(report, question))
    level = question.levels[0]
    text = share_text(report, question, report.whole(question, level))
    own = report.whole(question, UNDOCUMENTED) if UNDOCUMENTED in question.levels else None
    if own and own.shown:
        text += " " + report.locale.say(
            "Not documented: {share} ({uncertainty}).", share=_share(report, own), uncertainty=uncertainty(report, own)
        )
    return (subject, " ", text)


def lower_first(label: str) -> str:
    """Begin a label with a small letter inside a sentence, unless it is an abbreviation."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def upper_first(label: str) -> str:
    """Begin a label with a capital, in a head or a legend."""
    return label[:1].upper() + label[1:]


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
        title = say(
            "{statement}: most often {answer}", statement=title, answer=lower_first(report.level(question, level))
        )
    if _few(row):
        value = say("{x} of {n}", x=locale.number(row.x or 0), n=locale.number(row.n or 0))
    else:
        value = locale.percent(row.estimate or 0.0)
    return Finding(question, row, f"{title}.", value, _finding_text(report, question, row))


def _finding_text(report: Report, question: Question, row: Estimate) -> str:
    say, count = report.locale.say, counted(report, question, row)
    if report.register:
        count = say("{period}: {counted}", period=report.published.last_period, counted=count)
    if row.x in (0, row.n):
        return f"{count}. {_at_the_end(report, row)}".rstrip()
    if row.lower is None or row.upper is None:
        return f"{count}."
    if report.register:
        span = report.locale.span(row.lower, row.upper)
        return say("{counted}. Chance variation: {span} per cent.", counted=count, span=span)
    low, high = report.locale.lower(row.lower), report.locale.upper(row.upper)
    # a lower limit of 0 would contradict the cases that were found
    values = {"counted": count, "low": low, "high": high}
    match report.weighted(row), low == report.locale.number(0):
        case True, True:
            return say("{counted}. The weighted share is probably at most {high} per cent.", **values)
        case True, False:
            return say("{counted}. The weighted share is probably between {low} and {high} per cent.", **values)
        case False, True:
            return say("{counted}. The share is probably at most {high} per cent.", **values)
    return say("{counted}. The share is probably between {low} and {high} per cent.", **values)
