"""What a figure shows, in words: its type and variables, its main point, its values with intervals."""

from collections.abc import Sequence

from granska.report.charts import Row
from granska.report.context import Report
from granska.report.funnel import Spot
from granska.report.pairs import Pair
from granska.report.published import Estimate, Interval

MOST_TOLD = 12  # lines; the values of a longer chart are in the table after it


def interval_of(row: Estimate | None) -> Interval | None:
    """Give what a chart draws of an estimate, or nothing where nothing is shown."""
    return row.interval if row else None


def chart_row(report: Report, label: str, row: Estimate | None, remark: str = "") -> Row:
    """Make a line of a chart; a small review tells it as a count."""
    value = ""
    if report.small and row and row.shown and row.x is not None and row.n is not None:
        value = report.locale.say("{x} of {n}", x=report.locale.number(row.x), n=report.locale.number(row.n))
    return Row(label, interval_of(row), row.symbol if row else "..", remark, value)


def _value(report: Report, shown: Interval | None, value: str = "") -> str:
    locale = report.locale
    if shown is None:
        return locale.say("not shown")
    span = locale.span(shown.percent_lower, shown.percent_upper)
    if value:
        return locale.say("{value} ({span} per cent)", value=value, span=span)
    return locale.say("{share} per cent ({span})", share=locale.number(shown.percent), span=span)


def _values(report: Report, lines: Sequence[str]) -> list[str]:
    if len(lines) > MOST_TOLD:
        return [report.locale.say("The values are in the table after the chart.")]
    return list(lines)


def of_dots(report: Report, title: str, rows: Sequence[Row], reference: tuple[float, str] | None = None) -> str:
    """Describe a chart of dots.

    Parameters
    ----------
    report : Report
        The report.
    title : str
        The figure's title: its main point.
    rows, reference
        As of `charts.dots`.
    """
    say = report.locale.say
    start = report.locale.say_many(
        "Dot chart of shares with {level} intervals, {count} line.",
        "Dot chart of shares with {level} intervals, {count} lines.",
        len(rows),
        level=report.confidence,
    )
    if reference:
        start += " " + say("A line marks {name}.", name=reference[1])
    lines = [say("{label}: {value}.", label=row.label, value=_value(report, row.interval, row.value)) for row in rows]
    return " ".join([start, title, *_values(report, lines)])


def of_funnel(
    report: Report, title: str, rows: Sequence[Spot], whole: tuple[float, str], levels: tuple[str, str]
) -> str:
    """Describe a chart of strata over the limits of chance: where these are the same for all, they are said once."""
    say, locale = report.locale.say, report.locale

    def limits(row: Spot) -> dict[str, str]:
        pairs = {"inner": row.inner, "outer": row.outer}
        return {name: locale.span(pair.percent_lower, pair.percent_upper) for name, pair in pairs.items() if pair}

    own = [limits(row) for row in rows]
    alike = all(one == own[0] for one in own)
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
        say("A line marks {name}.", name=whole[1]),
        say("Limits for all: {inner} and {outer} per cent.", **own[0]) if alike and len(own[0]) == 2 else "",
    ]
    lines = []
    for row, pair in zip(rows, own, strict=True):
        values = [_value(report, row.shown)]
        if row.shown and row.smoothed:
            values.append(say("smoothed {share}", share=locale.number(row.smoothed[1])))
        if row.shown and len(pair) == 2 and not alike:
            values.append(say("limits {inner} and {outer}", **pair))
        lines.append(say("{label}: {value}.", label=row.label, value=", ".join(values)))
    return " ".join(filter(None, [*parts, *_values(report, lines)]))


def of_interval(report: Report, title: str, shown: Interval) -> str:
    """Describe the small picture of a key figure."""
    return report.locale.say(
        "{title} On a scale from 0 to 100 per cent: {value}.", title=title, value=_value(report, shown)
    )


def of_series(report: Report, title: str, points: Sequence[Row]) -> str:
    """Describe a series of years."""
    say = report.locale.say
    start = say("Line chart of a share by year with {level} intervals.", level=report.confidence)
    lines = [say("{label}: {value}.", label=point.label, value=_value(report, point.interval)) for point in points]
    return " ".join([start, title, *_values(report, lines)])


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
    lines = []
    for row in rows:
        if row.first is None or row.second is None:
            lines.append(say("{label}: {value}.", label=row.label, value=say("not shown")))
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
