"""What a figure shows, in words: its type, its variables, its values with intervals."""

from collections.abc import Sequence

from granska.report.charts import Row
from granska.report.comparisons import difference_words, places
from granska.report.context import Report
from granska.report.funnel import Spot
from granska.report.pairs import Pair
from granska.report.published import Estimate, Interval


def interval_of(row: Estimate | None) -> Interval | None:
    """Give what a chart draws of an estimate, or nothing where nothing is shown."""
    return row.interval if row else None


def chart_row(label: str, row: Estimate | None, remark: str = "") -> Row:
    """Make a line of a chart."""
    return Row(label, interval_of(row), row.symbol if row else "..", remark)


def _value(report: Report, shown: Interval | None) -> str:
    locale = report.locale
    if shown is None:
        return locale.say("not shown")
    return locale.say(
        "{share} per cent ({span})",
        share=locale.number(shown.percent),
        span=locale.span(shown.percent_lower, shown.percent_upper),
    )


def of_dots(report: Report, rows: Sequence[Row], reference: tuple[float, str] | None = None) -> str:
    """Describe a chart of dots."""
    say = report.locale.say
    start = report.locale.say_many(
        "Dot chart with {level} intervals, {count} line.",
        "Dot chart with {level} intervals, {count} lines.",
        len(rows),
        level=report.confidence,
    )
    if reference:
        start += " " + say("A line marks {name}.", name=reference[1])
    return " ".join(
        [start, *(say("{label}: {value}.", label=row.label, value=_value(report, row.interval)) for row in rows)]
    )


def of_funnel(report: Report, rows: Sequence[Spot], whole: tuple[float, str], levels: tuple[str, str]) -> str:
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
        say("A line marks {name}.", name=whole[1]),
        say("Limits for all: {inner} and {outer} per cent.", **own[0]) if alike and len(own[0]) == 2 else "",
    ]
    for row, pair in zip(rows, own, strict=True):
        values = [_value(report, row.shown)]
        if row.shown and row.smoothed:
            values.append(say("smoothed {share}", share=locale.number(row.smoothed[1])))
        if row.shown and len(pair) == 2 and not alike:
            values.append(say("limits {inner} and {outer}", **pair))
        parts.append(say("{label}: {value}.", label=row.label, value=", ".join(values)))
    return " ".join(filter(None, parts))


def of_interval(report: Report, title: str, shown: Interval) -> str:
    """Describe the small picture of a key figure."""
    return report.locale.say(
        "{title} On a scale from 0 to 100 per cent: {value}.", title=title, value=_value(report, shown)
    )


def of_series(report: Report, label: str, points: Sequence[tuple[str, Interval | None]]) -> str:
    """Describe a series of years."""
    say = report.locale.say
    start = say("Line chart with {level} intervals: {label}.", level=report.confidence, label=label)
    return " ".join(
        [start, *(say("{label}: {value}.", label=year, value=_value(report, shown)) for year, shown in points)]
    )


def of_pairs(report: Report, rows: Sequence[Pair], groups: tuple[str, str]) -> str:
    """Describe a chart of pairs and their differences."""
    say, locale = report.locale.say, report.locale
    parts = [
        say(
            "Paired dots for {first} and {second}, and their difference with its interval.",
            first=groups[0],
            second=groups[1],
        )
    ]
    for row in rows:
        if row.first is None or row.second is None:
            parts.append(say("{label}: {value}.", label=row.label, value=say("not shown")))
            continue
        shares = say(
            "{first} {one} and {second} {two} per cent",
            first=groups[0],
            one=locale.number(row.first.percent),
            second=groups[1],
            two=locale.number(row.second.percent),
        )
        if row.difference:
            difference, span = difference_words(locale, row.difference, places(row.difference))
            within = say(
                "difference within the same {stratum} {difference} ({span})",
                stratum=report.stratum,
                difference=difference,
                span=span,
            )
            shares = f"{shares}, {within}"
        parts.append(say("{label}: {value}.", label=row.label, value=shares))
    return " ".join(parts)
