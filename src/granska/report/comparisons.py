"""Two groups on each question: their shares, their differences, and what those let us say."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from granska.report.context import Report
from granska.report.locale import Locale, in_percent
from granska.report.published import Estimate, Interval
from granska.report.sentences import lower_first
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
        Their difference in all the material.
    within : Estimate or None
        Their difference within strata, with the Cochran–Mantel–Haenszel test.
    homogeneity : Estimate or None
        Whether the strata have the same odds ratio.
    verdict : Verdict
        What it lets us say.
    """

    question: Question
    level: str
    first: Estimate | None
    second: Estimate | None
    crude: Estimate | None
    within: Estimate | None
    homogeneity: Estimate | None
    verdict: Verdict

    @property
    def usable(self) -> bool:
        """Whether there is a difference to report."""
        return self.verdict in (Verdict.SHOWN, Verdict.SIGN, Verdict.NONE_SHOWN)


def compare(report: Report, breakdown: str) -> list[Comparison]:
    """Gather the comparisons of a breakdown, one for each answer that has one, in the order of the codebook."""
    pair = report.review.breakdowns[breakdown].compare
    if pair is None:
        return []
    first, second = pair
    asked = [
        (question, level) for question in report.codebook for level in question.levels[: _compared_levels(question)]
    ]
    found: list[Comparison] = []
    for question, level in asked:
        rows = {
            (row.measure, row.method): row
            for row in report.published.select(
                question.name,
                level=level,
                breakdown=breakdown,
                group=first,
                versus=second,
                period=report.published.last_period,
            )
        }
        within = rows.get(("difference", "mantel-haenszel"))
        found.append(
            Comparison(
                question,
                level,
                report.part(question, level, breakdown, first),
                report.part(question, level, breakdown, second),
                rows.get(("difference", "newcombe")),
                within,
                rows.get(("homogeneity", "breslow-day")),
                _verdict(within, only=len(asked) == 1, alpha=1 - report.review.confidence),
            )
        )
    return found


def _compared_levels(question: Question) -> int:
    """Compare every answer to a category question, and only the first of others."""
    return len(question.levels) if question.type == "category" else 1


def _verdict(row: Estimate | None, only: bool, alpha: float) -> Verdict:
    if row is None or row.status in ("too_few", "not_applicable"):
        return Verdict.TOO_FEW
    if not row.shown or row.lower is None or row.upper is None:
        return Verdict.HIDDEN if row.status != "ok" else Verdict.TOO_FEW
    if not row.excludes_zero:
        return Verdict.NONE_SHOWN
    # one of many intervals that does not include zero establishes nothing
    return Verdict.SHOWN if only and row.p_value is not None and row.p_value < alpha else Verdict.SIGN


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


def shares_are_weighted(found: Sequence[Comparison]) -> bool:
    """Whether the groups' shares are weighted by the size of the strata; their differences never are."""
    return any(one.first is not None and one.first.method == "domain-wilson" for one in found)


def deviation_note(report: Report, found: Sequence[Comparison]) -> str:
    """Say why a difference can deviate from the two shares beside it; nothing where no share is weighted."""
    if not shares_are_weighted(found):
        return ""
    return report.locale.say(
        "The shares are weighted by how many {cases} each {stratum} has; the differences are not, so the two can "
        "deviate, even in sign.",
        stratum=report.stratum,
        cases=report.cases,
    )


def places(shown: Interval, answers: int | None = None) -> int:
    """Give whole points, but one decimal where it is known or needed.

    A decimal is known where each group has at least a thousand answers, and needed where rounding outwards would hide
    that the interval does not include zero.
    """
    low, high = in_percent(shown.lower), in_percent(shown.upper)
    return 1 if (answers or 0) >= LARGE_GROUP or 0 < low < 1 or -1 < high < 0 else 0


def difference_words(locale: Locale, shown: Interval, decimals: int) -> tuple[str, str]:
    """Write a difference in points, and its limits."""
    if decimals:
        low, high = in_percent(shown.lower), in_percent(shown.upper)
        return locale.signed(in_percent(shown.value), decimals), locale.span(low, high, decimals)
    return locale.signed(shown.percent), locale.span(shown.percent_lower, shown.percent_upper)
