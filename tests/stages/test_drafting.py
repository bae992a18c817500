"""What is guessed of a file that nobody has described."""

from pathlib import Path

import pandas as pd
import pytest

from granska.errors import InputError, ProblemsError
from granska.review.model import DataFile
from granska.stages.drafting import Draft, guess_review
from granska.stages.formats import variable_labels
from granska.stages.guessing import Guess, Profile, guess_genders, guess_question
from granska.stages.reading import RawTable, read_file
from new_files import write_cases, write_register, write_spss


def draft_of(path: Path) -> Draft:
    return guess_review(read_file(path, DataFile(file=path.name)), variable_labels(path))


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Draft:
    return draft_of(write_cases(tmp_path_factory.mktemp("cases") / "granskning.xlsx"))


def heads(draft: Draft) -> dict[str, str]:
    return {role: guess.head for role, guess in draft.roles.items()}


def test_the_roles_of_the_columns(cases: Draft) -> None:
    assert cases.kind == "cases"
    assert heads(cases) == {
        "case_id": "Ärendenr",
        "date": "Inkom",
        "stratum": "Stadsdel",
        "gender": "Barnets kön",
        "reader": "Granskare",
    }
    assert cases.strata == {"Björkhagen": 20, "Norra Ås": 20, "Älvängen": 20}
    assert cases.genders == {"girl": ["Flicka"], "boy": ["Pojke"]}
    assert [day.isoformat() for day in cases.period or ()] == ["2024-02-01", "2024-06-30"]
    assert cases.language == "sv"


def test_the_kinds_of_the_questions(cases: Draft) -> None:
    assert {one.guess.head: one.guess.role for one in cases.questions} == {
        "Barnet hört?": "binary",
        "Samtalet dokumenterat": "binary",
        "Anmälare": "category",
        "Dagar till beslut": "number",
        "Vårdnadshavare informerad": "binary",
    }


def test_a_condition_is_seen_where_the_answers_are(cases: Draft) -> None:
    conditions = {one.name: (one.applies_if, one.asked) for one in cases.questions if one.applies_if}
    assert conditions == {"samtalet_dokumenterat": ("barnet_hort = yes", ("Barnet hört?", "Ja"))}


def test_a_spelling_of_no_answer_that_the_program_does_not_know_is_told_to_the_codebook(cases: Draft) -> None:
    [informed] = [one for one in cases.questions if one.name == "vardnadshavare_informerad"]
    assert informed.guess.spellings == {"undocumented": ["Uppgift saknas"]}


def test_free_text_and_persons_are_left_out_and_no_value_of_theirs_is_repeated(cases: Draft) -> None:
    reasons = {guess.head: guess.why for guess in cases.left_out}
    assert reasons == {
        "Noteringar": "the head is one that free text stands under",
        "Handläggare": "the head is one that persons stand under",
    }
    assert "Tjänsteperson" not in repr(cases)
    assert "med familjen" not in repr(cases)


@pytest.mark.parametrize("suffix", [".sav", ".dta"])
def test_labels_of_spss_and_stata_are_texts_and_codes(tmp_path: Path, suffix: str) -> None:
    found = draft_of(write_spss(tmp_path / f"akter{suffix}"))
    assert heads(found) == {"gender": "kon", "case_id": "lopnr", "stratum": "sdf"}
    assert found.genders == {"boy": ["Pojke"], "girl": ["Flicka"]}
    assert found.strata == {"Norra staden": 20, "Södra staden": 20}
    kinds = {one.guess.head: (one.guess.role, one.guess.label) for one in found.questions}
    assert kinds == {"q1": ("binary", "Barnet kom till tals"), "q2": ("category", "Anmälan kom från")}
    assert found.questions[1].guess.spellings == {
        "skola": ["Skola"],
        "polis": ["Polis"],
        "privatperson": ["Privatperson"],
    }


def test_a_register(tmp_path: Path) -> None:
    found = draft_of(write_register(tmp_path / "register.csv"))
    assert found.kind == "register"
    assert heads(found) == {"year": "År", "stratum": "Kommun", "gender": "Kön", "population": "Folkmängd 0–17"}
    assert {one.guess.head: one.guess.role for one in found.questions} == {
        "Anmälningar": "count",
        "Utredningar": "count",
    }
    assert [day.isoformat() for day in found.period or ()] == ["2021-01-01", "2023-12-31"]
    assert [one.applies_if for one in found.questions] == ["", "anmalningar"]


def test_a_count_is_a_part_of_the_smallest_that_it_never_exceeds(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    rows = [
        f"{town},{year},{50 + year % 7},{30 + year % 3},{12},{40}" for town in ("A", "B") for year in range(2020, 2025)
    ]
    head = "municipality,year,notices,investigated,measures,other"
    path.write_text("\n".join([head, *rows, "C,2020,5,6,7,8"]), encoding="utf-8")
    assert [one.applies_if for one in draft_of(path).questions] == ["", "", "", ""]
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    assert [one.applies_if for one in draft_of(path).questions] == ["", "notices", "investigated", "notices"]


def test_english_words(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    rows = [
        f"{n},{'North' if n < 10 else 'South'},{'F' if n % 2 else 'M'},{'yes' if n % 3 else 'no'}" for n in range(20)
    ]
    path.write_text("\n".join(["Case number,District,Sex,Child heard", *rows]), encoding="utf-8")
    found = draft_of(path)
    assert found.language == "en"
    assert heads(found) == {"gender": "Sex", "case_id": "Case number", "stratum": "District"}
    assert found.genders == {"woman": ["F"], "man": ["M"]}


def test_a_rare_name_that_is_nearly_a_common_one_is_perhaps_misspelt(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    names = ["Hässelby-Vällingby"] * 10 + ["Hässelby Vällingby"] + ["Bromma"] * 10
    rows = [f"A{n};{name};{'Ja' if n % 2 else 'Nej'}" for n, name in enumerate(names)]
    path.write_text("\n".join(["Ärende;Stadsdel;Hört", *rows]), encoding="utf-8")
    found = draft_of(path)
    assert found.aliases == {"Hässelby Vällingby": "Hässelby-Vällingby"}
    assert list(found.strata) == ["Bromma", "Hässelby-Vällingby"]


def test_readers_are_named_where_two_read_the_same_case(tmp_path: Path, cases: Draft) -> None:
    path = tmp_path / "cases.csv"
    rows = [f"A{n};Norr;{'Anna' if n % 2 else 'Björn'};{'Ja' if n % 3 else 'Nej'}" for n in range(20)]
    path.write_text("\n".join(["Ärende;Stadsdel;Granskare;Hört", *rows, "A0;Norr;Anna;Ja"]), encoding="utf-8")
    assert draft_of(path).readers == ("Anna", "Björn")
    assert cases.readers == ()


def profile(head: str, *cells: str) -> Profile:
    return Profile(head, pd.Series(cells, dtype=object))


@pytest.mark.parametrize(
    ("head", "cells", "role", "why"),
    [
        ("Hört", ["Ja", "Nej", "vet ej", ""], "binary", "2 distinct values, Ja and Nej"),
        ("Hört", ["0", "1", "1", "99"], "binary", "2 distinct values, 1 and 0"),
        ("Heard", ["yes", "no", "n/a"], "binary", "2 distinct values, no and yes"),
        ("Grad", ["1", "2", "3"] * 5, "category", "3 distinct values, all small whole numbers without labels"),
        ("Antal möten", ["1", "2", "3"] * 5, "number", "numbers, 3 distinct values"),
        ("Skäl", [f"text {number} om akten" for number in range(30)], "left_out", "free text: 30 different texts"),
        ("Kommentar", ["se akten", "se akten"], "left_out", "the head is one that free text stands under"),
        ("Finns anteckning?", ["Ja", "Nej"], "binary", "2 distinct values, Ja and Nej"),
        ("Namn", ["Ja", "Nej"], "left_out", "the head is one that persons stand under"),
        (
            "Kontakt",
            ["Anna Berg", "Per-Erik Öst", "A. Ek"] * 9,
            "left_out",
            "its answers look like the names of persons",
        ),
        ("Tom", ["", "-", "framgår ej"], "left_out", "it holds no answers"),
        ("Ort", ["Staden"] * 9, "left_out", "the same answer in all rows"),
        ("Beslut", ["2024-01-02", "2024-01-03"], "left_out", "a date that is not the date of the case"),
        (
            "a|b",
            ["Ja", "Nej"],
            "left_out",
            "the head holds the sign | that parts spellings; rename the column to use it",
        ),
        ("Val", ["a; b", "c"] * 9, "left_out", "free text: 2 different texts"),
    ],
)
def test_one_column(head: str, cells: list[str], role: str, why: str) -> None:
    found: Guess = guess_question(profile(head, *cells))
    assert (found.role, found.why) == (role, why)


@pytest.mark.parametrize(
    ("head", "cells", "groups"),
    [
        ("Kön", ["K", "M", "K"], {"woman": ["K"], "man": ["M"]}),
        ("Kön", ["F", "P", "f"], {"girl": ["F"], "boy": ["P"]}),
        ("Barnets kön", ["K", "M"], {"girl": ["K"], "boy": ["M"]}),
        ("Gender", ["female", "male"], {"woman": ["female"], "man": ["male"]}),
        ("Kön", ["1", "2", "1"], {"woman": ["?"], "man": ["?"]}),
        ("Kön", ["flicka", "pojke", "annat"], {"girl": ["flicka"], "boy": ["pojke"], "other": ["annat"]}),
        ("Hört", ["Ja", "Nej"], {}),
    ],
)
def test_genders(head: str, cells: list[str], groups: dict[str, list[str]]) -> None:
    assert guess_genders(profile(head, *cells)) == groups


def test_a_file_without_questions(tmp_path: Path) -> None:
    rows = pd.DataFrame({"Ärende": ["a", "b"], "Namn": ["x", "y"], "Text": ["u", "v"]}, dtype=object)
    with pytest.raises(InputError, match="no column looks like a question"):
        guess_review(RawTable("tomt.csv", rows), {})


def test_a_personal_identity_number_refuses(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("Ärende;Hört\n811218-9876;Ja\nb;Nej\n", encoding="utf-8")
    with pytest.raises(ProblemsError, match="personal identity number") as error:
        draft_of(path)
    assert "9876" not in str(error.value)
