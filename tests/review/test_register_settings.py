"""The settings of a register: what does not hang together is refused, with the place and the nearest name."""

from typing import Any

import pytest

from granska.errors import InputError
from small_register import SmallRegister, long_rows, parameters

BAD: list[tuple[dict[str, Any], str]] = [
    ({"layout": "broad"}, "register.layout: input should be 'long' or 'wide'."),
    ({"rates_per": 100}, "register.rates_per: unknown key. Did you mean 'rate_per'?"),
    ({"rates": ["report"]}, "register.rates: the codebook has no question 'report'. Did you mean 'reports'?"),
    ({"persons": ["reports", "reports"]}, "register: persons names one twice."),
    (
        {"expected": {"reports": {"method": "index"}}},
        "register: method index needs index, the head of the column with the social index.",
    ),
    (
        {"expected": {"reports": {"method": "rates"}}},
        "register.expected.reports: method rates needs rates, the csv with the reference rates; no other method has",
    ),
    (
        {"expected": {"reports": {"method": "rates", "rates": "../rates.csv"}}},
        "register.expected.reports.rates: string should match pattern",
    ),
    (
        {"expected": {"reports": {"method": "rest", "by": ["sex"]}}},
        "register.expected.reports.by: no breakdown 'sex'. Known: 'gender'.",
    ),
    ({"expected": {"reports": {"method": "given", "by": ["gender"]}}}, "by belongs to method rest."),
    ({"expected": {"reports": {"method": "rest", "scale": "log"}}}, "model and scale belong to method index."),
    (
        {"expected": {"reports": {"method": "given"}}},
        "register.expected.reports: method given needs columns.expected.reports, the head of its column.",
    ),
    (
        {"chains": [{"questions": ["investigations", "reports"], "title": {"sv": "Kedja", "en": "Chain"}}]},
        "register.chains.0: 'reports' is no part of 'investigations'. Write investigations as applies_if of reports in "
        "the codebook, or mend the chain.",
    ),
    ({"answers_for": ["Foors"]}, "register.answers_for: no area 'Foors' is shown. Did you mean 'Fors'?"),
    (
        {"files": {"registr.csv": {"year": 2007}}},
        "register.files: data names no file 'registr.csv'. Did you mean 'register.csv'?",
    ),
    ({"files": {"register.csv": {}}}, "register.files.register.csv: give the question or the year that the file is"),
]


@pytest.mark.parametrize(("settings", "message"), BAD)
def test_settings_that_do_not_hang_together(tmp_path, settings, message):
    register = SmallRegister(tmp_path, parameters(**settings))
    with pytest.raises(InputError) as caught:
        _ = register.method
    assert message in str(caught.value)


def test_a_population_is_needed_for_rates(tmp_path):
    content = parameters(rates=["reports"])
    del content["columns"]["population"]
    with pytest.raises(InputError, match=r"register\.rates: needs columns\.population"):
        _ = SmallRegister(tmp_path, content).method


def test_cases_have_no_register(tmp_path):
    content = parameters(rates=["reports"]) | {"kind": "cases", "columns": {"case_id": "Barn"}}
    with pytest.raises(InputError, match="a review of kind cases has no use for register"):
        _ = SmallRegister(tmp_path, content).method


def test_two_expected_numbers_of_one_count(tmp_path):
    content = parameters(expected={"reports": {"method": "rest"}})
    content["columns"]["expected"] = {"reports": "Väntat"}
    with pytest.raises(InputError, match=r"columns\.expected gives a number already\. Delete one of the two"):
        _ = SmallRegister(tmp_path, content).method


RATES = [
    ("gender;count\nflicka;3", "column 'population' is missing."),
    ("kön;count;population\nflicka;3;1000", "column 'kön': unknown."),
    ("gender;count;population\nflcka;3;1000", "row 2, column 'gender': unknown group. Did you mean"),
    ("gender;count;population\nflicka;-3;1000", "row 2, column 'count': has to be a number from 0 up."),
    ("gender;count;population\nflicka;3;0", "row 2, column 'population': has to be a number above 0."),
    ("gender;count;population\nflicka;3;1;000", "row 2: more cells than heads."),
    ("gender;count;population\nflicka;3;10\ngirl;3;10", "row 3: the same group stands in an earlier row."),
    ("gender;count;population", "a head but no rates. Add one row for each group."),
    (None, "rates.csv does not exist, but register.expected in review.yml names it."),
]


@pytest.mark.parametrize(("text", "message"), RATES)
def test_reference_rates_that_cannot_be_read(tmp_path, text, message):
    register = SmallRegister(tmp_path, parameters(expected={"reports": {"method": "rates", "rates": "rates.csv"}}))
    if text is not None:
        (register.params / "rates.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        _ = register.method
    assert message in str(caught.value)


def test_heads_of_the_total_may_be_spelled_in_several_ways(tmp_path):
    register = SmallRegister(tmp_path, parameters(total="Hela staden | Totalt"))
    register.csv(*long_rows())
    assert register.method.review.counting.total == ("Hela staden", "Totalt")
