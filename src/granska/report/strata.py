"""Strata beside one another, in words: whether they differ more than chance makes them, without ranking them."""

from collections import Counter
from dataclasses import dataclass

from granska.report.blocks import Inline, Strong
from granska.report.clauses import FEW
from granska.report.context import Report
from granska.report.locale import lower_first
from granska.report.published import ALL, CASES, STRATUM, Estimate, Interval
from granska.report.sentences import joined
from granska.review.codebook import Question

INNER, OUTER = "binomial-0.95", "binomial-0.998"


@dataclass(frozen=True)
class Place:
    """One stratum on one question.

    Parameters
    ----------
    name : str
        What the stratum is called.
    row : Estimate or None
        Its share.
    inner, outer : Estimate or None
        The limits that chance would keep its share within, had it the share of the whole; narrow and wide. None where
        the strata are few.
    smoothed : Estimate or None
        Its share drawn towards the whole.
    files : Estimate or None
        How many of its files in the period it is, where so many were read that more than the sample is known.
    """

    name: str
    row: Estimate | None
    inner: Estimate | None
    outer: Estimate | None
    smoothed: Estimate | None
    files: Estimate | None


def shown_questions(report: Report) -> list[Question]:
    """Choose what is shown by stratum: the headline questions with one answer, else the first question that has one."""
    single = [question for question in report.codebook if question.levels and question.type != "category"]
    headlines = sorted((q for q in single if q.headline is not None), key=lambda question: question.headline or 0)
    return headlines or single[:1]


def places(report: Report, question: Question) -> list[Place]:
    """Gather what is known of each stratum on a question, in alphabetical order."""
    level = question.levels[0]

    def limits(name: str, method: str) -> Estimate | None:
        wanted = {"level": level, "breakdown": STRATUM, "group": name, "measure": "funnel_limit", "method": method}
        return report.published.find(question.name, **wanted)

    return [
        Place(
            name,
            report.part(question, level, STRATUM, name),
            limits(name, INNER),
            limits(name, OUTER),
            report.part(question, level, STRATUM, name, "shrunken"),
            report.part(question, level, STRATUM, name, "finite_population"),
        )
        for name in report.strata_names
    ]


def homogeneity(report: Report, question: Question, level: str) -> Estimate | None:
    """Find the test of whether all strata have one share."""
    return report.part(question, level, STRATUM, ALL, "homogeneity")


def tests(report: Report) -> Counter[str]:
    """Count the tests of strata that are adjusted together, by family; one that is hidden was adjusted for too."""
    return Counter(
        row.family
        for row in report.published.estimates
        if row.measure == "homogeneity" and row.breakdown == STRATUM and (row.p_value is not None or row.hidden)
    )


def tests_together(report: Report) -> str:
    """Say how many those are, in words."""
    return report.locale.listed(map(report.locale.words, tests(report).values()))


def rare(report: Report, question: Question) -> bool:
    """Whether so few have, or lack, the answer that the strata are a row of zeros, or of all: a table is enough."""
    whole = report.whole(question, question.levels[0])
    if whole is None or not whole.shown:
        return True
    x, n = whole.x or 0, whole.n or 0
    return min(x, n - x) < FEW


def title(report: Report, question: Question) -> str:
    """Say the verdict of the test on whether the strata have one share; the smallest and the largest are no finding."""
    say, test = report.locale.say, homogeneity(report, question, question.levels[0])
    values = {"statement": report.statement(question), "stratum": report.stratum, "strata": report.the_strata}
    hidden = any(place.row is None or not place.row.shown for place in places(report, question))
    if hidden or test is None or test.p_value is None:
        return say("{statement}, by {stratum}.", **values)
    if _established(report, test):
        return say("{statement}: the share varies more between {strata} than chance explains.", **values)
    if test.p_value < report.alpha:
        return say("{statement}: a sign of variation between {strata}, not established.", **values)
    return say("{statement}, by {stratum}: no more variation shown than chance gives.", **values)


def variation(report: Report) -> list[tuple[Inline, ...]]:
    """Say whether the strata differ more than chance makes them, and which lie outside the limits.

    Questions of which the same is to be said share one line.
    """
    found: dict[str, list[str]] = {}
    for question in shown_questions(report):
        if text := _variation(report, question):
            found.setdefault(text, []).append(report.statement(question))
    return [(Strong(f"{_together(report, names)}:"), " ", lower_first(text)) for text, names in found.items()]


def in_short(report: Report) -> str:
    """Say for a summary on which questions the strata vary more than chance explains, or that on none it is shown."""
    if report.small or len(report.strata_names) == 1:
        return ""
    tested = [
        (question, test)
        for question in shown_questions(report)
        if not rare(report, question)
        and (test := homogeneity(report, question, question.levels[0]))
        and test.p_value is not None
    ]
    varying = [report.statement(question) for question, test in tested if _established(report, test)]
    if varying:
        text = lower_first(
            report.locale.say("The share varies more between {strata} than chance explains.", strata=report.the_strata)
        )
        return f"{_together(report, varying)}: {text}"
    if not tested:
        return ""
    if hidden_questions(report):
        return report.locale.say(
            "On the questions where it can be shown, no differences between {strata} are established beyond those "
            "that chance gives.",
            strata=report.the_strata,
        )
    return report.locale.say(
        "No differences between {strata} are established beyond those that chance gives.",
        strata=report.the_strata,
    )


def hidden_questions(report: Report) -> list[Question]:
    """Find the questions shown by stratum of which something is hidden, though not all."""
    return [question for question in shown_questions(report) if _partly_hidden(report, question)]


def _partly_hidden(report: Report, question: Question) -> bool:
    found, test = places(report, question), homogeneity(report, question, question.levels[0])
    shown = any(place.row and place.row.shown for place in found)
    return shown and (_any_hidden(found) or (test is not None and test.hidden))


def _together(report: Report, statements: list[str]) -> str:
    first, *others = statements
    if not others:
        return first
    # what is asked, and not what was found
    return "; ".join(report.locale.say("“{text}”", text=statement) for statement in statements)


def _variation(report: Report, question: Question) -> str:
    say, strata = report.locale.say, report.the_strata
    test = homogeneity(report, question, question.levels[0])
    if test is None or test.p_value is None or rare(report, question):
        return ""
    if _established(report, test):
        text = say("The share varies more between {strata} than chance explains.", strata=strata)
    elif test.p_value < report.alpha:
        text = say(
            "There is a sign that the share varies between {strata}, but that is not established when allowance is "
            "made for the {count} tests.",
            count=report.locale.words(tests(report)[test.family]),
            strata=strata,
        )
    else:
        text = say("No more variation between {strata} is shown than chance gives.", strata=strata)
    return joined(text, _outside(report, question))


def how_to_read(report: Report) -> str:
    """Explain the limits and the smoothed share of the figures; nothing where they have none."""
    pair = drawn_levels(report)
    if pair is None:
        return ""
    inner, outer = map(report.locale.level, pair)
    return report.locale.say(
        "In the charts, the band and the dashed lines show where {inner} and {outer} of the shares would lie by chance "
        "alone if all {strata} had the overall share. The smoothed share is drawn towards the overall share, more so "
        "the fewer the answers.",
        inner=inner,
        outer=outer,
        strata=report.strata,
    )


def _established(report: Report, test: Estimate) -> bool:
    return test.p_adjusted is not None and test.p_adjusted < report.alpha


def levels(found: list[Place]) -> tuple[float, float] | None:
    """Give the levels of the narrow and the wide limits; none where the strata have no limits."""
    return next(
        (
            (place.inner.confidence, place.outer.confidence)
            for place in found
            if place.inner and place.outer and place.inner.shown and place.outer.shown
            if place.inner.confidence and place.outer.confidence
        ),
        None,
    )


def drawn_levels(report: Report) -> tuple[float, float] | None:
    """Give the levels of the limits that the figures of the report show."""
    drawn = [question for question in shown_questions(report) if not rare(report, question)]
    return next((pair for question in drawn if (pair := levels(places(report, question)))), None)


def far_outside(report: Report, question: Question) -> list[Place]:
    """Find the strata that may be named as lying outside even the wide limits.

    None in a review of secret files, where a table is enough; where a stratum is hidden; or where most lie outside the
    narrow limits, which then single none of them out.
    """
    found = places(report, question)
    limited = [place for place in found if place.inner and place.inner.interval]
    out, far = (_counted(report, question, "outside", method) for method in (INNER, OUTER))
    if report.review.secret or out is None or far is None or 2 * out > len(limited) or _any_hidden(found):
        return []
    beyond = [
        place
        for place in limited
        if place.row and place.outer and _lies_outside(place.row.interval, place.outer.interval)
    ]
    return beyond if len(beyond) == far else []


def _counted(report: Report, question: Question, measure: str, method: str) -> float | None:
    wanted = {"level": question.levels[0], "breakdown": STRATUM, "group": ALL, "measure": measure, "method": method}
    row = report.published.find(question.name, **wanted)
    return row.estimate if row and row.shown else None


def _any_hidden(found: list[Place]) -> bool:
    return any(row and row.hidden for place in found for row in (place.row, place.inner, place.smoothed))


def _outside(report: Report, question: Question) -> str:
    """Say how many strata lie outside the limits, how many chance puts there, and which lie far outside.

    Nothing where there are no limits, or where a stratum is hidden: how many of the others lie outside would tell
    something of it.
    """
    say, locale = report.locale.say, report.locale
    found = places(report, question)
    limited = [place for place in found if place.inner and place.inner.interval]
    pair = levels(limited)
    out, expected = (_counted(report, question, measure, INNER) for measure in ("outside", "outside_by_chance"))
    if pair is None or out is None or expected is None or _any_hidden(found):
        return ""
    inner, total = locale.level(pair[0]), locale.words(len(limited))
    if not out:
        return say("None of the {total} lies outside the limits of chance ({inner}).", total=total, inner=inner)
    text = locale.say_many(
        "{count} of {total} lies outside the limits of chance ({inner}); {expected} would be expected on average by "
        "chance alone.",
        "{count} of {total} lie outside the limits of chance ({inner}); {expected} would be expected on average by "
        "chance alone.",
        int(out),
        total=locale.number(len(limited)),
        inner=inner,
        expected=_expected(report, expected),
    )
    if 2 * out > len(limited):
        rest = say(
            "When most lie outside, the limits single none of them out: the variation concerns {strata} in general.",
            strata=report.the_strata,
        )
        return joined(text, rest)
    return joined(text, _far_outside(report, question, locale.level(pair[1])))


def _far_outside(report: Report, question: Question, outer: str) -> str:
    """Name the strata outside the wide limits."""
    beyond = [(place.name, place.row) for place in far_outside(report, question) if place.row]
    if not beyond:
        return ""
    number = report.locale.number
    named = (
        report.locale.say(
            "{name} ({percent} per cent, {x} of {n})",
            name=name,
            percent=number(row.percent or 0),
            x=number(row.x or 0),
            n=number(row.n or 0),
        )
        for name, row in beyond
    )
    return report.locale.say(
        "Outside even the wide limits ({outer}): {list}. That is a reason to look closer, not proof.",
        outer=outer,
        list=report.locale.listed(named),
    )


def _lies_outside(share: Interval | None, limits: Interval | None) -> bool:
    return bool(share and limits and not limits.lower <= share.value <= limits.upper)


def _expected(report: Report, count: float) -> str:
    """Write how many chance gives; so few that they would be written as none are said in words."""
    return report.locale.number(count, 1) if count >= 0.05 else report.locale.say("less than 0.1")


def hidden_by_chance(report: Report) -> str:
    """Say what it does not mean that no more variation is shown than chance gives, where each rests on few cases."""
    tested = [
        test
        for question in shown_questions(report)
        if not rare(report, question) and (test := homogeneity(report, question, question.levels[0]))
        if test.p_value is not None
    ]
    if not _few(report) or all(_established(report, test) for test in tested):
        return ""
    return report.locale.say("With so few in each, only large differences would show.")


def _few(report: Report) -> bool:
    """Whether every stratum rests on fewer than 100 answers."""
    read = [report.published.denominator(CASES, STRATUM, name) for name in report.strata_names]
    rows = [place.row for question in shown_questions(report) for place in places(report, question)]
    return max((row.n or 0 for row in (*rows, *read) if row), default=0) < 100


def too_small(report: Report) -> str:
    """Say how little so few cases tell about a stratum, without any share."""
    say, locale = report.locale.say, report.locale
    counted = [report.published.denominator(CASES, STRATUM, name) for name in report.strata_names]
    sizes = [row.n for row in counted if row and row.n]
    intervals = [
        shown
        for question in shown_questions(report)
        for place in places(report, question)
        if place.row and (shown := place.row.interval)
    ]
    values = {"stratum": report.stratum, "strata": report.strata, "cases": report.cases}
    ending = say("We give counts and intervals, and draw no conclusions about differences between {strata}.", **values)
    if not sizes or not intervals:
        return ending
    few = locale.number(sizes[0]) if len(set(sizes)) == 1 else locale.span(min(sizes), max(sizes))
    text = say(
        "In each {stratum} {count} {cases} were read. So few say little: the intervals are up to {width} percentage "
        "points wide.",
        count=few,
        width=locale.number(max(shown.percent_upper - shown.percent_lower for shown in intervals)),
        **values,
    )
    return joined(text, ending)


def caution(report: Report) -> str:
    """Say why the strata are not ranked."""
    say = report.locale.say
    if report.register:
        return say(
            "Results are given by {stratum}, in alphabetical order and without ranking. The populations differ, and "
            "the intervals show chance variation only: a difference is not in itself a sign of better or worse work.",
            stratum=report.stratum,
        )
    reason = (
        say("Each share rests on few {cases}, so chance alone makes them vary.", cases=report.cases)
        if _few(report)
        else say("Chance alone makes the shares vary, most where there are few {cases}.", cases=report.cases)
    )
    return say(
        "Results are given by {stratum}, in alphabetical order and without ranking. {reason} One that stands out is a "
        "reason to look closer, not proof: one may do so by chance alone.",
        stratum=report.stratum,
        reason=reason,
    )
