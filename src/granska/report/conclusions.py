"""What the comparison of two groups shows, in words: no more than intervals and tests say, and why."""

from granska.report.blocks import Inline, Strong
from granska.report.clauses import unsure
from granska.report.comparisons import Comparison, Verdict, differences_by_stratum, label, names, places
from granska.report.context import Report
from granska.report.detection import could_be_found
from granska.report.differences import established, in_short, left_out_comparisons, several, uneven, written
from granska.report.findings import answers_the_review
from granska.report.locale import MINUS, lower_first
from granska.report.published import CASES
from granska.report.sentences import joined
from granska.report.tables import share_cell
from granska.review.model import UNKNOWN_GROUP

CONFOUNDED = 0.03  # how far the difference of all may lie from the one within strata before the report says why


def conclusion(
    report: Report, breakdown: str, found: list[Comparison], where: str = ""
) -> tuple[tuple[Inline, ...], ...]:
    """Say what the comparisons of a breakdown show together: one run of words a paragraph.

    `where` is that of `could_be_found`.
    """
    usable = [comparison for comparison in found if comparison.usable]
    if report.small:
        return (_too_small(report, breakdown, found, in_full=True, where=where),)
    if not usable:
        return (_no_basis(report, breakdown, found),)
    if len(usable) == 1:
        return _single(report, breakdown, usable[0], found)
    return several(report, breakdown, found)


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
    if any(one.verdict is Verdict.HIDDEN for one in found):
        text = say("Its figures are left out, to protect individuals.")
        return Strong(say("The comparison is not shown.")), " ", text
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


def _too_small(
    report: Report, breakdown: str, found: list[Comparison], in_full: bool, where: str = ""
) -> tuple[Inline, ...]:
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
        could_be_found(report, breakdown, found, told=(one, two), where=where) if in_full else "",
        say("We therefore count each group and draw no conclusion about differences."),
    )
    return Strong(say("No comparison is made.")), " ", reason


def _single(
    report: Report, breakdown: str, found: Comparison, every: list[Comparison]
) -> tuple[tuple[Inline, ...], ...]:
    """Tell the one comparison that can be told, and of several which one it is."""
    which = ""
    if len(every) > 1:
        which = report.locale.say("What is compared: {statement}.", statement=lower_first(label(report, found)))
    words = joined(_within(report, breakdown, found), which, established(report, found))
    paragraphs: list[tuple[Inline, ...]] = [(*_lead(report, found), " ", words)]
    if others := left_out_comparisons(report, every):
        paragraphs.append((others,))
    crude = found.crude
    if crude and crude.interval and crude.excludes_zero and found.verdict is Verdict.NONE_SHOWN:
        paragraphs.append((_not_alike(report, breakdown, found),))
    if uneven(report, found):
        paragraphs.append((joined(_uneven_words(report), _farthest(report, breakdown, found)),))
    return tuple(paragraphs)


def _lead(report: Report, found: Comparison) -> tuple[Inline, ...]:
    say, one = report.locale.say, report.stratum
    none_shown = say("No difference shown within the same {stratum}.", stratum=one)
    if uneven(report, found):
        # strata may differ in opposite directions
        none_shown = say("No average difference shown within the same {stratum}.", stratum=one)
    lead = {
        Verdict.NONE_SHOWN: none_shown,
        Verdict.SIGN: say("Sign of a difference within the same {stratum}.", stratum=one),
        Verdict.SHOWN: say("A difference is shown within the same {stratum}.", stratum=one),
    }[found.verdict]
    return (Strong(lead),)


def _within(report: Report, breakdown: str, found: Comparison) -> str:
    first, second = names(report, breakdown)
    difference, span = written(report, found.within)
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


def _not_alike(report: Report, breakdown: str, found: Comparison) -> str:
    """Explain a difference of the whole that is not there within strata, where they lie far enough apart."""
    locale, (first, second) = report.locale, names(report, breakdown)
    crude, within = found.crude, found.within
    assert crude is not None
    assert crude.interval is not None
    assert within is not None
    assert within.interval is not None
    difference, span = written(report, crude)
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
        "statement": report.statement(found.question),
        "first": first,
        "second": second,
        "one": share_cell(locale, found.first, digits),
        "two": share_cell(locale, found.second, digits),
        "points": difference.lstrip(f"+{MINUS}"),
        "strata": report.strata,
    }
    if crude.interval.value < 0:
        text = locale.say(
            "{statement}: overall, the share is {points} percentage points lower among {first} than among {second} "
            "({one} against {two} per cent). That figure does not compare like with like: the two groups are spread "
            "differently over the {strata}, and the {strata} have very different shares. It must not be read as a "
            "difference in how {first} and {second} are treated.",
            **values,
        )
    else:
        text = locale.say(
            "{statement}: overall, the share is {points} percentage points higher among {first} than among {second} "
            "({one} against {two} per cent). That figure does not compare like with like: the two groups are spread "
            "differently over the {strata}, and the {strata} have very different shares. It must not be read as a "
            "difference in how {first} and {second} are treated.",
            **values,
        )
    return text


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
    difference, span = written(report, row)
    return report.locale.say(
        "The difference is largest in {stratum} {name}: {difference} percentage points ({first} minus {second}; "
        "{unsure} {span}, allowing for {count} {strata} being compared).",
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


def brief(report: Report, breakdown: str, found: list[Comparison]) -> tuple[tuple[Inline, ...], ...]:
    """Say the conclusion for the summary, in short: what stands among the findings already is not said again."""
    if report.small:
        return (_too_small(report, breakdown, found, in_full=False),)
    paragraphs = conclusion(report, breakdown, found)
    if answers_the_review(report, found):
        return paragraphs[1:] or paragraphs
    return in_short(report, breakdown, found) or paragraphs
