"""What is estimated from counts: with which method, for whom, and against numbers worked out by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from granska.review.method import Method
from granska.stages.contracts import TALLIES
from granska.stages.estimating import estimate
from projects import Project

NINE = [f"district {letter}" for letter in "abcdefghi"]


def ledger(
    question: str, girls: list[tuple[int, int]], boys: list[tuple[int, int]], strata: list[str], **more: list[int]
) -> list[dict[str, object]]:
    """Count a question by district: answers yes and all answers of girls, and of boys; more tallies of the whole."""
    rows = []
    for place, (name, (x1, n1), (x2, n2)) in enumerate(zip(strata, girls, boys, strict=True)):
        extra = {tally: values[place] for tally, values in more.items()}
        for breakdown, group, x, n, added in (
            ("all", "all", x1 + x2, n1 + n2, extra),
            ("gender", "girl", x1, n1, {}),
            ("gender", "boy", x2, n2, {}),
        ):
            tallies = dict.fromkeys(TALLIES, 0) | {"x": x, "n": n} | added
            tallies["asked"] = n + tallies["missing"] + tallies["not_applicable"]
            keys = {"indicator": question, "level": "yes", "breakdown": breakdown, "group": group, "stratum": name}
            rows.append(keys | {"period": ""} | tallies)
    return rows


def counts(*questions: list[dict[str, object]], read: int = 20) -> pd.DataFrame:
    """Put questions together with the count of the cases."""
    first = pd.DataFrame(questions[0])
    cases = first[first["breakdown"] == "all"].assign(indicator="cases", level="all", x=read, n=read, asked=read)
    return pd.concat([cases.assign(missing=0), *map(pd.DataFrame, questions)], ignore_index=True)


def row(table: pd.DataFrame, **wanted: str) -> pd.Series:
    found = table[(table[list(wanted)] == list(wanted.values())).all(axis=1)]
    assert len(found) == 1
    return found.iloc[0]


@pytest.fixture
def method(project: Project) -> Method:
    """Give a method with nine districts of different size, of which 20 cases are read in each."""
    return replace(project.method(), population={name: 100 + 50 * k for k, name in enumerate(NINE)})


@pytest.fixture
def three(method: Method) -> pd.DataFrame:
    """Estimate three questions: far apart, alike, and with hardly an answer."""
    return estimate(counts(*QUESTIONS), method)


QUESTIONS = [
    ledger("apart", [(8, 10)] * 9, [(4, 10)] * 9, NINE),
    ledger("alike", [(5, 10), (6, 10)] * 4 + [(5, 10)], [(6, 10), (5, 10)] * 4 + [(5, 10)], NINE),
    ledger("rare", [(1, 10)] + [(0, 10)] * 8, [(0, 10)] * 7 + [(1, 10)] * 2, NINE),
]


def test_p_values_of_a_family_are_adjusted_together(three):
    tests = three[three["measure"] == "test"].set_index("indicator")
    assert set(tests["family"]) == {"gender"}
    p = tests["p_value"]
    assert p["apart"] < 0.01
    assert tests["p_adjusted"]["apart"] == pytest.approx(3 * p["apart"])
    # Holm's steps never go down
    assert tests["p_adjusted"]["alike"] == tests["p_adjusted"]["rare"] == 1


def test_declared_families_are_adjusted_apart(method):
    analysis = method.review.analysis.model_validate(
        {"families": {"main": {"breakdown": "gender", "questions": ["apart"]}}}
    )
    own = replace(method, review=method.review.model_copy(update={"analysis": analysis}))
    estimates = estimate(counts(*QUESTIONS), own)
    apart = row(estimates, indicator="apart", measure="test")
    assert apart["family"] == "main"
    assert apart["p_adjusted"] == apart["p_value"]
    assert row(estimates, indicator="alike", measure="test")["family"] == "gender"


def test_the_test_is_exact_where_few_have_the_answer(three):
    assert row(three, indicator="apart", measure="test")["method"] == "cochran-mantel-haenszel"
    rare = row(three, indicator="rare", measure="test")
    assert rare["method"] == "cochran-mantel-haenszel-mid-p"
    assert np.isnan(rare["statistic"])
    # three yes in three districts of ten girls and ten boys: each is a girl's with probability 1/2
    assert rare["p_value"] == pytest.approx(2 * (1 / 8 + 3 / 8 / 2))


def test_one_district_with_both_groups_is_tested_by_boschloo(method):
    girls = [(9, 11)] + [(0, 0)] * 8
    boys = [(2, 9)] + [(5, 10)] * 8
    found = row(estimate(counts(ledger("one", girls, boys, NINE)), method), measure="test")
    assert found["method"] == "boschloo"
    assert found["p_value"] == pytest.approx(stats.boschloo_exact([[9, 2], [2, 7]]).pvalue, abs=1e-6)


def test_the_city_as_it_is_and_within_districts(three):
    weights = np.arange(100, 550, 50)
    girls, boys = ([5, 6] * 4 + [5], [6, 5] * 4 + [5])
    as_it_is = row(three, indicator="alike", measure="difference", method="domain-mover")
    assert as_it_is["estimate"] == pytest.approx(weights @ np.subtract(girls, boys) / 10 / weights.sum())
    within = row(three, indicator="alike", measure="difference", method="mantel-haenszel")
    assert within["estimate"] == pytest.approx(0, abs=1e-12)
    assert np.isnan(within["p_value"])


def test_comparisons_never_use_the_finite_population_correction(project, method):
    def compared(inference: str) -> pd.DataFrame:
        design = method.review.design.model_copy(update={"inference": inference})
        review = method.review.model_copy(update={"design": design})
        table = estimate(counts(*QUESTIONS), replace(method, review=review))
        return table[table["measure"].isin(["difference", "test", "homogeneity"])].reset_index(drop=True)

    pd.testing.assert_frame_equal(compared("files"), compared("practice"))


def test_differences_by_district_are_told_of_public_cases_only(method):
    public = method.review.model_copy(update={"synthetic": False, "public": True})
    told = estimate(counts(*QUESTIONS), replace(method, review=public))
    first = row(told, indicator="apart", measure="difference", breakdown="stratum", group=NINE[0])
    assert first["estimate"] == pytest.approx(0.4)
    # nine districts share what the level leaves out
    assert first["confidence"] == pytest.approx(1 - 0.05 / 9)
    own = estimate(counts(*QUESTIONS), method)
    assert own[(own["measure"] == "difference") & (own["breakdown"] == "stratum")].empty


def test_detectable_differences_start_from_the_planning_values(three):
    found = three[(three["measure"] == "detectable_difference") & (three["indicator"] == "apart")].set_index("method")
    alone, among = (found.loc[f"boschloo-0.2-{name}"] for name in ("alone", "in-family"))
    assert alone["estimate"] == among["estimate"] == 0.2
    assert among["confidence"] == pytest.approx(1 - 0.05 / 3)
    assert among["lower"] < alone["lower"] < 0.2 < alone["upper"] < among["upper"]
    assert found.loc["boschloo-0.5-alone", "estimate"] == 0.5


def test_a_small_review_is_told_what_it_could_have_shown(method):
    few = ledger("few", [(2, 6)] * 3, [(3, 6)] * 3, NINE[:3])
    small = replace(method, population=dict.fromkeys(NINE[:3], 100))
    estimates = estimate(counts(few, read=12), small)
    silent = estimates[estimates["measure"].isin(["difference", "test"])]
    assert set(silent["note"]) == {"under_50"}
    assert silent[["estimate", "p_value"]].isna().all(axis=None)
    detectable = row(estimates, method="boschloo-0.2-alone")
    assert np.isnan(detectable["lower"])
    # 18 against 18 from 20 per cent: only a very large rise
    assert 0.6 < detectable["upper"] < 0.8


def test_bounds_where_many_have_no_answer(method):
    missing = [2] * 9
    questions = [
        ledger("gaps", [(8, 9)] * 9, [(4, 9)] * 9, NINE, missing=missing),
        ledger("full", [(8, 10)] * 9, [(4, 10)] * 9, NINE),
    ]
    found = estimate(counts(*questions), method)
    assert set(found[found["measure"] == "bounds"]["indicator"]) == {"gaps"}
    bounds = row(found, measure="bounds")
    # 12 of 18 answered yes in every district, 20 were asked
    assert bounds[["lower", "estimate", "upper"]].tolist() == pytest.approx([12 / 20, 12 / 18, 14 / 20])


def test_what_is_known_of_the_files_of_a_district(three):
    # 20 of 100 files are read, and 20 of 150; of the larger districts less than a tenth are
    known = three[(three["measure"] == "finite_population") & (three["indicator"] == "apart")]
    assert list(known["group"]) == NINE[:2]
    first = known.iloc[0]
    files = np.arange(101)
    low, high = (stats.hypergeom.sf(11, 100, files, 20), stats.hypergeom.cdf(12, 100, files, 20))
    possible = files[(low > 0.025) & (high > 0.025)]
    assert (first["lower"], first["estimate"], first["upper"]) == (possible.min(), 60, possible.max())


def test_practice_makes_no_claim_about_the_files(method):
    design = method.review.design.model_copy(update={"inference": "practice"})
    review = method.review.model_copy(update={"design": design})
    estimates = estimate(counts(*QUESTIONS), replace(method, review=review))
    assert "finite_population" not in set(estimates["measure"])


def test_reliability_is_half_the_width(three):
    graded = three[(three["measure"] == "proportion") & three["estimate"].notna()]
    half = (graded["upper"] - graded["lower"]) / 2
    expected = np.where(half <= 0.1, "good", np.where(half <= 0.2, "care", "weak"))
    assert (graded["reliability"] == expected).all()
    assert set(expected) == {"good", "care", "weak"}


def test_eight_districts_or_more_have_a_funnel(three):
    limits = row(three, indicator="alike", measure="funnel_limit", method="binomial-0.95", group=NINE[0])
    whole = row(three, indicator="alike", measure="proportion", group="all")
    assert limits["estimate"] == whole["estimate"]
    assert limits["lower"] < limits["estimate"] < limits["upper"]
    shrunken = three[(three["measure"] == "shrunken") & (three["indicator"] == "alike")]
    # districts that are more alike than chance makes them are all drawn to the whole
    assert shrunken["estimate"].to_numpy() == pytest.approx(np.full(9, whole["estimate"]), abs=1e-3)
    assert {"dispersion", "icc"} <= set(three["measure"])
    outside = row(three, indicator="alike", measure="outside", method="binomial-0.95")
    expected = row(three, indicator="alike", measure="outside_by_chance", method="binomial-0.95")
    assert outside["estimate"] == 0
    # nine districts of 20 cases: whole counts leave less than a twentieth outside
    assert 0 < expected["estimate"] < 9 * 0.08


def test_a_district_outside_the_limits_is_counted(method):
    question = ledger("one apart", [(5, 10)] * 8 + [(10, 10)], [(5, 10)] * 8 + [(10, 10)], NINE)
    found = estimate(counts(question), method)
    assert row(found, measure="outside", method="binomial-0.998")["estimate"] == 1


def test_a_funnel_is_the_same_for_an_answer_and_its_opposite(method):
    often = ledger("often", [(9, 10)] * 8 + [(10, 10)], [(10, 10)] * 9, NINE)
    seldom = ledger("seldom", [(1, 10)] * 8 + [(0, 10)], [(0, 10)] * 9, NINE)
    found = estimate(counts(often, seldom), method).set_index("indicator")
    limits = found[(found["measure"] == "funnel_limit") & (found["method"] == "binomial-0.95")]
    assert limits.loc["often", "upper"].to_numpy() == pytest.approx(1 - limits.loc["seldom", "lower"].to_numpy())
    assert limits.loc["often", "lower"].to_numpy() == pytest.approx(1 - limits.loc["seldom", "upper"].to_numpy())
    # all of all is nothing out of the way where 95 in 100 are expected
    outside = found[(found["measure"] == "outside")]["estimate"]
    assert (outside == 0).all()


def test_under_eight_districts_are_tested_exactly_and_have_no_funnel(method):
    seven = replace(method, population=dict.fromkeys(NINE[:7], 100))
    estimates = estimate(counts(ledger("q", [(8, 10)] * 7, [(4, 10)] * 7, NINE[:7])), seven)
    found = row(estimates, measure="homogeneity", group="all")
    assert found["method"] == "exact"
    assert found["p_value"] == pytest.approx(1)
    assert not {"funnel_limit", "shrunken", "dispersion", "icc"} & set(estimates["measure"])


@pytest.mark.parametrize(("indicator", "expected"), [("apart", "chi2"), ("rare", "monte-carlo")])
def test_districts_are_tested_by_chi_square_where_it_holds(three, indicator, expected):
    found = row(three, indicator=indicator, measure="homogeneity", group="all")
    assert found["method"] == expected
    assert found["family"] == "stratum"


def test_a_monte_carlo_test_gives_the_same_each_time(method):
    again = [estimate(counts(*QUESTIONS), method) for _ in range(2)]
    pd.testing.assert_frame_equal(*again)


def test_numbers_have_a_median(project: Project):
    from granska.stages.cleaning import clean
    from granska.stages.counting import count
    from granska.stages.reading import read_raw

    method = project.method()
    cleaned = clean(read_raw(project.raw, method.review), method)
    table = estimate(count(cleaned.cases, method), method)
    numbers = pd.to_numeric(cleaned.cases["days"], errors="coerce")
    norra = row(table, indicator="days", measure="median", group="Norra")
    assert norra["estimate"] == numbers[cleaned.cases["stratum"] == "Norra"].median()
    assert norra["method"] == "order-statistics"
    assert norra["note"] == "open_interval"
    assert row(table, indicator="days", measure="median", group="all")["method"] == "woodruff"


def test_unknown_families_are_refused(project: Project):
    families = {"main": {"breakdown": "gender", "questions": ["herd"]}}
    project.change_parameters(lambda parameters: parameters.update(analysis={"families": families}))
    with pytest.raises(Exception, match=r"analysis\.families\.main: the codebook has no question 'herd'.*'heard'"):
        project.method()


def test_groups_of_very_different_size_are_compared(method):
    two = replace(method, population=dict.fromkeys(NINE[:2], 900))
    question = ledger("uneven", [(20, 50)] * 2, [(60, 300)] * 2, NINE[:2])
    found = estimate(counts(question, read=350), two)
    assert row(found, method="normal-0.2-alone")["upper"] > 0.2


def test_the_base_within_districts_is_where_both_groups_are(method):
    # 40 girls, but two of them where there are boys
    girls = [(1, 2), (19, 38)]
    boys = [(9, 18), (0, 0)]
    two = replace(method, population=dict.fromkeys(NINE[:2], 100))
    found = estimate(counts(ledger("apart", girls, boys, NINE[:2]), read=40), two)
    assert row(found, method="domain-mover")["n"] == 18
    assert row(found, method="mantel-haenszel")["n"] == row(found, measure="test")["n"] == 2


def test_what_cannot_be_compared_says_why(method):
    two = replace(method, population=dict.fromkeys(NINE[:2], 100))
    never_meet = ledger("q", [(10, 40), (0, 0)], [(0, 0), (10, 40)], NINE[:2])
    found = estimate(counts(never_meet, read=40), two)
    assert row(found, method="mantel-haenszel")["note"] == row(found, measure="test")["note"] == "apart"
    alone = replace(method, population={NINE[0]: 200})
    found = estimate(counts(ledger("q", [(10, 40)], [(12, 40)], NINE[:1]), read=80), alone)
    assert row(found, method="breslow-day")["note"] == "nothing_varies"
    assert row(found, measure="homogeneity", breakdown="stratum")["note"] == "one_stratum"


def test_nobody_with_the_answer_is_a_test_that_finds_nothing(method):
    found = estimate(counts(*QUESTIONS, ledger("none", [(0, 10)] * 9, [(0, 10)] * 9, NINE)), method)
    assert row(found, indicator="none", measure="test")["p_value"] == 1
    assert row(found, indicator="none", measure="homogeneity", breakdown="stratum")["p_value"] == 1
    # so all that were declared are counted
    assert row(found, indicator="apart", measure="test")["p_adjusted"] == pytest.approx(
        4 * row(found, indicator="apart", measure="test")["p_value"]
    )


def test_strata_have_families_too(method):
    analysis = method.review.analysis.model_validate(
        {"families": {"headline": {"breakdown": "stratum", "questions": ["apart"]}}}
    )
    found = estimate(
        counts(*QUESTIONS), replace(method, review=method.review.model_copy(update={"analysis": analysis}))
    )
    tests = found[(found["measure"] == "homogeneity") & (found["breakdown"] == "stratum")].set_index("indicator")
    assert tests["family"].to_dict() == {"apart": "headline", "alike": "stratum", "rare": "stratum"}


def test_an_interval_does_not_close_over_missing_answers(method):
    # every file is read, and one in each of nine has no answer: under a twentieth, but more than the interval
    every = replace(method, population=dict.fromkeys(NINE, 30))
    question = ledger("read", [(8, 14)] * 9, [(4, 15)] * 9, NINE, missing=[1] * 9)
    found = estimate(counts(question, read=30), every)
    whole = row(found, measure="proportion", group="all")
    bounds = row(found, measure="bounds")
    assert bounds["upper"] - bounds["lower"] == pytest.approx(1 / 30)
    assert bounds["lower"] < whole["estimate"] < bounds["upper"]
