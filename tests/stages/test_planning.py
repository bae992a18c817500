"""From a plan to its numbers: reference values pass through the files, and what is wrong is said at once."""

import json

import numpy as np
import pytest

import oracle
from granska.errors import InputError
from granska.stages.planning import numbers_file, planned
from granska.stats.precision import expected_half_width
from plans import SIZES, Planning, make_plan


@pytest.fixture
def planning(tmp_path) -> Planning:
    return make_plan(tmp_path / "city")


def numbers(planning: Planning):
    return planned(planning.workspace, "later")


@oracle.cases("sample_size_power", "n-for-margin-wald-fpc")
def test_reference_sample_sizes_pass_through_the_plan(planning, row) -> None:
    finite = row["N"] != "Inf"
    everyone = int(row["N"]) if finite else 5000
    planning.sizes({"Norra": everyone // 3, "Södra": everyone - everyone // 3})
    precision = {"margin": float(row["margin"]), "share": float(row["p"]), "confidence": float(row["conf_level"])}
    planning.change(lambda plan: plan.update(precision=precision, inference="files" if finite else "practice"))
    assert numbers(planning).precision.simple == int(row["n"])


@oracle.cases("sample_size_power", "power-two-prop-normal", "power-two-prop-fisher-exact")
def test_reference_powers_pass_through_the_plan(planning, row) -> None:
    test = "normal" if "normal" in row["method"] else "fisher"
    one, other = float(row["p1"]), float(row["p2"])
    wanted = {"share": one, "difference": other - one, "alpha": float(row["alpha"]), "test": test}
    planning.change(lambda plan: (plan.pop("precision"), plan.update(difference=wanted)))
    planning.change(lambda plan: plan["allocation"].update(total=2 * int(row["n_per_group"])))
    found = numbers(planning).difference
    assert found.groups == (int(row["n_per_group"]),) * 2
    assert found.power_alone == pytest.approx(float(row["power"]), abs=float(row["tolerance"]))


@oracle.cases("sample_size_power", "mdd-two-prop-normal")
def test_reference_detectable_differences_pass_through_the_plan(planning, row) -> None:
    wanted = {"share": float(row["p1"]), "difference": 0.3, "power": float(row["power"]), "test": "normal"}
    planning.change(lambda plan: (plan.pop("precision"), plan.update(difference=wanted)))
    planning.change(lambda plan: plan["allocation"].update(total=2 * int(row["n_per_group"])))
    [(name, _, up)] = numbers(planning).difference.detectable
    assert name == "alone"
    assert float(row["p1"]) + up == pytest.approx(float(row["p2"]), abs=float(row["tolerance"]))


@oracle.cases("sample_size_power", "allocation-proportional", "allocation-neyman")
def test_reference_allocations_pass_through_the_plan(planning, row) -> None:
    population, spread, unrounded = (
        [float(number) for number in row[name].split(";")] for name in ("Nh", "Sh", "nh_unrounded")
    )
    names = [f"District {number}" for number in range(len(population))]
    planning.sizes(dict(zip(names, map(int, population), strict=True)))
    method = row["method"].removeprefix("allocation-")
    allocation = {"method": method, "total": int(row["n_total"])}
    if method == "neyman":
        # the spread of a share p is sqrt(p (1 - p))
        shares = (1 - np.sqrt(np.maximum(0, 1 - 4 * np.square(spread)))) / 2
        allocation["shares"] = dict(zip(names, map(float, shares), strict=True))
    planning.change(lambda plan: plan.update(allocation=allocation))
    found = [one.cases for one in numbers(planning).strata]
    assert sum(found) == int(row["n_total"])
    least = 2
    for whole, exact in zip(found, unrounded, strict=True):
        # a minimum in one stratum takes a case from another
        assert abs(whole - exact) < 1 + (min(unrounded) < least) or (exact < least and whole == least)


def test_the_margin_is_that_of_the_planned_design(planning) -> None:
    found = numbers(planning)
    cases = [one.cases for one in found.strata]
    assert cases[2] == SIZES["Västra"]  # equal parts, as far as there are
    assert found.total == found.precision.planned > found.precision.simple
    assert found.precision.half_width == expected_half_width([*SIZES.values()], cases, 0.5) <= 0.1
    fewer = planning.change(lambda plan: plan["allocation"].update(total=found.total - 1))
    assert fewer is None
    assert numbers(planning).precision.half_width > 0.1
    assert found.precision.weights > 1.05
    planning.change(lambda plan: plan.update(allocation={"method": "proportional"}))
    assert numbers(planning).precision.weights == pytest.approx(1, abs=0.01)


def test_the_larger_need_decides_and_the_family_costs(planning) -> None:
    planning.change(lambda plan: plan.update(difference={"share": 0.2, "difference": 0.2, "questions": 10}))
    found = numbers(planning)
    assert found.total == found.difference.needed_together > found.difference.needed_alone > found.precision.planned
    assert found.difference.power_together >= 0.8
    written = json.loads(numbers_file(planning.workspace, "later").read_text(encoding="utf-8"))
    assert written["total"] == found.total


def test_a_margin_that_cannot_be_had(planning) -> None:
    planning.change(lambda plan: plan.update(inference="practice", precision={"margin": 0.02}))
    found = numbers(planning)
    assert found.precision.planned is None
    assert found.total == found.population
    assert found.precision.whole > 0.02


def test_the_minimum_is_kept_and_the_rest_divided(planning) -> None:
    planning.change(lambda plan: plan.update(allocation={"method": "proportional", "total": 60, "minimum": 10}))
    assert [one.cases for one in numbers(planning).strata] == [13, 37, 10]
    planning.change(lambda plan: plan.update(allocation={"cases": {"Norra": 20, "Södra": 20, "Västra": 5}}))
    assert [one.cases for one in numbers(planning).strata] == [20, 20, 5]


def test_the_list_is_counted_where_there_is_one(planning) -> None:
    planning.may_draw()
    planning.list_cases([("a", "Norra"), ("b", "Norrmalm"), ("c", "Södra"), ("d", "södra"), ("e", "Södra")])
    assert {one.stratum: one.population for one in numbers(planning).strata} == {"Norra": 2, "Södra": 3}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda plan: plan.pop("precision"), "give precision, difference or both"),
        (lambda plan: plan.pop("population"), "give population or frame"),
        (lambda plan: plan.update(draw={"seed": 1}), "draw needs frame"),
        (lambda plan: plan.update(precison={"margin": 0.1}), "precison: unknown key. Did you mean 'precision'?"),
        (lambda plan: plan.update(precision={"margin": 0}), "precision.margin: input should be greater than 0"),
        (lambda plan: plan.update(difference={"share": 0.9, "difference": 0.2}), "share plus difference has to lie"),
        (lambda plan: plan.update(difference={"share": 0.9, "difference": 0}), "difference is 0"),
        (lambda plan: plan.update(allocation={"method": "neyman"}), "neyman needs shares"),
        (lambda plan: plan.update(allocation={"shares": {"Norra": 0.2}}), "shares are for neyman"),
        (lambda plan: plan.update(allocation={"cases": {"Norra": 5}, "total": 9}), "leave out one"),
        (lambda plan: plan.update(id="other"), "id is 'other', but the folder is called 'later'"),
        (
            lambda plan: plan.update(allocation={"cases": {"Nora": 5, "Södra": 5, "Västra": 13}}),
            "allocation.cases: there is no stratum 'Nora'. Did you mean 'Norra'?",
        ),
        (
            lambda plan: plan.update(allocation={"cases": {"Norra": 5, "Södra": 5, "Västra": 13}}),
            "allocation: 'Västra' has 12 cases, and 13 are wanted there.",
        ),
        (
            lambda plan: plan.update(allocation={"minimum": 13}),
            "allocation: 'Västra' has 12 cases, and 13 are wanted there.",
        ),
        (
            lambda plan: plan.update(allocation={"method": "neyman", "shares": {"Norra": 0.2, "Södra": 0.2}}),
            "allocation.shares: 'Västra' is not named.",
        ),
        (lambda plan: plan.update(allocation={"total": 473}), "allocation.total: 473 is not between 6 and 472."),
    ],
)
def test_faults_of_a_plan_are_named(planning, change, message) -> None:
    planning.change(change)
    with pytest.raises(InputError) as error:
        numbers(planning)
    assert message in str(error.value)


def test_a_plan_that_is_not_there(planning) -> None:
    with pytest.raises(InputError, match=r"params/none/plan\.yml does not exist\. Write a first draft .* --new"):
        planned(planning.workspace, "none")
