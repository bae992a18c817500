"""Many comparisons of two groups in a few sentences: where there are differences, signs of them, and neither."""

from collections.abc import Iterator, Sequence

from granska.report.blocks import Inline, Strong
from granska.report.clauses import answered, unsure
from granska.report.comparisons import Comparison, Verdict, difference_words, names, places
from granska.report.context import Report
from granska.report.locale import lower_first
from granska.report.published import Estimate
from granska.report.sentences import joined


def several(report: Report, breakdown: str, found: Sequence[Comparison]) -> tuple[tuple[Inline, ...], ...]:
    """Say what many comparisons show together, of which at least one can be told: a run of words a paragraph."""
    usable = [one for one in found if one.usable]
    if any(one.verdict is not Verdict.NONE_SHOWN for one in usable):
        paragraphs = list(_differences(report, breakdown, usable, in_full=True))
    else:
        paragraphs = [_none_shown(report, breakdown, len(usable))]
    paragraphs += [
        (words,) for words in (left_out_comparisons(report, found), _varying(report, breakdown, usable)) if words
    ]
    return tuple(paragraphs)


def in_short(report: Report, breakdown: str, found: Sequence[Comparison]) -> tuple[tuple[Inline, ...], ...]:
    """Say the same for a summary, where signs are named without their sizes; nothing of a single comparison."""
    usable = [one for one in found if one.usable]
    if len(usable) < 2:
        return ()
    if any(one.verdict is not Verdict.NONE_SHOWN for one in usable):
        return tuple(_differences(report, breakdown, usable, in_full=False))
    return (_none_shown(report, breakdown, len(usable)),)


def written(report: Report, row: Estimate | None) -> tuple[str, str]:
    """Write a difference that is shown, and its limits."""
    assert row is not None
    assert row.interval is not None
    return difference_words(report.locale, row.interval, places(row.interval, row.n))


def _none_shown(report: Report, breakdown: str, count: int) -> tuple[Inline, ...]:
    say, (first, second) = report.locale.say, names(report, breakdown)
    text = say(
        "between {first} and {second} in any of the {count} comparisons that can be made.",
        count=report.locale.words(count),
        first=first,
        second=second,
    )
    caveat = say("That does not mean that there is none: only that this material does not show it.")
    return Strong(say("No difference is shown")), " ", text, " ", caveat


def _differences(
    report: Report, breakdown: str, usable: Sequence[Comparison], in_full: bool
) -> Iterator[tuple[Inline, ...]]:
    """Say where there are differences, and where there are signs of them; in short, signs are named without sizes."""
    shown, signs, others = (
        [one for one in usable if one.verdict is verdict]
        for verdict in (Verdict.SHOWN, Verdict.SIGN, Verdict.NONE_SHOWN)
    )
    if shown:
        yield _shown(report, breakdown, shown)
    if signs:
        yield _signs(report, breakdown, signs, in_full, more=bool(shown))
    if others:
        yield (
            report.locale.say_many(
                "In the other comparison no difference is shown, which does not mean that there is none.",
                "In the other {count} comparisons no difference is shown, which does not mean that there is none.",
                len(others),
            ),
        )


def _shown(report: Report, breakdown: str, part: Sequence[Comparison]) -> tuple[Inline, ...]:
    first, second = names(report, breakdown)
    title = report.locale.say_many(
        "A difference between {first} and {second} is shown in one comparison:",
        "Differences between {first} and {second} are shown in {comparisons} comparisons:",
        len(part),
        comparisons=report.locale.words(len(part)),
        first=first,
        second=second,
    )
    listed = f"{'; '.join(_listed(report, part))}."
    return Strong(title), " ", joined(listed, _order(report, breakdown), established(report, *part))


def _signs(report: Report, breakdown: str, part: Sequence[Comparison], in_full: bool, more: bool) -> tuple[Inline, ...]:
    """Say first that nothing is established, or nothing more, then where there are signs and why they are no more."""
    say, (first, second) = report.locale.say, names(report, breakdown)
    if more:
        title = say("No other difference between {first} and {second} is established.", first=first, second=second)
    else:
        title = say("No difference between {first} and {second} is established.", first=first, second=second)
    listed = report.locale.say_many(
        "There is a sign of one in one comparison: {list}.",
        "There are signs of one in {comparisons} comparisons: {list}.",
        len(part),
        comparisons=report.locale.words(len(part)),
        list="; ".join(_listed(report, part) if in_full else (_statement(report, one) for one in part)),
    )
    order = _order(report, breakdown) if in_full else ""
    return Strong(title), " ", joined(listed, order, _allowed_for(report, part))


def _order(report: Report, breakdown: str) -> str:
    first, second = names(report, breakdown)
    return report.locale.say("The difference is {first} minus {second}.", first=first, second=second)


def _allowed_for(report: Report, part: Sequence[Comparison]) -> str:
    """Say that signs do not stand when the other comparisons of their families are allowed for."""
    sizes = {one.together for one in part}
    if sizes == {1}:
        return ""
    if len(sizes) > 1:
        return report.locale.say(
            "None of them stands when the number of comparisons in each family is allowed for: the more there are, the "
            "more often chance alone gives such a sign."
        )
    return report.locale.say_many(
        "It does not stand when {family} comparisons are allowed for: the more there are, the more often chance "
        "alone gives such a sign.",
        "None of them stands when {family} comparisons are allowed for: the more there are, the more often chance "
        "alone gives such a sign.",
        len(part),
        family=report.locale.words(max(sizes)),
    )


def _listed(report: Report, part: Sequence[Comparison]) -> Iterator[str]:
    """Write the differences of a list: with a decimal, where it is known, if any of them needs one."""
    shown = [(one, one.within, one.within.interval) for one in part if one.within and one.within.interval]
    fine = any(places(interval, row.n) for _, row, interval in shown)
    for place, (one, row, interval) in enumerate(shown):
        difference, span = difference_words(report.locale, interval, row.places if fine else 0)
        values = {"statement": _statement(report, one), "difference": difference, "span": span}
        if place:
            yield report.locale.say("{statement}, {difference} ({span})", **values)
        else:
            # the unit, and what the limits are, is said once
            yield report.locale.say(
                "{statement}, {difference} percentage points ({unsure} {span})", unsure=unsure(report), **values
            )


def _statement(report: Report, one: Comparison) -> str:
    """State what is compared as it stands inside a sentence."""
    if one.question.type == "category":
        return lower_first(answered(report, one.question, one.level))
    return lower_first(report.statement(one.question))


def established(report: Report, *part: Comparison) -> str:
    """Say whether differences stand when the other comparisons of their families are allowed for."""
    say, sizes = report.locale.say, {one.together for one in part}
    shown, sign = part[0].verdict is Verdict.SHOWN, part[0].verdict is Verdict.SIGN
    if not shown and not sign:
        return ""
    if sizes == {1}:
        return say("No difference is established.") if sign else ""
    count = report.locale.words(max(sizes))
    if shown and len(sizes) > 1:
        return say("That holds also when the number of comparisons in each family is allowed for.")
    if shown:
        return say("That holds also when {count} comparisons are allowed for.", count=count)
    return say(
        "When allowance is made for the {count} comparisons, no difference is established: the more there are, the "
        "more often chance alone gives such a sign.",
        count=count,
    )


def left_out_comparisons(report: Report, found: Sequence[Comparison]) -> str:
    """Say how many comparisons rest on too few answers, and how many are hidden."""
    verdicts, say_many = [one.verdict for one in found], report.locale.say_many
    few, hidden = verdicts.count(Verdict.TOO_FEW), verdicts.count(Verdict.HIDDEN)
    return joined(
        say_many(
            "In one comparison there are too few answers.",
            "In {comparisons} comparisons there are too few answers.",
            few,
            comparisons=report.locale.words(few),
        )
        if few
        else "",
        say_many(
            "In one comparison nothing is shown, to protect individuals.",
            "In {comparisons} comparisons nothing is shown, to protect individuals.",
            hidden,
            comparisons=report.locale.words(hidden),
        )
        if hidden
        else "",
    )


def uneven(report: Report, found: Comparison) -> bool:
    """Whether the strata differ in how the groups differ, more than chance explains."""
    row = found.homogeneity
    return row is not None and row.p_adjusted is not None and row.p_adjusted < report.alpha


def _varying(report: Report, breakdown: str, usable: Sequence[Comparison]) -> str:
    """Name the comparisons whose difference is not the same in all strata."""
    varying = [_statement(report, one) for one in usable if uneven(report, one)]
    if not varying:
        return ""
    first, second = names(report, breakdown)
    return report.locale.say_many(
        "In one comparison the difference between {first} and {second} is not the same in all {strata}: it varies more "
        "than chance explains (measured as an odds ratio). It is: {statements}.",
        "In {comparisons} comparisons the difference between {first} and {second} is not the same in all {strata}: it "
        "varies more than chance explains (measured as an odds ratio). They are: {statements}.",
        len(varying),
        comparisons=report.locale.words(len(varying)),
        first=first,
        second=second,
        strata=report.strata,
        statements="; ".join(varying),
    )
