"""What the comparison of two groups shows, in words: no more than the intervals say, and why."""

from granska.report.blocks import Inline, Strong
from granska.report.comparisons import Comparison, Verdict, label, names, places
from granska.report.context import Report
from granska.report.locale import in_percent
from granska.report.sentences import lower_first


def conclusion(report: Report, breakdown: str, found: list[Comparison]) -> tuple[tuple[Inline, ...], ...]:
    """Say what the comparisons of a breakdown show together: one run of words a paragraph."""
    usable = [comparison for comparison in found if comparison.usable]
    if report.small:
        return (_too_small(report, breakdown),)
    if not usable:
        return ((Strong(report.locale.say("Too few to compare.")), " ", _no_basis(report, breakdown)),)
    if len(usable) == 1:
        return _single(report, breakdown, usable[0])
    return _many(report, breakdown, usable)


def _no_basis(report: Report, breakdown: str) -> str:
    first, second = names(report, breakdown)
    return report.locale.say(
        "On no question are there enough answers for both {first} and {second}.", first=first, second=second
    )


def _too_small(report: Report, breakdown: str) -> tuple[Inline, ...]:
    say = report.locale.say
    sizes = [
        say("{count} {group}", count=report.locale.number(row.n), group=lower_first(report.group(breakdown, group)))
        for group in report.groups(breakdown)
        if (row := report.published.denominator("cases", breakdown, group)) and row.n
    ]
    reason = say(
        "The review covers {n} {cases}: {groups}. So few could only reveal very large differences, and chance alone "
        "makes groups this small look unlike. We therefore count each group and draw no conclusion about differences.",
        n=report.locale.number(report.read),
        cases=report.cases,
        groups=report.locale.listed(sizes),
    )
    return Strong(say("No comparison is made.")), " ", reason


def _single(report: Report, breakdown: str, found: Comparison) -> tuple[tuple[Inline, ...], ...]:
    paragraphs = [(*_lead(report, found), " ", _within(report, breakdown, found))]
    crude = found.crude
    if crude and crude.shown and crude.excludes_zero and found.verdict is Verdict.NONE_SHOWN:
        paragraphs.append((_not_alike(report, breakdown, found),))
    if _uneven(report, found):
        paragraphs.append((_uneven_words(report),))
    return tuple(paragraphs)


def _lead(report: Report, found: Comparison) -> tuple[Inline, ...]:
    say, one = report.locale.say, report.stratum
    lead = {
        Verdict.NONE_SHOWN: say("No difference shown within the same {stratum}.", stratum=one),
        Verdict.SIGN: say("Sign of a difference within the same {stratum}.", stratum=one),
        Verdict.SHOWN: say("A difference is shown within the same {stratum}.", stratum=one),
    }[found.verdict]
    return (Strong(lead),)


def _within(report: Report, breakdown: str, found: Comparison) -> str:
    row, locale = found.within, report.locale
    assert row is not None
    first, second = names(report, breakdown)
    return locale.say(
        "Compared within the same {stratum}, the difference between {first} and {second} is {difference} percentage "
        "points (uncertainty {span}).",
        stratum=report.stratum,
        first=first,
        second=second,
        difference=locale.signed(in_percent(row.estimate or 0.0), places(row.lower, row.upper, row.n)),
        span=locale.span(row.lower or 0.0, row.upper or 0.0, places(row.lower, row.upper, row.n)),
    )


def _not_alike(report: Report, breakdown: str, found: Comparison) -> str:
    """Explain a difference of the whole that is not there within strata."""
    locale, (first, second) = report.locale, names(report, breakdown)
    one, two, crude = found.first, found.second, found.crude
    if one is None or two is None or crude is None or one.estimate is None or two.estimate is None:
        return ""
    decimals = places(crude.lower, crude.upper, crude.n)
    values = {
        "first": first,
        "second": second,
        "one": locale.percentage(one.estimate, decimals),
        "two": locale.percentage(two.estimate, decimals),
        "points": locale.number(abs(in_percent(crude.estimate or 0.0)), decimals),
        "strata": report.strata,
        "stratum": report.stratum,
    }
    if (crude.estimate or 0.0) < 0:
        text = locale.say(
            "Taken all together, the share is {points} percentage points lower among {first} than among {second} "
            "({one} against {two} per cent). That figure does not compare like with like: the two groups are spread "
            "differently over the {strata}, and the {strata} have very different shares. It must not be read as a "
            "difference in how {first} and {second} are treated.",
            **values,
        )
    else:
        text = locale.say(
            "Taken all together, the share is {points} percentage points higher among {first} than among {second} "
            "({one} against {two} per cent). That figure does not compare like with like: the two groups are spread "
            "differently over the {strata}, and the {strata} have very different shares. It must not be read as a "
            "difference in how {first} and {second} are treated.",
            **values,
        )
    return text


def _uneven(report: Report, found: Comparison) -> bool:
    row = found.homogeneity
    return row is not None and row.p_value is not None and row.p_value < 1 - report.review.confidence


def _uneven_words(report: Report) -> str:
    return report.locale.say(
        "The difference is not the same in all {strata}: they vary more than chance explains. One common figure "
        "therefore hides that they are unlike.",
        strata=report.strata,
    )


def _many(report: Report, breakdown: str, usable: list[Comparison]) -> tuple[tuple[Inline, ...], ...]:
    locale, (first, second) = report.locale, names(report, breakdown)
    signs = [comparison for comparison in usable if comparison.verdict is not Verdict.NONE_SHOWN]
    count = len(usable)
    if not signs:
        text = locale.say_many(
            "between {first} and {second} on the one comparison that can be made.",
            "between {first} and {second} on any of the {count} comparisons that can be made.",
            count,
            first=first,
            second=second,
        )
        return (
            (Strong(locale.say("No difference shown")), " ", text, " ", _not_equal(report)),
            *_uneven_paragraph(report, usable),
        )
    minus = locale.say("Differences are {first} minus {second}.", first=first, second=second)
    listed = "; ".join(_sign(report, comparison) for comparison in signs)
    return (
        (Strong(_sign_title(report, breakdown, len(signs))), f" {listed}. {minus}"),
        (_by_chance(report, count, len(signs)),),
        *_uneven_paragraph(report, usable),
    )


def _sign_title(report: Report, breakdown: str, signs: int) -> str:
    first, second = names(report, breakdown)
    return report.locale.say_many(
        "Sign of a difference between {first} and {second} on one point.",
        "Signs of a difference between {first} and {second} on {count} points.",
        signs,
        first=first,
        second=second,
    )


def _by_chance(report: Report, count: int, signs: int) -> str:
    """Say how many such signs chance gives, so that none is taken for a difference."""
    locale = report.locale
    expected = count * (1 - report.review.confidence)
    if expected < 1:
        text = locale.say_many(
            "We made {count} comparison.",
            "We made {count} comparisons, and the more one makes, the easier one of them gives such a sign by chance "
            "alone. No difference is therefore established.",
            count,
        )
    else:
        text = locale.say(
            "We made {count} comparisons. Of so many, about {expected} can be expected to give such a sign by chance "
            "alone, even where there is no difference at all. No difference is therefore established.",
            count=locale.number(count),
            expected=locale.number(expected),
        )
    rest = locale.say("On the others no difference is shown, which does not mean that there is none.")
    return f"{text} {rest}" if signs < count else text


def brief(report: Report, breakdown: str, found: list[Comparison]) -> tuple[Inline, ...]:
    """Say the conclusion in a sentence or two, for the summary."""
    usable = [comparison for comparison in found if comparison.usable]
    signs = [comparison for comparison in usable if comparison.verdict is not Verdict.NONE_SHOWN]
    if report.small or not signs or len(usable) < 2:
        return conclusion(report, breakdown, found)[0]
    title = _sign_title(report, breakdown, len(signs))
    return Strong(title), " ", _by_chance(report, len(usable), len(signs))


def _not_equal(report: Report) -> str:
    return report.locale.say("That does not mean that there is none: only that this material does not show it.")


def _sign(report: Report, comparison: Comparison) -> str:
    locale, row = report.locale, comparison.within
    assert row is not None
    return locale.say(
        "{statement}: {difference} percentage points (uncertainty {span})",
        statement=label(report, comparison),
        difference=locale.signed(in_percent(row.estimate or 0.0), places(row.lower, row.upper, row.n)),
        span=locale.span(row.lower or 0.0, row.upper or 0.0, places(row.lower, row.upper, row.n)),
    )


def _uneven_paragraph(report: Report, usable: list[Comparison]) -> tuple[tuple[Inline, ...], ...]:
    uneven = [label(report, comparison) for comparison in usable if _uneven(report, comparison)]
    if not uneven:
        return ()
    text = report.locale.say(
        "The difference varies between {strata} more than chance usually makes it, on: {statements}. With many "
        "comparisons some of this is chance too.",
        strata=report.strata,
        statements="; ".join(uneven),
    )
    return ((text,),)
