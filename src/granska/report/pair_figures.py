"""The figures that compare two groups, and how they are read."""

from collections.abc import Sequence
from functools import partial

from granska.report import comparisons, descriptions
from granska.report.blocks import Block, Paragraph, Strong
from granska.report.comparisons import Comparison
from granska.report.context import Report
from granska.report.figure_titles import pairs_title
from granska.report.figures import Figure
from granska.report.locale import lower_first, upper_first
from granska.report.pairs import Pair, difference_limit, pairs
from granska.report.parts import dashed, symbols
from granska.report.sentences import joined
from granska.report.tabulate import scope

MOST_PAIRS = 12  # comparisons in one figure: no more than two thirds of a page


def pair_figures(report: Report, breakdown: str, found: Sequence[Comparison]) -> tuple[Block, ...]:
    """Say how the figures of a breakdown are read, and draw them.

    Parameters
    ----------
    report : Report
        The report.
    breakdown : str
        Whose groups are compared.
    found : sequence of Comparison
        All that is compared, in the order of the codebook.
    """
    limit = difference_limit([_pair(report, one) for one in found])
    parts = shared_out(found)
    drawn = (_figure(report, breakdown, part, limit, k, len(parts)) for k, part in enumerate(parts))
    return _how_to_read(report, found), *drawn


def _how_to_read(report: Report, found: Sequence[Comparison]) -> Paragraph:
    say = report.locale.say
    words = say(
        "A line that crosses zero is consistent with no difference. The triangle marks the overall difference, however "
        "the groups are spread over the {strata}.",
        strata=report.strata,
    )
    lead = Strong(say("How to read the charts."))
    return Paragraph(lead, " ", joined(words, comparisons.deviation_note(report, found)))


def shared_out(found: Sequence[Comparison]) -> list[list[Comparison]]:
    """Share comparisons out over as few figures as hold them, each with whole areas and as even as they can be.

    An area that has too many for one figure has figures of its own.
    """
    areas: dict[str, list[Comparison]] = {}
    for one in found:
        areas.setdefault(one.question.area, []).append(one)
    pieces = [
        members[start : start + MOST_PAIRS]
        for members in areas.values()
        for start in range(0, len(members), MOST_PAIRS)
    ]
    fewest = len(_packed(pieces, MOST_PAIRS))
    return next(packed for most in range(1, MOST_PAIRS + 1) if len(packed := _packed(pieces, most)) == fewest)


def _packed(pieces: list[list[Comparison]], most: int) -> list[list[Comparison]]:
    packed: list[list[Comparison]] = []
    for piece in pieces:
        if packed and len(packed[-1]) + len(piece) <= most:
            packed[-1] = [*packed[-1], *piece]
        else:
            packed.append(piece)
    return packed


def _written(report: Report, one: Comparison) -> tuple[str, str]:
    shown = descriptions.interval_of(one.within)
    if one.within is None or shown is None:
        return "", ""
    return comparisons.difference_words(report.locale, shown, comparisons.places(shown, one.within.n))


def _pair(report: Report, one: Comparison) -> Pair:
    hidden = [row.symbol for row in (one.first, one.second) if row and not row.shown]
    return Pair(
        comparisons.label(report, one),
        descriptions.point_of(one.first),
        descriptions.point_of(one.second),
        descriptions.interval_of(one.within),
        one.crude.estimate if one.crude and one.crude.shown else None,
        _written(report, one),
        one.within.symbol if one.within else "..",
        # what is hidden goes before what cannot be calculated
        max(hidden, default=".."),
    )


def _figure(report: Report, breakdown: str, found: Sequence[Comparison], limit: int, place: int, parts: int) -> Figure:
    say = report.locale.say
    first, second = comparisons.names(report, breakdown)
    rows = [_pair(report, one) for one in found]
    title = pairs_title(report, breakdown, found)
    what = say(
        "Shares, and {first} minus {second} within the same {stratum} with {level} interval.",
        first=first,
        second=second,
        stratum=report.stratum,
        level=report.confidence,
    )
    if any(one.weighted for one in found):
        what = say(
            "Weighted shares, and {first} minus {second} within the same {stratum} with {level} interval.",
            first=first,
            second=second,
            stratum=report.stratum,
            level=report.confidence,
        )
    signs = say("Difference within the same {stratum}", stratum=report.stratum), say("Overall difference")
    more = symbols(report, [row.share_symbol for row in rows if None in (row.first, row.second)])
    more = more or symbols(report, [row.symbol for row in rows if row.difference is None])
    return report.studio.wide(
        f"compare-{dashed(breakdown)}" + (f"-{place + 1}" if place else ""),
        partial(
            pairs,
            rows=rows,
            groups=(upper_first(first), upper_first(second)),
            signs=signs,
            limit=limit,
            frame=report.frame,
        ),
        descriptions.of_pairs(report, title, rows, (first, second)),
        (
            Strong(title),
            " ",
            joined(
                what, descriptions.may_deviate(report), _areas(report, found) if parts > 1 else "", scope(report), more
            ),
        ),
    )


def _areas(report: Report, found: Sequence[Comparison]) -> str:
    """Name the areas that a figure covers, where there is more than one figure."""
    names = dict.fromkeys(report.text(report.review.areas[one.question.area]) for one in found)
    return f"{upper_first('; '.join(map(lower_first, names)))}."
