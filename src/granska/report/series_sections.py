"""The results of a series: what was found along the way, and what of it can be compared."""

from collections import Counter
from itertools import combinations

from granska.report import charts, descriptions
from granska.report.blocks import Block, Box, Bullets, Classed, Heading, Inline, Paragraph, Section, Strong
from granska.report.clauses import absent, bracket, clause
from granska.report.comparisons import difference_words
from granska.report.figures import Figure as Picture
from granska.report.findings import share_finding
from granska.report.parts import dashed, opened_table, symbols
from granska.report.published import HIDDEN
from granska.report.sentences import joined
from granska.report.series_chart import Stretch, along_the_way
from granska.report.series_context import Figure, Pair, SeriesReport
from granska.report.series_words import (
    OF_REVIEWS,
    aspect_words,
    how_questions_differ,
    how_reviews_differ,
    listed_aspects,
)
from granska.report.tables import Column, Table, answers_cell, interval_cell, legend, reliability_cell, share_cell
from granska.review.likeness import ASPECTS


def summary(series: SeriesReport) -> Section:
    """Say what the reviews found on the first indicator, and whether figures may be read against one another."""
    say = series.locale.say
    first = next(iter(series.series.indicators))
    keys = tuple(_key_figure(series, figure) for figure in series.figures(first).values() if _tellable(figure))
    blocks: list[Block] = [Heading(2, say("Main findings"), "sec-main")]
    if keys:
        lead = say("{indicator}, stage by stage. The other indicators follow below.", indicator=series.indicator(first))
        if len(series.series.indicators) == 1:
            lead = say("{indicator}, stage by stage.", indicator=series.indicator(first))
        blocks += [Paragraph(lead), Box("key-figures", keys)]
    blocks.append(Box("conclusion", tuple(Paragraph(*words) for words in conclusion(series))))
    return Section(tuple(blocks))


def _tellable(figure: Figure) -> bool:
    return figure.told is not None and figure.told.shown


def _key_figure(series: SeriesReport, figure: Figure) -> Block:
    found, shown = share_finding(figure.report, figure.question, figure.level), descriptions.interval_of(figure.row)
    words = (Strong(f"{figure.stage}."), " ", joined(found.title, found.text))
    picture: tuple[Block, ...] = ()
    if shown:
        alt = descriptions.of_interval(figure.report, shown)
        name = f"key-{figure.report.review.id}"
        picture = (series.studio.spark(name, lambda name: charts.spark(name, shown, series.frame), alt),)
    return Box("key-figure", (Paragraph(Classed(found.value, "value")), Paragraph(*words), *picture))


def conclusion(series: SeriesReport) -> list[tuple[Inline, ...]]:
    """Say how many of the pairs of figures can be compared, why the others cannot, and what would have to be done."""
    say, words = series.locale.say, series.locale.words
    unlike = [pair for pair in series.pairs if not pair.alike]
    alike = [pair for pair in series.pairs if pair.alike]
    told: list[tuple[Inline, ...]] = []
    if not alike:
        told.append(
            (
                Strong(say("Read each figure by itself.")),
                " ",
                say(
                    "The figures cannot be compared with one another. The series shows what each review found in its "
                    "own stage. It does not show whether things get better or worse along the way, or with the years."
                ),
            )
        )
    elif unlike:
        told.append(
            (
                Strong(say("Only some of the figures can be compared.")),
                " ",
                say(
                    "Of {all} pairs of figures, {count} are alike enough. The others show what each review found, and "
                    "not whether things get better or worse.",
                    all=words(len(series.pairs)),
                    count=words(len(alike)),
                ),
            )
        )
    else:
        told.append(
            (Strong(say("All figures can be compared.")), " ", say("The reviews asked the same in the same way."))
        )
    if shown := [pair for pair in alike if pair.difference]:
        told += [(compared_words(series, pair),) for pair in shown]
        told.append((many_words(series),))
    if unlike:
        told.append((_why_not(series, unlike),))
        told.append((_what_to_do(series, unlike),))
    return told


def _why_not(series: SeriesReport, unlike: list[Pair]) -> str:
    """Count in how many pairs each thing differs."""
    say, number = series.locale.say, series.locale.number
    counts = Counter(aspect for pair in unlike for aspect in pair.unlike)
    parts = [
        say("{what} ({count})", what=aspect_words(series, aspect), count=number(counts[aspect]))
        for aspect in ASPECTS
        if counts[aspect]
    ]
    return say(
        "What differs, and in how many of the {count} pairs: {list}. A higher figure may come from any of these.",
        count=number(len(unlike)),
        list=series.locale.listed(parts),
    )


def _what_to_do(series: SeriesReport, unlike: list[Pair]) -> str:
    """Name the indicators whose question is alike already, and say what a next review would need."""
    say = series.locale.say
    same = [pair for pair in unlike if set(pair.unlike) <= set(OF_REVIEWS)]
    listed = series.locale.listed(
        say(
            "“{indicator}” ({one} and {two})",
            indicator=series.indicator(pair.indicator),
            one=series.stages[pair.versus],
            two=series.stages[pair.review],
        )
        for pair in same
    )
    already = say("The question is already asked in the same way for {list}.", list=listed) if same else ""
    need = say(
        "For change to be seen, a review has to be done again: the same questions, of the same kind of cases, in the "
        "same {strata}.",
        strata=next(iter(series.reports.values())).strata,
    )
    return joined(already, need)


def compared_words(series: SeriesReport, pair: Pair) -> str:
    """Say what a comparison shows: no more than its interval."""
    say, shown = series.locale.say, pair.difference
    assert shown is not None
    value, span = difference_words(series.locale, shown, 0)
    values = {
        "indicator": series.indicator(pair.indicator),
        "one": series.stages[pair.versus],
        "two": series.stages[pair.review],
        "signed": value,
        "span": span,
    }
    if shown.lower > 0:
        return say(
            "{indicator}: there is a sign that the share is higher in {two} than in {one}. The difference is {signed} "
            "percentage points (uncertainty {span}).",
            **values,
        )
    if shown.upper < 0:
        return say(
            "{indicator}: there is a sign that the share is lower in {two} than in {one}. The difference is {signed} "
            "percentage points (uncertainty {span}).",
            **values,
        )
    return say(
        "{indicator}: no difference is shown between {one} and {two}. The difference is {signed} percentage points "
        "(uncertainty {span}).",
        **values,
    )


def many_words(series: SeriesReport) -> str:
    """Say what many comparisons do to a sign of a difference."""
    count = sum(pair.difference is not None for pair in series.pairs)
    if count < 2:
        return series.locale.say("The figures are from different samples, and nothing has been tested.")
    return series.locale.say(
        "{count} comparisons are made, and none is tested: the more there are, the more often chance alone gives a "
        "sign.",
        count=f"{series.locale.words(count)[0].upper()}{series.locale.words(count)[1:]}",
    )


def way(series: SeriesReport) -> Section:
    """Show all figures along the way: picture, sentences, table."""
    say = series.locale.say
    blocks: list[Block] = [
        Heading(2, say("Along the way"), "sec-way"),
        Paragraph(_reading_help(series)),
        _picture(series),
    ]
    for name in series.series.indicators:
        blocks.append(Heading(3, series.indicator(name), f"sec-indicator-{dashed(name)}", "area"))
        figures = series.figures(name)
        blocks.append(Bullets(tuple(_found(series, figure) for figure in figures.values())))
        missing = [stage for review, stage in series.stages.items() if review not in figures]
        if missing:
            blocks.append(
                Paragraph(Classed(say("Not asked in {stages}.", stages=series.locale.listed(missing)), "note"))
            )
        blocks += [Paragraph(compared_words(series, pair)) for pair in _shown(series, name)]
    table = figures_table(series)
    blocks.append(opened_table(series.locale, table))
    return Section(tuple(blocks))


def _shown(series: SeriesReport, indicator: str) -> list[Pair]:
    return [pair for pair in series.pairs if pair.indicator == indicator and pair.difference]


def _reading_help(series: SeriesReport) -> str:
    say = series.locale.say
    joined_by = say("A line between two dots says that they can be compared.")
    if not any(pair.difference for pair in series.pairs):
        joined_by = say("No lines join the dots, since no two can be compared.")
    return joined(
        say(
            "The reviews stand in the order of the stages, which need not be the order in which they were made. Dot "
            "and line are the share and its interval, as the review itself publishes them."
        ),
        joined_by,
    )


def _found(series: SeriesReport, figure: Figure) -> tuple[Inline, ...]:
    """Say what one review found, in its own words."""
    report, question, row = figure.report, figure.question, figure.told
    if row is None or not row.shown:
        return Strong(f"{figure.stage}:"), " ", f"{report.statement(question)}: {absent(report, row)}."
    said, sure = clause(report, question, row, figure.level), bracket(report, question, row)
    return Strong(f"{figure.stage}:"), " ", f"{said} ({sure})." if sure else f"{said}."


def _picture(series: SeriesReport) -> Picture:
    say = series.locale.say
    stretches, told, symbols_shown = [], [], []
    for name in series.series.indicators:
        figures = series.figures(name)
        rows = [
            descriptions.chart_row(figure.report, figure.stage, figure.row, "", figure.told)
            for figure in figures.values()
        ]
        places = {review: place for place, review in enumerate(figures)}
        lines = _lines(places, _shown(series, name))
        stretches.append(Stretch(series.indicator(name), rows, lines))
        values = [
            say(
                "{label}: {value}",
                label=row.label,
                value=descriptions.told_value(figure.report, row.interval, row.value, row.symbol),
            )
            for row, figure in zip(rows, figures.values(), strict=True)
        ]
        told.append(f"{series.indicator(name)}. {'; '.join(values)}.")
        symbols_shown += [row.symbol for row in rows if row.interval is None]
    level = series.confidence
    start = say("Dot chart with intervals, by indicator and stage.")
    title = say("What each review found, along the way")
    what = say("Share with {level} interval.", level=level) if level else say("Share with its interval.")
    counted = say("Where a count stands to the right, the review tells it as a count.")
    note = symbols(next(iter(series.reports.values())), symbols_shown)
    has_counts = any(row.value for stretch in stretches for row in stretch.rows)
    caption = Strong(f"{title}."), " ", joined(what, counted if has_counts else "", _unlike_note(series), note)
    return series.studio.wide(
        "along-the-way",
        lambda name, width: along_the_way(name, width, stretches, series.frame),
        " ".join([start, *told]),
        caption,
    )


def _unlike_note(series: SeriesReport) -> str:
    if all(pair.alike for pair in series.pairs) or not any(pair.difference for pair in series.pairs):
        return ""
    return series.locale.say("Figures that no line joins cannot be compared.")


def _lines(places: dict[str, int], pairs: list[Pair]) -> list[tuple[int, int]]:
    """Join each figure to the nearest earlier one that it is compared with."""
    nearest: dict[int, int] = {}
    for pair in pairs:
        later, earlier = places[pair.review], places[pair.versus]
        nearest[later] = max(earlier, nearest.get(later, earlier))
    return [(earlier, later) for later, earlier in sorted(nearest.items())]


def figures_table(series: SeriesReport) -> Table:
    """Tabulate every figure with its interval and the answers it rests on."""
    say, locale = series.locale.say, series.locale
    rows = []
    for name in series.series.indicators:
        for figure in series.figures(name).values():
            row = figure.row
            shares = share_cell(locale, row), interval_cell(locale, row), reliability_cell(locale, row)
            rows.append((series.indicator(name), figure.stage, answers_cell(locale, figure.told), *shares))
    level = series.confidence
    columns = (
        Column(say("Indicator"), "left"),
        Column(say("Stage"), "left"),
        Column(say("Answers")),
        Column(say("Share, %")),
        Column(say("Interval ({level}), %", level=level) if level else say("Interval, %")),
        Column(say("Precision"), "left"),
    )
    note = say("Answers = how many of those read, without weights; shares are weighted where the review weights them.")
    cells = tuple(rows)
    return Table(
        "along-the-way", say("The figures of the reviews, along the way."), columns, cells, legend(locale, cells, note)
    )


def comparable(series: SeriesReport) -> Section:
    """Say of every two reviews where and how they differ, and tabulate it for every pair of figures."""
    say = series.locale.say
    blocks: list[Block] = [
        Heading(2, say("What can be compared"), "sec-comparable"),
        Paragraph(
            say(
                "Two figures are compared only if the reviews asked the same question, counted the same answer, "
                "counted it in the same way of the same kind of cases, and did so in the same {strata}. Here is where "
                "they differ.",
                strata=next(iter(series.reports.values())).strata,
            )
        ),
    ]
    for versus, review in combinations(series.series.reviews, 2):
        pairs = series.pairs_of(review, versus)
        if not pairs:
            continue
        title = say("{one} and {two}", one=series.stages[versus], two=series.stages[review])
        blocks.append(Heading(3, title, f"sec-pair-{versus}-{review}"))
        items: list[tuple[Inline, ...]] = [(words,) for words in how_reviews_differ(series, pairs[0])]
        for pair in pairs:
            items.append((Strong(f"{series.indicator(pair.indicator)}:"), " ", how_questions_differ(series, pair)))
        blocks.append(Bullets(tuple(items)))
    table = pairs_table(series)
    blocks.append(opened_table(series.locale, table))
    return Section(tuple(blocks))


def pairs_table(series: SeriesReport) -> Table:
    """Tabulate for every two figures in what they differ, and their difference where they do not."""
    say, locale = series.locale.say, series.locale
    alike = any(pair.alike for pair in series.pairs)
    rows = []
    for pair in series.pairs:
        differs = listed_aspects(series, pair.unlike) or say("nothing")
        stages = say("{one} and {two}", one=series.stages[pair.versus], two=series.stages[pair.review])
        rows.append(
            (series.indicator(pair.indicator), stages, differs, *(_difference_cells(series, pair) if alike else ()))
        )
    columns = [Column(head, "left") for head in (say("Indicator"), say("Stages"), say("What differs"))]
    columns += [Column(say("Difference, percentage points")), Column(say("Interval"))] if alike else []
    cells = tuple(rows)
    note = say("The difference is the later stage minus the earlier; only figures that differ in nothing are compared.")
    caption = say("Pairs of figures, and what differs between them.")
    return Table("pairs", caption, tuple(columns), cells, legend(locale, cells, note if alike else ""))


def _difference_cells(series: SeriesReport, pair: Pair) -> tuple[str, str]:
    """Write a difference and its interval, or the symbol that stands for them."""
    if pair.difference:
        return difference_words(series.locale, pair.difference, 0)
    symbol = "." if not pair.alike else HIDDEN if pair.status.startswith("suppressed") else ".."
    return symbol, symbol
