"""Where and how two reviews of a series differ, in words: what each of them did, side by side."""

from collections.abc import Callable, Iterable

from granska.report.clauses import whom
from granska.report.locale import alphabetical, lower_first
from granska.report.method import counts_as
from granska.report.series_context import Figure, Pair, SeriesReport
from granska.review.likeness import ASPECTS

#: What is the same for all that two reviews asked; the rest is a question's own.
OF_REVIEWS = ("cases", "areas", "weights", "files", "level", "sample")


def aspect_words(series: SeriesReport, aspect: str) -> str:
    """Name what has to be alike, as in a list; the areas by the word of the first review.

    Parameters
    ----------
    series : SeriesReport
        The series.
    aspect : str
        One of `granska.review.likeness.ASPECTS`.
    """
    say = series.locale.say
    strata = next(iter(series.reports.values())).the_strata
    return {
        "cases": say("which cases are included"),
        "question": say("the question"),
        "answer": say("the answers"),
        "undocumented": say("what counts where the file does not say"),
        "denominator": say("of which cases it is asked"),
        "areas": strata,
        "weights": say("whether shares are weighted"),
        "files": say("what the intervals speak of"),
        "level": say("the level of the intervals"),
        "sample": say("that the same cases were read twice"),
    }[aspect]


def listed_aspects(series: SeriesReport, aspects: Iterable[str]) -> str:
    """List in what reviews differ, always in the same order."""
    found = set(aspects)
    return series.locale.listed(aspect_words(series, aspect) for aspect in ASPECTS if aspect in found)


def how_reviews_differ(series: SeriesReport, pair: Pair) -> list[str]:
    """Say how two reviews differ in what is the same for all that they asked, a sentence each."""
    return [_OF_REVIEWS[aspect](series, pair) for aspect in OF_REVIEWS if aspect in pair.unlike]


def how_questions_differ(series: SeriesReport, pair: Pair) -> str:
    """Say how two reviews differ in what they asked of an indicator; that they do not where it is alike."""
    figures = series.figures(pair.indicator)
    one, other = figures[pair.versus], figures[pair.review]
    found = [_OF_QUESTIONS[aspect](series, one, other) for aspect in pair.unlike if aspect in _OF_QUESTIONS]
    if not found:
        return series.locale.say("the question, its answers and its denominator are the same.")
    return f"{'; '.join(found)}."


def _stages(series: SeriesReport, pair: Pair) -> dict[str, str]:
    return {"one": series.stages[pair.versus], "two": series.stages[pair.review]}


def _cases(series: SeriesReport, pair: Pair) -> str:
    said = []
    for review in (pair.versus, pair.review):
        report = series.reports[review]
        scope = report.review.scope
        limits = f" ({lower_first(report.text(scope).rstrip(' .'))})" if scope else ""
        said.append(f"{report.cases}{limits}")
    return series.locale.say("The cases: {first} and {second}.", first=said[0], second=said[1])


def _areas(series: SeriesReport, pair: Pair) -> str:
    say, number = series.locale.say, series.locale.number
    one, two = (series.reports[review] for review in (pair.versus, pair.review))
    first, second = set(one.strata_names), set(two.strata_names)
    parts = [
        say(
            "{strata}: {first} and {second}; {both} have the same name in both.",
            strata=f"{one.the_strata[0].upper()}{one.the_strata[1:]}",
            first=number(len(first)),
            second=number(len(second)),
            both=number(len(first & second)),
        )
    ]
    for names, stage in ((first - second, series.stages[pair.versus]), (second - first, series.stages[pair.review])):
        if names:
            listed = series.locale.listed(alphabetical(names))
            parts.append(say("Only in {stage}: {names}.", stage=stage, names=listed))
    merged = _mergers(series, first - second, second - first, (pair.versus, pair.review))
    return " ".join([*parts, *([merged] if merged else [])])


def _mergers(series: SeriesReport, only_first: set[str], only_second: set[str], reviews: tuple[str, str]) -> str:
    """Say which areas of one review are others merged, where that is all that differs; nothing where it is not."""
    aliases: dict[str, str] = {}
    for review in reviews:
        aliases |= series.reports[review].review.design.strata.aliases
        areas = series.method.members[review].areas
        aliases |= {change.area: change.became for change in areas.changes if change.weight == 1} if areas else {}
    former = frozenset(name for name in only_first | only_second if aliases.get(name, name) != name)
    present = frozenset(aliases[name] for name in former)
    if not former or {former, present} != {frozenset(only_first), frozenset(only_second)}:
        return ""
    listed = "; ".join(
        series.locale.say(
            "{present} is the former {former}",
            present=name,
            former=series.locale.listed(alphabetical(one for one in former if aliases[one] == name)),
        )
        for name in alphabetical(present)
    )
    return series.locale.say("Together they are the same area, divided in another way: {list}.", list=listed)


def _weights(series: SeriesReport, pair: Pair) -> str:
    weighted = pair.versus if series.reports[pair.versus].sampled else pair.review
    plain = pair.review if weighted == pair.versus else pair.versus
    return series.locale.say(
        "Weights: {one} is weighted by the size of {strata}, {two} is not.",
        one=series.stages[weighted],
        two=series.stages[plain],
        strata=series.reports[weighted].the_strata,
    )


def _files(series: SeriesReport, pair: Pair) -> str:
    narrow = [
        series.stages[review]
        for review in (pair.versus, pair.review)
        if series.reports[review].review.design.inference == "files"
    ]
    return series.locale.say(
        "The intervals: that of {stages} speaks only of the files that there were in the period, and is too narrow for "
        "a comparison of how the work is done.",
        stages=series.locale.listed(narrow),
    )


def _level(series: SeriesReport, pair: Pair) -> str:
    return series.locale.say(
        "The intervals: {first} and {second}.",
        first=series.reports[pair.versus].confidence,
        second=series.reports[pair.review].confidence,
    )


def _sample(series: SeriesReport, pair: Pair) -> str:
    later = series.reports[pair.review].review.follows
    again = pair.review if later and later.review == pair.versus else pair.versus
    return series.locale.say(
        "The cases of both are the same, read twice: what has changed in them is in the report of {stage}.",
        stage=series.stages[again],
    )


_OF_REVIEWS: dict[str, Callable[[SeriesReport, Pair], str]] = {
    "cases": _cases,
    "areas": _areas,
    "weights": _weights,
    "files": _files,
    "level": _level,
    "sample": _sample,
}


def _question(series: SeriesReport, one: Figure, other: Figure) -> str:
    first, second = (figure.report.statement(figure.question) for figure in (one, other))
    if first == second:
        # the words are the same, and the limit, the unit or the type is not
        first, second = (_measured(figure) for figure in (one, other))
    return series.locale.say("the question: “{first}” and “{second}”", first=first, second=second)


def _measured(figure: Figure) -> str:
    level = figure.report.level(figure.question, figure.level)
    return f"{figure.report.statement(figure.question)} – {lower_first(level)}"


def _answer(series: SeriesReport, one: Figure, other: Figure) -> str:
    say = series.locale.say
    parts = []
    for figure in (one, other):
        report, question = figure.report, figure.question
        every = [report.level(question, code) for code in question.codes] or [report.level(question, figure.level)]
        counted = report.level(question, figure.level)
        parts.append(say("{answer} out of {all}", answer=counted, all=series.locale.listed(every)))
    return say("the answer: {first}, and {second}", first=parts[0], second=parts[1])


def _undocumented(series: SeriesReport, one: Figure, other: Figure) -> str:
    return series.locale.say(
        "where the file does not say, it counts as {first} and as {second}",
        first=counts_as(one.report, one.question),
        second=counts_as(other.report, other.question),
    )


def _denominator(series: SeriesReport, one: Figure, other: Figure) -> str:
    return series.locale.say(
        "asked of: {first}, and of {second}",
        first=whom(one.report, one.question),
        second=whom(other.report, other.question),
    )


_OF_QUESTIONS: dict[str, Callable[[SeriesReport, Figure, Figure], str]] = {
    "question": _question,
    "answer": _answer,
    "undocumented": _undocumented,
    "denominator": _denominator,
}
