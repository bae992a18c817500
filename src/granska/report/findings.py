"""The main findings: which they are, and each in a figure and a few words."""

from collections.abc import Iterator
from dataclasses import dataclass

from granska.report import comparisons
from granska.report.approximations import plain_clause
from granska.report.clauses import few, share, unanswered, unsure
from granska.report.comparisons import Comparison, Verdict
from granska.report.context import Report
from granska.report.differences import uneven
from granska.report.locale import lower_first, upper_first
from granska.report.published import SAMPLE_SHARE, Estimate
from granska.report.sentences import at_the_end, bounds_text, joined, most_often, undocumented_as_no
from granska.review.codebook import UNDOCUMENTED, Question

MOST_FINDINGS = 6
ENOUGH_FINDINGS = 4  # where the codebook marks fewer, others are added
WORTH_SAYING = 0.05  # how far the whole interval has to lie from the favourable answer for a question to be added


@dataclass(frozen=True)
class Finding:
    """One main finding.

    Parameters
    ----------
    question : Question
        What was asked.
    row : Estimate or None
        The share that was found; none where the finding is a difference, which is not drawn as a share is.
    title : str
        The finding in a sentence, in approximate words where these are allowed.
    value : str
        The key figure, as it is printed.
    text : str
        What stands behind it: its limits, and counts that the key figure does not give.
    """

    question: Question
    row: Estimate | None
    title: str
    value: str
    text: str


def findings(report: Report) -> list[Finding]:
    """Choose the main findings, at most six.

    They are the headline questions by their number. Where there are fewer than four, those that lie farthest from the
    favourable answer are added until there are four: how far is decided by the end of the interval nearest to that
    answer, and a question that is less than five points away is not added. A review of a single question that is
    compared between two groups opens with that comparison, which is what it asks.
    """
    marked = sorted((q for q in report.codebook if q.headline is not None), key=lambda q: q.headline or 0)
    chosen = list(_with_level(report, marked))[:MOST_FINDINGS]
    wanted = max(0, ENOUGH_FINDINGS - len(chosen))
    chosen += [(question, question.levels[0]) for question in _farthest(report, marked)[:wanted]]
    return [*_compared(report), *(share_finding(report, question, level) for question, level in chosen)]


def _with_level(report: Report, questions: list[Question]) -> Iterator[tuple[Question, str]]:
    for question in questions:
        # that the file does not say is no finding about the question
        rows = [(level, report.told(question, level)) for level in question.levels if level != UNDOCUMENTED]
        shown = [(level, row) for level, row in rows if row and row.shown]
        if question.type == "category" and shown:
            yield question, max(shown, key=lambda pair: pair[1].estimate or 0)[0]
        elif shown:
            yield question, question.levels[0] if shown[0][0] == question.levels[0] else shown[0][0]


def _farthest(report: Report, marked: list[Question]) -> list[Question]:
    """Rank the questions that are not marked by how far they surely lie from the favourable answer."""
    distances: list[tuple[float, Question]] = []
    for question in report.codebook:
        level = question.levels[0] if question.levels else ""
        row = report.whole(question, level)
        if question in marked or question.type == "category" or not question.favourable:
            continue
        if row is None or row.interval is None:
            continue
        away = 1 - row.interval.upper if level in question.favourable else row.interval.lower
        if away >= WORTH_SAYING:
            distances.append((away, question))
    # a stable order where two are equally far
    return [question for _, question in sorted(distances, key=lambda pair: -pair[0])]


def share_finding(report: Report, question: Question, level: str) -> Finding:
    """Tell the share of an answer that is shown as a finding of its own."""
    row = report.told(question, level)
    assert row is not None  # chosen because it is there
    locale, say = report.locale, report.locale.say
    value = _count(report, row) if few(row) else locale.percent(row.percent or 0)
    most = question.type == "category" and most_often(report, question)
    bounds = bounds_text(report, question) if level == question.levels[0] and question.type != "category" else ""
    likely, counts = _likely(report, row), _counts(report, question, row)
    text = joined(
        say("It is the most frequent answer.") if most else "",
        # of a sample the limits matter most, of what is counted in full the count
        *((likely, counts) if report.sampled else (counts, likely)),
        undocumented_as_no(report, question),
        bounds,
    )
    return Finding(question, row, f"{plain_clause(report, question, row, level)}.", value, text)


def _count(report: Report, row: Estimate) -> str:
    number = report.locale.number
    return report.locale.say("{x} of {n}", x=number(row.x or 0), n=number(row.n or 0))


def _counts(report: Report, question: Question, row: Estimate) -> str:
    """Give the counts behind a percentage, the year they are from, and how many have no answer."""
    say, missing = report.locale.say, unanswered(report, question)
    lacking = say("No answer for {missing}.", missing=report.locale.number(missing)) if missing else ""
    if report.register:
        return joined(
            say("{period}: {count}.", period=report.published.last_period, count=_count(report, row)), lacking
        )
    if few(row):
        return lacking
    if report.sampled:
        return joined(say("In the sample: {count}.", count=_count(report, row)), lacking)
    return joined(f"{_count(report, row)}.", lacking)


def _likely(report: Report, row: Estimate) -> str:
    """Say between which limits a share lies, in the words of the inspectors."""
    say, locale = report.locale.say, report.locale
    if row.measure == SAMPLE_SHARE:
        return say("The weighted share is not shown, to protect individuals.")
    if row.x in (0, row.n):
        return at_the_end(report, row)
    if row.percent_lower is None or row.percent_upper is None:
        return ""
    if not report.sampled:
        return say("Chance variation: {span} per cent.", span=locale.span(row.percent_lower, row.percent_upper))
    low, high = locale.number(row.percent_lower), locale.number(row.percent_upper)
    if few(row) and report.weighted(row):
        # the count divided is another share than the weighted one, which the chart shows
        values = {"share": share(report, row), "low": low, "high": high}
        if row.percent_lower == 0:
            return say("Weighted, the share is {share}, probably at most {high} per cent.", **values)
        return say("Weighted, the share is {share}, probably between {low} and {high} per cent.", **values)
    # a lower limit of 0 would contradict the cases that were found
    match report.weighted(row), row.percent_lower == 0:
        case True, True:
            return say("The share is probably at most {high} per cent (weighted).", high=high)
        case True, False:
            return say("The share is probably between {low} and {high} per cent (weighted).", low=low, high=high)
        case False, True:
            return say("The share is probably at most {high} per cent.", high=high)
    return say("The share is probably between {low} and {high} per cent.", low=low, high=high)


def _compared(report: Report) -> Iterator[Finding]:
    """Answer a review of one question that is compared between two groups."""
    if report.small:
        return
    for breakdown in report.review.breakdowns:
        found = comparisons.compare(report, breakdown)
        if answers_the_review(report, found):
            yield _difference(report, breakdown, found[0])


def answers_the_review(report: Report, found: list[Comparison]) -> bool:
    """Whether the comparisons of a breakdown are one, on the only question of the review, and can be told."""
    asked = [question for question in report.codebook if question.levels]
    return len(asked) == len(found) == 1 and found[0].usable and not report.small


def _difference(report: Report, breakdown: str, found: Comparison) -> Finding:
    assert found.within is not None  # it is usable
    assert found.within.interval is not None
    shown, locale = found.within.interval, report.locale
    first, second = comparisons.names(report, breakdown)
    words = {"first": first, "second": second, "stratum": report.stratum}
    none_shown = locale.say("No difference is shown between {first} and {second} within the same {stratum}.", **words)
    if uneven(report, found):
        # strata may differ in opposite directions
        none_shown = locale.say(
            "No average difference is shown when {first} and {second} are compared within the same {stratum}.", **words
        )
    title = {
        Verdict.NONE_SHOWN: none_shown,
        Verdict.SIGN: locale.say(
            "There is a sign of a difference between {first} and {second} within the same {stratum}.", **words
        ),
        Verdict.SHOWN: locale.say("{first} and {second} differ within the same {stratum}.", **words),
    }[found.verdict]
    value, span = comparisons.difference_words(locale, shown, comparisons.places(shown, found.within.n))
    text = locale.say(
        "Percentage points, {first} minus {second} ({unsure} {span}). What is compared: {statement}.",
        statement=lower_first(report.statement(found.question)),
        first=first,
        second=second,
        unsure=unsure(report),
        span=span,
    )
    return Finding(found.question, None, upper_first(title), value, text)
