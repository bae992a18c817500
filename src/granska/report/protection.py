"""What the section on method says of disclosure control: the rule, who decided it, what is hidden, how it was tried."""

from collections.abc import Iterator

from granska.report.context import Report
from granska.report.control import CellCounts
from granska.report.locale import upper_first
from granska.report.sentences import joined
from granska.report.tables import Column, Table


def protection_words(report: Report) -> Iterator[tuple[str, str]]:
    """Give the paragraphs on disclosure control, each with its lead.

    Parameters
    ----------
    report : Report
        The report.
    """
    say = report.locale.say
    yield say("Disclosure control."), joined(*_rule(report))
    yield say("Decisions on disclosure control."), joined(*_decisions(report))
    yield say("What is hidden."), joined(how_many(report), *_attacks(report))


def _rule(report: Report) -> Iterator[str]:
    say, locale, settings = report.locale.say, report.locale, report.review.disclosure
    least, most = 0 if settings.zeros_sensitive else 1, settings.threshold - 1
    if most < least:
        yield say("No count is hidden for being small.")
        return
    small = locale.number(least) if least == most else locale.span(least, most)
    yield say(
        "A count of {small} of a {stratum} or a group is hidden, and so is one that leaves {small} without the answer.",
        small=small,
        stratum=report.stratum,
    )
    if settings.rule == "upper_bound":
        yield say(
            "Where one is, others are hidden too, so that nobody can work it out from what is published: it then has "
            "several possible values, of which one is {threshold} or more, or as many as there can be.",
            threshold=locale.number(settings.threshold),
        )
    else:
        yield say(
            "Where one is, others are hidden too, so that nobody can work it out from what is published: it then has "
            "several possible values."
        )
    yield say(
        "Where a count is hidden, so are its share, its interval and its place in the chart, and every test and model "
        "that would tell of it."
    )
    if settings.smallest_base > 1:
        yield say("Fewer than {base} answers give no share.", base=locale.number(settings.smallest_base))
    if settings.rounding_base:
        yield say(
            "Counts of groups and {strata} are rounded to multiples of {base}.",
            strata=report.strata,
            base=locale.number(settings.rounding_base),
        )
    if report.review.breakdowns:
        yield say("Cases whose group is not known are a part of the whole, and are not shown by themselves.")
        if not report.review.public:
            yield say(
                "Groups within a single {stratum} are never shown: they are used for the comparison only.",
                stratum=report.stratum,
            )


def _decisions(report: Report) -> Iterator[str]:
    say, settings = report.locale.say, report.review.disclosure
    if settings.reason and settings.decided_by:
        reason = report.text(settings.reason).rstrip(" .")
        yield say("Decided by {who}: {reason}.", who=settings.decided_by.rstrip(" ."), reason=reason)
    elif report.review.synthetic:
        yield say("The data is invented, and protected as if it were real.")
    else:
        yield say("The data is public already; the same rules are used.")
    if settings.small_totals:
        yield say(
            "Shown for all together though the numbers are small, and therefore not by its parts: {list}.",
            list=_statements(report, settings.small_totals),
        )
    if settings.always_sensitive:
        yield say("Shown for all together only: {list}.", list=_statements(report, settings.always_sensitive))
    if settings.never_sensitive:
        yield say("Found to need no protection: {list}.", list=_statements(report, settings.never_sensitive))
    if settings.accept_pairs:
        yield say(
            "Where only two {strata} are hidden, each of them can work out the other. That is accepted.",
            strata=report.strata,
        )
    if settings.double_read == "shown" and report.review.readers:
        yield say("Small numbers among the cases that two read are shown.")
    if not settings.keep_margins:
        yield say("Totals may be hidden to protect a part of them.")


def _statements(report: Report, names: tuple[str, ...]) -> str:
    questions = (report.codebook[name] for name in names)
    return "; ".join(report.locale.say("“{text}”", text=report.statement(question)) for question in questions)


def how_many(report: Report) -> str:
    """Say how many counts of the strata and of the groups are shown, and how many are hidden and why."""
    say, control = report.locale.say, report.published.control
    if not control.strata.hidden + control.groups.hidden:
        return say("No count is hidden.")
    proven = say("Fewer could not be hidden.") if control.gap < 1 and control.strata.hidden else ""
    if control.gap >= 1:
        proven = say(
            "It is not proven that these are the fewest: there may be a choice that hides up to {count} fewer.",
            count=report.locale.number(control.gap),
        )
    withheld = ""
    if control.withheld_figures:
        withheld = report.locale.say_many(
            "{count} share of all together or of a group is left out, since no choice of hidden counts was enough.",
            "{count} shares of all together or of groups are left out, since no choice of hidden counts was enough.",
            control.withheld_figures,
        )
    return joined(
        _counted(report, control.strata, say("by {stratum}", stratum=report.stratum)),
        _counted(report, control.groups, say("by group")),
        proven,
        withheld,
    )


def _counted(report: Report, cells: CellCounts, where: str) -> str:
    total = cells.shown + cells.hidden
    if not total:
        return ""
    number = report.locale.number
    if not cells.hidden:
        return report.locale.say("All {total} counts {where} are shown.", total=number(total), where=where)
    return report.locale.say(
        "Of {total} counts {where}, {shown} are shown; {primary} are hidden because they are small, and "
        "{complementary} to protect those.",
        total=number(total),
        where=where,
        shown=number(cells.shown),
        primary=number(cells.primary),
        complementary=number(cells.complementary),
    )


def _attacks(report: Report) -> Iterator[str]:
    """Say who tried to work out what is hidden; a report of which someone could is never made."""
    say, audit = report.locale.say, report.published.control.audit
    if not audit.cells:
        return
    yield report.locale.say_many(
        "A separate part of the program has then tried to work out {count} hidden small count from all that is "
        "published.",
        "A separate part of the program has then tried to work out {count} hidden small counts from all that is "
        "published.",
        audit.cells,
    )
    strata = sum(name != "reader" for name in audit.attackers)
    if strata:
        yield say(
            "It tried as a reader, and as each of {count} {strata}, which know their own cases. None of them could.",
            count=report.locale.number(strata),
            strata=report.strata,
        )
    else:
        yield say("It tried as a reader, and could not.")


def control_table(report: Report) -> Table | None:
    """Tabulate how many counts are shown and hidden; nothing where none is hidden."""
    say, control = report.locale.say, report.published.control
    if not control.strata.hidden + control.groups.hidden:
        return None
    kinds = ((upper_first(report.strata), control.strata), (say("Groups"), control.groups))
    rows = tuple(
        (name, *map(report.locale.number, (cells.shown, cells.primary, cells.complementary)))
        for name, cells in kinds
        if cells.shown + cells.hidden
    )
    columns = (
        Column(say("Counts of"), "left"),
        Column(say("Shown, number")),
        Column(say("Hidden because small")),
        Column(say("Hidden to protect those")),
    )
    return Table("disclosure", say("Counts that are shown and hidden."), columns, rows)
