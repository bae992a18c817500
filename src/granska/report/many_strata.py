"""What a page shows of hundreds of strata: those that stand out; all of them stand in the workbook."""

from granska.report.context import Report
from granska.report.register_tables import LONGEST
from granska.report.strata import Place


def standing_out(report: Report, found: list[Place]) -> list[Place]:
    """Choose the strata of a figure or a table: all, or of many those named in the parameters or outside the limits.

    Those outside the wide limits go before those outside the narrow ones; of too many the first in alphabetical order.
    """
    if len(found) <= LONGEST:
        return found
    named = report.review.counting.answers_for
    far = [place for place in found if place.name in named or _outside(place, wide=True)]
    near = [place for place in found if place not in far and _outside(place, wide=False)]
    chosen = {place.name for place in [*far, *near][:LONGEST]}
    return [place for place in found if place.name in chosen]


def _outside(place: Place, *, wide: bool) -> bool:
    limit = place.outer if wide else place.inner
    share, limits = (place.row.interval if place.row else None), (limit.interval if limit else None)
    return bool(share and limits and not limits.lower <= share.value <= limits.upper)
