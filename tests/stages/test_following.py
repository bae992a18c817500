"""A review that follows another: reference values through the stages, what is compared, and what is hidden."""

from typing import Any

import pandas as pd
import pytest
import yaml

from granska.errors import InputError
from granska.review.following import differences
from granska.review.method import Method, load_method
from granska.review.workspace import Workspace
from granska.stages.cleaning import clean
from granska.stages.counting import count
from granska.stages.disclosure import Disclosed, disclose
from granska.stages.estimating import estimate
from granska.stages.following import followed
from granska.stages.pairs import counted_again
from granska.stages.published_files import write_published
from granska.stages.reading import read_raw
from granska.stages.store import save_cleaned
from granska.stats.difference import difference_ci
from oracle import agree, cases
from projects import PARAMETERS, Project, change_yaml

HEAD = "Ärende;Inkom;Stadsdel;Kön;Barnet hört"
CODEBOOK = """\
question;column;text_sv;text_en;area;type;undocumented;breaks
heard;Barnet hört;Barnet kom till tals;The child was heard;self_determination;binary;no;{breaks}
"""
SMALL, BEFORE = "small", "before"


class Two:
    """Two reviews, the later of which follows the earlier."""

    def __init__(self, project: Project, *, same_cases: bool, threshold: int = 1, population: bool = False):
        self.workspace = project.workspace
        strata = {**PARAMETERS["design"]["strata"], "aliases": {}, "names": ["Norra"]}
        design: dict[str, Any] = {"strata": strata, "inference": "practice"}
        if population:
            design["population"] = "population.csv"
        for review, year in ((BEFORE, 2022), (SMALL, 2023)):
            folder = self.workspace.params(review)
            folder.mkdir(exist_ok=True, parents=True)
            self.workspace.raw(review).mkdir(exist_ok=True, parents=True)
            content = {**PARAMETERS, "id": review, "design": design}
            content["period"] = {"start": f"{year}-01-01", "end": f"{year}-12-31"}
            content["disclosure"] = {**PARAMETERS["disclosure"], "threshold": threshold, "accept_pairs": True}
            if review == SMALL:
                content["follows"] = {"review": BEFORE, "same_cases": same_cases}
            self.write(review, content)
            (folder / "codebook.csv").write_text(CODEBOOK.format(breaks=""), encoding="utf-8")
            (folder / "population.csv").write_text("stratum,population\nNorra,4000\n", encoding="utf-8")

    def write(self, review: str, content: dict[str, Any]) -> None:
        path = self.workspace.params(review) / "review.yml"
        path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")

    def change(self, review: str, change: Any) -> None:
        change_yaml(self.workspace.params(review) / "review.yml", change)

    def codebook(self, review: str, old: str, new: str) -> None:
        path = self.workspace.params(review) / "codebook.csv"
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    def answers(self, review: str, answers: str, first: int = 0) -> None:
        year = 2022 if review == BEFORE else 2023
        words = {"y": "Ja", "n": "Nej", "-": ""}
        rows = [
            f"C-{first + case:04};{year}-05-01;Norra;{('flicka', 'pojke')[case % 2]};{words[answer]}"
            for case, answer in enumerate(answers)
            if answer != " "
        ]
        (self.workspace.raw(review) / "cases.csv").write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")

    def method(self, review: str = SMALL) -> Method:
        return load_method(self.workspace, review)

    def run(self, review: str) -> tuple[pd.DataFrame, pd.DataFrame, Disclosed]:
        """Go through the stages as the notebooks do."""
        method = self.method(review)
        cleaned = clean(read_raw(self.workspace.raw(review), method.review), method)
        save_cleaned(self.workspace, review, cleaned)
        counts = counted_again(count(cleaned.cases, method), cleaned.cases, method, self.workspace)
        estimates = estimate(counts, method)
        disclosed = followed(disclose(estimates, counts, method), method, self.workspace)
        write_published(self.workspace, method, disclosed, cleaned.log)
        return counts, estimates, disclosed

    def both(self) -> tuple[pd.DataFrame, pd.DataFrame, Disclosed]:
        self.run(BEFORE)
        return self.run(SMALL)


def fourfold(yes_yes: int, yes_no: int, no_yes: int, no_no: int) -> tuple[str, str]:
    return "y" * (yes_yes + yes_no) + "n" * (no_yes + no_no), "y" * yes_yes + "n" * yes_no + "y" * no_yes + "n" * no_no


def changes(table: pd.DataFrame) -> pd.DataFrame:
    return table[(table["measure"] == "change") | (table["family"] == "follow-up")]


@cases("paired_change", "tango-score", "mcnemar-midp")
def test_reference_values_pass_through_the_stages(row, project):
    two = Two(project, same_cases=True)
    numbers = [int(row[name]) for name in ("both_yes", "yes_no", "no_yes", "both_no")]
    for review, answers in zip((BEFORE, SMALL), fourfold(*numbers), strict=True):
        two.answers(review, answers)
    counts, estimates, _ = two.both()
    pairs = counts[counts["breakdown"] == "again"].set_index("level")["x"].to_dict()
    kinds = zip(("yes|yes", "yes|no", "no|yes", "no|no"), numbers, strict=True)
    assert pairs == {kind: number for kind, number in kinds if number}
    found = changes(estimates).set_index("method")
    if row["method"] == "mcnemar-midp":
        agree(row, p_value=found.loc["mcnemar-mid-p", "p_value"])
    else:
        # the reference subtracts the later from the earlier, and a change is the later less the earlier
        change = found.loc["tango"]
        agree(row, diff=-change["estimate"], lower=-change["upper"], upper=-change["lower"])


@pytest.mark.parametrize(
    ("first", "second", "hidden"),
    [
        (*fourfold(20, 10, 12, 30), False),
        (*fourfold(20, 10, 4, 30), True),
        (*fourfold(20, 10, 0, 30), False),
        (*fourfold(3, 10, 12, 30), True),
        # two answers now that were missing then: the totals of both reviews give them away
        ("y" * 30 + "n" * 40 + "--", "y" * 20 + "n" * 10 + "y" * 10 + "n" * 30 + "yy", True),
        ("y" * 30 + "n" * 40 + "-" * 9, "y" * 20 + "n" * 10 + "y" * 10 + "n" * 30 + "y" * 9, False),
        # three cases that the earlier review alone has read
        ("y" * 30 + "n" * 40 + "yyy", "y" * 20 + "n" * 10 + "y" * 10 + "n" * 30 + "   ", True),
    ],
)
def test_a_small_count_of_pairs_hides_the_change(project, first, second, hidden):
    two = Two(project, same_cases=True, threshold=5)
    two.answers(BEFORE, first)
    two.answers(SMALL, second)
    table = changes(two.both()[2].estimates)
    assert len(table) == 2
    if hidden:
        assert table["status"].isin(["suppressed", "suppressed_complementary"]).all()
        assert table[["estimate", "lower", "upper", "p_value", "p_adjusted", "n", "percent"]].isna().all(axis=None)
    else:
        assert (table["status"] == "ok").all()


def test_what_the_earlier_review_hides_stays_hidden(project):
    two = Two(project, same_cases=True, threshold=5)
    first, second = fourfold(20, 10, 12, 30)
    two.answers(BEFORE, first)
    two.answers(SMALL, second)
    two.run(BEFORE)
    path = two.workspace.published(BEFORE) / "estimates.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table.loc[table["breakdown"] == "all", ["estimate", "lower", "upper", "n", "x"]] = ""
    table.loc[table["breakdown"] == "all", "status"] = "suppressed"
    table.to_csv(path, index=False)
    told = changes(two.run(SMALL)[2].estimates)
    assert (told["status"] == "suppressed_complementary").all()
    assert told[["estimate", "lower", "upper", "p_value", "n"]].isna().all(axis=None)


YES, NO = 40, 80


@pytest.fixture
def two(project) -> Two:
    made = Two(project, same_cases=False, population=True)
    made.answers(BEFORE, "y" * YES + "n" * NO)
    made.answers(SMALL, "y" * 66 + "n" * 64, first=5000)
    return made


def test_independent_samples_are_compared_by_what_both_have_published(two):
    change = changes(two.both()[2].estimates).query("breakdown == 'all'").iloc[0]
    assert (change["versus"], change["method"], change["status"]) == (BEFORE, "mover-published", "ok")
    # one district: the weighted share is the plain one, and MOVER of two Wilson intervals is Newcombe's
    estimate, lower, upper = difference_ci(66, 130, YES, YES + NO)
    assert change["estimate"] == pytest.approx(estimate, abs=0.0011)
    # rounding is allowed for: never narrower, and not much wider
    assert lower - 0.006 < change["lower"] <= lower
    assert upper <= change["upper"] < upper + 0.006


def test_strata_are_compared_where_the_areas_are_one_set(two):
    strata = changes(two.both()[2].estimates).query("breakdown == 'stratum'")
    assert list(strata["group"]) == ["Norra"]
    [change] = strata.to_dict("records")
    assert change["estimate"] == pytest.approx(66 / 130 - YES / (YES + NO), abs=0.0006)
    (two.workspace.params(BEFORE) / "population.csv").write_text(
        "stratum,population\nNorra,4000\nSödra,90\n", encoding="utf-8"
    )
    raw = two.workspace.raw(BEFORE) / "cases.csv"
    raw.write_text(raw.read_text("utf-8") + "S-1;2022-03-01;Södra;flicka;Ja\nS-2;2022-03-01;Södra;pojke;Nej\n", "utf-8")
    assert set(changes(two.both()[2].estimates)["breakdown"]) == {"all"}


UNLIKE = [
    ("Barnet kom till tals", "Barnet hördes", "text"),
    ("binary;no;", "binary;missing;", "undocumented"),
    ("heard;", "listened;", "new"),
    ("binary;no;", "binary;no;2023 = ny blankett | new form", "definition"),
]


@pytest.mark.parametrize(("old", "new", "reason"), UNLIKE)
def test_a_question_that_is_another_is_not_compared(two, old, new, reason):
    two.codebook(SMALL, old, new)
    [found] = differences(two.method()).values()
    assert found == reason
    assert changes(two.both()[2].estimates).empty


def test_an_interval_that_speaks_of_files_is_not_compared(two):
    two.change(BEFORE, lambda content: content["design"].update(inference="files"))
    assert set(changes(two.both()[2].estimates)["breakdown"]) == {"stratum"}


def test_a_review_of_few_cases_is_not_compared(two):
    two.answers(SMALL, "y" * 20 + "n" * 20, first=5000)
    assert changes(two.both()[2].estimates).empty


def test_what_is_hidden_is_not_compared(project):
    two = Two(project, same_cases=False, population=True, threshold=5)
    two.answers(BEFORE, "y" * 3 + "n" * 80)
    two.answers(SMALL, "y" * 66 + "n" * 64, first=5000)
    assert changes(two.both()[2].estimates).empty


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"review": "befor"}, "follows.review: there is no review 'befor'. Did you mean 'before'?"),
        ({"review": SMALL}, "follows.review is the review itself; name the earlier one"),
        ({"review": BEFORE, "same_case": True}, "follows.same_case: unknown key. Did you mean 'same_cases'?"),
    ],
)
def test_what_follows_names_an_earlier_review(two, change, expected):
    two.change(SMALL, lambda content: content.update(follows=change))
    with pytest.raises(InputError) as caught:
        two.method()
    assert expected in str(caught.value)


def test_the_earlier_review_is_earlier(two):
    two.change(BEFORE, lambda content: content.update(period={"start": "2024-01-01", "end": "2024-12-31"}))
    with pytest.raises(InputError, match="'before' speaks of a later period than this review"):
        two.method()


def test_an_earlier_review_that_has_not_been_run_is_named(two):
    with pytest.raises(InputError, match="Run: granska run before"):
        two.run(SMALL)


def test_same_cases_have_the_same_ids(two):
    two.change(SMALL, lambda content: content["follows"].update(same_cases=True))
    two.run(BEFORE)
    with pytest.raises(InputError, match="'before' has none of the case ids of this review"):
        two.run(SMALL)


def test_a_change_of_the_earlier_review_makes_the_later_stale(two):
    from granska.runner.provenance import input_hashes

    two.both()
    (two.workspace.root / "reports").mkdir()
    review = two.method().review
    before = input_hashes(two.workspace, review)
    path = two.workspace.published(BEFORE) / "estimates.csv"
    assert path.relative_to(two.workspace.root).as_posix() in before
    assert not [name for name in before if name.endswith("cases.parquet")]  # they are not read
    path.write_text(path.read_text("utf-8").replace("ok", "too_few", 1), "utf-8")
    assert input_hashes(two.workspace, review) != before


def test_the_hash_of_confidential_cases_is_not_published(two):
    from granska.runner.provenance import Record, public_record

    record = Record("small", "pandoc", "3", {f"data/processed/{BEFORE}/cases.parquet": "a", "params/x": "b"}, {})
    assert public_record(record, two.method().review, Workspace(two.workspace.root))["inputs"] == {"params/x": "b"}
