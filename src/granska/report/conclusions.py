"""What the comparison of two groups shows, in words: no more than intervals and tests say, and why."""

from collections.abc import Iterator

from granska.report.blocks import Inline, Strong
from granska.report.clauses import unsure
from granska.report.comparisons import (
    Comparison,
    Verdict,
    difference_words,
    differences_by_stratum,
    label,
    names,
    places,
)
from granska.report.context import Report
from granska.report.detection import could_be_found
from granska.report.locale import MINUS, lower_first
from granska.report.published import CASES, Estimate
from granska.report.sentences import joined
from granska.report.tables import decimals, share_cell
from granska.review.model import UNKNOWN_GROUP

CONFOUNDED = 0.03  # how far the difference of all may lie from the one within strata before the report says why


def conclusion(report: Report, breakdown: str, found: list[Comparison]) -> tuple[tuple[Inline, ...], ...]:
    """Say what the comparisons of a breakdown show together: one run of words a paragraph."""
    usable = [comparison for comparison in found if comparison.usable]
    if report.small:
        return (_too_small(report, breakdown, found),)
    if not usable:
        return (_no_basis(report, breakdown, found),)
    if len(usable) == 1:
        return _single(report, breakdown, usable[0])
    return _many(report, breakdown, usable)


def compared_cases(report: Report, breakdown: str) -> str:
    """Say how many cases of each group are compared, and how many are left out; nothing where that is not known."""
    locale, (first, second) = report.locale, names(report, breakdown)
    one, two, _ = _group_sizes(report, breakdown)
    if not one or not two:
        return ""
    text = locale.say(
        "{one} {first} and {two} {second} are compared.",
        one=locale.number(one),
        two=locale.number(two),
        first=first,
        second=second,
    )
    return joined(text, left_out(report, breakdown))


def left_out(report: Report, breakdown: str) -> str:
    """Say how many cases belong to neither group, since theirs is not known; nothing where there are none."""
    _, _, unknown = _group_sizes(report, breakdown)
    if not unknown:
        return ""
    values = {"case": report.text(report.review.case.one), "cases": report.cases}
    if breakdown == "gender":
        return report.locale.say_many(
            "{count} {case} without a known gender is left out.",
            "{count} {cases} without a known gender are left out.",
            unknown,
            **values,
        )
    return report.locale.say_many(
        "{count} {case} of no known group is left out.",
        "{count} {cases} of no known group are left out.",
        unknown,
        **values,
    )


def _group_sizes(report: Report, breakdown: str) -> tuple[int, int, int]:
    """Count the cases of the first group, of the second, and of none that is known."""
    first, second = report.review.breakdowns[breakdown].compare or ("", "")
    rows = [report.published.denominator(CASES, breakdown, group) for group in (first, second, UNKNOWN_GROUP)]
    one, two, unknown = ((row.n or 0) if row else 0 for row in rows)
    return one, two, unknown


def _no_basis(report: Report, breakdown: str, found: list[Comparison]) -> tuple[Inline, ...]:
    say, (first, second) = report.locale.say, names(report, breakdown)
    if any(one.within is not None and one.within.note == "apart" for one in found):
        text = say(
            "No {stratum} has answers for both {first} and {second}, so like cannot be compared with like.",
            stratum=report.stratum,
            first=first,
            second=second,
        )
        return Strong(say("No comparison is possible.")), " ", text
    text = say("On no question are there enough answers for both {first} and {second}.", first=first, second=second)
    return Strong(say("Too few to compare.")), " ", text


def _too_small(report: Report, breakdown: str, found: list[Comparison]) -> tuple[Inline, ...]:
    say = report.locale.say
    sizes = [
        say("{count} {group}", count=report.locale.number(row.n), group=lower_first(report.group(breakdown, group)))
        for group in report.groups(breakdown)
        if (row := report.published.denominator(CASES, breakdown, group)) and row.n
    ]
    one, two, _ = _group_sizes(report, breakdown)
    reason = joined(
        say(
            "The review covers {n} {cases}: {groups}. With so few, only very large differences can be seen.",
            n=report.locale.number(report.read),
            cases=report.cases,
            groups=report.locale.listed(sizes),
        ),
        could_be_found(report, breakdown, found, told=(one, two)),
        say("We therefore count each group and draw no conclusion about differences."),
    )
    return Strong(say("No comparison is made.")), " ", reason


def _single(report: Report, breakdown: str, found: Comparison) -> tuple[tuple[Inline, ...], ...]:
    paragraphs = [(*_lead(report, found), " ", joined(_within(report, breakdown, found), _established(report, found)))]
    crude = found.crude
    if crude and crude.interval and crude.excludes_zero and found.verdict is Verdict.NONE_SHOWN:
        paragraphs.append((_not_alike(report, breakdown, found),))
    if _uneven(report, found):
        paragraphs.append((joined(_uneven_words(report), _farthest(report, breakdown, found)),))
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
    if found.weighted or abs(crude.interval.value - within.interval.value) < CONFOUNDED:
        # what is weighted by the size of the strata can differ for that reason alone
        return locale.say(
            "Overall the difference is {points} percentage points ({unsure} {span}); within the same {stratum} it is "
            "not shown.",
            points=difference,
            unsure=unsure(report),
            span=span,
            stratum=report.stratum,
        )
    digits = places(crude.interval, crude.n)
    values = {
        "first": first,
        "second": second,
        "one": share_cell(locale, found.first, digits),
        "two": share_cell(locale, found.second, digits),
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
    return row is not None and row.p_adjusted is not None and row.p_adjusted < report.alpha


def _uneven_words(report: Report) -> str:
    return report.locale.say(
        "The difference between the groups is not the same in all {strata}: it varies more than chance explains "
        "(measured as an odds ratio). The average difference hides that.",
        strata=report.strata,
    )


def _farthest(report: Report, breakdown: str, found: Comparison) -> str:
    """Say in which stratum the groups differ most, where differences by stratum may be told and one leaves out zero."""
    rows = [row for row in differences_by_stratum(report, breakdown, found).values() if row.interval]
    apart = [row for row in rows if row.excludes_zero]
    if not apart:
        return ""
    row = max(apart, key=lambda row: abs(row.estimate or 0))
    first, second = names(report, breakdown)
    difference, span = _difference(report, row)
    return report.locale.say(
        "The difference is largest in {stratum} {name}: {difference} percentage points ({first} minus {second}; "
        "{unsure} {span} when it is allowed for that {count} {strata} are compared).",
        stratum=report.stratum,
        name=row.group,
        difference=difference,
        first=first,
        second=second,
        unsure=unsure(report),
        span=span,
        count=report.locale.words(len(rows)),
        strata=report.strata,
    )


def _many(report: Report, breakdown: str, usable: list[Comparison]) -> tuple[tuple[Inline, ...], ...]:
    locale, (first, second) = report.locale, names(report, breakdown)
    signs = [comparison for comparison in usable if comparison.verdict is not Verdict.NONE_SHOWN]
    count = len(usable)
    if not signs:
        text = locale.say(
            "between {first} and {second} on any of the {count} comparisons that can be made.",
            count=locale.words(count),
            first=first,
            second=second,
        )
        return (
            (Strong(locale.say("No difference shown")), " ", text, " ", _not_equal(report)),
            *_uneven_paragraph(report, breakdown, usable),
        )
    return (*_found(report, breakdown, usable, in_full=True), *_uneven_paragraph(report, breakdown, usable))


def _found(report: Report, breakdown: str, usable: list[Comparison], in_full: bool) -> Iterator[tuple[Inline, ...]]:
    """Say where there are differences and signs of them; in short, signs are counted and not listed."""
    signs = [comparison for comparison in usable if comparison.verdict is not Verdict.NONE_SHOWN]
    for verdict in (Verdict.SHOWN, Verdict.SIGN):
        if part := [comparison for comparison in signs if comparison.verdict is verdict]:
            points = f"{'; '.join(_listed(report, part))}." if in_full or verdict is Verdict.SHOWN else ""
            yield Strong(_title(report, breakdown, part)), " ", joined(points, _established(report, *part))
    first, second = names(report, breakdown)
    anything_listed = in_full or any(comparison.verdict is Verdict.SHOWN for comparison in signs)
    closing = joined(
        report.locale.say("Differences are {first} minus {second}.", first=first, second=second)
        if anything_listed
        else "",
        _rest(report, len(usable) - len(signs)),
    )
    if closing:
        yield (closing,)


def _rest(report: Report, others: int) -> str:
    if not others:
        return ""
    return report.locale.say_many(
        "On the other point no difference is shown, which does not mean that there is none.",
        "On the other points no difference is shown, which does not mean that there is none.",
        others,
    )


def _title(report: Report, breakdown: str, part: list[Comparison]) -> str:
    first, second = names(report, breakdown)
    if part[0].verdict is Verdict.SHOWN:
        return report.locale.say_many(
            "A difference between {first} and {second} is shown on one point.",
            "Differences between {first} and {second} are shown on {points} points.",
            len(part),
            points=report.locale.words(len(part)),
            first=first,
            second=second,
        )
    return report.locale.say_many(
        "Sign of a difference between {first} and {second} on one point.",
        "Signs of a difference between {first} and {second} on {points} points.",
        len(part),
        points=report.locale.words(len(part)),
        first=first,
        second=second,
    )


def _established(report: Report, *part: Comparison) -> str:
    """Say whether differences stand when the other comparisons of their families are allowed for."""
    say, sizes = report.locale.say, {one.together for one in part}
    if sizes == {1}:
        return say("No difference is established.") if part[0].verdict is Verdict.SIGN else ""
    count = report.locale.words(max(sizes))
    if part[0].verdict is Verdict.SHOWN:
        if len(sizes) > 1:
            return say("That holds also when the number of comparisons in each family is allowed for.")
        return say("That holds also when {count} comparisons are allowed for.", count=count)
    if part[0].verdict is not Verdict.SIGN:
        return ""
    if len(sizes) > 1:
        return say(
            "No difference is established there when the number of comparisons in each family is allowed for: the more "
            "there are, the more often chance alone gives such a sign."
        )
    return say(
        "No difference is established there when {count} comparisons are allowed for: the more there are, the more "
        "often chance alone gives such a sign.",
        count=count,
    )


def brief(report: Report, breakdown: str, found: list[Comparison]) -> tuple[tuple[Inline, ...], ...]:
    """Say the conclusion for the summary: in short where there are many comparisons, in full where there is one."""
    usable = [comparison for comparison in found if comparison.usable]
    signs = [comparison for comparison in usable if comparison.verdict is not Verdict.NONE_SHOWN]
    paragraphs = conclusion(report, breakdown, found)
    if report.small or len(usable) < 2:
        return paragraphs
    if not signs:
        return paragraphs[:1]
    return tuple(_found(report, breakdown, usable, in_full=False))


def _not_equal(report: Report) -> str:
    return report.locale.say("That does not mean that there is none: only that this material does not show it.")


def _listed(report: Report, part: list[Comparison]) -> Iterator[str]:
    """Write the differences of a list: with a decimal, where it is known, if any of them needs one."""
    shown = [(one, one.within, one.within.interval) for one in part if one.within and one.within.interval]
    fine = any(places(interval, row.n) for _, row, interval in shown)
    for one, row, interval in shown:
        difference, span = difference_words(report.locale, interval, decimals(row.n) if fine else 0)
        yield report.locale.say(
            "{statement}: {difference} percentage points ({unsure} {span})",
            statement=label(report, one),
            difference=difference,
            unsure=unsure(report),
            span=span,
        )


def _uneven_paragraph(report: Report, breakdown: str, usable: list[Comparison]) -> tuple[tuple[Inline, ...], ...]:
    uneven = [label(report, comparison) for comparison in usable if _uneven(report, comparison)]
    if not uneven:
        return ()
    first, second = names(report, breakdown)
    text = report.locale.say_many(
        "On one point the difference between {first} and {second} is not the same in all {strata}: it varies more than "
        "chance explains (measured as an odds ratio). {statements}.",
        "On {points} points the difference between {first} and {second} is not the same in all {strata}: it varies "
        "more than chance explains (measured as an odds ratio). {statements}.",
        len(uneven),
        points=report.locale.words(len(uneven)),
        first=first,
        second=second,
        strata=report.strata,
        statements="; ".join(uneven),
    )
    return ((text,),)
