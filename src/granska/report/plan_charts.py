"""The pictures of a plan: precision by how many are read, and power by how large a difference is."""

from collections.abc import Iterator
from typing import Any

from granska.report.blocks import Details, Heading, Paragraph, Section
from granska.report.curves import Axis, Curve, chart
from granska.report.locale import upper_first
from granska.report.plan_context import PlanReport
from granska.report.sentences import joined
from granska.report.tables import Column, Table

READ = 9  # points of a curve that its table gives


def plan_precision(report: PlanReport) -> Section:
    """Draw how wide the interval is by how many are read.

    Parameters
    ----------
    report : PlanReport
        The plan.
    """
    wanted, found = report.plan.precision, report.numbers["precision"]
    if wanted is None or not found or len(found["curve"]) < 2:
        return Section()
    say, locale = report.locale.say, report.locale
    curve = found["curve"]
    top = min(max(row[1] for row in curve), 4 * wanted.margin) * 100
    across = Axis(upper_first(report.cases), 0, curve[-1][0], percent=False, locale=locale)
    up = Axis(say("Interval, ± percentage points"), 0, _round_up(top), percent=False, locale=locale)
    curves = [
        Curve(say("as planned"), tuple((row[0], 100 * row[1]) for row in curve)),
        Curve(say("drawn at random"), tuple((row[0], 100 * row[2]) for row in curve)),
    ]
    level = (100 * wanted.margin, say("wanted: ± {margin}", margin=report.points(wanted.margin)))
    values = {"cases": report.cases, "share": report.percent(wanted.share)}
    caption = say("How wide the interval of a share of {share} is, by how many {cases} are read.", **values)
    alt = joined(
        say("Line chart. Across: {cases}. Up: half the interval in percentage points.", cases=report.cases),
        *(
            say(
                "{n}: as planned {planned}, drawn at random {simple}.",
                n=locale.number(row[0]),
                planned=report.points(row[1]),
                simple=report.points(row[2]),
            )
            for row in _some(curve)
        ),
        say("A level line shows what was wanted: {margin}.", margin=report.points(wanted.margin)),
    )
    figure = report.studio.wide(
        "precision", lambda name, width: chart(name, width, curves, across, up, level), alt, (caption,)
    )
    columns = (
        Column(upper_first(report.cases), "left"),
        Column(say("As planned, ± points")),
        Column(say("Drawn at random, ± points")),
    )
    rows = tuple((locale.number(n), report.points(one), report.points(other)) for n, one, other in _some(curve))
    table = Table("precision-values", say("Read from the curves: precision by number."), columns, rows)
    words = say(
        "As planned is the interval that the analysis will compute, weighted by the size of the {strata} (Wilson’s on "
        "the effective size), averaged over what can be found. Drawn at random is one sample of all by Wald’s formula, "
        "without {strata}. {files}",
        strata=report.strata,
        files=_inference(report),
    )
    return Section(
        (
            Heading(2, say("How precise"), "sec-precise"),
            Paragraph(words),
            figure,
            Details(say("The curves in numbers"), (table,)),
        )
    )


def _inference(report: PlanReport) -> str:
    if report.plan.inference == "files":
        return report.locale.say(
            "Both speak of the {cases} on the list, with the finite population correction.", cases=report.cases
        )
    return report.locale.say(
        "Both speak of the practice behind the {cases}, however many are on the list.", cases=report.cases
    )


def plan_difference(report: PlanReport) -> Section:
    """Draw how probable it is that a difference is found, by how large it is.

    Parameters
    ----------
    report : PlanReport
        The plan.
    """
    wanted, found = report.plan.difference, report.numbers["difference"]
    if wanted is None or not found:
        return Section()
    say, locale = report.locale.say, report.locale
    curve = found["curve"]
    down = wanted.difference < 0
    title = say("Difference downwards, percentage points") if down else say("Difference upwards, percentage points")
    across = Axis(title, 0, 100 * curve[-1][0], percent=False, locale=locale)
    up = Axis(say("Probability of finding it"), 0, 1, locale=locale)
    curves = [Curve(say("in one question"), tuple((100 * row[0], row[1]) for row in curve))]
    if wanted.questions > 1:
        several = say("as one of {questions}", questions=locale.number(wanted.questions))
        curves.append(Curve(several, tuple((100 * row[0], row[2]) for row in curve)))
    level = (wanted.power, say("wanted: {power}", power=report.percent(wanted.power)))
    first, second = (locale.number(n) for n in found["groups"])
    caption = say(
        "How probable it is that a difference from {share} is found, with {first} and {second} in the groups.",
        share=report.percent(wanted.share),
        first=first,
        second=second,
    )
    alt = joined(
        say("Line chart. Across: the difference in percentage points. Up: the probability of finding it."),
        *(_powers(report, curves, row) for row in _some(curve)),
        say("A level line shows what was wanted: {margin}.", margin=report.percent(wanted.power)),
    )
    figure = report.studio.wide(
        "power", lambda name, width: chart(name, width, curves, across, up, level), alt, (caption,)
    )
    return Section(
        (
            Heading(2, say("What difference it can show"), "sec-difference"),
            Paragraph(joined(_test_words(report), *_detectable_words(report))),
            figure,
            Details(say("The curves in numbers"), (_power_table(report, curves, title, curve),)),
        )
    )


def _powers(report: PlanReport, curves: list[Curve], row: list[float]) -> str:
    """Say the probabilities of one difference, for those who do not see the curves."""
    powers = (f"{line.label} {report.probability(power)}" for line, power in zip(curves, row[1:], strict=False))
    return f"{report.points(row[0])}: {', '.join(powers)}."


def _power_table(report: PlanReport, curves: list[Curve], title: str, curve: list[Any]) -> Table:
    columns = (Column(title, "left"), *(Column(upper_first(line.label)) for line in curves))
    rows = tuple(
        (report.points(row[0]), *(report.probability(power) for power in row[1 : 1 + len(curves)]))
        for row in _some(curve)
    )
    return Table("power-values", report.locale.say("Read from the curves: probability by difference."), columns, rows)


def _test_words(report: PlanReport) -> str:
    say, wanted, test = report.locale.say, report.plan.difference, report.numbers["difference"]["test"]
    assert wanted is not None
    named = {
        "boschloo": say("Boschloo’s exact test"),
        "fisher": say("Fisher’s exact test"),
        "normal": say("the usual formula (the normal approximation)"),
    }[test]
    one = say(
        "Computed for {test} at the level {alpha}, for two simple samples of the sizes of the groups. No finite "
        "population correction is used: a comparison speaks of the practice.",
        test=named,
        alpha=report.percent(wanted.alpha),
    )
    if wanted.questions == 1:
        return one
    return joined(
        one,
        say(
            "With {questions} questions compared together the level is divided by their number (Bonferroni), which is "
            "what Holm’s method asks of the first of them.",
            questions=report.locale.number(wanted.questions),
        ),
    )


def _detectable_words(report: PlanReport) -> Iterator[str]:
    say, wanted = report.locale.say, report.plan.difference
    assert wanted is not None
    for name, down, up in report.numbers["difference"]["detectable"]:
        values = {"power": report.percent(wanted.power), "share": report.percent(wanted.share)}
        low = report.percent(round(wanted.share + down, 2)) if down is not None else None
        high = report.percent(round(wanted.share + up, 2)) if up is not None else None
        where = (
            say("in one question")
            if name == "alone"
            else say("as one of {questions}", questions=report.locale.number(wanted.questions))
        )
        if low and high:
            yield say(
                "From {share}, what is found with a probability of {power} {where} is about {low} or lower, or {high} "
                "or higher.",
                low=low,
                high=high,
                where=where,
                **values,
            )
        elif high:
            yield say(
                "From {share}, what is found with a probability of {power} {where} is about {high} or higher, and no "
                "lower share.",
                high=high,
                where=where,
                **values,
            )
        elif low:
            yield say(
                "From {share}, what is found with a probability of {power} {where} is about {low} or lower, and no "
                "higher share.",
                low=low,
                where=where,
                **values,
            )
        else:
            yield say(
                "From {share}, no difference is found with a probability of {power} {where}.", where=where, **values
            )


def _some(curve: list[Any]) -> list[Any]:
    last = len(curve) - 1
    return [curve[k] for k in sorted({round(k * last / (READ - 1)) for k in range(READ)})]


def _round_up(value: float) -> float:
    step = 5 if value > 10 else 1
    return float(-(-value // step) * step)
