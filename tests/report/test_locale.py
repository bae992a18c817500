"""Numbers, dates and lists in both languages."""

import datetime

import pytest

from granska.report.locale import Locale, alphabetical, in_percent, lower_first

T, M, B = "\u202f", "\u2212", "\u00a0"
SV, EN = Locale("sv"), Locale("en")


@pytest.mark.parametrize(
    ("value", "decimals", "swedish", "english"),
    [
        (0, 0, "0", "0"),
        (1234567, 0, f"1{T}234{T}567", f"1{T}234{T}567"),
        (1234.56, 1, f"1{T}234,6", f"1{T}234.6"),
        (-14.2, 1, f"{M}14,2", f"{M}14.2"),
        (-0.04, 1, "0,0", "0.0"),
        (0.5, 0, "1", "1"),
        (1.5, 0, "2", "2"),
        (2.5, 0, "3", "3"),
        (-2.5, 0, f"{M}3", f"{M}3"),
    ],
)
def test_numbers(value: float, decimals: int, swedish: str, english: str) -> None:
    assert SV.number(value, decimals) == swedish
    assert EN.number(value, decimals) == english


def test_percent_has_a_thin_space_that_does_not_break() -> None:
    assert SV.percent(25.4) == EN.percent(25.4) == f"25{T}%"
    assert SV.percent(25.4, 1) == f"25,4{T}%"


@pytest.mark.parametrize("share", [0.29, 0.57, 0.58, 1.15, 0.07, 0.14, 0.28, 0.55, 0.56])
def test_shares_become_percent_without_binary_dust(share: float) -> None:
    assert in_percent(share) == round(share * 100)
    assert SV.number(in_percent(share)) == str(round(share * 100))


@pytest.mark.parametrize(
    ("low", "high", "decimals", "swedish", "english"),
    [
        (20, 31, 0, "20–31", "20–31"),
        (20.5, 30.5, 1, "20,5–30,5", "20.5–30.5"),
        (-2, 5, 0, f"{M}2{B}till{B}5", f"{M}2{B}to{B}5"),
        (-1.1, 4.7, 1, f"{M}1,1{B}till{B}4,7", f"{M}1.1{B}to{B}4.7"),
        (-17, -11, 0, f"{M}17{B}till{B}{M}11", f"{M}17{B}to{B}{M}11"),
        (0, 2, 0, "0–2", "0–2"),
    ],
)
def test_limits_stay_on_one_line(low: float, high: float, decimals: int, swedish: str, english: str) -> None:
    assert SV.span(low, high, decimals) == swedish
    assert EN.span(low, high, decimals) == english


@pytest.mark.parametrize(("value", "text"), [(2.4, "+2"), (-2.4, f"{M}2"), (0.4, "0"), (-0.4, "0"), (0, "0")])
def test_differences_carry_their_sign_and_zero_none(value: float, text: str) -> None:
    assert SV.signed(value) == text


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (0.0, f"<{T}0,001"),
        (0.0009, f"<{T}0,001"),
        (0.002, "0,002"),
        (0.04, "0,040"),
        (0.0497, "0,0497"),
        (0.217, "0,22"),
        (1, "1,00"),
    ],
)
def test_p_values(p: float, text: str) -> None:
    assert SV.p_value(p) == text


@pytest.mark.parametrize(
    ("start", "end", "swedish", "english"),
    [
        ((2023, 1, 1), (2023, 12, 31), "2023", "2023"),
        ((2003, 1, 1), (2007, 12, 31), "2003–2007", "2003–2007"),
        ((2023, 1, 1), (2023, 6, 30), "1\u00a0januari–30\u00a0juni 2023", "1\u00a0January–30\u00a0June 2023"),
        (
            (2023, 9, 1),
            (2024, 1, 31),
            "1\u00a0september 2023 till 31\u00a0januari 2024",
            "1\u00a0September 2023 to 31\u00a0January 2024",
        ),
    ],
)
def test_periods(start: tuple[int, int, int], end: tuple[int, int, int], swedish: str, english: str) -> None:
    days = datetime.date(*start), datetime.date(*end)
    assert SV.days(*days) == swedish
    assert EN.days(*days) == english


def test_lists() -> None:
    assert SV.listed(["a", "b", "c"]) == "a, b och c"
    assert EN.listed(["a", "b", "c"]) == "a, b and c"
    assert SV.listed(["a"]) == "a"


def test_swedish_letters_come_last() -> None:
    names = ["Östermalm", "Älvsjö", "Årsta", "Bromma", "bro", "Zinken"]
    assert alphabetical(names) == ["bro", "Bromma", "Zinken", "Årsta", "Älvsjö", "Östermalm"]


def test_values_are_put_in_as_they_are() -> None:
    assert SV.say("{statement}: {answer}", statement="{x} %s <b>", answer="{0}") == "{x} %s <b>: {0}"


@pytest.mark.parametrize(("label", "inside"), [("Skola", "skola"), ("BVC", "BVC"), ("A report", "a report"), ("", "")])
def test_labels_begin_small_inside_a_sentence(label: str, inside: str) -> None:
    assert lower_first(label) == inside
