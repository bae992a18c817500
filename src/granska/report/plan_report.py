"""The report on a plan: how many cases, from where, how precise, and what difference they can show."""

from collections.abc import Iterator

from granska.report.blocks import Block, Bullets, Heading, Paragraph, Section
from granska.report.document import FrontMatter
from granska.report.locale import upper_first
from granska.report.plan_context import PlanReport, page_head
from granska.report.sentences import joined
from granska.report.tables import Column, Table


def plan_head(report: PlanReport) -> FrontMatter:
    """Give the head of the page.

    Parameters
    ----------
    report : PlanReport
        The plan.
    """
    say = report.locale.say
    title = say("Plan: {title}", title=report.text(report.plan.title))
    lead = say("How many {cases} are to be read, from where, and what they can show.", cases=report.cases)
    return page_head(report.plan, report.locale.language, title, lead, "plan")


def plan_answer(report: PlanReport) -> Section:
    """Say in a few lines what the plan comes to.

    Parameters
    ----------
    report : PlanReport
        The plan.
    """
    say, locale, numbers = report.locale.say, report.locale, report.numbers
    items = [
        say(
            "{total} of {population} {cases} are to be read, in {count} {strata}.",
            total=locale.number(numbers["total"]),
            population=locale.number(numbers["population"]),
            cases=report.cases,
            count=locale.number(len(numbers["strata"])),
            strata=report.strata,
        )
    ]
    items += [*_precision_words(report), *_difference_words(report)]
    if report.plan.draft:
        items.append(say("The plan is a draft: nothing is decided yet."))
    return Section((Heading(2, say("In short"), "sec-short"), Bullets(tuple((item,) for item in items))))


def _precision_words(report: PlanReport) -> Iterator[str]:
    say, wanted, found = report.locale.say, report.plan.precision, report.numbers["precision"]
    if wanted is None:
        return
    level = report.locale.level(wanted.confidence)
    yield say(
        "A share of {share} is then expected to have an interval of ± {half} percentage points ({level}); at most "
        "± {margin} were wanted.",
        share=report.percent(wanted.share),
        half=report.points(found["half_width"]),
        level=level,
        margin=report.points(wanted.margin),
    )
    simple = say(
        "Drawn at random from all, {simple} would do by the usual formula (Wald).",
        simple=report.locale.number(found["simple"]),
    )
    if found["planned"] is None:
        cannot = (
            say("With these numbers in each {stratum} the margin is not reached.", stratum=report.stratum)
            if report.plan.allocation.cases
            else say(
                "The margin cannot be reached: if every one were read, the interval would still be ± {whole}.",
                whole=report.points(found["whole"]),
            )
        )
        yield joined(cannot, simple)
    elif report.plan.allocation.cases:
        yield simple
    else:
        yield joined(
            say(
                "That margin takes {planned} {cases}, divided among the {strata} as planned.",
                planned=report.locale.number(found["planned"]),
                cases=report.cases,
                strata=report.strata,
            ),
            simple,
        )


def _difference_words(report: PlanReport) -> Iterator[str]:
    say, wanted, found = report.locale.say, report.plan.difference, report.numbers["difference"]
    if wanted is None:
        return
    first, second = (report.locale.number(n) for n in found["groups"])
    yield say(
        "If {share} of one group have an answer and {other} of the other, with {first} and {second} in the groups, the "
        "probability of finding the difference in one question is {alone}.",
        share=report.percent(wanted.share),
        other=report.percent(wanted.share + wanted.difference),
        first=first,
        second=second,
        alone=report.probability(found["power_alone"]),
    )
    if wanted.questions > 1:
        yield say(
            "As one of {questions} questions compared together it is {together}.",
            questions=report.locale.number(wanted.questions),
            together=report.probability(found["power_together"]),
        )
    needed = found["needed_together"]
    values = {"power": report.percent(wanted.power), "cases": report.cases}
    if needed and wanted.questions > 1:
        alone = found["needed_alone"]
        yield say(
            "For a probability of {power}, {alone} {cases} are needed in one question, and {needed} as one of "
            "{questions}.",
            alone=report.locale.number(alone),
            needed=report.locale.number(needed),
            questions=report.locale.number(wanted.questions),
            **values,
        )
        return
    yield (
        say("For a probability of {power}, {needed} {cases} are needed.", needed=report.locale.number(needed), **values)
        if needed
        else say(
            "No sample that can be read finds it with a probability of {power}.", power=report.percent(wanted.power)
        )
    )


def plan_allocation(report: PlanReport) -> Section:
    """Tabulate how many are read in each stratum, and how precise each is alone.

    Parameters
    ----------
    report : PlanReport
        The plan.
    """
    say, locale, numbers = report.locale.say, report.locale, report.numbers
    strata = numbers["strata"]
    rows = [
        (
            one["stratum"],
            locale.number(one["population"]),
            locale.number(one["cases"]),
            locale.number(100 * one["cases"] / one["population"], 0),
            "±\u00a0" + locale.number(100 * one["half_width"], 0) if one["half_width"] is not None else "..",
        )
        for one in strata
    ]
    total = (locale.number(numbers["population"]), locale.number(numbers["total"]))
    share = locale.number(100 * numbers["total"] / numbers["population"], 0)
    whole = numbers["precision"]
    rows.append((say("All"), *total, share, f"±\u00a0{report.points(whole['half_width'])}" if whole else ".."))
    columns = (
        Column(upper_first(report.stratum), "left"),
        Column(upper_first(report.cases)),
        Column(say("To be read")),
        Column(say("Share read, %")),
        Column(say("Interval, percentage points")),
    )
    caption = say("How many are read in each {stratum}, and how precise each is.", stratum=report.stratum)
    note = say(
        "The interval of one {stratum} is that of its own {cases} (Wilson’s), and speaks of the practice behind them.",
        stratum=report.stratum,
        cases=report.cases,
    )
    blocks: list[Block] = [
        Heading(2, say("From where"), "sec-where"),
        Paragraph(joined(_allocation_words(report), _weights_words(report))),
        Table("allocation", caption, columns, tuple(rows), note),
    ]
    return Section(tuple(blocks))


def _allocation_words(report: PlanReport) -> str:
    say, allocation = report.locale.say, report.plan.allocation
    if allocation.cases:
        return say("How many are read in each {stratum} was decided by hand.", stratum=report.stratum)
    how = {
        "proportional": say(
            "Each {stratum} has its part by its number of {cases}.", stratum=report.stratum, cases=report.cases
        ),
        "equal": say("As many are read in each {stratum}, as far as there are.", stratum=report.stratum),
        "neyman": say(
            "The {strata} that are large and where answers vary most have the most (Neyman’s allocation).",
            strata=report.strata,
        ),
    }[allocation.method]
    least = say("At least {minimum} are read in each.", minimum=report.locale.number(allocation.minimum))
    return joined(how, least)


def _weights_words(report: PlanReport) -> str:
    found = report.numbers["precision"]
    if not found or found["weights"] < 1.005:
        return ""
    return report.locale.say(
        "Since {cases} weigh differently in different {strata}, the whole takes about {factor} times as many as a "
        "sample divided in proportion, for the same precision.",
        cases=report.cases,
        strata=report.strata,
        factor=report.locale.number(found["weights"], 2),
    )
