"""Expected numbers of a register, and what is held against them: by hand, without the area itself, nothing told."""

import numpy as np
import pandas as pd
import pytest
import yaml

from granska.errors import InputError
from granska.stats.left_out import expected_by_index
from small_register import AREAS, HEAD, QUESTIONS, SmallRegister, long_rows, parameters

MANY = [f"Ort {letter}" for letter in "ABCDEFGHIJ"]


def lines(table, measure, **wanted):
    found = table[table["measure"] == measure]
    for name, value in wanted.items():
        found = found[found[name] == value]
    return found.set_index("group")


def reported(register, numbers):
    """Write one year of each area: children and reported, for girls and boys."""
    rows = [
        f"{area};{year};{gender};{children};{count};0"
        for year in (2006, 2007)
        for area, pairs in numbers.items()
        for gender, (children, count) in zip(("flicka", "pojke"), pairs, strict=True)
    ]
    register.csv(*rows)


FOUR = {
    "Bro": ((1000, 30), (1000, 50)),
    "Fors": ((2000, 40), (1000, 20)),
    "Lund": ((1000, 10), (2000, 80)),
    "Vik": ((4000, 100), (3000, 120)),
}


def test_the_rates_of_the_rest_by_gender_by_hand(tmp_path):
    register = SmallRegister(tmp_path, parameters(expected={"reports": {"method": "rest", "by": ["gender"]}}))
    reported(register, FOUR)
    found = lines(register.estimates(), "expected", versus="rest-of-register", period="2007")
    # girls elsewhere: 150 of 7,000; boys elsewhere: 220 of 6,000
    assert found.loc["Bro", "estimate"] == pytest.approx(1000 * 150 / 7000 + 1000 * 220 / 6000)
    error = np.sqrt((1 / 7) ** 2 * 150 + (1 / 6) ** 2 * 220) / found.loc["Bro", "estimate"]
    assert found.loc["Bro", "upper"] == pytest.approx(found.loc["Bro", "estimate"] * np.exp(1.959964 * error))


def test_the_rate_of_the_rest_leaves_the_district_out(tmp_path):
    settings = parameters(expected={"reports": {"method": "rest"}})
    before, after = SmallRegister(tmp_path / "a", settings), SmallRegister(tmp_path / "b", settings)
    reported(before, FOUR)
    reported(after, FOUR | {"Bro": ((1000, 300), (1000, 500))})
    first, second = (lines(one.estimates(), "expected") for one in (before, after))
    assert first.loc["Bro", "estimate"] == second.loc["Bro", "estimate"] == pytest.approx(2000 * 370 / 13000)
    assert first.loc["Vik", "estimate"] != second.loc["Vik", "estimate"]


def test_reference_rates_by_age_and_gender_by_hand(tmp_path):
    content = parameters(expected={"reports": {"method": "rates", "rates": "rates.csv"}})
    content["breakdowns"]["age"] = {
        "column": "Ålder",
        "title": {"sv": "Ålder", "en": "Age"},
        "groups": {
            "young": {"label": {"sv": "små", "en": "young"}, "codes": ["0–6"]},
            "old": {"label": {"sv": "stora", "en": "old"}, "codes": ["7–17"]},
        },
    }
    register = SmallRegister(tmp_path, content)
    rows = [f"{row};{age}" for row in long_rows() for age in ("0–6", "7–17")]
    register.csv(*rows, head=f"{HEAD};Ålder")
    rates = (
        "gender;age;count;population\nflicka;0–6;10;1000\npojke;0–6;20;1000\nflicka;7–17;30;1000\npojke;old;40;2000\n"
    )
    (register.params / "rates.csv").write_text(rates, encoding="utf-8")
    found = lines(register.estimates(), "expected", versus="reference-rates", period="2007")
    assert found.loc["Bro", "estimate"] == pytest.approx(500 * (0.01 + 0.03) + 600 * (0.02 + 0.02))
    (register.params / "rates.csv").write_text("\n".join(rates.splitlines()[:4]), encoding="utf-8")
    with pytest.raises(InputError, match=r"rates\.csv: no row for gender 'boy', age 'old', which the register has"):
        register.counts()


@pytest.fixture
def indexed(tmp_path):
    """Give ten districts of which one lies far above what its index leads one to expect, and one has two cases."""
    content = parameters(
        expected={"reports": {"method": "index"}}, index="Index", rates=["reports"], answers_for=["Ort C"]
    )
    content["design"]["strata"]["names"] = MANY
    return SmallRegister(tmp_path, content, QUESTIONS[:2])


def index_rows(counts, children=1000):
    index = np.linspace(0.5, 1.9, len(counts)).round(2)
    return [
        f"{area};{year};{gender};{children};{int(count // 2 + (count % 2 if gender == 'flicka' else 0))};0;{value}"
        for year in (2006, 2007)
        for area, count, value in zip(MANY, counts, index, strict=True)
        for gender in ("flicka", "pojke")
    ]


COUNTS = [22, 25, 90, 34, 41, 47, 55, 64, 75, 88]


def test_an_index_gives_what_the_other_districts_lead_one_to_expect(indexed):
    indexed.csv(*index_rows(COUNTS), head=f"{HEAD};Index")
    table = indexed.estimates()
    expected, error = expected_by_index(COUNTS, [2000] * 10, np.linspace(0.5, 1.9, 10).round(2))
    found = lines(table, "expected", period="2007")
    assert found["estimate"].to_numpy() == pytest.approx(expected)
    assert found["upper"].to_numpy() == pytest.approx(expected * np.exp(1.959964 * error))
    assert set(found["method"]) == {"poisson-regression"}
    plain = lines(table, "observed_expected", period="2007", method="exact-poisson")
    wider = lines(table, "observed_expected", period="2007", method="exact-poisson-mover")
    assert (wider["lower"] < plain["lower"]).all()
    assert (wider["upper"] > plain["upper"]).all()
    assert plain.loc["Ort C", "lower"] > 1
    # of earlier years those alone that the text answers for
    assert list(lines(table, "expected", period="2006").index) == ["Ort C"]


def test_limits_are_widened_where_districts_stray_farther_than_chance(indexed):
    indexed.csv(*index_rows([22, 14, 90, 20, 70, 30, 90, 40, 75, 60]), head=f"{HEAD};Index")
    table = indexed.estimates()
    [phi] = table.loc[table["measure"] == "expected_dispersion", "estimate"]
    [p] = table.loc[table["measure"] == "expected_test", "p_value"]
    assert p < 0.05
    limits = {method: part.set_index("group") for method, part in table.groupby("method")}
    for level in ("0.95", "0.998"):
        plain, wide = limits[f"poisson-{level}"], limits[f"poisson-widened-{level}"]
        assert (wide["upper"] - 1).to_numpy() == pytest.approx(((plain["upper"] - 1) * np.sqrt(phi)).to_numpy())
    alike = [20, 23, 27, 31, 36, 41, 48, 55, 64, 74]
    indexed.csv(*index_rows(alike), head=f"{HEAD};Index")
    assert not indexed.estimates()["method"].str.startswith("poisson-widened").any()


def protected(register, threshold=5, **more):
    content = yaml.safe_load((register.params / "review.yml").read_text(encoding="utf-8"))
    content["disclosure"] |= {"threshold": threshold, **more}
    register.set(content)


REGISTER_MEASURES = ["rate", "expected", "observed_expected", "expected_limit"]


def test_what_is_made_from_a_hidden_count_is_hidden(indexed):
    protected(indexed)
    indexed.csv(*index_rows([2, *COUNTS[1:]]), head=f"{HEAD};Index")
    table = indexed.disclosed().estimates
    hidden = table[table["status"].isin(["suppressed", "suppressed_complementary"]) & (table["breakdown"] == "stratum")]
    assert "Ort A" in set(hidden["group"])
    assert len(set(hidden["group"])) >= 2
    for name in hidden["group"].unique():
        mine = table[(table["group"] == name) & table["measure"].isin(REGISTER_MEASURES) & (table["period"] == "2007")]
        assert set(mine["measure"]) == set(REGISTER_MEASURES)
        assert mine[["estimate", "lower", "upper", "n", "x"]].isna().all().all()


def test_what_is_published_depends_on_shown_counts_alone(indexed):
    """Two registers that differ in hidden counts alone publish the same."""
    protected(indexed)
    first = [2, 3, *COUNTS[2:]]
    second = [3, 2, *COUNTS[2:]]
    published = []
    for counts in (first, second):
        indexed.csv(*index_rows(counts), head=f"{HEAD};Index")
        published.append(indexed.disclosed().estimates)
    hidden = published[0].loc[published[0]["status"].str.startswith("suppressed"), "group"]
    assert {"Ort A", "Ort B"} <= set(hidden)
    ours = [table[table["measure"].str.startswith(("rate", "expected", "observed"))] for table in published]
    ours = [table[table["breakdown"] == "stratum"].reset_index(drop=True) for table in ours]
    pd.testing.assert_frame_equal(*ours)
    assert (ours[0]["status"] == "ok").sum() > 50


def test_rounded_counts_are_what_rates_and_ratios_are_made_from(indexed):
    protected(indexed, rounding_base=5)
    indexed.csv(*index_rows(COUNTS), head=f"{HEAD};Index")
    table = indexed.disclosed().estimates
    rates = lines(table, "rate", breakdown="stratum")
    assert rates.loc["Ort B", "estimate"] == 12.5
    assert rates.loc["Ort A", "x"] == 20
    assert rates.loc["Ort A", "estimate"] == 10.0
    ratios = lines(table, "observed_expected", period="2007", method="exact-poisson")
    expected = lines(table, "expected", period="2007")
    assert ratios.loc["Ort A", "estimate"] == pytest.approx(20 / expected.loc["Ort A", "estimate"], abs=0.01)


def test_expected_numbers_by_group_are_withheld_beside_a_hidden_margin(tmp_path):
    content = parameters(expected={"reports": {"method": "rest", "by": ["gender"]}})
    content["disclosure"] |= {"threshold": 5}
    register = SmallRegister(tmp_path, content, QUESTIONS[:2])
    few = {area: ((children, 0 if area != "Bro" else 2), boys) for area, ((children, _), boys) in FOUR.items()}
    reported(register, few)
    table = register.disclosed().estimates
    expected = lines(table, "expected", period="2007")
    assert expected["estimate"].isna().all()
    assert set(expected["status"]) <= {"suppressed", "suppressed_complementary"}
    assert len(expected) == len(AREAS)


def test_expected_numbers_by_group_are_too_coarse_to_tell_of_groups_in_a_district(tmp_path):
    content = parameters(expected={"reports": {"method": "rest", "by": ["gender"]}})
    content["disclosure"] |= {"threshold": 5}
    register = SmallRegister(tmp_path, content, QUESTIONS[:2])
    for moved in (0, 1, 3):
        girls, boys = FOUR["Vik"]
        more, fewer = FOUR["Lund"]
        # the same margins of genders and districts, other counts of girls and boys in two districts
        changed = {
            "Vik": ((girls[0], girls[1] - moved), (boys[0], boys[1] + moved)),
            "Lund": ((more[0], more[1] + moved), (fewer[0], fewer[1] - moved)),
        }
        reported(register, FOUR | changed)
        counts = register.counts()
        found = counts[(counts["breakdown"] == "all") & (counts["period"] == "2007")].set_index("stratum")["expected"]
        exact = sum(
            people * (everyone - count) / (of - people)
            for (people, count), everyone, of in zip(changed["Vik"], (180, 270), (8000, 7000), strict=True)
        )
        # girls of Vik are as many as those elsewhere: one of them moves the number by a quarter, so steps are of 5
        assert found["Vik"] % 5 == 0
        assert abs(found["Vik"] - exact) <= 2.5
