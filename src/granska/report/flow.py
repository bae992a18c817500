"""The flow of the sample: from all there are, over those that were read, to the answers that the shares rest on."""

from dataclasses import dataclass
from functools import partial

from granska.report.blocks import Block, Strong
from granska.report.canvas import INK, MUTED, THIRD, Canvas, Dot
from granska.report.charts import LINE, Frame, wrap
from granska.report.context import Report
from granska.report.figures import WIDE
from granska.report.parts import table_details
from granska.report.published import CASES, STRATUM
from granska.report.tables import Column, Table

_PADDING, _GAP, _BETWEEN = 14, 24, 12


@dataclass(frozen=True)
class Step:
    """One box of the flow.

    Parameters
    ----------
    name : str
        What the step is.
    count : str
        How many: a number, or from how many to how many.
    what : str
        What is counted.
    remark : str
        More about them.
    """

    name: str
    count: str
    what: str
    remark: str = ""


Stages = tuple[tuple[Step, ...], ...]


def sample_flow(report: Report) -> tuple[Block, ...]:
    """Draw the flow of the sample, with its table; nothing for a register, or where nothing falls away.

    Parameters
    ----------
    report : Report
        The report.
    """
    stages = () if report.register else flow_stages(report)
    if len({step.count for stage in stages for step in stage}) < 2:
        return ()
    title = _title(report, stages)
    when = report.when()
    figure = report.studio.wide(
        "sample-flow",
        partial(flow, stages=stages, frame=report.frame),
        _described(report, title, stages),
        (Strong(title), " ", f"{when[:1].upper()}{when[1:]}."),
    )
    return figure, table_details(report, _table(report, stages))


def flow_stages(report: Report) -> Stages:
    """Gather what is known: all there are, those that were read, and the answers, which are counted side by side.

    A step that is not known is left out: without a population the flow begins with those that were read.
    """
    say, number = report.locale.say, report.locale.number
    whole = report.published.denominator(CASES)
    if whole is None or not whole.n:
        return ()
    population = whole.population if report.sampled else None
    areas = say("in {count} {strata}", count=number(len(report.strata_names)), strata=report.strata_there_are)
    stages: list[tuple[Step, ...]] = []
    if population:
        part = say("{share} of all", share=report.locale.percent(100 * whole.n / population))
        read = "; ".join(filter(None, (_by_stratum(report), part)))
        stages.append((Step(say("All"), number(population), report.cases, areas),))
        stages.append((Step(say("Drawn and read"), number(whole.n), report.cases, read),))
    else:
        stages.append((Step(say("All"), number(whole.n), report.cases, areas),))
    if answers := _answers(report):
        stages.append(answers)
    return tuple(stages)


def _by_stratum(report: Report) -> str:
    """Say how many were read in each stratum, where there are several and all of their numbers are known."""
    say, number = report.locale.say, report.locale.number
    rows = [report.published.denominator(CASES, STRATUM, name) for name in report.strata_names]
    sizes = [row.n for row in rows if row and row.n is not None]
    if len(sizes) < max(2, len(rows)):
        return ""
    if len(set(sizes)) == 1:
        return say("{n} in each {stratum}", n=number(sizes[0]), stratum=report.stratum)
    return say("{range} in each {stratum}", range=report.locale.span(min(sizes), max(sizes)), stratum=report.stratum)


def _answers(report: Report) -> tuple[Step, ...]:
    """Count the answers to the questions that apply to all, and to those that apply to some; none if one is hidden.

    The fewest and the most would say something of one that is.
    """
    say, locale = report.locale.say, report.locale
    rows = [
        row for question in report.codebook if question.levels and (row := report.published.denominator(question.name))
    ]
    if not rows or any(row.n is None or row.not_applicable is None for row in rows):
        return ()
    parts = (
        (say("Questions that apply to all"), [row.n or 0 for row in rows if not row.not_applicable]),
        (say("Questions that apply to some"), [row.n or 0 for row in rows if row.not_applicable]),
    )
    return tuple(
        Step(
            name,
            locale.number(sizes[0]) if len(set(sizes)) == 1 else locale.span(min(sizes), max(sizes)),
            say("answers to the question") if len(sizes) == 1 else say("answers to each question"),
            locale.say_many("{count} question", "{count} questions", len(sizes)),
        )
        for name, sizes in parts
        if sizes
    )


def _title(report: Report, stages: Stages) -> str:
    say, first = report.locale.say, stages[0][0]
    if not report.sampled:
        return say("All {read} {cases} are counted.", read=first.count, cases=first.what)
    read = stages[1][0]
    return say("{read} of {population} {cases} were read.", read=read.count, population=first.count, cases=first.what)


def _described(report: Report, title: str, stages: Stages) -> str:
    say, steps = report.locale.say, [step for stage in stages for step in stage]
    lines = (f"{step.name}: {step.count} {step.what} ({step.remark})." for step in steps)
    return " ".join([say("Flow chart with {count} boxes.", count=report.locale.words(len(steps))), title, *lines])


def _table(report: Report, stages: Stages) -> Table:
    say = report.locale.say
    columns = (
        Column(say("Step"), "left"),
        Column(say("Number")),
        Column(say("Of what"), "left"),
        Column(say("Remark"), "left"),
    )
    rows = tuple((step.name, step.count, step.what, step.remark) for stage in stages for step in stage)
    return Table("sample-flow", say("From all to the answers."), columns, rows)


def flow(name: str, width: float, stages: Stages, frame: Frame) -> Canvas:
    """Draw the flow: boxes from left to right, and on a telephone from the top down.

    Parameters
    ----------
    name, width, frame
        As of `charts.dots`.
    stages : tuple of tuple of Step
        What follows on what; the steps of one stage lie side by side.
    """
    return _across(name, width, stages, frame) if width == WIDE else _down(name, width, stages, frame)


def _across(name: str, width: float, stages: Stages, frame: Frame) -> Canvas:
    side = (width - 2 - _GAP * 2 * (len(stages) - 1)) / len(stages)
    letters = _letters(side, stages)
    heights = [[_height(step, letters) for step in stage] for stage in stages]
    inner = max(sum(column) + _BETWEEN * (len(column) - 1) for column in heights)
    canvas = Canvas(name, width, inner + 2 + frame.foot)
    middle = 1 + inner / 2
    for place, (stage, column) in enumerate(zip(stages, heights, strict=True)):
        left = 1 + place * (side + 2 * _GAP)
        top = middle - (sum(column) + _BETWEEN * (len(column) - 1)) / 2
        for step, height in zip(stage, column, strict=True):
            _box(canvas, step, (left, top, side, height), letters)
            if place:
                y = top + height / 2
                corner = left - _GAP
                canvas.path([(left - 2 * _GAP, middle), (corner, middle), (corner, y), (left - 4, y)], MUTED, 1.6)
                canvas.dot(Dot(left - 6, y, ">", 58, MUTED, MUTED))
            top += height + _BETWEEN
    frame.sign(canvas)
    return canvas


def _down(name: str, width: float, stages: Stages, frame: Frame) -> Canvas:
    letters = _letters(width, stages)
    steps = [(step, place, k) for place, stage in enumerate(stages) for k, step in enumerate(stage)]
    heights = [_height(step, letters) for step, _, _ in steps]
    gaps = [0 if not place else _BETWEEN if k else _GAP for _, place, k in steps]
    canvas = Canvas(name, width, sum(heights) + sum(gaps) + 2 + frame.foot)
    top = 1.0
    for (step, _, _), height, gap in zip(steps, heights, gaps, strict=True):
        if gap == _GAP:
            canvas.line((width / 2, top), (width / 2, top + gap - 4), MUTED, 1.6)
            canvas.dot(Dot(width / 2, top + gap - 6, "v", 58, MUTED, MUTED))
        top += gap
        _box(canvas, step, (1, top, width - 2, height), letters)
        top += height
    frame.sign(canvas)
    return canvas


def _letters(width: float, stages: Stages) -> int:
    """Say how many letters a line of a box holds; a word is never cut."""
    words = (word for stage in stages for step in stage for word in f"{step.name} {step.what} {step.remark}".split())
    return max(int((width - 2 * _PADDING) / 7.6), *map(len, words))


def _lines(step: Step, letters: int) -> list[tuple[str, int, float, str]]:
    """Give the lines of a box: each with the space it takes, its size and its colour."""
    return [
        *((line, LINE, 13.5, MUTED) for line in wrap(step.name, letters)),
        (step.count, 28, 22.0, INK),
        *((line, LINE, 14.0, INK) for line in wrap(step.what, letters)),
        *((line, LINE, 13.0, MUTED) for line in wrap(step.remark, letters) if step.remark),
    ]


def _height(step: Step, letters: int) -> float:
    return sum(space for _, space, _, _ in _lines(step, letters)) + 2 * _PADDING - 4


def _box(canvas: Canvas, step: Step, place: tuple[float, float, float, float], letters: int) -> None:
    left, top, width, height = place
    right, bottom = left + width, top + height
    corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
    canvas.path(corners, THIRD, 1.2)
    y = top + _PADDING - 6
    for line, space, size, color in _lines(step, letters):
        y += space
        canvas.text(left + _PADDING, y, line, size, color, bold=size > 20)
