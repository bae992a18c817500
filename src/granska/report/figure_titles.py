"""The titles of figures: each says what the figure shows, and no more than its intervals and tests do."""

from collections.abc import Sequence

from granska.report.clauses import answered, clause, few, share
from granska.report.comparisons import Comparison, Verdict, names
from granska.report.context import Report
from granska.report.differences import uneven
from granska.report.locale import lower_first, upper_first
from granska.report.published import Estimate
from granska.report.sentences import most_often
from granska.review.codebook import Question

MOST_NAMED = 2  # findings in one title: more are a list, and a list is not a title

Found = tuple[Question, Estimate]


def area_title(report: Report, area: str, questions: Sequence[Question]) -> str:
    """Say the main finding of an area.

    That is the area's headline questions, at most two; where it has none, the question whose answer lies farthest from
    the favourable one; where no answer is favourable, the questions with the largest and the smallest share. The
    shares are given and not compared, so that the title says nothing of the distance between them.

    Parameters
    ----------
    report : Report
        The report.
    area : str
        The key of the area.
    questions : sequence of Question
        The questions of the figure.
    """
    rows = [(question, report.told(question, question.levels[0])) for question in questions]
    shown = [(question, row) for question, row in rows if row and row.shown]
    if len(rows) == 1 and shown:
        return f"{clause(report, *shown[0])}."
    name = report.text(report.review.areas[area])
    if not shown:
        return report.locale.say("{area}: no share can be shown.", area=name)
    findings = "; ".join(lower_first(clause(report, *found)) for found in _main(shown))
    return report.locale.say("{area}: {findings}.", area=name, findings=findings)


def _main(shown: list[Found]) -> list[Found]:
    headlines = sorted((f for f in shown if f[0].headline is not None), key=lambda found: found[0].headline or 0)
    if headlines:
        return headlines[:MOST_NAMED]
    if judged := [found for found in shown if found[0].favourable]:
        return [max(judged, key=_distance)]
    by_share = sorted(shown, key=lambda found: -(found[1].estimate or 0))
    return [by_share[0], by_share[-1]] if len(by_share) > 1 else by_share


def _distance(found: Found) -> float:
    """Measure how far a share lies from all answers being favourable."""
    question, row = found
    estimate = row.estimate or 0.0
    return 1 - estimate if question.levels[0] in question.favourable else estimate


def category_title(report: Report, question: Question) -> str:
    """Say which answer is given most often; the two with the largest shares, unordered, where their intervals meet."""
    say = report.locale.say
    rows = [(level, report.told(question, level)) for level in question.levels]
    shown = sorted(((level, row) for level, row in rows if row and row.shown), key=lambda f: -(f[1].estimate or 0))
    if not shown:
        return say("{statement}: no share can be shown.", statement=report.statement(question))
    (level, row), *others = shown
    first = clause(report, question, row, level)
    if most_often(report, question):
        return say("{finding}, the most frequent answer.", finding=first)
    if not others:
        return f"{first}."
    level, row = others[0]
    answer = lower_first(report.level(question, level))
    return say("{finding}; {answer} {share}.", finding=first, answer=answer, share=_part(report, row))


def _part(report: Report, row: Estimate) -> str:
    """Say which part has an answer: a count where it is of few."""
    if not few(row):
        return share(report, row)
    return report.locale.say("{x} of {n}", x=report.locale.number(row.x or 0), n=report.locale.number(row.n or 0))


def pairs_title(report: Report, breakdown: str, found: Sequence[Comparison]) -> str:
    """Say on how many of the comparisons a difference is shown, a sign of one, or none."""
    say, number = report.locale.say, report.locale.number
    first, second = names(report, breakdown)
    values = {"first": upper_first(first), "second": second}
    usable = [one for one in found if one.usable]
    if not usable:
        return say("{first} and {second}: nothing can be compared.", **values)
    shown, signs = ([one for one in usable if one.verdict is verdict] for verdict in (Verdict.SHOWN, Verdict.SIGN))
    if len(usable) == 1:
        return _alone(report, usable[0], values)
    if not shown and not signs:
        return say(
            "{first} and {second}: no difference shown in any of {count} comparisons.",
            count=number(len(usable)),
            **values,
        )
    listed = len(shown) + len(signs) <= MOST_NAMED
    values |= {"count": number(len(usable)), "shown": number(len(shown)), "signs": number(len(signs))}
    values |= {"which": _which(report, shown) if listed else "", "where": _which(report, signs) if listed else ""}
    if not signs:
        return say("{first} and {second}: a difference is shown in {shown} of {count} comparisons{which}.", **values)
    if not shown:
        return say(
            "{first} and {second}: no difference established when all comparisons are allowed for; sign of a "
            "difference in {signs} of {count}{where}.",
            **values,
        )
    return say(
        "{first} and {second}: a difference is shown in {shown} of {count} comparisons{which}, and there is a sign of "
        "one, not established when all comparisons are allowed for, in {signs}{where}.",
        **values,
    )


def _which(report: Report, part: Sequence[Comparison]) -> str:
    named = (
        answered(report, one.question, one.level) if one.question.type == "category" else report.statement(one.question)
        for one in part
    )
    return f" ({'; '.join(map(lower_first, named))})"


def _alone(report: Report, found: Comparison, values: dict[str, str]) -> str:
    say, values = report.locale.say, {**values, "stratum": report.stratum}
    none_shown = say("{first} and {second}: no difference shown within the same {stratum}.", **values)
    if uneven(report, found):
        none_shown = say("{first} and {second}: no average difference shown within the same {stratum}.", **values)
    return {
        Verdict.NONE_SHOWN: none_shown,
        Verdict.SIGN: say("{first} and {second}: sign of a difference within the same {stratum}.", **values),
        Verdict.SHOWN: say("{first} and {second}: a difference is shown within the same {stratum}.", **values),
    }[found.verdict]


def series_title(report: Report, question: Question, points: Sequence[tuple[str, Estimate | None]]) -> str:
    """Say the first share of a series and the last, and how low and high the years go where that is not the ends.

    Shares are given and not compared: whether a change is more than chance, the title does not say.
    """
    statement, number = report.statement(question), report.locale.number
    shown = [(year, row.percent) for year, row in points if row and row.percent is not None]
    if len(shown) < 2:
        return f"{statement}."
    (start, first), (end, last) = shown[0], shown[-1]
    shares = [percent for _, percent in shown]
    low, high = min(shares), max(shares)
    values = {"start": start, "first": number(first), "end": end, "last": number(last)}
    # a range that leaves out what is hidden would not be the range
    if {low, high} <= {first, last} or len(shown) < len(points):
        return report.locale.say(
            "{statement}: {first} per cent in {start}, {last} per cent in {end}.", statement=statement, **values
        )
    return report.locale.say(
        "{statement}: {first} per cent in {start}, {last} per cent in {end}; between {low} and {high} over the years.",
        statement=statement,
        low=number(low),
        high=number(high),
        **values,
    )
