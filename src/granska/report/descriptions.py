"""What a figure shows, in words: its type and variables, its main point, its values with intervals."""

from collections.abc import Sequence

from granska.report.charts import Row
from granska.report.context import Report
from granska.report.funnel import Spot
from granska.report.pairs import Pair
from granska.report.published import HIDDEN, Estimate, Interval

MOST_TOLD = 12  # lines; the values of a longer chart are in the table after it


def interval_of(row: Estimate | None) -> Interval | None:
    """Give what a chart draws of an estimate, or nothing where nothing is shown."""
    return row.interval if row else None


def point_of(row: Estimate | None) -> Interval | None:
    """Give what a chart of dots without intervals draws of an estimate: its share, also where its limits are hidden."""
    if row is None or row.interval or not row.shown or row.estimate is None or row.percent is None:
        return interval_of(row)
    return Interval(row.estimate, row.estimate, row.estimate, row.percent, row.percent, row.percent)


def chart_row(
    report: Report, label: str, row: Estimate | None, remark: str = "", counted: Estimate | None = None
) -> Row:
    """Make a line of a chart; a small review tells it as a count, and so is told whose weighted share is hidden."""
    value, counted = "", counted or row
    told = counted is not None and counted.shown and counted.x is not None and counted.n is not None
    if told and counted and (report.small or counted is not row):
        number = report.locale.number
        value = report.locale.say("{x} of {n}", x=number(counted.x or 0), n=number(counted.n or 0))
    return Row(label, interval_of(row), row.interval_symbol if row else "..", remark, value)


def told_value(report: Report, shown: Interval | None, value: str = "", symbol: str = "") -> str:
    """Write what a line of a chart shows, or that it shows nothing."""
    locale = report.locale
    if shown is None:
        if value:
            return locale.say("{value}, share: {hidden}", value=value, hidden=absence(report, symbol))
        return absence(report, symbol)
    span = locale.span(shown.percent_lower, shown.percent_upper)
    if value:
        return locale.say("{value} ({span} per cent)", value=value, span=span)
    return locale.say("{share} per cent ({span})", share=locale.number(shown.percent), span=span)


def absence(report: Report, symbol: str) -> str:
    """Say that there is no number where the symbol stands."""
    return report.locale.say("hidden (x)") if symbol == HIDDEN else report.locale.say("not shown")


def _values(report: Report, lines: Sequence[str]) -> list[str]:
    if len(lines) > MOST_TOLD:
        return [report.locale.say("The values are in the table after the chart.")]
    return list(lines)


def of_dots(report: Report, title: str, rows: Sequence[Row], whole: int | None = None) -> str:
    """Describe a chart of dots.

    Parameters
    ----------
    report : Report
        The report.
    title : str
        The figure's title: its main point.
    rows
        As of `charts.dots`.
    whole : int, optional
        The share of all, in per cent, if a line shows it.
    """
    say = report.locale.say
    start = report.locale.say_many(
        "Dot chart of shares with {level} intervals, {count} line.",
        "Dot chart of shares with {level} intervals, {count} lines.",
        len(rows),
        level=report.confidence,
    )
    if whole is not None:
        start += " " + _line_of_all(report, whole)
    lines = [
        say("{label}: {value}.", label=row.label, value=told_value(report, row.interval, row.value, row.symbol))
        for row in rows
    ]
    return " ".join([start, title, *_values(report, lines)])


def _line_of_all(report: Report, whole: int) -> str:
    return report.locale.say("A line shows the share of all, {share} per cent.", share=report.locale.number(whole))


def of_funnel(report: Report, title: str, rows: Sequence[Spot], whole: int, levels: tuple[str, str]) -> str:
    """Describe a chart of strata over the limits of chance, whose values stand in a table.

    Parameters
    ----------
    report : Report
        The report.
    title : str
        The figure's title: its main point.
    rows, levels
        As of `funnel.funnel`.
    whole : int
        The share of all, in per cent.
    """
    say, locale = report.locale.say, report.locale
    outside = [row.label for row in rows if row.outside]
    parts = [
        say(
            "Dot chart with {level} intervals, {count} lines, and the limits that {inner} and {outer} of the shares "
            "would lie within by chance.",
            level=report.confidence,
            count=locale.number(len(rows)),
            inner=levels[0],
            outer=levels[1],
        ),
        title,
        _line_of_all(report, whole),
        say("Outside the limits of {outer}: {list}.", outer=levels[1], list=locale.listed(outside)) if outside else "",
    ]
    lines = []
    for row in rows:
        values = [told_value(report, row.shown, symbol=row.symbol)]
        if row.shown and row.smoothed:
            values.append(say("smoothed {share}", share=locale.number(row.smoothed[1])))
        lines.append(say("{label}: {value}.", label=row.label, value=", ".join(values)))
    return " ".join(filter(None, [*parts, *_values(report, lines)]))


def of_interval(report: Report, shown: Interval) -> str:
    """Describe the small picture of a key figure, whose finding stands beside it."""
    return report.locale.say("Dot with interval: {value}.", value=told_value(report, shown))


def of_series(report: Report, title: str, points: Sequence[Row], breaks: str = "") -> str:
    """Describe a series of years, and where nothing joins them."""
    say = report.locale.say
    start = say("Line chart of a share by year with {level} intervals.", level=report.confidence)
    lines = [
        say("{label}: {value}.", label=point.label, value=told_value(report, point.interval, symbol=point.symbol))
        for point in points
    ]
    return " ".join(filter(None, [start, title, breaks, *_values(report, lines)]))


def may_deviate(report: Report) -> str:
    """Say that the difference drawn is not the distance between the dots."""
    return report.locale.say(
        "The difference within the same {stratum} may deviate from that between the shares.", stratum=report.stratum
    )


def of_pairs(report: Report, title: str, rows: Sequence[Pair], groups: tuple[str, str]) -> str:
    """Describe a chart of pairs and their differences."""
    say, locale = report.locale.say, report.locale
    start = say(
        "Paired dots: the shares of {first} and {second}, and their difference within the same {stratum} with {level} "
        "interval, in percentage points.",
        first=groups[0],
        second=groups[1],
        stratum=report.stratum,
        level=report.confidence,
    )
    start = f"{start} {may_deviate(report)}"
    lines = []
    for row in rows:
        if row.first is None or row.second is None:
            lines.append(say("{label}: {value}.", label=row.label, value=absence(report, row.share_symbol)))
            continue
        one, two = locale.number(row.first.percent), locale.number(row.second.percent)
        if row.difference:
            difference, span = row.written
            lines.append(
                say(
                    "{label}: {one} and {two} per cent, difference {difference} ({span}).",
                    label=row.label,
                    one=one,
                    two=two,
                    difference=difference,
                    span=span,
                )
            )
        else:
            lines.append(say("{label}: {one} and {two} per cent.", label=row.label, one=one, two=two))
    return " ".join([start, title, *_values(report, lines)])
