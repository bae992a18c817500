"""Every period on one set of areas: sums, apportioned counts, and what stops it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from granska.errors import InputError, ProblemsError
from granska.stages.areas_over_time import apportioned
from granska.stages.cleaning import Cleaned, clean
from granska.stages.reading import read_raw
from over_time import Register, make_register
from projects import Project

MERGED = ("A;AB;2005;", "B;AB;2005;")
YEARS = ["A;2003;100;10;5", "B;2003;300;20;8", "AB;2005;420;33;15", "C;2003;50;6;2", "C;2005;60;7;3"]


@pytest.fixture
def register(tmp_path) -> Register:
    made = make_register(tmp_path / "city", names=("AB", "C"), few_years=True)
    made.areas(*MERGED, area_set=2005)
    made.write(*YEARS)
    return made


def numbers(register: Register, indicator: str, stratum: str) -> dict[str, int]:
    counts = register.counts()
    rows = counts[(counts["indicator"] == indicator) & (counts["stratum"] == stratum) & (counts["level"] == "count")]
    return dict(zip(rows["period"], rows["x"], strict=True))


def test_merged_areas_are_added_up_and_noted(register):
    assert numbers(register, "reports", "AB") == {"2003": 30, "2005": 33}
    assert numbers(register, "begun", "AB") == {"2003": 13, "2005": 15}
    noted = register.cleaned().log.query("rule == 'area-merged'")
    assert list(noted["row"]) == [2, 3]
    assert set(noted["kind"]) == {"→ AB"}


def test_a_chain_leads_to_the_set_that_is_shown(register):
    register.areas(*MERGED, "AB;ABC;2020;", "C;ABC;2020;", area_set=2023)
    register.change(lambda content: content["register"].update(incomplete=["ABC"]))
    register.write(*YEARS[:2], "C;2003;50;6;2", "AB;2004;1;30;1", "C;2004;1;6;1", *YEARS[2:3], YEARS[4])
    assert numbers(register, "reports", "ABC") == {"2003": 36, "2004": 36, "2005": 40}


def test_a_split_is_apportioned_in_whole_numbers_that_add_up_and_has_no_interval(register):
    register.write("A;2003;101;11;6", "B;2003;300;20;8", "D;2005;60;7;4", "E;2005;45;5;2", "B;2005;310;25;11")
    register.areas("A;D;2005;0.6", "A;E;2005;0.4", area_set=2005)
    register.names("B", "D", "E")
    assert [numbers(register, "reports", name)["2003"] for name in "DE"] == [7, 4]
    assert [numbers(register, "begun", name)["2003"] for name in "DE"] == [4, 2]
    counts = register.counts()
    whole = counts[(counts["period"] == "2003") & (counts["level"] == "count")].groupby("indicator")[
        ["x", "population"]
    ]
    assert whole.sum().to_numpy().tolist() == [[14, 401], [31, 401]]
    assert set(register.cleaned().log.query("rule == 'area-apportioned'")["kind"]) == {"→ D, E"}
    changes = register.estimates().query("measure in ['change', 'rate_ratio'] and breakdown == 'stratum'")
    # what the weights made of two districts is no change; the one that was counted has its own
    assert set(changes["group"]) == {"B"}


FAULTS = [
    (
        ["A;2005;1;1;1"],
        MERGED,
        "register.csv, row 7: 'A' stands beside 'AB', which it became from 2005: their counts would be added twice.",
    ),
    (
        ["C;2004;1;1;1"],
        (*MERGED, "F;C;2004;", "G;C;2004;"),
        "params/small/areas.csv, row 4: no row of the data from before 2004 names 'F'. Delete the line if all years",
    ),
    ([], ("C;C;2007;0.5", "C;AB;2007;0.5", *MERGED), "row 6: the area 'C' is split after the last year of the data"),
]


@pytest.mark.parametrize(("more", "areas", "expected"), FAULTS)
def test_what_cannot_be_shown_is_refused_with_its_row(register, more, areas, expected):
    register.write(*YEARS, *more)
    register.areas(*areas, area_set=2007)
    with pytest.raises(ProblemsError) as caught:
        register.cleaned()
    assert expected in str(caught.value)


def test_what_was_merged_later_is_not_taken_apart(register):
    register.names("A", "B", "C")
    register.change(lambda content: content["design"]["strata"].update(area_set=2003))
    with pytest.raises(ProblemsError) as caught:
        register.cleaned()
    assert (
        "register.csv, row 4: the area 'AB' was put together of 'A' and 'B' from 2005, and the set of 2003-12-31 is "
        "shown. Choose a later design.strata.area_set." in str(caught.value)
    )


def test_an_area_that_nobody_knows_is_named(register):
    register.write(*YEARS, "Cc;2003;1;1;1")
    with pytest.raises(ProblemsError, match="row 7, column 'Stadsdel': an area that is not in the list of areas"):
        register.cleaned()


def test_both_areas_may_stand_in_the_year_of_a_change(register):
    register.areas("A;AB;2005-07-01;", "B;AB;2005-07-01;", area_set=2005)
    register.write(*YEARS, "A;2005;1;2;1")
    assert numbers(register, "reports", "AB")["2005"] == 35


def cleaned(project: Project) -> Cleaned:
    method = project.method()
    return clean(read_raw(project.raw, method.review), method)


def cases(project: Project, *rows: str) -> None:
    (project.params / "areas.csv").write_text("\n".join(["area;became;from;weight", *rows]), encoding="utf-8")
    project.change_parameters(lambda content: content["design"]["strata"].update(area_set=2023, aliases={}))


def test_cases_of_merged_areas_are_added_up(project):
    cases(project, "Norrmalm;Norra;2023;", "Östermalm;Norra;2023;")
    raw = project.raw / "cases.csv"
    raw.write_text(raw.read_text(encoding="utf-8").replace("Norra;flicka", "Norrmalm;flicka"), encoding="utf-8")
    assert cleaned(project).cases["stratum"].value_counts().to_dict() == {"Norra": 3, "Södra": 3}


def test_a_case_of_an_area_that_was_split_belongs_to_no_part(project):
    cases(project, "Norra;Södra;2023-06-01;0.5", "Norra;Norra;2023-06-01;0.5")
    with pytest.raises(ProblemsError) as caught:
        cleaned(project)
    assert (
        "cases.csv, row 2: the area 'Norra' was split, and no weight can say where one case belongs. Write the area of "
        "2023-12-31 into the data." in str(caught.value)
    )


def test_areas_that_were_drawn_apart_are_not_added_up(project):
    cases(project, "Norra;Staden;2023;", "Södra;Staden;2023;")
    with pytest.raises(InputError) as caught:
        project.method()
    assert (
        "params/small: the sample was drawn within 'Norra', which is shown as a part of another area. Parts that were "
        "drawn apart have weights of their own, and their plain sum would be wrong" in str(caught.value)
    )


weights = st.lists(st.integers(1, 100), min_size=1, max_size=6).map(lambda parts: np.array(parts) / sum(parts))


@given(st.integers(0, 5000), weights)
def test_what_is_apportioned_adds_up(count, parts):
    given = apportioned(count, parts)
    assert sum(given) == count
    assert min(given) >= 0


@given(st.integers(0, 400), st.integers(0, 400), weights)
def test_a_part_of_a_count_is_a_part_of_it_in_every_area(first, second, parts):
    fewer, more = sorted((first, second))
    assert all(few <= many for few, many in zip(apportioned(fewer, parts), apportioned(more, parts), strict=True))
