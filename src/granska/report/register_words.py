"""Whether areas lie above what was to be expected of them, in words that never go beyond the interval or the limits."""

from collections.abc import Iterator

from granska.report.blocks import Inline, Link, Strong
from granska.report.context import Report
from granska.report.locale import lower_first
from granska.report.published import Estimate
from granska.report.register_places import (
    INNER,
    OUTER,
    Against,
    answered_for,
    basis,
    dispersion,
    places,
    questions,
    source,
    years,
)
from granska.report.sentences import joined
from granska.review.codebook import Question
from granska.review.register import GIVEN

MOST_NAMED = 12  # areas; more are in the table
DECIMALS = 2


def ratio(report: Report, value: float | None) -> str:
    """Write observed over expected."""
    return report.locale.number(value or 0, DECIMALS)


def ratio_span(report: Report, row: Estimate) -> str:
    """Write the limits of observed over expected."""
    return report.locale.span(row.lower or 0, row.upper or 0, DECIMALS)


def expected_number(report: Report, value: float) -> str:
    """Write an expected number: with a decimal where it is small."""
    return report.locale.number(value, 0 if value >= 100 else 1)


def title(report: Report, question: Question) -> str:
    """Say what the funnel of a count shows: whether areas stray farther than chance takes them."""
    say, _, test = report.locale.say, *dispersion(report, question)
    values = {"statement": report.statement(question), "strata": report.the_strata}
    if test is None or test.p_value is None:
        return say("{statement}, against what was to be expected.", **values)
    if test.p_value < report.alpha and not any(place.widened for place in places(report, question)):
        return say(
            "{statement}: a few of {strata} lie farther from what was to be expected than chance explains.", **values
        )
    if test.p_value < report.alpha:
        return say("{statement}: {strata} stray farther from what was to be expected than chance takes them.", **values)
    return say("{statement}: {strata} stray no farther from what was to be expected than chance takes them.", **values)


def asked(report: Report, question: Question, place: Against) -> str:
    """Ask whether an area lies above what is expected of it."""
    return report.locale.say(
        "Is {name} above what {basis} would lead one to expect, in {what}?",
        name=place.name,
        basis=basis(report, question),
        what=lower_first(report.statement(question)),
    )


def answer(report: Report, question: Question, place: Against) -> str:
    """Answer it: first yes, no, or that it cannot be said; then the numbers; then what they do not say."""
    say, told = report.locale.say, place.told
    if told is None or not told.shown or told.lower is None:
        return say("That cannot be said: the figure is not shown.")
    return joined(_verdict(report, place), _numbers(report, place), _uncertain(report, question, place))


def _verdict(report: Report, place: Against) -> str:
    say, outer, inner = report.locale.say, report.locale.level(OUTER), report.locale.level(INNER)
    match place.verdict:
        case "far above":
            return say("Yes, it lies above, outside {limits} ({level}).", limits=_limits(report, place), level=outer)
        case "above":
            return say(
                "There is a sign of it, not more: it lies above the limits of {inner}, but within those of {outer}. By "
                "chance alone one in twenty lies outside the former.",
                inner=inner,
                outer=outer,
            )
        case "usual above":
            return say("It lies above, but within {limits} ({level}).", limits=_limits(report, place), level=inner)
        case "far below":
            return say("No, it lies below, outside {limits} ({level}).", limits=_limits(report, place), level=outer)
        case "below":
            return say("No, there is rather a sign that it lies below, outside the limits of {inner}.", inner=inner)
        case "usual below":
            return say("No, it lies below, but within {limits} ({level}).", limits=_limits(report, place), level=inner)
    return say("That is not shown: the interval holds 1, which is as expected.")


def _limits(report: Report, place: Against) -> str:
    """Name the limits that the text goes by."""
    if place.widened:
        return report.locale.say(
            "the limits of chance, widened by how much {strata} usually vary", strata=report.the_strata
        )
    return report.locale.say("the limits of chance")


def _numbers(report: Report, place: Against) -> str:
    """Give the count, the expected number, and the ratio with its interval."""
    told, expected = place.told, place.expected
    assert told is not None
    values = {"ratio": ratio(report, told.estimate), "level": report.confidence, "span": ratio_span(report, told)}
    if expected is None or expected.estimate is None or told.x is None:
        return report.locale.say("{ratio} times what was to be expected ({level} interval {span}).", **values)
    return report.locale.say(
        "{x} counted where {expected} were to be expected: {ratio} times as many ({level} interval {span}).",
        x=report.locale.number(told.x),
        expected=expected_number(report, expected.estimate),
        **values,
    )


def _uncertain(report: Report, question: Question, place: Against) -> str:
    """Say how uncertain the expected number is, where it is estimated."""
    expected = place.expected
    if place.wider is None or expected is None or expected.lower is None or expected.upper is None:
        return ""
    low, high = (expected_number(report, value) for value in (expected.lower, expected.upper))
    return report.locale.say(
        "The expected number is itself uncertain ({low} to {high}); the interval allows for that.", low=low, high=high
    )


def outside(report: Report, question: Question) -> list[tuple[Inline, ...]]:
    """Say which areas lie outside the limits, by which, and how many chance would put there."""
    say, locale, found = report.locale.say, report.locale, [one for one in places(report, question) if one.shown]
    if not found:
        return []
    told: list[tuple[Inline, ...]] = []
    for lead, verdicts in (
        (say("Above, outside the limits of {level}:", level=locale.level(OUTER)), ("far above",)),
        (say("Below, outside the limits of {level}:", level=locale.level(OUTER)), ("far below",)),
    ):
        named = [place for place in found if place.verdict in verdicts]
        if named:
            told.append((Strong(lead), " ", _named(report, named), "."))
    signs = [place for place in found if place.verdict in ("above", "below")]
    if signs:
        lead = say("Outside the limits of {inner} only, which is a sign and not more:", inner=locale.level(INNER))
        told.append((Strong(lead), " ", _named(report, signs), "."))
    beyond = sum(place.side(INNER) != 0 for place in found)
    told.append(
        (
            say(
                "{count} of {total} lie outside the limits of {inner}; by chance alone about {expected} would.",
                count=locale.number(beyond),
                total=locale.number(len(found)),
                inner=locale.level(INNER),
                expected=locale.number(len(found) * (1 - INNER), 1),
            ),
        )
    )
    return told


def _named(report: Report, found: list[Against]) -> str:
    if len(found) > MOST_NAMED:
        return report.locale.say("{count} {strata}, see the table", count=len(found), strata=report.strata)
    values = ((place, place.told) for place in found)
    return report.locale.listed(
        report.locale.say(
            "{name} ({ratio}; {span})", name=place.name, ratio=ratio(report, row.estimate), span=ratio_span(report, row)
        )
        for place, row in values
        if row
    )


def varying(report: Report, question: Question) -> str:
    """Say whether areas vary around what is expected more than chance makes them, and what is made of it."""
    say, (phi, test) = report.locale.say, dispersion(report, question)
    if phi is None or test is None or phi.estimate is None or test.p_value is None:
        return ""
    values = {"strata": report.the_strata, "phi": ratio(report, phi.estimate)}
    if any(place.widened for place in places(report, question)):
        return say(
            "The counts of {strata} vary more around what was to be expected than chance explains (phi {phi}; chance "
            "gives 1). The limits of chance are therefore widened by its root, and the text goes by the widened ones; "
            "both are drawn and tabulated.",
            **values,
        )
    if test.p_value < report.alpha:
        return say(
            "A few of {strata} lie far from what was to be expected, but most vary no more than chance gives (phi "
            "{phi}; chance gives 1), and the limits are not widened.",
            **values,
        )
    return say(
        "No more variation of {strata} around what was to be expected is shown than chance gives (phi {phi}).", **values
    )


def how_expected(report: Report, question: Question) -> str:
    """Say how the expected number of a count was made."""
    say, settings = report.locale.say, report.review.counting.expected.get(question.name)
    stratum = {"stratum": report.stratum}
    match source(report, question):
        case "social-index" if settings:
            model = say("Poisson") if settings.model == "poisson" else say("negative binomial")
            return say(
                "The expected number comes from a regression ({model}) of the counts on the social index, with the "
                "population as measure of size. It is fitted anew for each {stratum}, without the {stratum} itself.",
                model=model,
                **stratum,
            )
        case "rest-of-register":
            return say(
                "The expected number is what the rates of all others would give, without the {stratum} itself.",
                **stratum,
            )
        case "reference-rates":
            return say("The expected number is what the rates of a reference would give.")
    return joined(
        say("The expected number was given with the data, and is taken as exact."), _shared_out(report, question)
    )


def _shared_out(report: Report, question: Question) -> str:
    """Say that a given number shares out what was counted, the area itself included, where the sums are the same."""
    found = places(report, question)
    pairs = [(place.told, place.expected) for place in found]
    if source(report, question) != GIVEN or not all(a and e and a.x is not None and e.estimate for a, e in pairs):
        return ""
    counted = sum(row.x or 0 for row, _ in pairs if row)
    expected = sum(row.estimate or 0 for _, row in pairs if row)
    if abs(counted - expected) > 0.05 * len(pairs) + 0.5:
        return ""
    return report.locale.say(
        "Over all {strata} it adds up to what was counted: each {stratum} is in its own reference, which draws its "
        "ratio a little towards 1.",
        strata=report.strata,
        stratum=report.stratum,
    )


def over_years(report: Report, question: Question, name: str) -> str:
    """Say how one area lay in each year."""
    found = [place for place in years(report, question, name) if place.told and place.told.shown]
    if len(found) < 2:
        return ""
    above = [place for place in found if place.told and (place.told.lower or 0) > 1]
    lowest = min(found, key=lambda place: (place.told.estimate or 0) if place.told else 0)
    highest = max(found, key=lambda place: (place.told.estimate or 0) if place.told else 0)
    values = {
        "name": name,
        "years": report.locale.years(int(found[0].period), int(found[-1].period)),
        "low": ratio(report, lowest.told.estimate if lowest.told else None),
        "high": ratio(report, highest.told.estimate if highest.told else None),
        "count": report.locale.words(len(above)),
        "all": report.locale.words(len(found)),
    }
    if len(above) == len(found):
        return report.locale.say(
            "{years}: between {low} and {high} times the expected, with an interval above 1 in each of the {all} "
            "years.",
            **values,
        )
    return report.locale.say(
        "{years}: between {low} and {high} times the expected, with an interval above 1 in {count} of {all} years.",
        **values,
    )


def brief(report: Report) -> Iterator[tuple[Inline, ...]]:
    """Answer for a summary whether the named areas lie above what is expected of them."""
    for question in questions(report):
        for place in answered_for(report, question):
            told = place.told
            if told and told.shown:
                text = joined(_verdict(report, place), _numbers(report, place))
                link = Link(report.locale.say("Compared with what was to be expected"), "#sec-expected")
                more = report.locale.say("Read more:")
                yield Strong(asked(report, question, place)), " ", f"{text} {more} ", link, "."
