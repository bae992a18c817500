"""Parameters, codebook and population: what is refused, and in which words."""

from collections.abc import Callable
from typing import Any

import pytest

from granska.errors import InputError
from granska.review.method import load_method
from granska.review.parts import Text
from granska.review.series import is_series
from granska.review.workspace import Workspace, find_workspace
from projects import CODEBOOK, POPULATION, ROOT, Project


def message(project: Project) -> str:
    with pytest.raises(InputError) as caught:
        project.method()
    return str(caught.value)


@pytest.mark.parametrize("review", [one for one in Workspace(ROOT).reviews() if not is_series(Workspace(ROOT), one)])
def test_the_bundled_reviews_are_as_they_should_be(review: str) -> None:
    assert load_method(Workspace(ROOT), review).review.id == review


def put(*path: str | int, value: object) -> Callable[[dict[str, Any]], None]:
    def change(parameters: dict[str, Any]) -> None:
        place: Any = parameters
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (put("titel", value="x"), "titel: unknown key. Did you mean 'title'?"),
        (put("design", "strata", "colum", value="x"), "design.strata.colum: unknown key. Did you mean 'column'?"),
        (put("title", "fr", value="x"), "title.fr: unknown key. Known: 'en', 'sv'."),
        (
            put("breakdowns", "gender", "group", value={}),
            "breakdowns.gender.group: unknown key. Did you mean 'groups'?",
        ),
        (put("date", value="yesterday"), "date: input should be a valid date"),
        (put("version", value=2), "version: input should be 1."),
        (put("kind", value="sample"), "kind: input should be 'cases' or 'register'."),
        (put("confidence", value=95), "confidence: input should be less than 1."),
        (put("confidence", value="high"), "confidence: input should be a valid number"),
        (put("synthetic", value="maybe"), "synthetic: input should be a valid boolean"),
        (put("data", value=[]), "data: tuple should have at least 1 item"),
        (
            put("data", 0, "file", value="../other/cases.csv"),
            "data.0.file: give the name of a file in data/raw/<review>/, not a path.",
        ),
        (put("period", "end", value="2022-01-01"), "period: end lies before start."),
        (put("data", 0, "file", value="cases.xls"), "data.0.file: the file has to end in .csv"),
        (put("title", "sv", value="  "), "title.sv: string should have at least 1 character"),
        (
            put("breakdowns", "gender", "groups", "girl", "codes", value=["flicka", " POJKE"]),
            "breakdowns.gender: the code ' POJKE' stands for both 'boy' and 'girl'.",
        ),
        (
            put("design", "strata", "aliases", value={"A": "B", "B": "Norra"}),
            "design.strata: aliases: 'B' is a present name in one line and a former one in another.",
        ),
        (put("id", value="../x"), "id: string should match pattern"),
        (put("id", value="other"), "id is 'other', but the folder is called 'small'. Make them equal."),
        (put("languages", value=["sv", "sv"]), "languages names one twice."),
        (put("formats", value=["pdf"]), "formats has to contain html"),
        (put("public", value=True), "synthetic and public exclude each other"),
        (put("design", "population", value=None), "inference: files needs population"),
        (put("columns", "case_id", value=None), "a review of kind cases needs columns.case_id."),
        (put("columns", "year", value="År"), "a review of kind cases has no use for columns.year."),
        (
            put("breakdowns", "gender", "compare", value=["girl", "boys"]),
            "breakdowns.gender: compare names 'boys', which is no group. Did you mean 'boy'?",
        ),
    ],
)
def test_bad_parameters(project: Project, change: Callable[[dict[str, Any]], None], expected: str) -> None:
    project.change_parameters(change)
    said = message(project)
    assert expected in said
    assert "params/small/review.yml" in said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "params/small/review.yml is empty or holds no keys."),
        ("version: 1\ndate: 2024-02-30\n", "params/small/review.yml: not valid YAML: day is out of range for month."),
        ("version: \x01\n", "params/small/review.yml: not valid YAML:"),
        ("[" * 5000, "params/small/review.yml: not valid YAML:"),
        ("- a\n- b\n", "params/small/review.yml is empty or holds no keys."),
        ("version: 1\nid: [", "params/small/review.yml, line 2: not valid YAML:"),
        (
            "version: 1\nversion: 1\n",
            "params/small/review.yml, line 2: not valid YAML: the key 'version' is given twice.",
        ),
    ],
)
def test_bad_yaml(project: Project, text: str, expected: str) -> None:
    (project.params / "review.yml").write_text(text, encoding="utf-8")
    assert expected in message(project)


def test_all_faults_are_listed_at_once(project: Project) -> None:
    project.change_parameters(lambda parameters: parameters.update(titel="x", confidence=95, date="never"))
    assert "3 problems" in message(project)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("wanted=yes", "wantd=yes", "answered: applies_if names no question: 'wantd'. Did you mean 'wanted'?"),
        ("wanted=yes", "wanted=ja", "answered: applies_if names 'ja', which is no answer to 'wanted'."),
        ("wanted=yes", "wanted", "row 4, answered: applies_if 'wanted' is not of the form question = answer."),
        ("wanted=yes", "answered=yes", "applies_if goes in a circle: answered."),
        ("fall där svar önskats", "", "row 4, answered: base_sv and base_en have to be given together."),
        ("self_determination", "self", "row 2, heard: area 'self' is not known."),
        (";number;", ";numeric;", "row 6, days: type 'numeric' is not known. Did you mean 'number'?"),
        (";number;", ";count;", "row 6, days: type 'count' does not belong in a review of kind cases."),
        (";14;", ";;", "row 6, days: limit has to be given for a question of type number"),
        (";14;", ";fjorton;", "row 6, days: limit 'fjorton' is not a number."),
        ("days;", "Days!;", "row 6, Days!: the id may hold lower-case letters a-z, digits and underscores"),
        ("days;", "heard;", "question 'heard' stands twice."),
        ("days;", "gender;", "question 'gender' has a name that is taken; choose another."),
        (";no;yes;;1", ";nej;yes;;1", "row 2, heard: undocumented 'nej' is not known."),
        (";no;yes;;1", ";no;yeah;;1", "row 2, heard: favourable names 'yeah', which is no answer."),
        (";no;yes;;1", ";no;yes;;first", "row 2, heard: headline 'first' is not a whole number"),
        (
            'police = Polis";"school',
            'police = Skola";"school',
            "row 5, reporter: codes: 'Skola' stands for both 'school' and 'police'.",
        ),
        (
            "school = School; police = Police",
            "school = School",
            "labels_sv and labels_en have to name the code 'police'.",
        ),
        (";14;", ";nan;", "row 6, days: limit 'nan' is not a number."),
        ("school = Skola | skolan;", "school = Skola | ;", "row 5, reporter: codes: 'school' has an empty spelling"),
        (
            'police = Polis";"school',
            'count = Polis";"school',
            "row 5, reporter: codes: 'count' is a name the program uses",
        ),
        ("days;Dagar", "days;Barnet HÖRT", "the column 'Barnet HÖRT' stands for both 'heard' and 'days'."),
        ("days;", "row;", "question 'row' has a name that is taken; choose another."),
        ("question;column", "fråga;column", "column 'question' is missing."),
        ("question;column", "question;columns", "unknown column 'columns'. Did you mean 'column'?"),
        ("The child was heard", "", "row 2, heard: text_en is empty."),
    ],
)
def test_bad_codebooks(project: Project, old: str, new: str, expected: str) -> None:
    assert old in CODEBOOK
    (project.params / "codebook.csv").write_text(CODEBOOK.replace(old, new), encoding="utf-8")
    said = message(project)
    assert expected in said
    assert "params/small/codebook.csv" in said


def with_columns(heads: str, **cells: str) -> str:
    """Add columns to the codebook, filled in for some of its questions."""
    head, *lines = CODEBOOK.splitlines()
    empty = ";" * heads.count(";")
    filled = (f"{line};{cells.get(line.partition(';')[0], empty)}" for line in lines)
    return "\n".join([f"{head};{heads}", *filled]) + "\n"


SHARE_ONCE = "has to hold {share} once, and no other braces."
BOTH_ONCE = "has to hold {answer} once and {share} once, and no other braces."


@pytest.mark.parametrize(
    ("question", "cell", "expected"),
    [
        ("heard", "Barnet hördes;Heard in {share}", f"row 2, heard: finding_sv {SHARE_ONCE}"),
        ("heard", "I {share} hördes barnet;In {shares}", f"row 2, heard: finding_en {SHARE_ONCE}"),
        ("heard", "I {share} av {share};In {share}", f"row 2, heard: finding_sv {SHARE_ONCE}"),
        ("heard", "I {share} {x};In {share}", f"row 2, heard: finding_sv {SHARE_ONCE}"),
        ("heard", "I {share} {;In {share}", f"row 2, heard: finding_sv {SHARE_ONCE}"),
        ("heard", "{answer} i {share};{answer} in {share}", f"row 2, heard: finding_sv {SHARE_ONCE}"),
        ("heard", "I {share} hördes barnet;", "row 2, heard: finding_sv and finding_en have to be given together."),
        ("reporter", "Från {answer} i {share};From {answer}", f"row 5, reporter: finding_en {BOTH_ONCE}"),
    ],
)
def test_bad_sentences_of_findings(project: Project, question: str, cell: str, expected: str) -> None:
    text = with_columns("finding_sv;finding_en", **{question: cell})
    (project.params / "codebook.csv").write_text(text, encoding="utf-8")
    assert expected in message(project)


@pytest.mark.parametrize(
    ("question", "cell", "expected"),
    [
        ("days", "dagar;", "row 6, days: unit_sv and unit_en have to be given together."),
        ("heard", "dagar;days", "row 2, heard: unit_sv and unit_en belong to a question of type number"),
    ],
)
def test_bad_units(project: Project, question: str, cell: str, expected: str) -> None:
    (project.params / "codebook.csv").write_text(with_columns("unit_sv;unit_en", **{question: cell}), encoding="utf-8")
    assert expected in message(project)


def test_a_codebook_may_hold_sentences_and_units(project: Project) -> None:
    heads = "finding_sv;finding_en;unit_sv;unit_en"
    text = with_columns(heads, heard="I {share} hördes barnet;In {share}, the child was heard;;", days=";;dagar;days")
    (project.params / "codebook.csv").write_text(text, encoding="utf-8")
    codebook = project.method().codebook
    assert codebook["heard"].finding == Text(sv="I {share} hördes barnet", en="In {share}, the child was heard")
    assert codebook["days"].unit == Text(sv="dagar", en="days")
    assert codebook["days"].finding is codebook["heard"].unit is None


def test_a_codebook_without_sentences_and_units_has_none(project: Project) -> None:
    assert {(question.finding, question.unit) for question in project.method().codebook} == {(None, None)}


def test_the_article_of_a_noun_is_en_or_ett(project: Project) -> None:
    project.change_parameters(lambda parameters: parameters["case"].update(article="den"))
    assert "case.article" in message(project)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "column 'stratum' is missing."),
        ("stratum,population\n", "a head but no strata. Add one row for each."),
        ("stratum,cases\nNorra,30\n", "column 'population' is missing."),
        (POPULATION + "Norra,31\n", "row 4: the stratum 'Norra' stands twice."),
        (POPULATION.replace("30", "about 30"), "row 2: population has to be a whole number above zero."),
        (POPULATION.replace("30", "30,500"), "row 2: more cells than heads."),
        (POPULATION.replace("30", "³"), "row 2: population has to be a whole number above zero."),
        (
            POPULATION.replace("stratum,population", "stratum,population,population"),
            "column 'population' stands twice.",
        ),
        (POPULATION.replace("30", "0"), "row 2: population has to be a whole number above zero."),
    ],
)
def test_bad_populations(project: Project, text: str, expected: str) -> None:
    (project.params / "population.csv").write_text(text, encoding="utf-8")
    said = message(project)
    assert expected in said
    assert "params/small/population.csv" in said


@pytest.mark.parametrize("file", ["review.yml", "codebook.csv", "population.csv"])
def test_missing_files_of_the_method(project: Project, file: str) -> None:
    (project.params / file).unlink()
    assert f"params/small/{file} does not exist" in message(project)


@pytest.mark.parametrize("review", ["../x", "a/b", "Small", "", "small "])
def test_a_review_id_is_no_path(project: Project, review: str) -> None:
    with pytest.raises(InputError, match="is not a review id"):
        load_method(project.workspace, review)


def test_an_unknown_review_is_named_with_the_nearest(project: Project) -> None:
    with pytest.raises(InputError, match=r"params/smal/review.yml does not exist. Did you mean 'small'\?"):
        load_method(project.workspace, "smal")


def test_the_project_is_found_from_any_folder_inside(project: Project) -> None:
    assert find_workspace(project.raw) == project.workspace
    with pytest.raises(InputError, match="is not inside a Granska project"):
        find_workspace(project.root.parent)


def test_a_codebook_saved_with_empty_columns_reads_the_same(project: Project) -> None:
    rows = [f"{line};;;" for line in CODEBOOK.splitlines()]
    (project.params / "codebook.csv").write_text("\n".join(rows), encoding="utf-8")
    assert [question.name for question in project.method().codebook] == [
        "heard",
        "wanted",
        "answered",
        "reporter",
        "days",
    ]


def test_a_stratum_may_not_be_called_all(project):
    project.change_parameters(lambda parameters: parameters["design"]["strata"].update(names=["Norra", "all"]))
    with pytest.raises(InputError, match="'all' is what the program calls the whole"):
        project.method()


FAMILY_FAULTS = [
    (
        {"main": {"breakdown": "age", "questions": ["heard"]}},
        r"'age' is no breakdown that is tested \(it needs compare\)",
    ),
    ({"main": {"breakdown": "gendr", "questions": ["heard"]}}, r"'gendr' is no breakdown .* Did you mean 'gender'\?"),
    ({"gender": {"breakdown": "gender", "questions": ["heard"]}}, "'gender' is the name of a breakdown"),
    ({"stratum": {"breakdown": "gender", "questions": ["heard"]}}, "'stratum' is the name of a breakdown"),
    ({"main": {"breakdown": "gender", "questions": []}}, r"analysis\.families\.main\.questions"),
    (
        {"a": {"breakdown": "gender", "questions": ["heard"]}, "b": {"breakdown": "gender", "questions": ["heard"]}},
        "'heard' is in both 'a' and 'b'",
    ),
]


@pytest.mark.parametrize(("families", "message"), FAMILY_FAULTS)
def test_a_family_that_cannot_be_is_refused(project, families, message):
    project.change_parameters(lambda parameters: parameters.update(analysis={"families": families}))
    with pytest.raises(InputError, match=message):
        project.method()


@pytest.mark.parametrize(
    ("analysis", "message"),
    [
        ({"planning_shares": 0.2}, r"analysis\.planning_shares: a list is needed, as in \[0\.2, 0\.5\]\."),
        ({"planning_shares": [20]}, "less than or equal to 0.99"),
        ({"planning_shares": [0.2, 0.2]}, "planning_shares names one twice"),
        ({"planning_shares": []}, "planning_shares"),
        ({"families": ["heard"]}, "keys are needed"),
        ({"power": 1.2}, "power"),
        ({"seed": -1}, "seed"),
        ({"adjustmnt": "holm"}, "Did you mean 'adjustment'"),
    ],
)
def test_an_analysis_that_cannot_be_is_refused(project, analysis, message):
    project.change_parameters(lambda parameters: parameters.update(analysis=analysis))
    with pytest.raises(InputError, match=message):
        project.method()
