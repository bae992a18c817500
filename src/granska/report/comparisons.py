"""Two groups on each question: their shares, their differences, and what those let us say."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from granska.report.context import Report
from granska.report.locale import Locale, alphabetical, in_percent, lower_first
from granska.report.published import STRATUM, Estimate, Interval
from granska.review.codebook import Question


class Verdict(Enum):
    """What a comparison lets us say."""

    SHOWN = "shown"
    SIGN = "sign"
    NONE_SHOWN = "none_shown"
    TOO_FEW = "too_few"
    HIDDEN = "hidden"


LARGE_GROUP = 1000  # answers


@dataclass(frozen=True)
class Comparison:
    """Two groups on one question.

    Parameters
    ----------
    question : Question
        What was asked.
    level : str
        Which answer is compared.
    first, second : Estimate or None
        The two groups' shares.
    crude : Estimate or None
        Their difference overall, however they are spread over the strata.
    within : Estimate or None
        Their difference within strata.
    test : Estimate or None
        Whether there is a difference within strata.
    homogeneity : Estimate or None
        Whether the strata have the same odds ratio.
    detectable : dict of str to Estimate
        The smallest differences that the groups are large enough to show, by method.
    together : int
        How many comparisons the test was adjusted for, this one counted: the size of its family.
    verdict : Verdict
        What it lets us say.
    """

    question: Question
    level: str
    first: Estimate | None
    second: Estimate | None
    crude: Estimate | None
    within: Estimate | None
    test: Estimate | None
    homogeneity: Estimate | None
    detectable: dict[str, Estimate]
    together: int
    verdict: Verdict

    @property
    def usable(self) -> bool:
        """Whether there is a difference to report."""
        return self.verdict in (Verdict.SHOWN, Verdict.SIGN, Verdict.NONE_SHOWN)

    @property
    def dark(self) -> bool:
        """Whether all there is of it is hidden."""
        rows = [row for row in (self.first, self.second, self.crude, self.within) if row]
        return bool(rows) and all(row.hidden for row in rows)

    @property
    def weighted(self) -> bool:
        """Whether the shares and their overall difference are weighted by the size of the strata."""
        return self.crude is not None and self.crude.method == "domain-mover"


def compare(report: Report, breakdown: str) -> list[Comparison]:
    """Gather the comparisons of a breakdown, one for each answer that has one, in the order of the codebook."""
    pair = report.review.breakdowns[breakdown].compare
    if pair is None:
        return []
    asked = [
        (question, level) for question in report.codebook for level in question.levels[: _compared_levels(question)]
    ]
    sizes = _family_sizes(report, breakdown, pair)
    return [_comparison(report, question, level, breakdown, pair, sizes) for question, level in asked]


def _comparison(
    report: Report, question: Question, level: str, breakdown: str, pair: tuple[str, str], sizes: Counter[str]
) -> Comparison:
    first, second = pair
    wanted = {"level": level, "breakdown": breakdown, "group": first, "versus": second}
    rows = list(report.published.select(question.name, period=report.published.last_period, **wanted))
    by_method = {(row.measure, row.method): row for row in rows}
    within, test = by_method.get(("difference", "mantel-haenszel")), _first(rows, "test")
    return Comparison(
        question=question,
        level=level,
        first=report.part(question, level, breakdown, first),
        second=report.part(question, level, breakdown, second),
        crude=by_method.get(("difference", "domain-mover"), by_method.get(("difference", "newcombe"))),
        within=within,
        test=test,
        homogeneity=_first(rows, "homogeneity"),
        detectable={row.method: row for row in rows if row.measure == "detectable_difference"},
        together=max(1, sizes[test.family]) if test else 1,
        verdict=_verdict(within, test, report.alpha),
    )


def _first(rows: Sequence[Estimate], measure: str) -> Estimate | None:
    return next((row for row in rows if row.measure == measure), None)


def _family_sizes(report: Report, breakdown: str, pair: tuple[str, str]) -> Counter[str]:
    """Count the tests of each family; one whose p-value is hidden was adjusted for all the same."""
    return Counter(
        row.family
        for row in report.published.estimates
        if (row.measure, row.breakdown, row.group, row.versus) == ("test", breakdown, *pair)
        and row.period == report.published.last_period
        and (row.p_value is not None or row.hidden)
    )


def _compared_levels(question: Question) -> int:
    """Compare every answer to a category question, and only the first of others."""
    return len(question.levels) if question.type == "category" else 1


def _verdict(within: Estimate | None, test: Estimate | None, alpha: float) -> Verdict:
    """Call a difference shown only where its interval leaves out zero and its adjusted p-value is below the level."""
    if within is None or within.status in ("too_few", "not_applicable"):
        return Verdict.TOO_FEW
    if within.interval is None:
        return Verdict.HIDDEN if within.status != "ok" else Verdict.TOO_FEW
    if not within.excludes_zero:
        return Verdict.NONE_SHOWN
    return Verdict.SHOWN if test and test.p_adjusted is not None and test.p_adjusted < alpha else Verdict.SIGN


def differences_by_stratum(report: Report, breakdown: str, one: Comparison) -> dict[str, Estimate]:
    """Find the difference between the groups in each stratum, which is published only where no one can be harmed."""
    rows = report.published.select(
        one.question.name,
        level=one.level,
        breakdown=STRATUM,
        versus=breakdown,
        measure="difference",
        period=report.published.last_period,
    )
    by_name = {row.group: row for row in rows}
    return {name: by_name[name] for name in alphabetical(by_name)}


def verdict_words(report: Report, verdict: Verdict) -> str:
    """Say a verdict in the cell of a table."""
    say = report.locale.say
    return {
        Verdict.SHOWN: say("Shown"),
        Verdict.SIGN: say("Sign"),
        Verdict.NONE_SHOWN: say("Not shown"),
        Verdict.TOO_FEW: say("Too few"),
        Verdict.HIDDEN: say("Hidden"),
    }[verdict]


def questions(found: Sequence[Comparison]) -> list[Question]:
    """Give the questions that are compared, each once."""
    return list({one.question.name: one.question for one in found}.values())


def label(report: Report, comparison: Comparison) -> str:
    """Name what is compared: the statement, and the answer of a category question."""
    statement = report.statement(comparison.question)
    if comparison.question.type == "category":
        return report.locale.say(
            "{statement}: {answer}",
            statement=statement,
            answer=lower_first(report.level(comparison.question, comparison.level)),
        )
    return statement


def names(report: Report, breakdown: str) -> tuple[str, str]:
    """Name the two groups as they stand inside a sentence."""
    first, second = report.review.breakdowns[breakdown].compare or ("", "")
    return lower_first(report.group(breakdown, first)), lower_first(report.group(breakdown, second))


def adjustment(report: Report) -> str:
    """Name whom the method of adjusting p-values is named for."""
    both = report.locale.say("Benjamini and Hochberg")
    return {"holm": "Holm", "bonferroni": "Bonferroni", "bh": both}[report.review.analysis.adjustment]


def adjustment_method(report: Report) -> str:
    """Name the method of adjusting p-values, as it stands inside a sentence."""
    say = report.locale.say
    return {
        "holm": say("Holm’s method"),
        "bonferroni": say("Bonferroni’s method"),
        "bh": say("the method of Benjamini and Hochberg"),
    }[report.review.analysis.adjustment]


def deviation_note(report: Report, found: Sequence[Comparison]) -> str:
    """Say why a difference within strata can deviate from the shares; nothing where these are not weighted."""
    if not any(one.weighted for one in found):
        return ""
    return report.locale.say(
        "The shares and the overall difference are weighted by how many {cases} each {stratum} has; the difference "
        "within the same {stratum} by how many of each group were read in it. The two can deviate, even in sign.",
        stratum=report.stratum,
        cases=report.cases,
    )


def places(shown: Interval, answers: int | None = None) -> int:
    """Give whole points, but one decimal where it is known or needed.

    A decimal is known where each group has at least a thousand answers and nothing of the question is hidden, and
    needed where rounding outwards would hide that the interval does not include zero.
    """
    value, low, high = map(in_percent, (shown.value, shown.lower, shown.upper))
    # where a count is hidden, whole points are all that is known
    whole = (value, low, high) == (shown.percent, shown.percent_lower, shown.percent_upper)
    known = (answers or 0) >= LARGE_GROUP and not whole
    return 1 if known or 0 < low < 1 or -1 < high < 0 else 0


def difference_words(locale: Locale, shown: Interval, decimals: int) -> tuple[str, str]:
    """Write a difference in points, and its limits."""
    if decimals:
        low, high = in_percent(shown.lower), in_percent(shown.upper)
        return locale.signed(in_percent(shown.value), decimals), locale.span(low, high, decimals)
    return locale.signed(shown.percent), locale.span(shown.percent_lower, shown.percent_upper)
