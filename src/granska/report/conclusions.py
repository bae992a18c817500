"""What the comparison of two groups shows, in words: no more than the intervals say, and why."""

from granska.report.blocks import Inline, Strong
from granska.report.comparisons import Comparison, Verdict, difference_words, label, names, places
from granska.report.context import Report
from granska.report.locale import MINUS
from granska.report.published import CASES, Estimate
from granska.report.sentences import lower_first, unsure
from granska.report.tables import share_cell
from granska.review.model import UNKNOWN_GROUP

CONFOUNDED = 0.03  # how far the difference of all may lie from the one within strata before the report says why


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


def compared_cases(report: Report, breakdown: str) -> str:
    """Say how many cases of each group are compared, and how many are left out; nothing where that is not known."""
    locale, (first, second) = report.locale, names(report, breakdown)
    groups = (*(report.review.breakdowns[breakdown].compare or ()), UNKNOWN_GROUP)
    one, two, unknown = (_cases(report, breakdown, group) for group in groups)
    if not one or not two:
        return ""
    text = locale.say(
        "{one} {first} and {two} {second} are compared.",
        one=locale.number(one),
        two=locale.number(two),
        first=first,
        second=second,
    )
    if not unknown:
        return text
    values = {"case": report.text(report.review.case.one), "cases": report.cases}
    if breakdown == "gender":
        rest = locale.say_many(
            "{count} {case} without a known gender is left out.",
            "{count} {cases} without a known gender are left out.",
            unknown,
            **values,
        )
    else:
        rest = locale.say_many(
            "{count} {case} of no known group is left out.",
            "{count} {cases} of no known group are left out.",
            unknown,
            **values,
        )
    return f"{text} {rest}"


def _cases(report: Report, breakdown: str, group: str) -> int:
    row = report.published.denominator(CASES, breakdown, group)
    return (row.n or 0) if row else 0


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
        if (row := report.published.denominator(CASES, breakdown, group)) and row.n
    ]
    reason = say(
        "The review covers {n} {cases}: {groups}. So few could only reveal very large differences, and chance alone "
        "makes groups this small look different. We therefore count each group and draw no conclusion about "
        "differences.",
        n=report.locale.number(report.read),
        cases=report.cases,
        groups=report.locale.listed(sizes),
    )
    return Strong(say("No comparison is made.")), " ", reason


def _single(report: Report, breakdown: str, found: Comparison) -> tuple[tuple[Inline, ...], ...]:
    paragraphs = [(*_lead(report, found), " ", _within(report, breakdown, found))]
    crude = found.crude
    if crude and crude.interval and crude.excludes_zero and found.verdict is Verdict.NONE_SHOWN:
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
    first, second = names(report, breakdown)
    difference, span = _difference(report, found.within)
    return report.locale.say(
        "When {first} and {second} are compared within the same {stratum}, the average difference is {difference} "
        "percentage points ({unsure} {span}).",
        stratum=report.stratum,
        first=first,
        second=second,
        difference=difference,
        unsure=unsure(report),
        span=span,
    )


def _difference(report: Report, row: Estimate | None) -> tuple[str, str]:
    """Write a difference that is shown, and its limits."""
    assert row is not None
    assert row.interval is not None
    return difference_words(report.locale, row.interval, places(row.interval, row.n))


def _not_alike(report: Report, breakdown: str, found: Comparison) -> str:
    """Explain a difference of the whole that is not there within strata, where they lie far enough apart."""
    locale, (first, second) = report.locale, names(report, breakdown)
    crude, within = found.crude, found.within
    assert crude is not None
    assert crude.interval is not None
    assert within is not None
    assert within.interval is not None
    difference, span = _difference(report, crude)
    if abs(crude.interval.value - within.interval.value) < CONFOUNDED:
        return locale.say(
            "In all the material the difference is {points} percentage points ({unsure} {span}); within the "
            "same {stratum} it is not shown.",
            points=difference,
            unsure=unsure(report),
            span=span,
            stratum=report.stratum,
        )
    decimals = places(crude.interval, crude.n)
    values = {
        "first": first,
        "second": second,
        "one": share_cell(locale, found.first, decimals),
        "two": share_cell(locale, found.second, decimals),
        "points": difference.lstrip(f"+{MINUS}"),
        "strata": report.strata,
    }
    if crude.interval.value < 0:
        text = locale.say(
            "Overall, the share is {points} percentage points lower among {first} than among {second} "
            "({one} against {two} per cent). That figure does not compare like with like: the two groups are spread "
            "differently over the {strata}, and the {strata} have very different shares. It must not be read as a "
            "difference in how {first} and {second} are treated.",
            **values,
        )
    else:
        text = locale.say(
            "Overall, the share is {points} percentage points higher among {first} than among {second} "
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
        "The {strata} are not alike: the odds ratio between the groups varies more than chance explains. The average "
        "difference hides that.",
        strata=report.strata,
    )


def _many(report: Report, breakdown: str, usable: list[Comparison]) -> tuple[tuple[Inline, ...], ...]:
    locale, (first, second) = report.locale, names(report, breakdown)
    signs = [comparison for comparison in usable if comparison.verdict is not Verdict.NONE_SHOWN]
    count = len(usable)
    if not signs:
        text = locale.say(
            "between {first} and {second} on any of the {count} comparisons that can be made.",
            count=locale.number(count),
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
        text = locale.say(
            "We made {count} comparisons; the more are made, the likelier it is that one gives such a sign by chance "
            "alone. No difference is therefore established.",
            count=locale.number(count),
        )
    else:
        text = locale.say(
            "With {count} comparisons, about {expected} such signs are expected on average by chance alone, even if "
            "there is no difference at all. No difference is therefore established.",
            count=locale.number(count),
            expected=locale.number(expected, 1),
        )
    if signs == count:
        return text
    rest = locale.say_many(
        "On the other no difference is shown, which does not mean that there is none.",
        "On the others no difference is shown, which does not mean that there is none.",
        count - signs,
    )
    return f"{text} {rest}"


def brief(report: Report, breakdown: str, found: list[Comparison]) -> tuple[tuple[Inline, ...], ...]:
    """Say the conclusion for the summary: in short where there are many comparisons, in full where there is one."""
    usable = [comparison for comparison in found if comparison.usable]
    signs = [comparison for comparison in usable if comparison.verdict is not Verdict.NONE_SHOWN]
    paragraphs = conclusion(report, breakdown, found)
    if report.small or len(usable) < 2:
        return paragraphs
    if not signs:
        return paragraphs[:1]
    title = _sign_title(report, breakdown, len(signs))
    return ((Strong(title), " ", _by_chance(report, len(usable), len(signs))),)


def _not_equal(report: Report) -> str:
    return report.locale.say("That does not mean that there is none: only that this material does not show it.")


def _sign(report: Report, comparison: Comparison) -> str:
    difference, span = _difference(report, comparison.within)
    return report.locale.say(
        "{statement}: {difference} percentage points ({unsure} {span})",
        statement=label(report, comparison),
        difference=difference,
        unsure=unsure(report),
        span=span,
    )


def _uneven_paragraph(report: Report, usable: list[Comparison]) -> tuple[tuple[Inline, ...], ...]:
    uneven = [label(report, comparison) for comparison in usable if _uneven(report, comparison)]
    if not uneven:
        return ()
    text = report.locale.say(
        "The odds ratio varies between {strata} more than chance usually makes it, on: {statements}. With many "
        "comparisons some of this is chance too.",
        strata=report.strata,
        statements="; ".join(uneven),
    )
    return ((text,),)
