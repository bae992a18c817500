"""Sentences about one question: what was found, with its uncertainty, never more than the interval says."""

from granska.report.blocks import Inline, Strong
from granska.report.context import Report
from granska.report.published import ALL, Estimate, Interval
from granska.report.tables import quantity, quantity_span
from granska.review.codebook import UNDOCUMENTED, Question
from granska.review.model import SMALL_REVIEW

FEW = 5  # fewer answers of a kind than this are told as a count first


def _share(report: Report, row: Estimate) -> str:
    """Write a share in running text: whole percent, and no 0 or 100 that is not exact."""
    locale, percent, exact = report.locale, row.percent or 0, row.x in (0, row.n)
    if not exact and percent == 0:
        return locale.say("less than 1 per cent")
    if not exact and percent == 100:
        return locale.say("more than 99 per cent")
    return locale.say("{number} per cent", number=locale.number(percent))


def counted(report: Report, question: Question, row: Estimate) -> str:
    """Say how many of how many, of what, and for how many there is no answer."""
    say, number = report.locale.say, report.locale.number
    values = {"x": number(row.x or 0), "n": number(row.n or 0), "cases": whom(report, question)}
    if missing := unanswered(report, question):
        return say("{x} of {n} {cases}, no answer for {missing}", missing=number(missing), **values)
    if report.sampled and not question.base:
        return say("{x} of {n} {cases} read", **values)
    return say("{x} of {n} {cases}", **values)


def unanswered(report: Report, question: Question) -> int:
    """Count the cases that a question applies to and that are not in its denominator."""
    row = report.published.denominator(question.name)
    if row is None or row.asked is None or row.n is None:
        return 0
    return row.asked - (row.not_applicable or 0) - row.n


def undocumented_as_no(report: Report, question: Question) -> str:
    """Say how many files do not say, where that is counted as no."""
    row = report.published.denominator(question.name)
    if question.undocumented != "no" or row is None or not row.undocumented:
        return ""
    return report.locale.say(
        "In {count} the file does not say; that is counted as no.", count=report.locale.number(row.undocumented)
    )


def weighted_words(report: Report) -> str:
    """Say what weighted means."""
    return report.locale.say(
        "Weighted: a {stratum} with many {cases} counts for more, so that the share holds for all of them together.",
        stratum=report.stratum,
        cases=report.cases,
    )


def joined(*sentences: str) -> str:
    """Put sentences after one another; an empty one leaves no blank."""
    return " ".join(filter(None, sentences))


def whom(report: Report, question: Question) -> str:
    """Name the cases that a question applies to."""
    return report.text(question.base) if question.base else report.cases


def uncertainty(report: Report, row: Estimate) -> str:
    """Give the interval in words, and whether the share is weighted."""
    say = report.locale.say
    if row.percent_lower is None or row.percent_upper is None:
        return say("uncertainty not available")
    span = report.locale.span(row.percent_lower, row.percent_upper)
    if report.weighted(row):
        return say("uncertainty {span} per cent, weighted", span=span)
    return say("{unsure} {span} per cent", unsure=unsure(report), span=span)


def unsure(report: Report) -> str:
    """Name what an interval shows: the uncertainty of a sample, or the chance variation of what is counted in full."""
    return report.locale.say("uncertainty") if report.sampled else report.locale.say("chance variation")


def absent(report: Report, row: Estimate | None) -> str:
    """Say why there is no figure."""
    say = report.locale.say
    if row is None or row.status == "not_applicable" or row.n == 0:
        return say("there is no answer to count.")
    if row.status == "too_few":
        return say("there are too few answers to give a share.")
    return say("the figure is not shown, to protect individuals.")


def few(row: Estimate) -> bool:
    """Whether a share is told as a count first."""
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
        count = f"{counted(report, question, row)}."
        return joined(count, undocumented_as_no(report, question), at_the_end(report, row))
    values = {
        "share": _share(report, row),
        "uncertainty": uncertainty(report, row),
        "counted": counted(report, question, row),
    }
    if few(row):
        text = say("{counted} ({share}; {uncertainty}).", **values)
    else:
        text = say("{share} ({uncertainty}; {counted}).", **values)
    return joined(text, undocumented_as_no(report, question))


def at_the_end(report: Report, row: Estimate) -> str:
    """Say what none, or all, does not prove."""
    say = report.locale.say
    if row.x == 0:
        if not row.percent_upper:
            return ""
        return say(
            "Finding none is no proof that there are none: the share may be as high as {limit} per cent.",
            limit=report.locale.number(row.percent_upper),
        )
    if row.percent_lower is None or row.percent_lower >= 100:
        return ""
    return say(
        "Finding it in all of them is no proof that it is always so: the share may be as low as {limit} per cent.",
        limit=report.locale.number(row.percent_lower),
    )


def bounds_text(report: Report, question: Question) -> str:
    """Say what the share could be, had those without an answer answered; nothing where they are few."""
    level, ledger = question.levels[0], report.published.denominator(question.name)
    row = report.part(question, level, ALL, ALL, "bounds")
    shown = row.interval if row else None
    if shown is None or ledger is None:
        return ""
    low, high = map(report.locale.number, (shown.percent_lower, shown.percent_upper))
    if question.undocumented == "no" and not ledger.missing:
        # all of them are counted as no already
        return report.locale.say_many(
            "If the answer were yes in the one where the file does not say, the share would be {high} per cent.",
            "If the answer were yes in all {count} where the file does not say, the share would be {high} per cent.",
            ledger.undocumented or 0,
            high=high,
        )
    return report.locale.say_many(
        "If the answer were yes in the one without an answer in the file, the share would be {high} per cent; if it "
        "were no, {low}.",
        "If the answer were no in all {count} without an answer in the file, the share would be {low} per cent; if it "
        "were yes in all, {high}.",
        (ledger.undocumented or 0) + (ledger.missing or 0),
        low=low,
        high=high,
    )


def median_text(report: Report, question: Question) -> str:
    """Say the median of a number question with its interval, and the limit that its unit shows from."""
    say, locale = report.locale.say, report.locale
    row = report.part(question, question.levels[0], ALL, ALL, "median")
    if row is None or not row.shown or row.estimate is None:
        return ""
    span = quantity_span(locale, row)
    if not span:
        sure = say("uncertainty not available")
    elif row.method == "woodruff":
        sure = say("{unsure} {span}, weighted", unsure=unsure(report), span=span)
    else:
        sure = say("{unsure} {span}", unsure=unsure(report), span=span)
    return say(
        "The median is {median} ({uncertainty}); the limit is {limit}.",
        median=quantity(locale, row.estimate),
        uncertainty=sure,
        limit=quantity(locale, question.limit or 0),
    )


def most_often(report: Report, question: Question) -> tuple[str, Interval] | None:
    """Find the answer that is given most often; none where one is not shown, or where their intervals meet."""
    rows = ((level, report.whole(question, level)) for level in question.levels)
    shown = [(level, row.interval) for level, row in rows if row and row.interval]
    if not shown or len(shown) < len(question.levels):
        return None
    first, *rest = sorted(shown, key=lambda found: -found[1].value)
    return None if any(interval.upper >= first[1].lower for _, interval in rest) else first


def category_text(report: Report, question: Question) -> str:
    """Say the shares of all answers to a category question, the largest first."""
    say, locale = report.locale.say, report.locale
    rows = [(level, report.whole(question, level)) for level in question.levels]
    shown = [(level, row, row.interval) for level, row in rows if row and row.interval]
    if not shown:
        return absent(report, rows[0][1] if rows else None)
    shown.sort(key=lambda found: -found[2].value)
    parts = [
        say(
            "{answer} {share} ({span})",
            answer=lower_first(report.level(question, level)),
            share=_share(report, row),
            span=locale.span(interval.percent_lower, interval.percent_upper),
        )
        for level, row, interval in shown
    ]
    first, missing = shown[0][1], unanswered(report, question)
    count = {"n": locale.number(first.n or 0), "cases": whom(report, question)}
    return say(
        "{list} ({ending}; {counted}).",
        list=locale.listed(parts),
        ending=(
            say("uncertainty in brackets, weighted")
            if report.weighted(first)
            else say("{unsure} in brackets", unsure=unsure(report))
        ),
        counted=(
            say("{n} {cases}, no answer for {missing}", missing=locale.number(missing), **count)
            if missing
            else say("{n} {cases}", **count)
        ),
    )


def question_sentence(report: Report, question: Question) -> tuple[Inline, ...]:
    """Say what was found on a question: a sentence or two for the list of an area."""
    subject = Strong(f"{report.statement(question)}:")
    if question.type == "category":
        return (subject, " ", category_text(report, question))
    level = question.levels[0]
    row = report.whole(question, level)
    own = report.whole(question, UNDOCUMENTED) if UNDOCUMENTED in question.levels else None
    not_documented = ""
    if own and own.shown:
        not_documented = report.locale.say(
            "Not documented: {share} ({uncertainty}).", share=_share(report, own), uncertainty=uncertainty(report, own)
        )
    more = (bounds_text(report, question), median_text(report, question)) if row and row.shown else ()
    return (subject, " ", joined(share_text(report, question, row), not_documented, *more))


def lower_first(label: str) -> str:
    """Begin a label with a small letter inside a sentence, unless it is an abbreviation."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def upper_first(label: str) -> str:
    """Begin a label with a capital, in a head or a legend."""
    return label[:1].upper() + label[1:]
