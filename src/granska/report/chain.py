"""A chain of counts, each a part of the one before it: how many there were, and what share went on."""

from dataclasses import dataclass
from functools import partial

from granska.report.axes import hatch
from granska.report.blocks import Block, Heading, Paragraph, Section, Strong
from granska.report.canvas import FIRST, INK, MUTED, Canvas
from granska.report.charts import LINE, Frame, wrap
from granska.report.context import Report
from granska.report.figures import WIDE, Figure
from granska.report.locale import upper_first
from granska.report.parts import symbols, table_details
from granska.report.published import ALL, COUNT, HIDDEN, STRATUM, Estimate
from granska.report.sentences import joined
from granska.report.tables import Column, Table, answers_cell, interval_cell, share_cell
from granska.report.tabulate import interval_head, titled_table
from granska.review.codebook import Question
from granska.review.register import Chain

BAR, BETWEEN, UNDER = 26, 44, 12


@dataclass(frozen=True)
class Link:
    """One step of a chain.

    Parameters
    ----------
    name : str
        What is counted.
    count : int or None
        How many; none where it is not shown.
    number : str
        The count, or the symbol that stands for it.
    share : str
        The share of the step before it with its interval, in words; blank for the first.
    """

    name: str
    count: int | None
    number: str
    share: str


def chains(report: Report) -> Section:
    """Show each chain of the register: a picture and a table; nothing where there is none."""
    settings = report.review.counting.chains
    if not settings:
        return Section()
    blocks: list[Block] = []
    for place, chain in enumerate(settings, start=1):
        asked = [report.codebook[name] for name in chain.questions]
        blocks.append(Heading(2, report.text(chain.title), f"sec-chain-{place}"))
        blocks.append(
            Paragraph(
                report.locale.say(
                    "Each step is counted out of the one before it: the denominator changes from step to step. The "
                    "shares are those of one year, and what ends in the year may have begun in the one before."
                )
            )
        )
        blocks.append(_figure(report, chain, asked, place))
        blocks.append(table_details(report, _table(report, chain, asked, place)))
    return Section(tuple(blocks))


def _whole(report: Report, question: Question) -> Estimate | None:
    return report.published.find(question.name, measure=COUNT, breakdown=ALL, group=ALL)


def links(report: Report, asked: list[Question]) -> list[Link]:
    """Gather the steps of a chain for the whole, in the last year."""
    found: list[Link] = []
    for question in asked:
        row = _whole(report, question)
        shown = row.x if row and row.shown else None
        number = report.locale.number(shown) if shown is not None else row.symbol if row else ".."
        found.append(Link(report.statement(question), shown, number, _share(report, question, found)))
    return found


def _share(report: Report, question: Question, before: list[Link]) -> str:
    if not before:
        return ""
    row = report.whole(question, "yes")
    if row is None or not row.interval or row.percent is None:
        return row.symbol if row else ".."
    span = report.locale.span(row.interval.percent_lower, row.interval.percent_upper)
    return report.locale.say("{share} of these ({span})", share=report.locale.percent(row.percent), span=span)


def _figure(report: Report, chain: Chain, asked: list[Question], place: int) -> Figure:
    say, found = report.locale.say, links(report, asked)
    title = _title(report, chain, found)
    steps = "; ".join(
        say("{name}: {number}", name=link.name, number=link.number) + (f", {link.share}" if link.share else "")
        for link in found
    )
    hidden = [link.number for link in found if link.count is None]
    alt = joined(say("Bars one below another, each a part of the one above it."), title, f"{steps}.")
    what = say("Number and share of the step before, with {level} interval.", level=report.confidence)
    return report.studio.wide(
        f"chain-{place}",
        partial(draw, found=found, frame=report.frame),
        alt,
        (
            Strong(title),
            " ",
            joined(what, say("{when}.", when=report.when()), symbols(report, hidden) if hidden else ""),
        ),
    )


def _title(report: Report, chain: Chain, found: list[Link]) -> str:
    first, last = found[0], found[-1]
    if not first.count or last.count is None:
        return report.locale.say("{title}.", title=report.text(chain.title))
    return report.locale.say(
        "{title}: of a hundred at the start, {last} reach the end.",
        title=report.text(chain.title),
        last=report.locale.number(100 * last.count / first.count),
    )


def draw(name: str, width: float, *, found: list[Link], frame: Frame) -> Canvas:
    """Draw a chain as bars one below another, with the share that went on between them.

    Parameters
    ----------
    name, width, frame
        As of `charts.dots`.
    found : list of Link
        The steps.
    """
    wide = width == WIDE
    labels = [wrap(link.name, 70 if wide else 34) for link in found]
    heights = [LINE * len(lines) + UNDER + BAR for lines in labels]
    canvas = Canvas(name, width, sum(heights) + BETWEEN * (len(found) - 1) + 12 + frame.foot)
    room = width - (90 if wide else 70)
    most = max((link.count or 0 for link in found), default=0) or 1
    y = 14.0
    for place, (link, lines, height) in enumerate(zip(found, labels, heights, strict=True)):
        if place:
            canvas.line((10, y - BETWEEN - 2), (10, y - 20), MUTED, 1.6)
            canvas.path([(5, y - 27), (10, y - 19), (15, y - 27)], MUTED, 1.6)
            canvas.text(24, y - BETWEEN / 2 - 7, link.share, 14, INK, bold=True)
        for number, line in enumerate(lines):
            canvas.text(0, y + number * LINE, line, 14)
        top = y + LINE * (len(lines) - 1) + 8
        if link.count is None:
            if link.number == HIDDEN:
                hatch(canvas, 0, top, room, BAR)
            canvas.text(room + 8, top + 18, link.number, 15, bold=True)
        else:
            length = room * link.count / most
            canvas.rectangle(0, top, max(length, 1), BAR, FIRST)
            canvas.text(length + 8, top + 18, link.number, 15, bold=True)
        y += height + BETWEEN
    frame.sign(canvas)
    return canvas


def _table(report: Report, chain: Chain, asked: list[Question], place: int) -> Table:
    """Tabulate the shares of a chain for the whole, each group, and the areas that the text answers for."""
    say, locale = report.locale.say, report.locale
    whole = [(say("All"), ALL, ALL)]
    groups = [
        (upper_first(report.text(group.label)), name, key)
        for name, breakdown in report.review.breakdowns.items()
        for key, group in breakdown.groups.items()
    ]
    named = [(name, STRATUM, name) for name in report.review.counting.answers_for]
    rows = []
    for question in asked[1:]:
        for label, breakdown, group in (*whole, *groups, *named):
            row = report.whole(question, "yes") if breakdown == ALL else report.part(question, "yes", breakdown, group)
            if row is not None:
                rows.append(
                    (
                        report.statement(question),
                        label,
                        answers_cell(locale, row),
                        share_cell(locale, row),
                        interval_cell(locale, row),
                    )
                )
    columns = (
        Column(say("Step"), "left"),
        Column(say("Group"), "left"),
        Column(say("Number")),
        Column(say("Share, %")),
        Column(interval_head(report)),
    )
    caption = say("{title}: shares of the step before, {when}.", title=report.text(chain.title), when=report.when())
    return titled_table(report, f"chain-{place}", caption, columns, tuple(rows))
