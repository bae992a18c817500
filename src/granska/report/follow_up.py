"""The section of a review that follows an earlier one: what has changed, and what cannot be compared."""

from collections.abc import Iterator, Sequence

from granska.report.blocks import Block, Bullets, Heading, Paragraph, Section, Strong
from granska.report.changes import CHANGE, Change, points, with_test
from granska.report.comparisons import Verdict, adjustment_method, verdict_words
from granska.report.context import Report
from granska.report.locale import alphabetical, lower_first, upper_first
from granska.report.parts import table_details
from granska.report.published import ALL, STRATUM, Estimate
from granska.report.sentences import joined
from granska.report.tables import Column, Table, p_cell
from granska.report.tabulate import answer_label, headed, interval_head, titled_table
from granska.review.following import areas_of, differences, same_areas
from granska.review.method import Method

AGAIN, FAMILY = "again", "follow-up"
FILES = "files"


def follow_up(report: Report) -> Section:
    """Compare a review with the one that it follows; nothing where it follows none."""
    method = report.method
    if method is None or method.before is None:
        return Section()
    found = _changes(report)
    blocks: list[Block] = [
        Heading(2, report.locale.say("Compared with the earlier review"), "sec-time"),
        Paragraph(_of_what(report, method.before)),
    ]
    if found:
        blocks.append(Bullets(tuple((Strong(f"{_name(report, one.row)}:"), " ", _told(report, one)) for one in found)))
        blocks.append(Paragraph(_how_sure(report)))
    blocks += [Paragraph(words) for words in _not_compared(report, method, found)]
    blocks += [table_details(report, table) for table in _tables(report, found)]
    return Section(tuple(blocks))


def _same_cases(report: Report) -> bool:
    return bool(report.review.follows and report.review.follows.same_cases)


def _changes(report: Report) -> list[Change]:
    """Find the changes of the whole, in the order of the codebook."""
    breakdown = AGAIN if _same_cases(report) else ALL
    rows = [row for row in report.published.estimates if row.measure == CHANGE and row.breakdown == breakdown]
    order = [(question.name, level) for question in report.codebook for level in question.levels]
    rows.sort(key=lambda row: order.index((row.indicator, row.level)))
    return [with_test(report, row, FAMILY) for row in rows]


def _name(report: Report, row: Estimate) -> str:
    return answer_label(report, report.codebook[row.indicator], row.level)


def _of_what(report: Report, before: Method) -> str:
    """Say which review it is, and whether its cases are the same."""
    say, review = report.locale.say, before.review
    when = (
        report.text(review.period.label)
        if review.period.label
        else report.locale.days(review.period.start, review.period.end)
    )
    values = {"title": report.text(review.title), "when": when}
    if _same_cases(report):
        return say(
            "The earlier review is “{title}” ({when}). The same {cases} were read again; the figures below are of "
            "those that have an answer both times, and are not weighted.",
            cases=report.cases,
            **values,
        )
    return say(
        "The earlier review is “{title}” ({when}). It read other {cases}, so the two samples are independent of one "
        "another.",
        cases=report.cases,
        **values,
    )


def _told(report: Report, change: Change) -> str:
    """Say one change, and no more of it than its interval and its test do."""
    say = report.locale.say
    if change.verdict is Verdict.HIDDEN:
        return say("the figure is not shown, to protect individuals.")
    if change.verdict is Verdict.TOO_FEW:
        return say("there is no case to compare.")
    told, span = points(report, change.row)
    values = {"signed": told, "span": span}
    if change.verdict is Verdict.SHOWN:
        return say("{signed} percentage points ({span}), more than chance explains.", **values)
    if change.verdict is Verdict.SIGN:
        return say("{signed} percentage points ({span}), a sign of a change that is not established.", **values)
    return say("no change is shown ({signed} percentage points; {span}).", **values)


def _how_sure(report: Report) -> str:
    """Say what the intervals are made of and how many comparisons there are."""
    say = report.locale.say
    caveat = say("That no change is shown does not mean that there is none.")
    if _same_cases(report):
        return joined(
            say(
                "The changes are the later share minus the earlier, with Tango's {level} interval and McNemar's test; "
                "the p-values are adjusted for all questions ({method}).",
                level=report.confidence,
                method=adjustment_method(report),
            ),
            caveat,
        )
    return joined(
        say(
            "The changes are the share of this review minus that of the earlier one. Each {level} interval is made "
            "from the two that are published (MOVER), is not tested and holds by itself: of comparisons without any "
            "change about {risk} would be called a sign by chance alone.",
            level=report.confidence,
            risk=report.locale.level(report.alpha),
        ),
        caveat,
    )


def _not_compared(report: Report, method: Method, found: Sequence[Change]) -> Iterator[str]:
    """Say which questions, and whether areas, cannot be compared, and why."""
    say, before = report.locale.say, method.before
    assert before is not None
    reasons = {
        "new": say("the earlier review did not ask it"),
        "text": say("it is worded otherwise"),
        "denominator": say("it is asked of others"),
        "answers": say("its answers are others"),
        "undocumented": say("what files do not say is counted otherwise"),
        "definition": say("its definition has changed"),
    }
    unlike = differences(method)
    listed = [
        say("{question} ({why})", question=lower_first(report.statement(question)), why=reasons[unlike[question.name]])
        for question in report.codebook
        if question.name in unlike and question.levels
    ]
    if listed:
        yield say("Not compared: {list}.", list="; ".join(listed))
    if not _same_cases(report):
        if FILES in (method.review.design.inference, before.review.design.inference):
            yield say(
                "Shares of the whole are not compared: the intervals of one of the reviews speak of the files of its "
                "period alone, and are too narrow for what has changed in the practice behind them."
            )
        elif not found:
            yield say("No share of the whole can be compared: too few cases were read, or the figures are not shown.")
        if not same_areas(method):
            yield _other_areas(report, method)


def _other_areas(report: Report, method: Method) -> str:
    """Say that the areas are others, and which."""
    say, listed = report.locale.say, report.locale.listed
    assert method.before is not None
    ours, theirs = set(areas_of(method)), set(areas_of(method.before))
    if not ours or not theirs:
        return say("{strata} are not compared: one of the reviews does not list its own.", strata=_upper(report))
    return joined(
        say("{strata} are not compared, since they are not the same in both reviews.", strata=_upper(report)),
        say("Only in the earlier: {list}.", list=listed(alphabetical(theirs - ours))) if theirs - ours else "",
        say("Only in this one: {list}.", list=listed(alphabetical(ours - theirs))) if ours - theirs else "",
    )


def _upper(report: Report) -> str:
    return upper_first(report.the_strata)


def _tables(report: Report, found: Sequence[Change]) -> Iterator[Table]:
    if found:
        yield _of_whole(report, found)
    for question in report.codebook:
        for level in question.levels:
            rows = {
                row.group: row
                for row in report.published.select(question.name, level=level, breakdown=STRATUM, measure=CHANGE)
            }
            if any(row.shown for row in rows.values()):
                yield _of_strata(report, rows)


def _of_whole(report: Report, found: Sequence[Change]) -> Table:
    say = report.locale.say
    tested = _same_cases(report)
    columns = [
        Column(say("Question"), "left"),
        Column(say("Change, percentage points")),
        Column(interval_head(report, "")),
        *(
            (
                Column(say("Pairs")),
                Column(say("p")),
                Column(say("p, adjusted ({method})", method=adjustment_method(report))),
            )
            if tested
            else ()
        ),
        Column(say("Change"), "left"),
    ]
    rows = []
    for one in found:
        told = points(report, one.row) if one.row.interval else (one.row.symbol, one.row.symbol)
        number = report.locale.number(one.row.n) if one.row.n is not None else one.row.symbol
        p = (p_cell(report.locale, one.test, getattr(one.test, name, None)) for name in ("p_value", "p_adjusted"))
        rows.append(
            (_name(report, one.row), *told, *((number, *p) if tested else ()), verdict_words(report, one.verdict))
        )
    caption = say("Changes since the earlier review, in percentage points.")
    return titled_table(report, "follow-up", caption, tuple(columns), tuple(rows))


def _of_strata(report: Report, rows: dict[str, Estimate]) -> Table:
    say = report.locale.say
    first = next(iter(rows.values()))
    level = report.locale.level(report.review.confidence)
    columns = (
        Column(upper_first(report.stratum), "left"),
        Column(say("Change, percentage points")),
        Column(headed(report, say("Interval, {level} for all together", level=level), "")),
    )
    cells = tuple(
        (name, *(points(report, rows[name]) if rows[name].interval else (rows[name].symbol,) * 2))
        for name in alphabetical(rows)
    )
    caption = say(
        "{statement}, change since the earlier review by {stratum}.",
        statement=_name(report, first),
        stratum=report.stratum,
    )
    return titled_table(report, f"follow-up-{first.indicator}-{first.level}", caption, columns, cells)
