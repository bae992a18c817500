"""What is wrong is refused at the door, by name and position, by every function alike."""

from functools import partial

import numpy as np
import pytest

from granska.stats import checks
from granska.stats.difference import difference_ci
from granska.stats.proportion import proportion_ci
from granska.stats.stratified import breslow_day, cochran_mantel_haenszel, mantel_haenszel
from granska.stats.survey import domain_proportion, stratified_proportion

BAD_COUNTS = [
    pytest.param({"x": [1, -1], "n": 5}, r"^x: negative at position 1$", id="negative"),
    pytest.param({"x": -2, "n": 5}, r"^x: negative$", id="negative scalar has no position"),
    pytest.param({"x": 1, "n": [5, 2.5]}, r"^n: not a whole number at position 1$", id="decimals"),
    pytest.param({"x": [[1, 2], [3, np.nan]], "n": 5}, r"^x: not a whole number at position \(1, 1\)$", id="missing"),
    pytest.param({"x": 1, "n": np.inf}, r"^n: not a whole number$", id="infinite"),
    pytest.param({"x": [None, 1], "n": 5}, r"^x: not a whole number at position 0$", id="none"),
    pytest.param({"x": ["1", "2"], "n": 5}, r"^x: not an array of numbers$", id="text"),
    pytest.param({"x": [object()], "n": 5}, r"^x: not an array of numbers$", id="object"),
    pytest.param({"x": [[1], [1, 2]], "n": 5}, r"^x: not an array of numbers$", id="ragged"),
    pytest.param({"x": [3, 6, 7], "n": 5}, r"^x: greater than n at position 1$", id="more than there are"),
    pytest.param({"x": 27, "n": 26}, r"^x: greater than n$", id="27 of 26"),
    pytest.param({"x": [1, 2, 3], "n": [4, 5]}, r"^the shapes do not fit together: x \(3,\), n \(2,\)$", id="shapes"),
]

BAD_CONFIDENCE = [0, 1, -0.1, 95, np.nan]

COMPARISONS = [difference_ci, mantel_haenszel, cochran_mantel_haenszel, breslow_day]

WITH_CONFIDENCE = [
    pytest.param(partial(proportion_ci, 3, 26), id="proportion"),
    pytest.param(partial(difference_ci, 3, 26, 4, 26), id="difference"),
    pytest.param(partial(mantel_haenszel, [3], [26], [4], [26]), id="mantel_haenszel"),
    pytest.param(partial(stratified_proportion, [90], [26], [3]), id="stratified"),
    pytest.param(partial(domain_proportion, [90], [26], [13], [3]), id="domain"),
]

SURVEY = "wilson, wilson-uncapped, logit, beta, korn-graubard, wald"
UNKNOWN_NAMES = [
    *(
        pytest.param(call, {"method": "waldo"}, rf"^method: 'waldo' is not known; known: {known}$", id=name)
        for name, call, known in [
            (
                "proportion",
                partial(proportion_ci, 3, 26),
                "wilson, clopper-pearson, mid-p, jeffreys, agresti-coull, wald",
            ),
            ("difference", partial(difference_ci, 3, 26, 4, 26), "newcombe, agresti-caffo, miettinen-nurminen, wald"),
            ("mantel_haenszel", partial(mantel_haenszel, [3], [26], [4], [26]), "score, sato"),
            ("cmh", partial(cochran_mantel_haenszel, [3], [26], [4], [26]), "asymptotic, exact, mid-p"),
            ("stratified", partial(stratified_proportion, [90], [26], [3]), SURVEY),
            ("domain", partial(domain_proportion, [90], [26], [13], [3]), SURVEY),
        ]
    ),
    pytest.param(
        partial(mantel_haenszel, [3], [26], [4], [26]),
        {"measure": "gap"},
        r"^measure: 'gap' is not known; known: difference, ratio, odds-ratio$",
        id="measure",
    ),
]


@pytest.mark.parametrize(("arguments", "message"), BAD_COUNTS)
def test_bad_counts_are_refused_by_name_and_position(arguments, message):
    with pytest.raises(ValueError, match=message):
        proportion_ci(**arguments)


def test_a_message_tells_no_count():
    with pytest.raises(ValueError) as refused:
        proportion_ci([88], [77])
    assert "88" not in str(refused.value)
    assert "77" not in str(refused.value)


@pytest.mark.parametrize("function", COMPARISONS)
def test_comparisons_name_the_group(function):
    with pytest.raises(ValueError, match=r"^x1: greater than n1 at position 1$"):
        function([3, 9], [5, 5], [1, 1], [5, 5])
    with pytest.raises(ValueError, match=r"^x2: greater than n2 at position 0$"):
        function([3, 3], [5, 5], [6, 1], [5, 5])
    with pytest.raises(ValueError, match=r"^n2: negative at position 1$"):
        function([3, 3], [5, 5], [0, 0], [5, -5])


@pytest.mark.parametrize("confidence", BAD_CONFIDENCE)
@pytest.mark.parametrize("call", WITH_CONFIDENCE)
def test_a_confidence_outside_0_and_1_is_refused(call, confidence):
    with pytest.raises(ValueError, match=r"^confidence: not strictly between 0 and 1$"):
        call(confidence=confidence)


def test_the_first_bad_confidence_is_named():
    with pytest.raises(ValueError, match=r"^confidence: not strictly between 0 and 1 at position 1$"):
        proportion_ci(3, 26, confidence=[0.95, 95])


@pytest.mark.parametrize(("call", "named", "message"), UNKNOWN_NAMES)
def test_an_unknown_name_is_refused_with_the_known_ones(call, named, message):
    with pytest.raises(ValueError, match=message):
        call(**named)


def test_counts_are_read_from_what_tables_hold():
    x, n = checks.counts(x=np.array([1, 2], dtype=object), n=np.int8(5))
    assert x.dtype == n.dtype == np.float64
    assert x.shape == n.shape == (2,)


def test_what_a_mask_hides_is_missing_and_not_counted():
    hidden = np.ma.array([3, 7, 5], mask=[False, True, False])
    with pytest.raises(ValueError, match=r"^x: not a whole number at position 1$"):
        proportion_ci(hidden, 26)


@pytest.mark.parametrize("text", [["3"], np.array(["3"], dtype=object), [b"3"], [10**400]])
def test_text_and_what_no_float_holds_are_no_numbers(text):
    with pytest.raises(ValueError, match=r"^x: not an array of numbers$"):
        proportion_ci(text, 26)
