"""The five bundled reviews: parameters that load, raw files that give back what is published, and the mess they hold.

The raw files are read here by a small reading of their own, so that a fault in the package's reading cannot hide.
"""

import csv
import datetime
import io
import re
import subprocess
import sys
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from granska.review.crosswalk_file import load_crosswalk
from granska.review.method import load_method
from granska.review.workspace import Workspace

ROOT = Path(__file__).parents[1]
RAW = ROOT / "data" / "raw"
WORKSPACE = Workspace(ROOT)
CASES = "forhandsbedomningar-2024"
SUPPORT = "oppenvard-2025"
REGISTER = "buss-2007"
INVESTIGATIONS = "utredningar-2022"
REVIEWS = ["berkeley-1973", REGISTER, CASES, SUPPORT, INVESTIGATIONS]
TEXT_FILES = {
    "admissions.csv": ("utf-8", ","),
    "inspektor-2.csv": ("cp1252", ";"),
    "inspektor-3.txt": ("utf-8-sig", "\t"),
    "omlasning.csv": ("utf-8-sig", ";"),
    "skarpnack.csv": ("utf-8-sig", ";"),
    "register-2003-2006.csv": ("cp1252", ";"),
    "utredningar.csv": ("utf-8-sig", ";"),
}
SHEETS = {"inspektor-1.xlsx": "Granskning", "oppenvard.xlsx": "Ärenden", "register-2007.xlsx": "2007"}

GENDERS = {"flicka": "girl", "f": "girl", "k": "girl", "pojke": "boy", "p": "boy", "m": "boy"}
YES, NO = {"ja", "j", "1", "x"}, {"nej", "n", "0"}
NOT_SAID = {"vet ej", "framgår ej", "framgår inte", "99"}
HEADS = {
    "case_id": ("Ärendenummer", "Ärende nr", "Aktnr"),
    "district": ("Stadsdelsförvaltning", "SDF", "Stadsdel"),
    "gender": ("Barnets kön", "Kön"),
    "not_held": ("Bedömningen höll inte", "Höll ej"),
    "child_heard": ("Barnet kom till tals", "Barnsamtal", "Barnet hört"),
    "known_before": ("Känt sedan tidigare", "Tidigare känt"),
    "police_considered": ("Polisanmälan övervägd",),
    "police_made": ("Polisanmälan gjord",),
    "feedback_requested": ("Återkoppling begärd", "Återk begärd"),
    "feedback_given": ("Återkoppling given", "Återk given"),
}
FORMER = {
    "Rinkeby-Kista": "Järva",
    "Spånga-Tensta": "Järva",
    "Norrmalm": "Norra innerstaden",
    "Östermalm": "Norra innerstaden",
    "Hägersten-Liljeholmen": "Hägersten-Älvsjö",
    "Älvsjö": "Hägersten-Älvsjö",
    "Hässelby Vällingby": "Hässelby-Vällingby",
}


@cache
def raw_rows(path: Path) -> list[list[str]]:
    """Read the cells of a raw file as texts, heads first."""
    if path.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(path)[SHEETS[path.name]]
        return [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    encoding, delimiter = TEXT_FILES[path.name]
    return list(csv.reader(io.StringIO(path.read_bytes().decode(encoding), newline=""), delimiter=delimiter))


def raw_files(review: str) -> list[Path]:
    """Name the data files of a review."""
    return sorted(path for path in (RAW / review).iterdir() if path.suffix != ".md")


def distinct_records(review: str) -> list[dict[str, str]]:
    """Read the rows of a review's files by their heads, exact duplicates of a file left out."""
    records = []
    for path in raw_files(review):
        heads, *rows = raw_rows(path)
        records += [dict(zip(heads, row, strict=True)) for row in dict.fromkeys(map(tuple, rows))]
    return records


@pytest.fixture(scope="module")
def cases() -> list[dict[str, str]]:
    """Give the invented preliminary assessments with the columns that the published totals need."""
    found: dict[str, dict[str, str]] = {}
    for record in distinct_records(CASES):
        case = {}
        for name, heads in HEADS.items():
            [case[name]] = [record[head].strip().lower() for head in heads if head in record]
        [name] = [record[head].strip() for head in HEADS["district"] if head in record]
        case["district"] = FORMER.get(name, name)
        # the first of two readers counts, and the second reading is in the last file
        found.setdefault(case["case_id"], case)
    return [*found.values()]


@pytest.fixture(scope="module")
def population() -> dict[str, int]:
    """Give the cases of each district."""
    text = (ROOT / "params" / CASES / "population.csv").read_text(encoding="utf-8")
    return {row["stratum"]: int(row["population"]) for row in csv.DictReader(io.StringIO(text))}


@pytest.fixture(scope="module")
def register() -> list[tuple]:
    """Give area, year, gender, children, expected, reports, investigations, interventions."""

    def number(cell: str) -> float:
        return float(cell.replace(" ", "").replace(",", "."))

    records = [list(record.values()) for record in distinct_records(REGISTER)]
    # the social index is what the expected number is made from
    return [
        (area, int(year), gender[0].lower(), number(children), *map(number, rest))
        for area, year, gender, children, _index, *rest in records
    ]


@pytest.fixture(scope="module")
def cells() -> set[str]:
    """Give every cell below the heads of the invented case files, as text."""
    return {cell for path in raw_files(CASES) for row in raw_rows(path)[1:] for cell in row}


def share_of_city(cases: list[dict[str, str]], population: dict[str, int], question: str, asked_if: str = "") -> float:
    """Weight each case by the cases it stands for, in the numerator and in the denominator."""
    weights = {name: population[name] / count for name, count in Counter(case["district"] for case in cases).items()}
    asked = [case for case in cases if not asked_if or case[asked_if] in YES]
    yes = sum(weights[case["district"]] for case in asked if case[question] in YES)
    return yes / sum(weights[case["district"]] for case in asked)


class TestParameters:
    @pytest.mark.parametrize("review", REVIEWS)
    def test_load(self, review):
        method = load_method(WORKSPACE, review)
        assert method.review.id == review
        assert {entry.file for entry in method.review.data} == {path.name for path in raw_files(review)}

    @pytest.mark.parametrize("review", REVIEWS)
    def test_codebook_opens_in_swedish_excel(self, review):
        content = (ROOT / "params" / review / "codebook.csv").read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")
        assert content.decode("utf-8-sig").startswith("question;")

    @pytest.mark.parametrize(("review", "least"), [(CASES, 20), (SUPPORT, 12), (INVESTIGATIONS, 9)])
    def test_questions_cover_the_quality_areas(self, review, least):
        method = load_method(WORKSPACE, review)
        assert len(list(method.codebook)) >= least
        assert {question.area for question in method.codebook} == set(method.review.areas)

    def test_codebook_shows_every_feature(self):
        questions = list(load_method(WORKSPACE, CASES).codebook)
        assert {question.type for question in questions} == {"binary", "category", "number"}
        assert sum(question.undocumented == "no" for question in questions) >= 2
        assert {question.undocumented for question in questions} == {"no", "missing", "answer"}
        assert sorted(question.headline for question in questions if question.headline) == [1, 2, 3, 4, 5, 6]
        assert any(question.applies_if for question in questions)

    @pytest.mark.parametrize("review", [CASES, SUPPORT, INVESTIGATIONS])
    def test_population_is_the_one_the_cases_were_drawn_from(self, review, monkeypatch):
        monkeypatch.syspath_prepend(str(RAW))
        from synthetic import forhandsbedomningar, oppenvard, utredningar

        drawn_from = {
            CASES: {name: district.population for name, district in forhandsbedomningar.DISTRICTS.items()},
            SUPPORT: oppenvard.POPULATION,
            INVESTIGATIONS: utredningar.POPULATION,
        }
        assert load_method(WORKSPACE, review).population == drawn_from[review]

    @pytest.mark.parametrize("review", [CASES, SUPPORT, INVESTIGATIONS, "berkeley-1973"])
    def test_every_answer_is_in_the_codebook(self, review):
        codebook = load_method(WORKSPACE, review).codebook
        for record in distinct_records(review):
            for question in codebook:
                [cell] = [record[head] for head in question.headers if head in record]
                folded = " ".join(cell.split()).casefold()
                number = question.type == "number" and re.fullmatch(r"\d+([.,]0)?", folded)
                assert number or folded in question.code_of, (question.name, cell)


def test_script_gives_the_committed_bytes(tmp_path):
    script = [sys.executable, str(RAW / "make_synthetic.py"), "--output", str(tmp_path)]
    subprocess.run(script, check=True, capture_output=True)
    made = {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in tmp_path.glob("*/*")}
    committed = {path.relative_to(RAW).as_posix(): path.read_bytes() for name in REVIEWS for path in raw_files(name)}
    assert made == committed


class TestPublishedTotals:
    @pytest.mark.parametrize(
        ("question", "total"),
        [("not_held", 57), ("child_heard", 72), ("known_before", 106), ("police_made", 0), ("police_considered", 3)],
    )
    def test_total_of_286(self, cases, question, total):
        assert len(cases) == 286
        assert all(case[question] in YES | NO | NOT_SAID for case in cases)
        assert sum(case[question] in YES for case in cases) == total

    def test_second_readings_change_no_total(self, cases):
        head, *rows = raw_rows(RAW / CASES / "omlasning.csv")
        twice = {row[head.index("Aktnr")].strip().lower() for row in rows}
        assert len(twice) == len(rows) == 32
        assert twice <= {case["case_id"] for case in cases}
        others = {case["district"] for case in cases} - {"Enskede-Årsta-Vantör", "Farsta", "Hägersten-Älvsjö"}
        read_twice = Counter(case["district"] for case in cases if case["case_id"] in twice)
        assert read_twice == dict.fromkeys(others, 4)

    def test_feedback_where_it_was_asked_for(self, cases):
        asked = [case for case in cases if case["feedback_requested"] in YES]
        assert all(case["feedback_given"] in YES | NO for case in asked)
        assert (sum(case["feedback_given"] in YES for case in asked), len(asked)) == (70, 106)

    @pytest.mark.parametrize(
        ("question", "asked_if", "percent"),
        [
            ("not_held", "", 20),
            ("child_heard", "", 25),
            ("known_before", "", 37),
            ("feedback_given", "feedback_requested", 66),
            ("police_considered", "", 1),
            ("police_made", "", 0),
        ],
    )
    def test_share_of_the_city_rounds_to_what_is_published(self, cases, population, question, asked_if, percent):
        asked = [case for case in cases if not asked_if or case[asked_if] in YES]
        plain = sum(case[question] in YES for case in asked) / len(asked)
        assert round(100 * plain) == percent
        assert round(100 * share_of_city(cases, population, question, asked_if)) == percent

    def test_26_cases_of_each_district(self, cases, population):
        assert Counter(case["district"] for case in cases) == dict.fromkeys(population, 26)
        assert min(population.values()) > 26

    def test_each_case_stands_once(self, cases):
        assert len({case["case_id"] for case in cases}) == 286

    def test_some_decision_did_not_hold_in_every_district(self, cases, population):
        assert {case["district"] for case in cases if case["not_held"] in YES} == set(population)

    def test_children_were_heard_most_in_jarva_and_skarholmen(self, cases):
        heard = Counter(case["district"] for case in cases if case["child_heard"] in YES)
        assert {name for name, _ in heard.most_common(2)} == {"Järva", "Skärholmen"}

    def test_gender(self, cases):
        genders = Counter(GENDERS.get(case["gender"]) for case in cases)
        assert genders == {"girl": 139, "boy": 145, None: 2}

    def test_support_cases(self):
        records = distinct_records(SUPPORT)
        districts = Counter(record.get("Förvaltning") or record["Stadsdelsförvaltning"] for record in records)
        assert districts == dict.fromkeys(["Hässelby-Vällingby", "Kungsholmen", "Skarpnäck"], 12)

    def test_ten_investigations_of_each_district_of_2022(self):
        records = distinct_records(INVESTIGATIONS)
        districts = Counter(record["Stadsdelsförvaltning"] for record in records)
        assert len(districts) == 13
        assert set(districts.values()) == {10}
        # as the city was before the mergers of 2023, and after that of 2020
        names = {FORMER.get(name, name) for name in districts}
        assert names == set(load_method(WORKSPACE, CASES).population)
        assert {"Rinkeby-Kista", "Spånga-Tensta", "Norrmalm", "Östermalm", "Hägersten-Älvsjö"} <= set(districts)


def test_berkeley_is_the_printed_table():
    printed = {
        "A": (512, 313, 89, 19),
        "B": (353, 207, 17, 8),
        "C": (120, 205, 202, 391),
        "D": (138, 279, 131, 244),
        "E": (53, 138, 94, 299),
        "F": (22, 351, 24, 317),
    }
    records = distinct_records("berkeley-1973")
    counts = Counter((record["department"], record["gender"], record["admitted"]) for record in records)
    outcomes = [("man", "yes"), ("man", "no"), ("woman", "yes"), ("woman", "no")]
    assert {name: tuple(counts[name, *outcome] for outcome in outcomes) for name in printed} == printed
    assert len({record["id"] for record in records}) == len(records) == 4526


class TestRegister:
    def test_each_part_is_at_most_its_whole(self, register):
        assert all(reports >= begun >= granted >= 0 for *_, reports, begun, granted in register)
        assert all(children > reports for *_, children, _, reports, _, _ in register)

    def test_eighteen_districts_became_fourteen(self, register):
        areas = defaultdict(set)
        for area, year, *_ in register:
            areas[year].add(area)
        assert {year: len(names) for year, names in areas.items()} == {2003: 18, 2004: 18, 2005: 18, 2006: 18, 2007: 14}
        crosswalk = load_method(WORKSPACE, REGISTER).areas
        assert crosswalk is not None
        places = {
            name: crosswalk.places(name, datetime.date(year, 1, 1)) for year, names in areas.items() for name in names
        }
        assert {place for parts in places.values() for place, _ in parts} == areas[2007] == set(crosswalk.shown)
        assert {name for name, [(place, _)] in places.items() if place != name} == areas[2006] - areas[2007]

    def test_the_districts_of_today_can_be_shown_by_one_number(self):
        folder = WORKSPACE.params(REGISTER)
        names = load_method(WORKSPACE, REGISTER).review.design.strata.names
        shown = load_crosswalk(folder / "areas.csv", 2023, names).shown
        assert len(shown) == 11
        assert {"Järva", "Norra innerstaden", "Hägersten-Älvsjö"} < set(shown)

    def test_each_area_year_and_gender_stands_once(self, register):
        assert len(register) == len({row[:3] for row in register}) == (4 * 18 + 14) * 2

    def test_the_city_is_as_expected(self, register):
        for year in range(2003, 2008):
            expected, reports = (sum(row[column] for row in register if row[1] == year) for column in (4, 5))
            assert reports == pytest.approx(expected, abs=1)

    def test_hagersten_liljeholmen_lies_above_what_is_expected(self, register):
        names = ("Hägersten", "Liljeholmen", "Hägersten-Liljeholmen")
        for year in range(2003, 2008):
            district = [row for row in register if row[1] == year and row[0] in names]
            expected, reports = (sum(row[column] for row in district) for column in (4, 5))
            # two standard deviations of a Poisson count
            assert reports > expected + 2 * expected**0.5


class TestMess:
    @pytest.mark.parametrize(
        "spelling",
        [
            *("Ja", "ja ", "J", "1", "x", "X"),
            *("Nej", "nej", "N", "0"),
            *("vet ej", "framgår ej", "99", ".", "", "-"),
            *("ej aktuellt", "e/t"),
            *("flicka", "pojke", "F", "P", "K", "M"),
            *FORMER,
            "Farsta ",
            "12,0",
        ],
    )
    def test_spelling_occurs(self, cells, spelling):
        assert spelling in cells

    @pytest.mark.parametrize("pattern", [r"2023-0\d-\d\d", r"\d+\.\d+\.2023", r"\d+/\d+ 2023"])
    def test_date_format_occurs(self, cells, pattern):
        assert any(re.fullmatch(pattern, cell) for cell in cells)

    def test_real_dates_occur_in_a_workbook(self):
        sheet = openpyxl.load_workbook(RAW / SUPPORT / "oppenvard.xlsx")["Ärenden"]
        assert any(cell.is_date for cell in sheet[2])

    @pytest.mark.parametrize("name", ["inspektor-2.csv", "register-2003-2006.csv"])
    def test_windows_1252_is_not_utf8(self, name):
        [path] = RAW.glob(f"*/{name}")
        with pytest.raises(UnicodeDecodeError):
            path.read_bytes().decode("utf-8")

    @pytest.mark.parametrize("name", ["inspektor-3.txt", "skarpnack.csv"])
    def test_byte_order_mark(self, name):
        [path] = RAW.glob(f"*/{name}")
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")

    def test_workbook_has_a_sheet_that_is_no_data(self):
        assert len(openpyxl.load_workbook(RAW / CASES / "inspektor-1.xlsx").sheetnames) == 2

    @pytest.mark.parametrize("role", ["case_id", "district", "gender", "not_held", "child_heard"])
    def test_heads_differ_between_files(self, role):
        heads = {head for path in raw_files(CASES) for head in raw_rows(path)[0]}
        assert heads.issuperset(HEADS[role])

    @pytest.mark.parametrize(
        "path", [RAW / CASES / name for name in ("inspektor-1.xlsx", "inspektor-2.csv", "inspektor-3.txt")]
    )
    def test_exact_duplicate_rows(self, path):
        rows = raw_rows(path)
        assert len(set(map(tuple, rows))) < len(rows)

    @pytest.mark.parametrize("head", ["Anteckning", "Kommentar", "Övrigt"])
    def test_a_column_that_no_question_names(self, head):
        method = load_method(WORKSPACE, CASES)
        assert any(head in raw_rows(path)[0] for path in raw_files(CASES))
        assert all(head not in question.headers for question in method.codebook)

    def test_delimiter_inside_quotes(self):
        assert any(";" in cell for row in raw_rows(RAW / CASES / "inspektor-2.csv") for cell in row)

    def test_an_answer_where_the_question_does_not_apply(self, cases):
        assert any(case["feedback_given"] in NO and case["feedback_requested"] in NO for case in cases)

    def test_blanks_between_thousands(self):
        assert any(re.fullmatch(r"\d \d{3}", row[3]) for row in raw_rows(RAW / REGISTER / "register-2003-2006.csv"))

    @pytest.mark.parametrize("review", REVIEWS)
    def test_nothing_looks_like_a_personal_identity_number(self, review):
        for path in raw_files(review):
            assert not any(re.search(r"\d{6}[-+ ]?\d{4}", cell) for row in raw_rows(path) for cell in row)
