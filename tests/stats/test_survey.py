"""Shares in a stratified sample."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from granska.stats.proportion import proportion_ci
from granska.stats.survey import (
    SurveyDifference,
    SurveyEstimate,
    domain_difference,
    domain_proportion,
    stratified_proportion,
)

METHODS = ["wilson", "wilson-uncapped", "logit", "beta", "korn-graubard", "wald"]
LONELY = ["certainty", "remove", "average", "adjust"]
methods = pytest.mark.parametrize("method", METHODS)
# All but the one that is nothing but the standard error.
honest_methods = pytest.mark.parametrize("method", METHODS[:-1])
difference_methods = pytest.mark.parametrize("method", ["mover", "wald"])
rules = pytest.mark.parametrize("lonely", LONELY)
levels = st.floats(0.05, 0.999)

# Case files in eleven and in three districts, with 26 and with 12 read in each.
ELEVEN = np.array([120, 340, 95, 410, 60, 260, 33, 510, 180, 75, 140])
THREE = np.array([45, 150, 80])


@st.composite
def samples(draw, strata=None):
    """Draw population, cases read, cases in the domain, cases with the answer."""
    strata = draw(st.integers(1, 5)) if strata is None else strata
    n = np.array(draw(st.lists(st.integers(2, 30), min_size=strata, max_size=strata)))
    population = n + draw(st.lists(st.integers(0, 300), min_size=strata, max_size=strata))
    n_domain = np.array([draw(st.integers(0, int(most))) for most in n])
    x_domain = np.array([draw(st.integers(0, int(most))) for most in n_domain])
    return population, n, n_domain, x_domain


@st.composite
def pairs_of_domains(draw, strata=None):
    """Draw population, cases read, and for two domains the cases and those with the answer."""
    population, n, n1, x1 = draw(samples(strata))
    n2 = np.array([draw(st.integers(0, int(most))) for most in n - n1])
    x2 = np.array([draw(st.integers(0, int(most))) for most in n2])
    return population, n, n1, x1, n2, x2


def fields(result: SurveyEstimate | SurveyDifference) -> list:
    return list(vars(result).values())


def test_no_event_is_not_more_precise_than_equal_shares_allow():
    result = stratified_proportion(ELEVEN, 26, np.zeros(11))
    assert result.estimate == result.se == result.lower == 0
    assert result.upper == pytest.approx(0.0189, abs=5e-5)
    assert result.upper > proportion_ci(0, 286)[1]
    assert result.n_effective == pytest.approx(1 / np.sum((ELEVEN / 2223) ** 2 * (1 - 26 / ELEVEN) / 26))


@honest_methods
@pytest.mark.parametrize("x", [0, 12])
def test_no_event_and_nothing_but_events_have_a_width(method, x):
    result = stratified_proportion(THREE, 12, [x] * 3, method=method)
    assert result.se == 0
    assert result.estimate in (0, 1)
    assert 0.05 < result.upper - result.lower < 0.2


@honest_methods
def test_answers_that_vary_between_strata_only_have_a_width(method):
    result = stratified_proportion(THREE, 12, [0, 12, 0], method=method)
    assert result.se == 0
    assert result.lower < result.estimate < result.upper


def test_without_variation_the_size_is_that_of_equal_shares_or_the_cases_read():
    sizes = {method: stratified_proportion(THREE, 12, 0, method=method).n_effective for method in METHODS}
    assert sizes.pop("korn-graubard") == 36
    equal_shares = 1 / np.sum((THREE / THREE.sum()) ** 2 * (1 - 12 / THREE) / 12)
    assert list(sizes.values()) == pytest.approx([equal_shares] * 5)


def test_log_odds_give_way_to_beta_at_the_ends():
    for x in (0, 12):
        logit, beta = (stratified_proportion(THREE, 12, [x] * 3, method=method) for method in ("logit", "beta"))
        assert (logit.lower, logit.upper) == (beta.lower, beta.upper)


def test_wald_is_nothing_but_the_standard_error():
    result = stratified_proportion(THREE, 12, 0, method="wald")
    assert result.lower == result.upper == 0
    assert stratified_proportion(THREE, 12, [1, 0, 0], method="wald").lower < 0


def test_korn_graubard_counts_no_more_than_the_cases_read():
    # Districts that answer as one each: the variance alone would make 36 cases worth 200.
    result = stratified_proportion(THREE, 12, [12, 11, 0], method="korn-graubard")
    assert result.estimate * (1 - result.estimate) / result.se**2 > 36
    assert result.n_effective == 36


def test_all_events_mirror_none():
    none, every = (stratified_proportion(THREE, 12, [x] * 3) for x in (0, 12))
    assert every.upper == 1
    assert every.lower == pytest.approx(1 - none.upper, abs=1e-12)


def test_strata_that_agree_within_and_not_between_keep_the_cap():
    # No variation within strata: the linearised variance is exactly 0, and the cap takes over.
    result = stratified_proportion([100, 200], [10, 10], [0, 10])
    assert result.se == 0
    assert result.estimate == pytest.approx(2 / 3)
    assert result.n_effective == pytest.approx(1 / (0.9 / 9 / 10 + 0.95 * 4 / 9 / 10))
    assert result.lower < result.estimate < result.upper


@methods
def test_every_file_read_leaves_nothing_uncertain(method):
    result = stratified_proportion([24, 12], [24, 12], [6, 0], method=method)
    assert result.lower == result.estimate == result.upper == 6 / 36
    assert np.isinf(result.n_effective)
    practice = stratified_proportion([24, 12], [24, 12], [6, 0], fpc=False, method=method)
    assert practice.lower < practice.estimate < practice.upper


def test_the_whole_is_a_domain():
    whole = stratified_proportion(THREE, 12, [4, 7, 2])
    domain = domain_proportion(THREE, 12, 12, [4, 7, 2])
    assert fields(whole) == fields(domain)


def test_a_domain_counts_cases_not_shares_of_districts():
    # One girl of 12 read in the big district and 11 of 12 in the small one stand for 100 and 110 girls.
    result = domain_proportion([1200, 120], 12, [1, 11], [1, 0])
    assert result.estimate == pytest.approx(100 / 210)


def test_a_domain_may_be_missing_in_a_stratum():
    result = domain_proportion(THREE, 12, [0, 5, 7], [0, 0, 2])
    assert result.df == 10
    assert np.isfinite(fields(result)).all()


@methods
def test_too_small_a_domain_gives_nan_beside_numbers(method):
    result = domain_proportion(
        THREE, 12, [[0, 0, 0], [1, 0, 1], [2, 0, 0]], [[0, 0, 0], [1, 0, 0], [1, 0, 0]], method=method
    )
    assert result.df.tolist() == [0, 0, 1]
    rest = np.array([result.estimate, result.se, result.n_effective, result.lower, result.upper])
    assert np.isnan(rest[:, :2]).all()
    assert np.isfinite(rest[:, 2]).all()


# Faults of other packages; the right answers are those of known_defects.csv.
ELEVEN_YES = np.array([3, 5, 4, 8, 2, 6, 1, 7, 3, 5, 4])


def test_defect_25_the_correction_is_asked_for_not_handed_in():
    # samplics takes the population for the factor of the variance, and says .6446.
    assert stratified_proportion(ELEVEN, 26, ELEVEN_YES).se == pytest.approx(0.030790, abs=5e-7)
    assert stratified_proportion(ELEVEN, 26, ELEVEN_YES, fpc=False).se == pytest.approx(0.032013, abs=5e-7)


@honest_methods
def test_defect_26_no_event_is_0_and_not_1(method):
    result = stratified_proportion(ELEVEN, 26, 0, method=method)
    assert result.estimate == result.lower == 0
    assert 0.005 < result.upper < 0.05


def test_defect_27_log_odds_without_events_have_a_width():
    # R survey: 7.5e-12 to 7.5e-12.
    result = stratified_proportion(THREE, 12, 0, method="logit")
    assert result.lower == 0
    assert result.upper > 0.09
    conservative = stratified_proportion(THREE, 12, 0, method="korn-graubard")
    assert (conservative.lower, conservative.upper) == pytest.approx((0, 0.0978), abs=5e-5)


@pytest.mark.parametrize("method", ["beta", "wilson-uncapped"])
def test_defect_28_without_events_there_is_a_number(method):
    result = stratified_proportion(THREE, 12, 0, method=method)
    assert np.isfinite(fields(result)).all()
    assert result.upper > 0.09


def test_defect_29_a_method_that_stops_without_events_is_not_offered():
    message = r"^method: 'likelihood' is not known; known: wilson, wilson-uncapped, logit, beta, korn-graubard, wald$"
    with pytest.raises(ValueError, match=message):
        stratified_proportion(THREE, 12, 0, method="likelihood")
    for method in METHODS:
        stratified_proportion(THREE, 12, 0, method=method)


@pytest.mark.parametrize(
    ("n", "message"),
    [
        ([12, 1, 12], r"^n: one case read, so the stratum has no variance; merge it with another: at position 1$"),
        ([[12, 12, 12], [12, 12, 1]], r"^n: one case read, .* at position \(1, 2\)$"),
        ([12, 12, 0], r"^n: no case read in the stratum: at position 2$"),
        ([12, 200, 12], r"^n: greater than population at position 1$"),
    ],
)
def test_a_stratum_that_cannot_be_used_is_named(n, message):
    with pytest.raises(ValueError, match=message):
        stratified_proportion(THREE, n, 0)
    with pytest.raises(ValueError, match=message):
        domain_proportion(THREE, n, 0, 0)
    with pytest.raises(ValueError, match=message):
        domain_difference(THREE, n, 0, 0, 0, 0)


@rules
@pytest.mark.parametrize(
    ("n", "message"),
    [
        ([1, 0, 12], r"^n: no case read in the stratum: at position 1$"),
        ([1, 12, 200], r"^n: greater than population at position 2$"),
    ],
)
def test_a_rule_for_one_case_is_none_for_no_case(lonely, n, message):
    with pytest.raises(ValueError, match=message):
        stratified_proportion(THREE, n, 0, lonely=lonely)


def test_a_rule_that_does_not_exist_is_named():
    with pytest.raises(ValueError, match=r"^lonely: 'fail' is not known; known: certainty, remove, average, adjust$"):
        stratified_proportion(THREE, 12, 0, lonely="fail")


@rules
def test_a_rule_changes_nothing_where_no_stratum_is_lonely(lonely):
    expected = fields(stratified_proportion(THREE, 12, [4, 7, 2]))
    assert fields(stratified_proportion(THREE, 12, [4, 7, 2], lonely=lonely)) == expected


def test_a_lonely_stratum_counts_as_the_rule_says():
    population, n, x = [100, 50, 80], [1, 10, 12], [1, 3, 5]
    results = {lonely: stratified_proportion(population, n, x, lonely=lonely) for lonely in LONELY}
    assert all(result.estimate == results["adjust"].estimate for result in results.values())
    assert results["certainty"].se == results["remove"].se
    # One stratum of three gets the mean of the two others.
    assert results["average"].se == pytest.approx(results["remove"].se * np.sqrt(3 / 2))
    assert results["adjust"].se > results["average"].se
    assert all(result.lower < result.estimate < result.upper for result in results.values())


# One big stratum with one case read; the cap looks at its weight, whatever the rule makes of its variance.
ONE_IN_THE_BIGGEST = [1000, 50, 80], [1, 10, 12]


@rules
@pytest.mark.parametrize("x", [[0, 0, 0], [1, 0, 0], [0, 5, 5]])
def test_a_lonely_stratum_is_in_the_cap(lonely, x):
    population, n = ONE_IN_THE_BIGGEST
    result = stratified_proportion(population, n, x, lonely=lonely, fpc=False)
    assert result.n_effective == pytest.approx(1130**2 / (1000**2 + 50**2 / 10 + 80**2 / 12))
    assert result.upper - result.lower > 0.7


@rules
@given(sample=samples(), alone=st.integers(0, 2), fpc=st.booleans())
@settings(max_examples=40, deadline=None)
def test_a_rule_does_not_make_more_of_the_sample_than_was_read(lonely, sample, alone, fpc):
    population, n, n_domain, x_domain = sample
    alone = np.arange(n.size) < alone
    n, n_domain, x_domain = (np.where(alone, np.minimum(count, 1), count) for count in (n, n_domain, x_domain))
    result = domain_proportion(population, n, n_domain, x_domain, lonely=lonely, fpc=fpc)
    unread = 1 - n / population if fpc else np.ones(n.size)
    if result.df < 1 or (unread[n_domain > 0] == 0).any():
        return
    assert result.n_effective <= (n_domain / np.where(unread > 0, unread, 1)).sum() * (1 + 1e-9)


def test_a_stratum_of_one_case_that_was_read_is_known():
    # Where the files are spoken of nothing of it is left unread; the practice behind it is not known.
    sample = [1, 50, 80], [1, 10, 12], [1, 3, 5]
    files, practice = (stratified_proportion(*sample, lonely="certainty", fpc=fpc) for fpc in (True, False))
    without = stratified_proportion([50, 80], [10, 12], [3, 5])
    assert files.se * 131 == pytest.approx(without.se * 130)
    assert 20 < practice.n_effective < 23 < files.n_effective


@rules
def test_a_lonely_stratum_is_in_the_cap_of_both_domains(lonely):
    population, n = ONE_IN_THE_BIGGEST
    result = domain_difference(population, n, [1, 4, 5], 0, [0, 5, 6], 0, lonely=lonely)
    first = domain_proportion(population, n, [1, 4, 5], 0, lonely=lonely, fpc=False)
    assert first.n_effective < 2
    assert result.upper == first.upper > 0.7


@rules
def test_strata_with_one_case_each_are_too_few(lonely):
    result = stratified_proportion(THREE, 1, [1, 0, 1], lonely=lonely)
    assert result.df == 0
    assert np.isnan([result.estimate, result.se, result.n_effective, result.lower, result.upper]).all()


@rules
def test_a_rule_is_for_domains_and_differences_too(lonely):
    sample = [100, 50, 80], [1, 10, 12]
    girls, boys = ([1, 5, 7], [1, 2, 3]), ([0, 5, 5], [0, 1, 2])
    for result in (
        domain_proportion(*sample, *girls, lonely=lonely),
        domain_difference(*sample, *girls, *boys, lonely=lonely),
    ):
        assert np.isfinite(fields(result)).all()
        assert result.lower < result.estimate < result.upper


def test_a_lonely_stratum_is_judged_by_cases_read():
    # The case alone is outside the domain, and still its stratum gets the mean of the others.
    domain = [100, 50, 80], [1, 10, 12], [0, 5, 7], [0, 2, 3]
    left_out, average = (domain_proportion(*domain, lonely=lonely).se for lonely in ("remove", "average"))
    assert average == pytest.approx(left_out * np.sqrt(3 / 2))


@pytest.mark.parametrize(
    ("n_domain", "x_domain", "message"),
    [
        ([5, 13, 5], [0, 0, 0], r"^n_domain: greater than n at position 1$"),
        ([5, 5, 5], [0, 0, 6], r"^x_domain: greater than n_domain at position 2$"),
        ([5, 5, 5.5], [0, 0, 0], r"^n_domain: not a whole number at position 2$"),
    ],
)
def test_a_domain_that_cannot_be_is_named(n_domain, x_domain, message):
    with pytest.raises(ValueError, match=message):
        domain_proportion(THREE, 12, n_domain, x_domain)


def test_lonely_is_a_stratum_not_a_domain():
    assert domain_proportion(THREE, 12, [1, 1, 3], [0, 1, 1]).df == 2


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"x1": [6, 0, 0]}, r"^x1: greater than n1 at position 0$"),
        ({"x2": [0, 0, 8]}, r"^x2: greater than n2 at position 2$"),
        ({"n2": [7, 8, 7]}, r"^n1 \+ n2: greater than n at position 1$"),
        ({"method": "newcombe"}, r"^method: 'newcombe' is not known; known: mover, wald$"),
        ({"confidence": 0}, r"^confidence: not strictly between 0 and 1$"),
    ],
)
def test_domains_that_cannot_be_are_named(changed, message):
    arguments = {"n1": 5, "x1": [1, 0, 2], "n2": 7, "x2": [3, 2, 4]}
    with pytest.raises(ValueError, match=message):
        domain_difference(THREE, 12, **arguments | changed)


def test_a_difference_joins_the_two_intervals():
    girls, boys = ([5, 5, 7], [1, 0, 2]), ([7, 7, 5], [3, 2, 4])
    result = domain_difference(THREE, 12, *girls, *boys)
    first, second = (domain_proportion(THREE, 12, *domain, fpc=False) for domain in (girls, boys))
    assert result.estimate == first.estimate - second.estimate
    assert result.df == 33
    assert result.estimate - result.lower == pytest.approx(
        np.hypot(first.estimate - first.lower, second.upper - second.estimate)
    )
    assert result.upper - result.estimate == pytest.approx(
        np.hypot(first.upper - first.estimate, second.estimate - second.lower)
    )


def test_a_difference_of_no_events_has_a_width():
    mover, wald = (domain_difference(THREE, 12, 6, 0, 6, 0, method=method) for method in ("mover", "wald"))
    assert mover.estimate == mover.se == 0
    assert -0.3 < mover.lower < -0.1
    assert mover.upper == pytest.approx(-mover.lower)
    assert wald.lower == wald.upper == 0


def test_a_difference_from_all_to_none_reaches_the_end():
    result = domain_difference(THREE, 12, 6, 6, 6, 0)
    assert result.estimate == result.upper == 1
    assert 0.5 < result.lower < 1


@difference_methods
def test_a_difference_from_too_small_a_domain_is_nan_beside_numbers(method):
    n2 = [[0, 0, 0], [1, 0, 1], [5, 5, 5]]
    result = domain_difference(THREE, 12, 6, 2, n2, [[0, 0, 0], [1, 0, 0], [1, 2, 3]], method=method)
    assert result.df.tolist() == [33, 33, 33]
    rest = np.array([result.estimate, result.se, result.lower, result.upper])
    assert np.isnan(rest[:, :2]).all()
    assert np.isfinite(rest[:, 2]).all()


def test_the_covariance_of_the_domains_is_in_the_standard_error():
    # Girls and boys agree within each district, so that the districts move both.
    girls, boys = ([6, 6, 6], [1, 5, 3]), ([6, 6, 6], [1, 5, 3])
    result = domain_difference(THREE, 12, *girls, *boys)
    apart = [domain_proportion(THREE, 12, *domain, fpc=False).se for domain in (girls, boys)]
    assert result.se > np.hypot(*apart)


@methods
@given(sample=samples(), fpc=st.booleans(), confidence=levels)
@settings(max_examples=80, deadline=None)
def test_contains_the_estimate(method, sample, fpc, confidence):
    result = domain_proportion(*sample, fpc=fpc, method=method, confidence=confidence)
    if result.df < 1:
        return
    assert result.lower <= result.estimate <= result.upper
    if method != "wald":
        assert result.lower >= 0
        assert result.upper <= 1
        # Without a width there is nothing left unread where the domain is.
        assert result.lower < result.upper or np.isinf(result.n_effective)


@methods
@given(sample=samples(), fpc=st.booleans(), confidence=st.lists(levels, min_size=2, max_size=2).map(sorted))
@settings(max_examples=60, deadline=None)
def test_does_not_shrink_with_confidence(method, sample, fpc, confidence):
    result = domain_proportion(*sample, fpc=fpc, method=method, confidence=confidence)
    if result.df < 1:
        return
    assert result.lower[1] <= result.lower[0] + 1e-12
    assert result.upper[1] >= result.upper[0] - 1e-12


@methods
@given(sample=samples())
@settings(max_examples=60, deadline=None)
def test_twice_the_cases_do_not_widen_it(method, sample):
    result = domain_proportion(*sample, fpc=False, method=method)
    if result.df < 1:
        return
    more = domain_proportion(*(2 * counts for counts in sample), fpc=False, method=method)
    assert more.estimate == pytest.approx(result.estimate)
    assert more.lower >= result.lower - 1e-9
    assert more.upper <= result.upper + 1e-9


@methods
@given(sample=samples(), fpc=st.booleans(), confidence=levels)
@settings(max_examples=60, deadline=None)
def test_is_mirrored_when_yes_and_no_change_places(method, sample, fpc, confidence):
    population, n, n_domain, x_domain = sample
    result = domain_proportion(population, n, n_domain, x_domain, fpc=fpc, method=method, confidence=confidence)
    mirrored = domain_proportion(
        population, n, n_domain, n_domain - x_domain, fpc=fpc, method=method, confidence=confidence
    )
    np.testing.assert_allclose(
        [mirrored.estimate, mirrored.se, mirrored.lower, mirrored.upper],
        [1 - result.estimate, result.se, 1 - result.upper, 1 - result.lower],
        rtol=0,
        atol=1e-9,
    )


@methods
@given(batch=st.lists(samples(strata=3), min_size=1, max_size=6), fpc=st.booleans())
@settings(max_examples=30, deadline=None)
def test_a_batch_equals_the_loop(method, batch, fpc):
    together = [np.array(counts) for counts in zip(*batch, strict=True)]
    one_by_one = [fields(domain_proportion(*sample, fpc=fpc, method=method)) for sample in batch]
    result = np.array(fields(domain_proportion(*together, fpc=fpc, method=method))).T
    np.testing.assert_allclose(result, one_by_one, rtol=1e-12, atol=1e-12)


@difference_methods
@given(domains=pairs_of_domains(), fpc=st.booleans(), confidence=levels)
@settings(max_examples=60, deadline=None)
def test_a_difference_contains_the_estimate_and_turns_round(method, domains, fpc, confidence):
    population, n, n1, x1, n2, x2 = domains
    options = {"fpc": fpc, "method": method, "confidence": confidence}
    result = domain_difference(*domains, **options)
    assert np.isnan(result.estimate) or result.lower <= result.estimate <= result.upper
    if method == "mover":
        assert not result.lower < -1
        assert not result.upper > 1
    expected = [-result.estimate, result.se, result.df, -result.upper, -result.lower]
    swapped = domain_difference(population, n, n2, x2, n1, x1, **options)
    np.testing.assert_allclose(fields(swapped), expected, rtol=0, atol=1e-12)
    mirrored = domain_difference(population, n, n1, n1 - x1, n2, n2 - x2, **options)
    np.testing.assert_allclose(fields(mirrored), expected, rtol=0, atol=1e-9)


@difference_methods
@given(batch=st.lists(pairs_of_domains(strata=3), min_size=1, max_size=6), fpc=st.booleans())
@settings(max_examples=30, deadline=None)
def test_a_batch_of_differences_equals_the_loop(method, batch, fpc):
    together = [np.array(counts) for counts in zip(*batch, strict=True)]
    one_by_one = [fields(domain_difference(*domains, fpc=fpc, method=method)) for domains in batch]
    result = np.array(fields(domain_difference(*together, fpc=fpc, method=method))).T
    np.testing.assert_allclose(result, one_by_one, rtol=1e-12, atol=1e-12)


@methods
def test_one_sample_gives_scalars(method):
    result = stratified_proportion(THREE, 12, [4, 7, 2], method=method)
    assert [np.shape(value) for value in fields(result)] == [()] * 6
    row = stratified_proportion(THREE, 12, [4, 7, 2], method=method, confidence=[0.8, 0.95])
    assert row.lower.shape == row.upper.shape == (2,)


def test_questions_share_one_sample():
    result = stratified_proportion(THREE, 12, np.arange(12).reshape(2, 2, 3))
    assert all(np.shape(value) == (2, 2) for value in fields(result))


# Coverage: files drawn without replacement where the events are known, 4,000 samples each (standard error .003).
SAMPLES = 4000


def spread(population, share, contrast):
    """Events in each district, alternately more and fewer of them by `contrast`, at most in every file."""
    relative = np.where(np.arange(population.size) % 2 == 0, 1 + contrast, 1 - contrast)
    events = np.rint(share * population * relative * population.sum() / (population * relative).sum())
    return np.minimum(events, population).astype(int)


def in_the_biggest(population, events, districts):
    where = np.argsort(population)[-districts:]
    return np.bincount(where, weights=np.full(districts, events / districts), minlength=population.size).astype(int)


def coverage(population, n, events, method="wilson"):
    draws = np.random.default_rng(20260).hypergeometric(events, population - events, n, (SAMPLES, population.size))
    result = stratified_proportion(population, n, draws, method=method)
    truth = events.sum() / population.sum()
    return np.mean((result.lower <= truth) & (truth <= result.upper))


@pytest.mark.parametrize("share", [0.01, 0.02, 0.05, 0.1, 0.2, 0.5])
@pytest.mark.parametrize("contrast", [0, 0.5, 0.9])
@pytest.mark.parametrize(("population", "n"), [(ELEVEN, 26), (THREE, 12)], ids=["11 x 26", "3 x 12"])
@pytest.mark.parametrize("mirrored", [False, True], ids=["few", "many"])
def test_coverage_is_kept_where_districts_differ(population, n, share, contrast, mirrored):
    events = spread(population, share, contrast)
    covered = coverage(population, n, population - events if mirrored else events)
    assert covered >= 0.94
    # Where districts do not differ, the interval is no wider than need be.
    if contrast == 0:
        assert covered <= 0.985


@pytest.mark.parametrize(
    ("population", "n", "events", "districts", "least"),
    [
        pytest.param(ELEVEN, 26, 40, 2, 0.96, id="40 events in the two biggest of eleven"),
        pytest.param(ELEVEN, 26, 110, 2, 0.93, id="110 events in the two biggest of eleven"),
        pytest.param(THREE, 12, 25, 1, 0.95, id="25 events in the biggest of three"),
    ],
)
def test_coverage_where_events_are_clustered_in_the_biggest_districts(population, n, events, districts, least):
    assert coverage(population, n, in_the_biggest(population, events, districts)) >= least


def test_no_method_holds_where_all_events_are_in_one_of_many_strata():
    # Districts that mostly show nothing make the sample look surer than it is, whatever the method.
    events = in_the_biggest(ELEVEN, 44, 1)
    assert 0.82 <= coverage(ELEVEN, 26, events) <= 0.87
    assert all(coverage(ELEVEN, 26, events, method) < 0.92 for method in METHODS)


def test_without_the_cap_coverage_is_lost_where_events_are_few():
    events = spread(ELEVEN, 0.02, 0)
    assert coverage(ELEVEN, 26, events) >= 0.96
    assert all(coverage(ELEVEN, 26, events, method) < 0.92 for method in ("wilson-uncapped", "logit", "beta", "wald"))


@rules
@pytest.mark.parametrize(
    ("population", "n"), [([1000, 50, 80], [1, 10, 12]), ([100, 90, 120, 80, 110], [1, 12, 12, 12, 12])]
)
@pytest.mark.parametrize("share", [0.01, 0.05, 0.2])
def test_coverage_with_a_lonely_stratum(lonely, population, n, share):
    x = np.random.default_rng(20263).binomial(n, share, (SAMPLES, len(n)))
    result = stratified_proportion(population, n, x, lonely=lonely, fpc=False)
    assert np.mean((result.lower <= share) & (share <= result.upper)) >= 0.93


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5])
def test_coverage_of_a_domain(share):
    # Girls are half of the files; the rest of the population is outside the domain.
    girls = ELEVEN // 2
    yes = np.rint(share * girls).astype(int)
    random = np.random.default_rng(20261)
    n_domain = random.hypergeometric(girls, ELEVEN - girls, 26, (SAMPLES, ELEVEN.size))
    x_domain = random.hypergeometric(yes, girls - yes, n_domain)
    result = domain_proportion(ELEVEN, 26, n_domain, x_domain)
    truth = yes.sum() / girls.sum()
    assert 0.94 <= np.mean((result.lower <= truth) & (truth <= result.upper)) <= 0.985
    assert np.mean(result.estimate) == pytest.approx(truth, abs=0.003)


@pytest.mark.parametrize("shares", [(0.02, 0.02), (0.05, 0.1), (0.2, 0.5), (0.5, 0.5)])
@pytest.mark.parametrize("contrast", [0, 0.5, 0.9])
@pytest.mark.parametrize(("population", "n"), [(ELEVEN, 26), (THREE, 12)], ids=["11 x 26", "3 x 12"])
def test_coverage_of_a_difference(population, n, shares, contrast):
    # Shares of girls and boys in the practice behind the files rise and fall together; so does the part of girls.
    sign = np.where(np.arange(population.size) % 2 == 0, 1, -1)
    girls = 0.5 + 0.25 * sign * contrast
    inside = [share * (1 + contrast * sign) for share in shares]
    weights = population * girls, population * (1 - girls)
    truth = np.subtract(*(np.average(share, weights=weight) for share, weight in zip(inside, weights, strict=True)))
    random = np.random.default_rng(20262)
    n1 = random.binomial(n, girls, (SAMPLES, population.size))
    x1, x2 = random.binomial(n1, inside[0]), random.binomial(n - n1, inside[1])
    result = domain_difference(population, n, n1, x1, n - n1, x2)
    assert np.mean((result.lower <= truth) & (truth <= result.upper)) >= 0.94
