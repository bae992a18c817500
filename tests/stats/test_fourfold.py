"""The fourfold table."""

import numpy as np
import pytest
from scipy import stats

from granska.stats.fourfold import by_table, given_margins, in_parts, two_groups


def test_an_empty_group_makes_the_table_nan():
    tables = two_groups([3, 0, 3], [26, 0, 26], [4, 4, 0], [9, 9, 0])
    np.testing.assert_array_equal(
        tables, [[3, np.nan, np.nan], [26, np.nan, np.nan], [4, np.nan, np.nan], [9, np.nan, np.nan]]
    )


def test_functions_see_whole_numbers_of_tables_that_can_be_compared():
    seen = []

    def function(x1, n1, x2, n2, level):
        seen.append((x1.dtype.kind, n2.tolist(), level.tolist()))
        return np.stack([x1 + level, x2 - level])

    result = by_table(function, *two_groups([[3], [0]], [[26], [0]], 1, 9), np.array([0.5, 0.25]))
    assert seen == [("i", [9, 9], [0.5, 0.25])]
    np.testing.assert_array_equal(result, [[[3.5, 3.25], [np.nan] * 2], [[0.5, 0.75], [np.nan] * 2]])


@pytest.mark.parametrize(("n1", "n2", "with_answer"), [(5, 9, 7), (9, 5, 12), (26, 26, 0), (3, 400, 403), (70, 80, 75)])
def test_given_margins_is_hypergeometric(n1, n2, with_answer):
    count, log_probability = given_margins(*np.array([[n1], [n2], [with_answer]]))
    expected = stats.hypergeom.logpmf(count, n1 + n2, n1, with_answer)
    np.testing.assert_allclose(log_probability, expected, atol=1e-11)
    assert np.exp(log_probability).sum() == pytest.approx(1)


@pytest.mark.parametrize("rows", [0, 1, 7])
@pytest.mark.parametrize("width", [1, 2**19, 2**30])
def test_parts_make_the_whole(rows, width):
    np.testing.assert_array_equal(
        in_parts(lambda row: np.stack([row, -row]), width, np.arange(rows)),
        [range(rows), [-row for row in range(rows)]],
    )
