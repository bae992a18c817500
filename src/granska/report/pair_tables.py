"""The tables of two groups compared: their shares, and their differences with the tests."""

from collections.abc import Iterator, Sequence

from granska.report.comparisons import (
    Comparison,
    adjustment,
    deviation_note,
    differences_by_stratum,
    label,
    names,
    verdict_words,
)
from granska.report.context import Report
from granska.report.locale import in_percent, lower_first, upper_first
from granska.report.published import Estimate
from granska.report.sentences import joined
from granska.report.tables import Column, Table, answers_cell, interval_cell, p_cell, share_cell
from granska.report.tabulate import asked, group_columns, interval_head, scope, titled_table


def _points(report: Report, row: Estimate | None, places: int) -> str:
    if row is None or not row.shown or row.estimate is None:
        return row.symbol if row else ".."
    return report.locale.signed(in_percent(row.estimate), places) if places else report.locale.signed(row.percent or 0)


def _places(*rows: Estimate | None) -> int:
    """Give one decimal where every group counts at least 100."""
    return min((row.places for row in rows if row), default=0)


def _heads(report: Report, breakdown: str) -> tuple[str, str]:
    first, second = names(report, breakdown)
    return upper_first(first), upper_first(second)


def group_shares_table(report: Report, breakdown: str, found: Sequence[Comparison], left_out: str = "") -> Table:
    """Tabulate two groups' counts and shares; say below who is in neither."""
    say, locale = report.locale.say, report.locale
    weighted = any(one.weighted for one in found)
    first, second = _heads(report, breakdown)
    columns = (asked(report), *group_columns(report, [first, second], weighted))
    rows = tuple(
        (
            label(report, one),
            answers_cell(locale, one.first),
            share_cell(locale, one.first),
            answers_cell(locale, one.second),
            share_cell(locale, one.second),
        )
        for one in found
    )
    note = joined(
        say(
            "The shares are weighted by how many {cases} each {stratum} has.",
            cases=report.cases,
            stratum=report.stratum,
        )
        if weighted
        else "",
        left_out,
    )
    caption = say(
        "{first} and {second}: counts and shares. {scope}",
        first=first,
        second=lower_first(second),
        scope=scope(report),
    )
    return titled_table(report, f"shares-{breakdown}", caption, columns, rows, note)


def within_table(report: Report, breakdown: str, found: Sequence[Comparison]) -> Table:
    """Tabulate what can be said of each difference, and the difference within strata and overall."""
    say = report.locale.say
    first, second = _heads(report, breakdown)
    columns = (
        asked(report),
        Column(say("Conclusion"), "left"),
        Column(say("Difference, pp")),
        Column(interval_head(report, say("pp"))),
        Column(say("Overall difference, pp")),
        Column(say("Interval ({level}), overall, pp", level=report.confidence)),
    )
    rows = tuple(
        (
            label(report, one),
            verdict_words(report, one.verdict),
            *(
                cell
                for row in (one.within, one.crude)
                for cell in (
                    _points(report, row, _places(one.first, one.second)),
                    interval_cell(report.locale, row, _places(one.first, one.second)),
                )
            ),
        )
        for one in found
    )
    caption = say(
        "{first} and {second}: differences and conclusions. {scope}",
        first=first,
        second=lower_first(second),
        scope=scope(report),
    )
    meaning = say(
        "The differences are {first} minus {second}, in percentage points (pp), taken before the shares are rounded.",
        first=lower_first(first),
        second=lower_first(second),
    )
    within = say(
        "Difference: within the same {stratum}, by the method of Mantel and Haenszel, with a score interval; the "
        "conclusion rests on it. Overall difference: between all of the one group and all of the other.",
        stratum=report.stratum,
    )
    note = joined(within, meaning, deviation_note(report, found))
    return titled_table(report, f"within-{breakdown}", caption, columns, rows, note)


def tests_table(report: Report, breakdown: str, found: Sequence[Comparison]) -> Table:
    """Tabulate the tests behind the conclusions: p-values plain and adjusted, and whether the strata are alike."""
    say, locale = report.locale.say, report.locale
    first, second = _heads(report, breakdown)
    families = {one.test.family: one.together for one in found if one.test}
    adjusted, several = max(families.values(), default=1) > 1, len(families) > 1
    columns = (
        asked(report),
        Column(say("Test"), "left"),
        Column(say("p-value")),
        *((Column(say("p-value, adjusted")),) if adjusted else ()),
        *((Column(say("Family"), "left"),) if several else ()),
        Column(say("p-value, same odds ratio")),
    )
    rows = tuple(
        (
            label(report, one),
            test_name(report, one.test),
            p_cell(locale, one.test, one.test.p_value if one.test else None),
            *((p_cell(locale, one.test, one.test.p_adjusted if one.test else None),) if adjusted else ()),
            *((family_title(report, one.test.family) if one.test else "..",) if several else ()),
            p_cell(locale, one.homogeneity, one.homogeneity.p_adjusted if one.homogeneity else None),
        )
        for one in found
    )
    caption = say(
        "{first} and {second}: the tests of the differences within the same {stratum}. {scope}",
        first=first,
        second=lower_first(second),
        stratum=report.stratum,
        scope=scope(report),
    )
    note = joined(*_test_notes(report, found, families))
    return titled_table(report, f"tests-{breakdown}", caption, columns, rows, note)


def family_title(report: Report, family: str) -> str:
    """Name the family that a comparison's p-value is adjusted in: as declared, else after its breakdown."""
    review = report.review
    if family in review.analysis.families:
        title = review.analysis.families[family].title
        return report.text(title) if title else family.replace("_", " ")
    if family in review.breakdowns:
        return report.text(review.breakdowns[family].title)
    return upper_first(report.stratum)


def _test_notes(report: Report, found: Sequence[Comparison], families: dict[str, int]) -> Iterator[str]:
    say = report.locale.say
    methods = {one.test.method for one in found if one.test and one.test.p_value is not None}
    if any(method.startswith("cochran") for method in methods):
        yield say("CMH = the test of Cochran, Mantel and Haenszel.")
    if "cochran-mantel-haenszel-mid-p" in methods:
        yield say("CMH mid-p = its conditional form with mid-p, where the numbers are small.")
    if "boschloo" in methods:
        yield say(
            "Boschloo = the exact test of Boschloo, where the groups cannot be compared within several {strata}.",
            strata=report.strata,
        )
    if len(families) > 1:
        sizes = (
            say("{family}, {count}", family=family_title(report, name), count=report.locale.number(count))
            for name, count in families.items()
        )
        yield say(
            "p-value, adjusted: by {method}'s method, for the number of comparisons in the family ({sizes}).",
            method=adjustment(report),
            sizes="; ".join(sizes),
        )
    elif max(families.values(), default=1) > 1:
        yield say(
            "p-value, adjusted: by {method}'s method, for {count} comparisons.",
            method=adjustment(report),
            count=report.locale.number(*families.values()),
        )
    values = {"strata": report.strata, "method": adjustment(report)}
    if sum(one.homogeneity is not None for one in found) > 1:
        yield say(
            "p-value, same odds ratio: whether it is the same in all {strata}, by the test of Breslow and Day, "
            "adjusted by {method}'s method.",
            **values,
        )
    else:
        yield say(
            "p-value, same odds ratio: whether it is the same in all {strata}, by the test of Breslow and Day.",
            **values,
        )


def stratum_differences_table(report: Report, breakdown: str, one: Comparison) -> Table | None:
    """Tabulate the difference of a comparison in each stratum; nothing where that may not be told."""
    say, locale, (first, second) = report.locale.say, report.locale, _heads(report, breakdown)
    found = differences_by_stratum(report, breakdown, one)
    compared = sum(row.shown for row in found.values())
    if not compared:
        return None
    values = {"first": first, "second": lower_first(second), "stratum": report.stratum, "strata": report.strata}
    caption = say(
        "{first} and {second} by {stratum}: {statement}, difference (the intervals allow for {count} {strata}). "
        "{scope}",
        statement=lower_first(label(report, one)),
        count=locale.words(compared),
        scope=scope(report),
        **values,
    )
    note = joined(
        say(
            "The difference is {first} minus {second}, in percentage points (pp).",
            first=lower_first(first),
            second=lower_first(second),
        ),
        say(
            "The intervals are Newcombe's; all of them together have the confidence level {level} (Bonferroni).",
            level=report.confidence,
        ),
    )
    columns = (
        Column(upper_first(report.stratum), "left"),
        Column(say("Difference, pp")),
        Column(say("Interval ({level} jointly), pp", level=report.confidence)),
    )
    rows = tuple(
        (name, _points(report, row, row.places), interval_cell(locale, row, row.places)) for name, row in found.items()
    )
    return titled_table(report, f"strata-{breakdown}-{one.question.name}-{one.level}", caption, columns, rows, note)


def test_name(report: Report, row: Estimate | None) -> str:
    """Name a test, or give the symbol that stands for it."""
    if row is None or row.p_value is None:
        return row.symbol if row and row.status != "ok" else ".."
    names = {
        "cochran-mantel-haenszel": "CMH",
        "cochran-mantel-haenszel-mid-p": "CMH mid-p",
        "boschloo": "Boschloo",
        "n-1-chi2": report.locale.say("chi-square (N − 1)"),
    }
    return names[row.method]
