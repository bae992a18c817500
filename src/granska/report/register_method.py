"""How the figures that registers alone have were made, for the method section and the workbook's notes."""

from collections.abc import Iterator

from granska.report.context import Report
from granska.report.locale import lower_first
from granska.report.published import ALL
from granska.report.register_places import INNER, OUTER, dispersion, places, questions
from granska.report.register_tables import rate_head, rates
from granska.report.register_words import how_expected, ratio
from granska.report.sentences import joined
from granska.review.codebook import Question


def register_method(report: Report) -> Iterator[tuple[str, str]]:
    """Give the paragraphs on rates and expected numbers, each with its lead; none where there are no such figures."""
    say = report.locale.say
    if any(rates(report, question, ALL) for question in report.codebook):
        yield (
            say("Rates."),
            say(
                "Counts {rate}, with Garwood's exact Poisson interval (1936). One person can be counted several times "
                "where events are counted.",
                rate=lower_first(rate_head(report)),
            ),
        )
    asked = questions(report)
    if not asked:
        return
    for question in asked:
        yield (
            say("Expected: {what}.", what=lower_first(report.statement(question))),
            joined(how_expected(report, question), _dispersion(report, question)),
        )
    wider = any(place.wider for question in asked for place in places(report, question))
    yield (
        say("Observed and expected."),
        joined(
            say(
                "The interval of a ratio is Garwood's, divided by the expected number. The limits of chance are exact "
                "Poisson limits around the expected number, interpolated between whole counts ({inner} and {outer}; "
                "Spiegelhalter 2005). Whether {strata} vary more than chance gives is tested by chi-square with the "
                "variance that Poisson counts give it; phi is the mean square of the distances on the square root "
                "scale, the outermost tenth at each end drawn in. Where the test rejects and phi is above 1, the "
                "limits are widened by its root.",
                inner=report.locale.level(INNER),
                outer=report.locale.level(OUTER),
                strata=report.the_strata,
            ),
            say(
                "Where the expected number is estimated, a second, wider interval allows for that (MOVER on the "
                "logarithmic scale; Zou and Donner 2008), and the text goes by it."
            )
            if wider
            else "",
            say(
                "Yes or no is said where the interval leaves out 1 and the ratio lies outside the limits of {outer}; a "
                "sign where it lies outside those of {inner} only. All of this is computed from the counts that are "
                "shown.",
                inner=report.locale.level(INNER),
                outer=report.locale.level(OUTER),
            ),
        ),
    )


def _dispersion(report: Report, question: Question) -> str:
    phi, test = dispersion(report, question)
    if phi is None or test is None or phi.estimate is None or test.p_value is None:
        return ""
    return report.locale.say(
        "Phi {phi}, p-value {p}.", phi=ratio(report, phi.estimate), p=report.locale.p_value(test.p_value)
    )
