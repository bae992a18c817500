"""Numbers that are no counts are refused out of their bounds, by name and position, by every function alike."""

from functools import partial

import numpy as np
import pytest

from granska.stats import bounds
from granska.stats.areas import funnel_dispersion, funnel_limits, shrink
from granska.stats.multiplicity import adjust
from granska.stats.quantile import median_ci
from granska.stats.rates import observed_expected

REFUSED = [
    pytest.param(partial(funnel_limits, [0.1, 1.1], 26), r"^target: not between 0 and 1 at position 1$", id="above"),
    pytest.param(partial(shrink, [3], [26], target=-0.1), r"^target: not between 0 and 1$", id="below"),
    pytest.param(partial(funnel_limits, 0.1, 26, tail=0.5), r"^tail: not strictly between 0 and 0.5$", id="strictly"),
    pytest.param(partial(funnel_limits, 0.1, 26, tail=np.nan), r"^tail: not strictly between 0 and 0.5$", id="no tail"),
    pytest.param(partial(funnel_dispersion, [3], [26], trim=0.6), r"^trim: not between 0 and 0.5$", id="trim"),
    pytest.param(partial(median_ci, [1], q=[0.5, 1]), r"^q: not strictly between 0 and 1 at position 1$", id="q"),
    pytest.param(partial(adjust, [[0.1, 0.2], [np.nan, 3]]), r"^p: not between 0 and 1 at position \(1, 1\)$", id="p"),
    pytest.param(partial(adjust, ["0.1"]), r"^p: not an array of numbers$", id="text"),
    pytest.param(partial(observed_expected, 3, [2, -1]), r"^expected: negative at position 1$", id="negative"),
    pytest.param(partial(observed_expected, 3, np.nan), r"^expected: not a finite number$", id="missing"),
    pytest.param(partial(median_ci, [1, 2], [1, np.inf]), r"^weights: not a finite number at position 1$", id="weight"),
    pytest.param(partial(median_ci, [1, -np.inf]), r"^values: infinite at position 1$", id="infinite"),
    pytest.param(
        partial(median_ci, [1, 2, 3], [1, 2]),
        r"^the shapes do not fit together: values \(3,\), weights \(2,\)$",
        id="shapes",
    ),
    pytest.param(
        partial(funnel_limits, [0.1, 0.2], [26, 26, 26]),
        r"^the shapes do not fit together: target \(2,\), n \(3,\), tail \(\)$",
        id="shapes of a target",
    ),
]


@pytest.mark.parametrize(("call", "message"), REFUSED)
def test_is_refused_by_name_and_position(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_the_bounds_themselves_are_let_through_unless_strictly_between():
    assert bounds.between("p", [0, 1], 0, 1).tolist() == [0, 1]
    with pytest.raises(ValueError, match=r"^p: not strictly between 0 and 1 at position 0$"):
        bounds.between("p", [0, 1], 0, 1, strictly=True)


def test_gaps_are_let_through_where_there_may_be_some():
    assert np.isnan(bounds.between("p", [np.nan], 0, 1, gaps=True)).all()
    with pytest.raises(ValueError, match=r"^p: not between 0 and 1 at position 0$"):
        bounds.between("p", [np.nan], 0, 1)
