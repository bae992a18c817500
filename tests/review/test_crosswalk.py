"""Which area became which: what is followed, and what is refused, in which words."""

import datetime
from pathlib import Path

import pytest

from granska.errors import InputError
from granska.review.crosswalk import CannotBeTakenApartError, Crosswalk
from granska.review.crosswalk_file import load_crosswalk
from over_time import make_register

HEAD = "area;became;from;weight"


def crosswalk(tmp_path: Path, *rows: str, area_set: int = 2007, names: tuple[str, ...] = ("AB", "C")) -> Crosswalk:
    folder = tmp_path / "small"
    folder.mkdir(exist_ok=True)
    (folder / "areas.csv").write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    return load_crosswalk(folder / "areas.csv", area_set, names)


def year(number: int) -> datetime.date:
    return datetime.date(number, 1, 1)


CHAIN = ("A;AB;2007;", "B;AB;2007;", "AB;ABC;2020;", "C;ABC;2020;")


@pytest.mark.parametrize(
    ("area_set", "names", "shown"),
    [
        (2007, ("AB", "C"), ("AB", "C")),
        (2019, ("AB", "C"), ("AB", "C")),
        (2020, ("AB", "C"), ("ABC",)),
        (2023, ("ABC",), ("ABC",)),
        (2003, ("A", "B", "C"), ("A", "B", "C")),
    ],
)
def test_the_areas_of_one_day_are_shown_whatever_day_the_names_are_of(tmp_path, area_set, names, shown):
    assert crosswalk(tmp_path, *CHAIN, area_set=area_set, names=names).shown == shown


def test_a_chain_of_mergers_is_followed_to_its_end(tmp_path):
    areas = crosswalk(tmp_path, *CHAIN, area_set=2023, names=("ABC",))
    assert areas.places("A", year(2003)) == [("ABC", 1.0)]
    assert areas.parts("ABC", year(2006)) == ("A", "B", "C")
    assert areas.parts("ABC", year(2010)) == ("AB", "C")
    assert areas.parts("ABC", year(2021)) == ("ABC",)
    assert areas.turns(year(2003)) == [year(2007), year(2020)]


def test_the_weights_of_a_chain_of_splits_are_multiplied(tmp_path):
    rows = ("A;B;2005;0,6", "A;C;2005;0.4", "B;D;2006;0.5", "B;C;2006;0.5")
    areas = crosswalk(tmp_path, *rows, names=("C", "D"))
    places = dict(areas.places("A", year(2004)))
    assert places == pytest.approx({"D": 0.3, "C": 0.7})
    assert areas.split("C", year(2004))
    assert not areas.split("C", year(2006))


def test_a_name_that_was_kept_is_another_area_before(tmp_path):
    areas = crosswalk(tmp_path, "A;A;2005;0.7", "A;B;2005;0.3", names=("A", "B"))
    assert areas.places("A", year(2004)) == [("A", 0.7), ("B", 0.3)]
    assert areas.places("A", year(2005)) == [("A", 1.0)]
    assert areas.shown == ("A", "B")


def test_areas_split_after_the_day_that_is_shown_are_put_together_again(tmp_path):
    areas = crosswalk(tmp_path, "A;B;2007;0.5", "A;C;2007;0.5", area_set=2005, names=("A",))
    assert areas.places("B", year(2008)) == areas.places("C", year(2008)) == [("A", 1.0)]


def test_areas_merged_after_the_day_that_is_shown_cannot_be_taken_apart(tmp_path):
    areas = crosswalk(tmp_path, *CHAIN, area_set=2006, names=("A", "B", "C"))
    with pytest.raises(CannotBeTakenApartError, match="was put together of 'A' and 'B' from 2007"):
        areas.places("AB", year(2008))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["A;AB;2007;", "A;AB;2007;"], "row 3: the area 'A' becomes 'AB' in row 2 already. Delete one of them."),
        (
            ["A;AB;2005;", "A;C;2007;"],
            "row 3: the area 'A' stands twice: it became 'AB' from 2005 (row 2), and cannot change again from 2007. "
            "Let 'AB' change, or mend the date.",
        ),
        (
            ["A;AB;2007;", "A;C;2007;"],
            "rows 2, 3: 'A' was split from 2007, and a split needs the weight of each part: how much of the area went "
            "there. Nothing is guessed.",
        ),
        (["A;AB;2007;0.6", "A;C;2007;"], "rows 2, 3: 'A' was split from 2007, and a split needs the weight"),
        (["A;AB;2007;0.6", "A;C;2007;0.3"], "rows 2, 3: the weights of 'A' from 2007 add up to 0.9, not to 1."),
        (["A;AB;2007;0.5"], "row 2: the weights of 'A' from 2007 add up to 0.5, not to 1."),
        (["AB;C;2005;", "C;AB;2007;"], "the areas go in a circle: AB → C → AB. Name an area that came back otherwise."),
        (["A;AC;2007;"], "row 2: 'A' leads to 'AC', which is no area of the list in review.yml or the population"),
        (["D;E;2023;"], "row 2: no list of areas has 'D'."),
        (["A;AB;;"], "row 2: from is empty: say from which year, or which date, the new area counts."),
        (["A;AB;07;"], "row 2: from '07' is neither a year nor a date. Write it as 2007 or 2007-07-01."),
        (["A;AB;2007-02-30;"], "row 2: from '2007-02-30' is neither a year nor a date."),
        ([";AB;2007;"], "row 2: area is empty."),
        (["A;;2007;"], "row 2: became is empty."),
        (["all;AB;2007;"], "row 2: area: 'all' is what the program calls the whole; name the area otherwise."),
        (["A;AB;2007;60 %"], "row 2: weight '60 %' is no part of the area: write a number above 0 and at most 1."),
        (["A;AB;2007;0"], "row 2: weight '0' is no part of the area: write a number above 0 and at most 1."),
        (["A;AB;2007;1,5"], "row 2: weight '1,5' is no part of the area: write a number above 0 and at most 1."),
        (["A;AB;2007;;x"], "row 2: more cells than heads."),
        ([], "a head but no changes. Add one row for each, or delete the file and design.strata.area_set."),
    ],
)
def test_each_fault_is_named_with_its_row(tmp_path, rows, expected):
    with pytest.raises(InputError) as caught:
        crosswalk(tmp_path, *rows)
    assert expected in str(caught.value)
    assert "params/small/areas.csv" in str(caught.value)


def test_all_faults_are_named_at_once(tmp_path):
    with pytest.raises(InputError) as caught:
        crosswalk(tmp_path, "A;AB;;", "B;AB;2007;0.5", "C;D;2005;", "D;C;2006;")
    for expected in ("row 2: from is empty", "row 3: the weights of 'B'", "in a circle: C → D → C"):
        assert expected in str(caught.value)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("area;became;weight", "column 'from' is missing."),
        ("area;became;from;wieght", "unknown column 'wieght'. Did you mean 'weight'?"),
        ("area;became;from;weight;from", "column 'from' stands twice."),
    ],
)
def test_heads_are_as_they_should_be(tmp_path, head, expected):
    (tmp_path / "areas.csv").write_text(f"{head}\nA;B;2007;1;1\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_crosswalk(tmp_path / "areas.csv", 2007, ["B"])
    assert expected in str(caught.value)


@pytest.mark.parametrize(
    ("rows", "area_set", "names", "expected"),
    [
        (["A;AB;2007;", "B;AB;2007;"], None, ("AB",), "design.strata.area_set is missing: say the areas of which year"),
        (None, 2007, ("AB",), "areas.csv does not exist, but design.strata.area_set in review.yml needs it."),
        (["A;AB;2007;"], 2007, (), "design.strata.area_set needs a list of the areas: design.strata.names, or"),
        (
            ["A;AB;2007;", "B;AB;2007;"],
            2005,
            ("AB",),
            "the area 'AB', which review.yml or the population table lists, was put together of 'A' and 'B' from 2007, "
            "after area_set. List the areas of area_set, or choose a later one.",
        ),
        (["A;AB;2007;"], "soon", ("AB",), "design.strata.area_set"),
    ],
)
def test_the_table_and_the_parameters_belong_together(tmp_path, rows, area_set, names, expected):
    register = make_register(tmp_path / "city", names=names)
    if rows:
        register.areas(*rows)
    if area_set:
        register.change(lambda content: content["design"]["strata"].update(area_set=area_set))
    with pytest.raises(InputError) as caught:
        register.method()
    assert expected in str(caught.value)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2005", "breaks: '2005' is not of the form 2005 = text in Swedish | text in English."),
        ("05 = ny | new", "breaks: '05 = ny | new' is not of the form"),
        ("2005 = a | b | c", "breaks: '2005 = a | b | c' is not of the form"),
        ('"2005 = a | b; 2005 = c | d"', "breaks: the year 2005 is given twice."),
    ],
)
def test_breaks_are_years_with_a_text(tmp_path, cell, expected):
    register = make_register(tmp_path / "city")
    register.breaks(cell)
    with pytest.raises(InputError) as caught:
        register.method()
    assert expected in str(caught.value)
