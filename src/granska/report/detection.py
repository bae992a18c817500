"""How large a difference between two groups has to be for the review to find it, in words and in a table."""

from collections.abc import Iterator, Sequence

from granska.report.clauses import whom
from granska.report.comparisons import Comparison, names
from granska.report.context import Report
from granska.report.locale import THIN_SPACE, in_percent, upper_first
from granska.report.published import CASES, Estimate
from granska.report.sentences import joined
from granska.report.tables import Column, Table, base_cell, quantity
from granska.report.tabulate import asked, scope, titled_table

ALONE, IN_FAMILY = "alone", "in-family"


def percent(report: Report, share: float) -> str:
    """Write a share that was set and not found: a planning share, a level, a power."""
    return f"{_number(report, share)}{THIN_SPACE}%"


def _number(report: Report, share: float) -> str:
    return quantity(report.locale, in_percent(share))


def _row(one: Comparison, planned: float, among: str) -> Estimate | None:
    return next((row for method, row in one.detectable.items() if method.endswith(f"-{planned:g}-{among}")), None)


def allowed_for(report: Report, row: Estimate | None) -> int:
    """Say how many comparisons a row allows for: its level is that of one, divided by them."""
    if row is None or row.confidence is None or row.confidence >= 1:
        return 1
    return round(report.alpha / (1 - row.confidence))


def could_be_found(
    report: Report, breakdown: str, found: Sequence[Comparison], told: tuple[int, int] = (0, 0), where: str = ""
) -> str:
    """Say which shares in one group would be found to differ from a share in the other.

    The question is the one most answered; where there are several families, of those in the largest.

    Parameters
    ----------
    report : Report
        The report.
    breakdown : str
        Which groups.
    found : sequence of Comparison
        Their comparisons.
    told : tuple of int
        The sizes of the groups, if the reader has just met them: the same ones are not said again.
    where : str
        Where questions with fewer answers are tabulated: in this document, unless something else is said.

    Returns
    -------
    str
        A sentence or more; blank where it is not known.
    """
    planned = report.review.analysis.planning_shares[0]
    known = [one for one in found if (row := _row(one, planned, ALONE)) and row.shown and all(_sizes(one))]
    if not known:
        return ""
    together = [allowed_for(report, _row(one, planned, IN_FAMILY)) for one in known]
    most = max(together)
    in_largest = (one for one, size in zip(known, together, strict=True) if size == most)
    largest = max(in_largest, key=lambda one: sum(_sizes(one)))
    alone, family = _row(largest, planned, ALONE), _row(largest, planned, IN_FAMILY)
    assert alone is not None
    if report.small or most < 2 or (family and not family.shown):
        family = None
    # what is not found in one direction is said once, last, if it is not found in the family either
    once = _not_found(report, alone) if _not_found(report, alone) != _not_found(report, family) else ""
    fewer = any(sum(_sizes(one)) < sum(_sizes(largest)) for one in known)
    elsewhere = (where or report.locale.say("see the table of the smallest differences")) if fewer else ""
    return joined(
        _found_from(report, breakdown, planned, alone),
        once,
        _found_among_many(report, family, most, len(set(together)) > 1) if family else "",
        _not_found(report, family),
        _with_sizes(report, breakdown, largest, elsewhere, any(one.dark for one in found))
        if _sizes(largest) != told
        else _elsewhere(report, elsewhere),
    )


def _sizes(one: Comparison) -> tuple[int, int]:
    first, second = ((group.n or 0) if group else 0 for group in (one.first, one.second))
    return first, second


def _with_sizes(report: Report, breakdown: str, one: Comparison, where: str, some_hidden: bool) -> str:
    """Say how many of each group that holds for, and where to look for questions with fewer."""
    say, (first, second) = report.locale.say, names(report, breakdown)
    values = dict(zip(("one", "two"), map(report.locale.number, _sizes(one)), strict=True))
    values |= {"first": first, "second": second}
    if report.register:
        # a register counts reports and measures, not persons
        text = say(
            "This holds for {one} {cases} on {first} and {two} on {second}", cases=whom(report, one.question), **values
        )
    else:
        text = say("This holds for {one} {first} and {two} {second}", **values)
        if some_hidden and _fewer_than_read(report, breakdown, one):
            # the questions that were answered for all may be among the hidden ones
            text = say("{text} (“{statement}”)", text=text, statement=report.statement(one.question))
    if not where:
        return f"{text}."
    return say("{text}; where the numbers are smaller, differences have to be larger: {where}.", text=text, where=where)


def _fewer_than_read(report: Report, breakdown: str, one: Comparison) -> bool:
    """Whether a question was answered for others than all cases of its groups."""
    groups = report.review.breakdowns[breakdown].compare or ()
    read = [report.published.denominator(CASES, breakdown, group) for group in groups]
    return any(row and row.n and row.n != size for row, size in zip(read, _sizes(one), strict=True))


def _elsewhere(report: Report, where: str) -> str:
    if not where:
        return ""
    return report.locale.say("Where the numbers are smaller, differences have to be larger: {where}.", where=where)


def _found_from(report: Report, breakdown: str, planned: float, row: Estimate) -> str:
    say, (first, second) = report.locale.say, names(report, breakdown)
    values = {
        "planned": _number(report, planned),
        "power": _number(report, report.review.analysis.power),
        "first": first,
        "second": second,
    }
    if needed := _needed(report, row):
        return say(
            "Differences of this size could have been found: if the true share is {planned} per cent among {second}, "
            "it has to be {needed} per cent among {first} for the difference to be found with a probability of {power} "
            "per cent.",
            needed=needed,
            **values,
        )
    return say(
        "If the true share is {planned} per cent among {second}, no difference, however large, would be found with a "
        "probability of {power} per cent.",
        **values,
    )


def _found_among_many(report: Report, row: Estimate, together: int, several: bool) -> str:
    """Say what would be found when a family of comparisons is allowed for: the largest, where there are several."""
    say, count = report.locale.say, report.locale.words(together)
    when = (
        say("When the {count} comparisons of the largest family are allowed for", count=count)
        if several
        else say("When {count} comparisons are allowed for", count=count)
    )
    if needed := _needed(report, row):
        return say("{when}, it has to be {needed} per cent.", when=when, needed=needed)
    return say("{when}, no difference would be found, however large.", when=when)


def _needed(report: Report, row: Estimate) -> str:
    say, number = report.locale.say, report.locale.number
    low, high = row.percent_lower, row.percent_upper
    if low is None:
        return say("at least {high}", high=number(high)) if high is not None else ""
    if high is None:
        return say("at most {low}", low=number(low))
    return say("at least {high} or at most {low}", low=number(low), high=number(high))


def _not_found(report: Report, row: Estimate | None) -> str:
    """Say in which direction nothing would be found, where something would in the other."""
    if row is None or not _needed(report, row):
        return ""
    if row.percent_lower is None:
        return report.locale.say("A lower share would not be found to differ, however low.")
    if row.percent_upper is None:
        return report.locale.say("A higher share would not be found to differ, however high.")
    return ""


def detection_table(report: Report, breakdown: str, found: Sequence[Comparison]) -> Table | None:
    """Tabulate which shares would be found to differ on each question; nothing where that is not known."""
    say, locale = report.locale.say, report.locale
    # the answers to one question are compared between the same groups
    known = [
        one
        for one in found
        if one.level == one.question.levels[0] and any(row.shown for row in one.detectable.values())
    ]
    if not known:
        return None
    planning = report.review.analysis.planning_shares
    sizes = {allowed_for(report, _row(one, planning[0], IN_FAMILY)) for one in known}
    kinds = [ALONE] if sizes == {1} else [ALONE, IN_FAMILY]
    rows = tuple(
        (
            report.statement(one.question),
            base_cell(locale, one.first),
            base_cell(locale, one.second),
            *((locale.number(allowed_for(report, _row(one, planning[0], IN_FAMILY))),) if len(sizes) > 1 else ()),
            *(_limits(report, _row(one, planned, kind)) for planned in planning for kind in kinds),
        )
        for one in known
    )
    first, second = names(report, breakdown)
    columns = (
        asked(report),
        Column(upper_first(first)),
        Column(upper_first(second)),
        *((Column(say("Comparisons in the family")),) if len(sizes) > 1 else ()),
        *_heads(report, kinds, sizes),
    )
    caption = say(
        "{first} and {second}: the smallest differences that would be found. {scope}",
        first=upper_first(first),
        second=second,
        scope=scope(report),
    )
    return titled_table(report, f"detectable-{breakdown}", caption, columns, rows, _note(report, breakdown, known))


def _heads(report: Report, kinds: Sequence[str], sizes: set[int]) -> Iterator[Column]:
    say, count = report.locale.say, report.locale.number(max(sizes))
    for planned in report.review.analysis.planning_shares:
        share = percent(report, planned)
        for kind in kinds:
            if kind == ALONE:
                yield Column(say("From {percent}, one comparison", percent=share))
            elif len(sizes) > 1:
                yield Column(say("From {percent}, the whole family", percent=share))
            elif report.small:
                # nothing is compared
                yield Column(say("From {percent}, had {count} been compared", percent=share, count=count))
            else:
                yield Column(say("From {percent}, {count} comparisons", percent=share, count=count))


def _limits(report: Report, row: Estimate | None) -> str:
    if row is None or not row.shown:
        return row.symbol if row else ".."
    limits = (("≤", row.percent_lower), ("≥", row.percent_upper))
    found = [f"{sign}{report.locale.number(limit)}" for sign, limit in limits if limit is not None]
    return ", ".join(found) or report.locale.say("none")


def _note(report: Report, breakdown: str, known: Sequence[Comparison]) -> str:
    say, (first, second) = report.locale.say, names(report, breakdown)
    meaning = say(
        "From a true share among {second}: the shares among {first}, in per cent, whose difference from it would be "
        "found with a probability of {power} per cent (≤ at most, ≥ at least).",
        first=first,
        second=second,
        power=_number(report, report.review.analysis.power),
    )
    test = say(
        "Two-sided test at the {level} level, divided by the number of comparisons where they are allowed for; the "
        "groups taken as two simple samples.",
        level=percent(report, report.alpha),
    )
    rows = [row for one in known for row in one.detectable.values() if row.shown]
    kinds = {row.method.partition("-")[0] for row in rows}
    return joined(
        meaning,
        say("Where only one is given, no difference in the other direction would be found; none = in neither.")
        if any(None in (row.percent_lower, row.percent_upper) for row in rows)
        else "",
        test,
        say("The test is Boschloo's.") if "boschloo" in kinds else "",
        say("For large groups a normal approximation is used.") if "normal" in kinds else "",
    )
