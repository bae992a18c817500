"""Sentences about one question: what was found, with its uncertainty, never more than the interval says."""

from granska.report.blocks import Inline, Strong
from granska.report.clauses import (
    absent,
    bracket,
    clause,
    few,
    share,
    unanswered,
    unsure,
)
from granska.report.context import Report
from granska.report.locale import lower_first
from granska.report.published import ALL, SAMPLE_SHARE, Estimate, Interval
from granska.report.tables import quantity, quantity_span
from granska.review.codebook import UNDOCUMENTED, Question
from granska.review.model import SMALL_REVIEW


def undocumented_as_no(report: Report, question: Question) -> str:
    """Say how many files do not say, where that is counted as no."""
    row = report.published.denominator(question.name)
    if question.undocumented != "no" or row is None or not row.undocumented:
        return ""
    return report.locale.say(
        "In {count} the file does not say; that is counted as no, in the intervals too.",
        count=report.locale.number(row.undocumented),
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


def at_the_end(report: Report, row: Estimate) -> str:
    """Say what none, or all, does not prove; nothing where the row is neither, or where every file was read."""
    say = report.locale.say
    if row.x == 0 and row.percent_upper:
        return say(
            "Finding none is no proof that there are none: the share may be as high as {limit} per cent.",
            limit=report.locale.number(row.percent_upper),
        )
    if row.x and row.x == row.n and row.percent_lower is not None and row.percent_lower < 100:
        return say(
            "Finding it in all of them is no proof that it is always so: the share may be as low as {limit} per cent.",
            limit=report.locale.number(row.percent_lower),
        )
    return ""


def bounds_text(report: Report, question: Question) -> str:
    """Say what the share could be, had those without an answer answered; nothing where they are few."""
    level, ledger = question.levels[0], report.published.denominator(question.name)
    row = report.part(question, level, ALL, ALL, "bounds")
    shown = row.interval if row else None
    if shown is None or ledger is None or ledger.undocumented is None or ledger.missing is None:
        return ""
    low, high = map(report.locale.number, (shown.percent_lower, shown.percent_upper))
    if question.undocumented != "missing" and not ledger.missing:
        # how many they are, and that they do not count as yes, was said just before
        return report.locale.say_many(
            "Had it been yes, the share would be {high} per cent.",
            "Had the answers been yes, the share would be {high} per cent.",
            ledger.undocumented,
            high=high,
        )
    count = ledger.undocumented + ledger.missing
    if count == unanswered(report, question):
        # so was that they have no answer
        return report.locale.say_many(
            "Had it been no, the share would be {low} per cent; had it been yes, {high}.",
            "Had the answers been no, the share would be {low} per cent; had they been yes, {high}.",
            count,
            low=low,
            high=high,
        )
    return report.locale.say(
        "Counting the {count} where it is not stated or there is no answer as no, the share would be {low} per cent; "
        "as yes, {high}.",
        count=report.locale.number(count),
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
    if row.lower is not None and row.upper is not None:
        span = _with_unit(report, question, span)
    if not span:
        sure = say("uncertainty not available")
    elif row.method == "woodruff":
        sure = say("{unsure} {span}, weighted", unsure=unsure(report), span=span)
    else:
        sure = say("{unsure} {span}", unsure=unsure(report), span=span)
    return say(
        "The median is {median} ({uncertainty}); the limit is {limit}.",
        median=_with_unit(report, question, quantity(locale, row.estimate)),
        uncertainty=sure,
        limit=_with_unit(report, question, quantity(locale, question.limit or 0)),
    )


def _with_unit(report: Report, question: Question, quantity: str) -> str:
    """Put the unit after a quantity, where the codebook gives one."""
    if question.unit is None:
        return quantity
    return report.locale.say("{quantity} {unit}", quantity=quantity, unit=report.text(question.unit))


def most_often(report: Report, question: Question) -> tuple[str, Interval] | None:
    """Find the answer that is given most often; none where one is not shown, or where their printed intervals meet."""
    rows = ((level, report.whole(question, level)) for level in question.levels)
    shown = [(level, row.interval) for level, row in rows if row and row.interval]
    if not shown or len(shown) < len(question.levels):
        return None
    first, *rest = sorted(shown, key=lambda found: -found[1].value)
    return None if any(interval.percent_upper >= first[1].percent_lower for _, interval in rest) else first


def _category_sentence(report: Report, question: Question) -> tuple[Inline, ...]:
    """Say the shares of all answers to a category question, the largest first, and which are not shown."""
    say = report.locale.say
    rows = {level: report.told(question, level) for level in question.levels}
    shown = [(level, row) for level, row in rows.items() if row and (row.interval or row.measure == SAMPLE_SHARE)]
    if not shown:
        return _not_shown(report, question, next(iter(rows.values()), None))
    shown.sort(key=lambda found: -(found[1].estimate or 0))
    (level, first), *rest = shown
    others = report.locale.listed(_other_answer(report, question, *other) for other in rest)
    hidden = report.locale.listed(
        lower_first(report.level(question, level)) for level in rows if level not in dict(shown)
    )
    return _sentence(
        clause(report, question, first, level),
        bracket(report, question, first),
        say("No other answer is as frequent.") if most_often(report, question) else "",
        say("Other answers: {list}.", list=others) if others else "",
        say("Not shown: {list}.", list=hidden) if hidden else "",
    )


def _other_answer(report: Report, question: Question, level: str, row: Estimate) -> str:
    """Say the share of an answer in a list of several, after its count where the answers are few."""
    if row.interval is None:
        return report.locale.say(
            "{answer} {x}", answer=lower_first(report.level(question, level)), x=report.locale.number(row.x or 0)
        )
    values = {
        "answer": lower_first(report.level(question, level)),
        "share": share(report, row),
        "span": report.locale.span(row.interval.percent_lower, row.interval.percent_upper),
    }
    if (row.n or 0) < SMALL_REVIEW:
        return report.locale.say("{answer} {x} ({share}, {span})", x=report.locale.number(row.x or 0), **values)
    return report.locale.say("{answer} {share} ({span})", **values)


def _not_shown(report: Report, question: Question, row: Estimate | None) -> tuple[Inline, ...]:
    return Strong(f"{report.statement(question)}:"), " ", f"{absent(report, row)}."


def _sentence(statement: str, bracket: str, *more: str) -> tuple[Inline, ...]:
    """Put a clause in bold before its bracket, and sentences after them."""
    if bracket:
        return Strong(statement), " ", joined(f"({bracket}).", *more)
    return Strong(f"{statement}."), *((" ", joined(*more)) if any(more) else ())


def question_sentence(report: Report, question: Question) -> tuple[Inline, ...]:
    """Say what was found on a question: a sentence or two for the list of an area."""
    if question.type == "category":
        return _category_sentence(report, question)
    row = report.told(question, question.levels[0])
    if row is None or not row.shown:
        words = _not_shown(report, question, row)
        more = joined(_not_documented(report, question))
        return (*words, " ", more) if more else words
    return _sentence(
        clause(report, question, row),
        bracket(report, question, row),
        at_the_end(report, row),
        undocumented_as_no(report, question),
        _not_documented(report, question),
        bounds_text(report, question),
        median_text(report, question),
    )


def _not_documented(report: Report, question: Question) -> str:
    """Say in how many the file does not say, where that is an answer of its own."""
    row = report.whole(question, UNDOCUMENTED) if UNDOCUMENTED in question.levels else None
    if row is None or row.interval is None:
        return ""
    say, number = report.locale.say, report.locale.number
    span = report.locale.span(row.interval.percent_lower, row.interval.percent_upper)
    if few(row):
        count = say("{x} of {n}", x=number(row.x or 0), n=number(row.n or 0))
        return say(
            "In {count} ({share}, {span}) the file does not say.", count=count, share=share(report, row), span=span
        )
    return say("In {share} ({span}) the file does not say.", share=share(report, row), span=span)
