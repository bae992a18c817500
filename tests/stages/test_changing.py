"""Changes and trends of a register: reference values through the stages, breaks, and what is hidden."""

import itertools

import pandas as pd
import pytest

from oracle import agree, cases
from over_time import Register, make_register

YEARS = ("2003", "2004", "2005", "2006", "2007")


def data(shares: list[tuple[int, int]], years: tuple[str, ...] = YEARS, children: int = 5000) -> list[str]:
    """Write the whole into one district, and a steady one beside it that has nothing."""
    rows = zip(years, shares, strict=True)
    return list(itertools.chain(*((f"A;{y};{children};{n};{x}", f"B;{y};10;0;0") for y, (x, n) in rows)))


def find(table: pd.DataFrame, **wanted: str) -> pd.Series:
    for name, value in {"breakdown": "all", **wanted}.items():
        table = table[table[name] == value]
    assert len(table) == 1, table
    return table.iloc[0]


@cases("trend", "cochran-armitage", "share-trend")
def test_reference_values_pass_through_the_stages(row, tmp_path):
    x, n, times = ([int(value) for value in row[column].split(";")] for column in ("x", "n", "times"))
    if len(x) < 3:
        pytest.skip("two periods have a change and no trend")
    if times[0] < 1900:
        times = [2000 + time for time in times]
    register = make_register(tmp_path / "city", few_years=True)
    register.change(lambda content: content["period"].update(start="2000-01-01", end="2030-12-31"))
    register.write(*data(list(zip(x, n, strict=True)), tuple(map(str, times))))
    estimates = register.estimates()
    if row["method"] == "cochran-armitage":
        found = find(estimates, method="cochran-armitage")
        agree(row, statistic=found["statistic"], p_value=found["p_value"])
    else:
        found = find(estimates, measure="trend")
        points = found[["estimate", "lower", "upper"]].astype(float) / 100
        agree(row, **dict(zip(points.index, points, strict=True)))


@cases("trend", "rate-trend", "poisson-trend")
def test_reference_values_of_rates_pass_through_the_stages(row, tmp_path):
    x, n, times = (row[column].split(";") for column in ("x", "n", "times"))
    times = [time if len(time) == 4 else f"200{time}" for time in times]
    register = make_register(tmp_path / "city", few_years=True, names=("A",))
    register.change(lambda content: content["period"].update(start="2000-01-01", end="2030-12-31"))
    register.write(*(f"A;{year};{among};{count};0" for year, among, count in zip(times, n, x, strict=True)))
    estimates = register.estimates().query("indicator == 'reports'")
    if row["method"] == "poisson-trend":
        found = find(estimates, method="poisson-trend")
        agree(row, statistic=found["statistic"], p_value=found["p_value"])
    else:
        found = find(estimates, measure="rate_trend")
        ratios = 1 + found[["estimate", "lower", "upper"]].astype(float) / 100
        agree(row, **dict(zip(ratios.index, ratios, strict=True)))


@cases("two_proportion_diff", "newcombe")
def test_a_change_is_the_difference_of_two_independent_samples(row, tmp_path):
    x1, n1, x2, n2 = (int(float(row[name])) for name in ("x1", "n1", "x2", "n2"))
    register = make_register(tmp_path / "city", few_years=True, names=("A",))
    register.change(lambda content: content.update(confidence=float(row["conf_level"])))
    register.write(f"A;2003;9;{n2};{x2}", f"A;2004;9;{n1};{x1}")
    found = find(register.estimates(), measure="change")
    assert (found["period"], found["versus"]) == ("2004", "2003")
    agree(row, est=found["estimate"], lower=found["lower"], upper=found["upper"])


SHARES = [(30, 100), (35, 110), (40, 105), (55, 120), (60, 118)]


@pytest.fixture
def register(tmp_path) -> Register:
    made = make_register(tmp_path / "city", few_years=True)
    made.write(*data(SHARES))
    return made


def test_the_last_year_is_compared_with_the_first_and_with_the_one_before(register):
    found = register.estimates().query("measure == 'change' and breakdown == 'all'")
    assert set(zip(found["period"], found["versus"], strict=True)) == {("2007", "2003"), ("2007", "2006")}
    tests = register.estimates().query("measure == 'test' and family == 'change' and breakdown == 'all'")
    # two changes of a share and of each of two rates
    assert len(tests) == 6
    assert (tests["p_adjusted"] >= tests["p_value"]).all()
    assert tests["p_adjusted"].min() == pytest.approx(6 * tests["p_value"].min())


def test_nothing_is_compared_across_a_break(register):
    register.breaks("2005 = ny blankett | new form")
    found = register.estimates().query("indicator == 'begun' and level == 'yes'")
    assert find(found, measure="trend")["versus"] == "2005"
    assert set(found.loc[found["measure"] == "change", "versus"]) == {"2005", "2006"}


def test_two_years_have_no_trend_and_one_no_change(register):
    register.breaks("2006 = ny blankett | new form")
    found = register.estimates().query("indicator == 'begun'")
    assert not (found["measure"] == "trend").any()
    assert set(found.loc[found["measure"] == "change", "versus"]) == {"2006"}
    register.breaks("2007 = ny blankett | new form")
    found = register.estimates().query("indicator == 'begun'")
    assert not found["measure"].isin(["trend", "change", "rate_change"]).any()


def test_a_break_of_the_denominator_breaks_the_share(register):
    path = register.params / "codebook.csv"
    text = path.read_text(encoding="utf-8").replace("count;;;;;\n", "count;;;;;2006 = ny lag | new law\n")
    path.write_text(text, encoding="utf-8")
    found = register.estimates().query("indicator == 'begun'")
    assert set(found.loc[found["measure"] == "change", "versus"]) == {"2006"}
    # the count of investigations itself goes on
    assert find(found, measure="rate_trend")["versus"] == "2003"


TIMELY = ["change", "trend", "rate_change", "rate_trend"]


@pytest.mark.parametrize(("place", "small"), [(0, "2003"), (4, "2007"), (2, "2005")])
def test_what_is_made_from_a_small_count_is_hidden(tmp_path, place, small):
    names = tuple("ABCDE")
    register = make_register(tmp_path / "city", few_years=True, names=names, threshold=5)
    rows = []
    for number, year in enumerate(YEARS):
        for stratum, name in enumerate(names):
            begun = int(stratum < 3) if number == place else 7 + number + stratum
            rows.append(f"{name};{year};900;{22 + stratum};{begun}")
    register.write(*rows)
    table = register.disclosed().estimates
    begun = table[(table["indicator"] == "begun") & (table["breakdown"] == "all") & (table["versus"] != "")]
    touched = begun[begun["measure"].isin(["trend", "rate_trend"]) | begun["family"].eq("trend")]
    if small != "2005":
        touched = begun[(begun["versus"] == small) | (begun["period"] == small)]
    assert len(touched) >= 4
    assert touched["status"].isin(["suppressed", "suppressed_complementary"]).all()
    columns = ["estimate", "lower", "upper", "statistic", "p_value", "p_adjusted", "n", "x", "percent", "percent_upper"]
    assert touched[columns].isna().all(axis=None)
    rest = begun.drop(touched.index)
    assert (rest["status"] == "ok").all()


def test_a_stratum_whose_count_was_small_in_either_year_has_no_change(tmp_path):
    names = tuple("ABCDE")
    register = make_register(tmp_path / "city", few_years=True, names=names, threshold=5)
    rows = []
    for year, small in (("2003", "A"), ("2007", "B")):
        rows += [
            f"{name};{year};2000;{60 + 7 * place};{3 if name == small else 25 + place}"
            for place, name in enumerate(names)
        ]
    register.write(*rows)
    table = register.disclosed().estimates
    strata = table[(table["breakdown"] == "stratum") & (table["indicator"] == "begun")]
    timely = strata[strata["measure"].isin(TIMELY)].set_index(["group", "measure"])
    shares = strata[(strata["measure"] == "proportion")].set_index("group")
    for group in ("A", "B"):
        assert timely.loc[group, "status"].str.startswith("suppressed").all()
        assert timely.loc[group, ["estimate", "lower", "upper", "n"]].isna().all(axis=None)
    # what is hidden beside B in the last year is hidden in the change as well
    beside = shares.index[shares["status"].str.startswith("suppressed")]
    assert len(beside) >= 2
    assert timely.loc[list(beside), "status"].str.startswith("suppressed").all()
    shown = timely[timely["status"] == "ok"]
    assert len(shown) > 0
    assert shown["estimate"].notna().all()
