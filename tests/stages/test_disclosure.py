"""What may be published, on reviews whose counts are made by hand: known answers, leaks planted, files read back."""

import csv
import json
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from granska.errors import InputError
from granska.review.method import Method
from granska.stages import protecting
from granska.stages.cleaning import clean
from granska.stages.counting import count
from granska.stages.disclosure import Disclosed, disclose
from granska.stages.earlier import Earlier, earlier_versions
from granska.stages.estimating import estimate
from granska.stages.linked import LinkedTables, Suppression
from granska.stages.published_files import write_published
from granska.stages.question_parts import ledger_of
from granska.stages.question_tables import Row, question_tables
from granska.stages.reading import read_raw
from projects import Project

CODEBOOK = """\
question;column;text_sv;text_en;area;type;codes;labels_sv;labels_en;applies_if;base_sv;base_en;undocumented
heard;Hört;Barnet hördes;The child was heard;self_determination;binary;;;;;;;missing
good;Bra;Samtalet var bra;The talk was good;self_determination;binary;;;;heard=yes;där barnet hördes;where heard;missing
who;Vem;Anmälare;Reporter;coordination;category;"school = Skola; police = Polis; other = Annan";\
"school = Skola; police = Polis; other = Annan";"school = School; police = Police; other = Other";;;;missing
"""
HEAD = "Ärende;Inkom;Stadsdel;Kön;Hört;Bra;Vem"
DISTRICTS = ("A", "B", "C", "D", "E")
# Every district: 20 girls and 20 boys of 200 cases, who answer by these numbers of girls and of boys.
HEARD = {"A": (9, 10), "B": (8, 8), "C": (7, 9), "D": (10, 8), "E": (8, 9)}
GOOD = {"A": (5, 5), "B": (4, 4), "C": (4, 5), "D": (5, 4), "E": (4, 5)}
ELEVEN = {"A": (2, 1), "B": (8, 8), "C": (7, 9), "D": (10, 8), "E": (8, 9)}  # three were heard in A

Numbers = dict[str, tuple[int, int]]
Arguments = tuple[pd.DataFrame, pd.DataFrame, Method]


def rows_of(heard: Numbers, good: Numbers, who: dict[str, str], *, unknown: int = 0) -> Iterable[str]:
    """Write the cases of all districts."""
    for district in DISTRICTS:
        for gender, place in (("flicka", 0), ("pojke", 1)):
            for case in range(20):
                is_heard, is_good = case < heard[district][place], case < good[district][place]
                known = gender if case >= unknown or district != "A" else "vet ej"
                answers = "Ja" if is_heard else "Nej", ("Ja" if is_good else "Nej") if is_heard else "ej aktuellt"
                name = f"{district}-{gender[0]}{case}"
                yield ";".join((name, "2023-02-01", district, known, *answers, who[district].split()[case]))


EVENLY = " ".join(["Skola"] * 7 + ["Polis"] * 7 + ["Annan"] * 6)


@pytest.fixture
def made(project: Project) -> Callable[..., Arguments]:
    """Give a review of five districts: its counts, its estimates and its method."""

    def make(
        heard: Numbers = HEARD,
        good: Numbers = GOOD,
        who: dict[str, str] | None = None,
        *,
        unknown: int = 0,
        population: bool = True,
        **disclosure: Any,
    ) -> Arguments:
        reason = {"reason": {"sv": "Därför.", "en": "Because."}, "decided_by": "Chefen"}

        def change(parameters: dict[str, Any]) -> None:
            parameters["disclosure"] = disclosure | reason
            parameters["design"] |= {"inference": "practice", "population": "population.csv" if population else None}
            parameters["design"]["strata"] |= {"names": [] if population else list(DISTRICTS), "aliases": {}}

        project.change_parameters(change)
        (project.params / "codebook.csv").write_text(CODEBOOK, encoding="utf-8-sig")
        sizes = "\n".join(f"{name},{200 + 50 * place}" for place, name in enumerate(DISTRICTS))
        (project.params / "population.csv").write_text(f"stratum,population\n{sizes}\n", encoding="utf-8")
        who = dict.fromkeys(DISTRICTS, EVENLY) | (who or {})
        project.write_cases(*rows_of(heard, good, who, unknown=unknown), head=HEAD)
        method = project.method()
        counts = count(clean(read_raw(project.raw, method.review), method).cases, method)
        return estimate(counts, method), counts, method

    return make


def statuses(disclosed: Disclosed, indicator: str, level: str, breakdown: str) -> dict[str, str]:
    """Give the status of each group's share."""
    table = disclosed.estimates
    shares = table[
        (table["measure"] == "proportion")
        & (table["indicator"] == indicator)
        & (table["level"] == level)
        & (table["breakdown"] == breakdown)
    ]
    return dict(zip(shares["group"], shares["status"], strict=True))


def hidden(found: dict[str, str]) -> set[str]:
    return {group for group, status in found.items() if status.startswith("suppressed")}


def line(disclosed: Disclosed, **wanted: str) -> pd.Series:
    table = disclosed.estimates
    found = table[(table[list(wanted)] == list(wanted.values())).all(axis=1)]
    assert len(found) == 1
    return found.iloc[0]


def test_nothing_is_hidden_where_nothing_is_small(made: Callable[..., Arguments]) -> None:
    disclosed = disclose(*made())
    assert hidden(statuses(disclosed, "heard", "yes", "stratum")) == set()
    assert disclosed.summary["strata"]["primary"] == 0
    # 200 answers: one decimal
    assert line(disclosed, indicator="heard", breakdown="all", measure="proportion")["estimate"] == pytest.approx(0.428)


def test_too_few_answers_give_no_percentage(made: Callable[..., Arguments]) -> None:
    # three of four were good talks in A, and good talks need no protection
    few = {**HEARD, "A": (2, 2)}
    disclosed = disclose(*made(few, {**GOOD, "A": (2, 1)}, never_sensitive=["heard", "good"], smallest_base=5))
    row = line(disclosed, indicator="good", breakdown="stratum", group="A", measure="proportion")
    assert (row["status"], row["x"], row["n"]) == ("too_few", 3, 4)
    assert row[["estimate", "lower", "upper", "percent"]].isna().all()
    nobody = disclose(*made({**HEARD, "A": (0, 0)}, {**GOOD, "A": (0, 0)}, never_sensitive=["heard", "good"]))
    row = line(nobody, indicator="good", breakdown="stratum", group="A", measure="proportion")
    assert (row["status"], row["n"]) == ("not_applicable", 0)


def test_a_small_count_takes_two_more_districts_with_it(made: Callable[..., Arguments]) -> None:
    # one more would tell a reader; and a district that knows its own would be told by two
    disclosed = disclose(*made(ELEVEN, {**GOOD, "A": (2, 1)}))
    found = statuses(disclosed, "heard", "yes", "stratum")
    assert found["A"] == "suppressed"
    assert len(hidden(found)) == 3
    assert set(found.values()) == {"ok", "suppressed", "suppressed_complementary"}


def test_accepted_pairs_take_one_but_a_weighted_share_is_one_equation_more(made: Callable[..., Arguments]) -> None:
    settings = {"accept_pairs": True, "never_sensitive": ["good"]}
    plain = disclose(*made(ELEVEN, {**GOOD, "A": (2, 1)}, population=False, **settings))
    assert len(hidden(statuses(plain, "heard", "yes", "stratum"))) == 2
    weighted = disclose(*made(ELEVEN, {**GOOD, "A": (2, 1)}, **settings))
    assert len(hidden(statuses(weighted, "heard", "yes", "stratum"))) == 3


def test_what_is_left_of_a_count_is_protected_too(made: Callable[..., Arguments]) -> None:
    # 38 of 40 were heard in A
    disclosed = disclose(*made({**HEARD, "A": (19, 19)}, {**GOOD, "A": (9, 9)}))
    assert statuses(disclosed, "heard", "yes", "stratum")["A"] == "suppressed"


def test_everything_of_a_hidden_row_is_blank(made: Callable[..., Arguments]) -> None:
    disclosed = disclose(*made(ELEVEN, {**GOOD, "A": (2, 1)}))
    table = disclosed.estimates
    gone = table[table["status"].str.startswith("suppressed")]
    assert set(gone["measure"]) >= {"proportion", "homogeneity"}
    numbers = [name for name in table.select_dtypes("number") if name not in ("confidence", "population")]
    assert gone[numbers].isna().all(axis=None)
    assert (gone[["reliability", "note"]] == "").all(axis=None)
    assert not {"df", "n_effective"} & set(table)
    # nothing else is made from the strata: the test of whether they are alike would tell
    assert line(disclosed, indicator="heard", breakdown="stratum", measure="homogeneity")["status"] != "ok"
    # the groups are whole
    assert line(disclosed, indicator="heard", breakdown="gender", measure="test")["status"] == "ok"


def test_a_question_that_a_hidden_answer_leads_to_has_no_denominator(made: Callable[..., Arguments]) -> None:
    disclosed = disclose(*made(ELEVEN, {**GOOD, "A": (2, 1)}))
    parents = hidden(statuses(disclosed, "heard", "yes", "stratum"))
    assert parents <= hidden(statuses(disclosed, "good", "yes", "stratum"))
    table = disclosed.denominators
    sizes = table[(table["indicator"] == "good") & (table["breakdown"] == "stratum")].set_index("group")
    assert set(sizes.index[sizes["n"].isna()]) == parents
    assert (sizes["asked"] == 40).all()
    # how many a question does not concern is another way of saying how many it does
    assert sizes[["not_applicable", "undocumented", "missing"]].isna().all(axis=None)


def test_the_whole_stays_with_an_interval_that_is_not_narrower(made: Callable[..., Arguments]) -> None:
    estimates, counts, method = made(ELEVEN, {**GOOD, "A": (2, 1)})
    disclosed = disclose(estimates, counts, method)
    shown = line(disclosed, indicator="heard", breakdown="all", measure="proportion")
    computed = estimates[
        (estimates["indicator"] == "heard") & (estimates["breakdown"] == "all") & (estimates["measure"] == "proportion")
    ].iloc[0]
    assert shown["status"] == "ok"
    assert shown["method"] == "stratified-wilson-widest"
    assert shown["x"] == 70
    assert shown["lower"] <= computed["lower"] < computed["upper"] <= shown["upper"]
    assert shown["upper"] - shown["lower"] < 1.5 * (computed["upper"] - computed["lower"])
    # whole percent: a decimal would be one equation more
    assert shown["estimate"] == pytest.approx(shown["percent"] / 100)


def test_a_category_is_protected_across_its_answers(made: Callable[..., Arguments]) -> None:
    few = " ".join(["Skola"] * 9 + ["Polis"] + ["Annan"] * 10)
    disclosed = disclose(*made(who={"A": few}))
    assert statuses(disclosed, "who", "police", "stratum")["A"] == "suppressed"
    rows = [statuses(disclosed, "who", level, "stratum") for level in ("school", "police", "other")]
    # another answer of the same district, and of that others in its column
    assert sum(found["A"].startswith("suppressed") for found in rows) >= 2
    assert all(len(hidden(found)) != 1 for found in rows)


def test_unknown_gender_stands_in_the_margins_and_is_never_shown(made: Callable[..., Arguments]) -> None:
    estimates, counts, method = made(unknown=1)
    assert "unknown" in set(estimates["group"])
    disclosed = disclose(estimates, counts, method)
    assert "unknown" not in set(disclosed.estimates["group"])
    told = disclosed.denominators[disclosed.denominators["group"] == "unknown"]
    assert set(told["indicator"]) == {"cases"}
    # nobody can be looked for in a group of which nothing is known: it hides no other
    assert hidden(statuses(disclosed, "heard", "yes", "gender")) == set()


SMALL = dict.fromkeys(DISTRICTS, (0, 0)) | {"A": (2, 1)}


def test_a_small_total_is_hidden_with_its_question(made: Callable[..., Arguments]) -> None:
    disclosed = disclose(*made(SMALL, SMALL))
    for indicator in ("heard", "good"):
        for breakdown in ("all", "gender", "stratum"):
            found = statuses(disclosed, indicator, "yes", breakdown)
            assert hidden(found) == set(found)


def test_a_small_total_is_shown_by_a_decision_and_then_nothing_below_it(made: Callable[..., Arguments]) -> None:
    disclosed = disclose(*made(SMALL, SMALL, small_totals=["heard"]))
    whole = line(disclosed, indicator="heard", breakdown="all", measure="sample_share")
    assert (whole["status"], whole["x"], whole["n"]) == ("ok", 3, 200)
    for breakdown in ("gender", "stratum"):
        found = statuses(disclosed, "heard", "yes", breakdown)
        assert set(found.values()) == {"suppressed"}
    # 3 of 3 were good talks: no decision names that total
    assert hidden(statuses(disclosed, "good", "yes", "all")) == {"all"}


def test_a_total_of_nobody_needs_a_decision_too(made: Callable[..., Arguments]) -> None:
    nobody = dict.fromkeys(DISTRICTS, (0, 0))
    assert hidden(statuses(disclose(*made(nobody, nobody)), "heard", "yes", "all")) == {"all"}
    decided = disclose(*made(nobody, nobody, small_totals=["heard"]))
    assert hidden(statuses(decided, "heard", "yes", "all")) == set()


def test_questions_can_be_always_or_never_sensitive(made: Callable[..., Arguments]) -> None:
    always = disclose(*made(always_sensitive=["heard"]))
    assert hidden(statuses(always, "heard", "yes", "all")) == set()
    assert len(hidden(statuses(always, "heard", "yes", "stratum"))) == 5
    assert len(hidden(statuses(always, "good", "yes", "stratum"))) == 5
    never = disclose(*made(ELEVEN, {**GOOD, "A": (2, 1)}, never_sensitive=["heard", "good"]))
    assert hidden(statuses(never, "heard", "yes", "stratum")) == set()


def test_zeros_are_protected_by_choice(made: Callable[..., Arguments]) -> None:
    nobody = {**HEARD, "A": (0, 0)}
    good = {**GOOD, "A": (0, 0)}
    assert statuses(disclose(*made(nobody, good, never_sensitive=["good"])), "heard", "yes", "stratum")["A"] == "ok"
    protected = disclose(*made(nobody, good, never_sensitive=["good"], zeros_sensitive=True))
    assert statuses(protected, "heard", "yes", "stratum")["A"] == "suppressed"


def test_a_higher_threshold_hides_more(made: Callable[..., Arguments]) -> None:
    counts = [len(hidden(statuses(disclose(*made(threshold=t)), "good", "yes", "stratum"))) for t in (5, 10)]
    assert counts[0] == 0 < counts[1]


def test_what_an_earlier_version_hid_stays_hidden(made: Callable[..., Arguments]) -> None:
    row = Row("heard", "yes", "stratum", "B", "")
    disclosed = disclose(*made(), Earlier(hidden=frozenset([row])))
    assert "B" in hidden(statuses(disclosed, "heard", "yes", "stratum"))


def test_what_an_earlier_version_showed_is_known_and_cannot_be_hidden(made: Callable[..., Arguments]) -> None:
    arguments = made(ELEVEN, {**GOOD, "A": (2, 1)}, never_sensitive=["good"])
    before = hidden(statuses(disclose(*arguments), "heard", "yes", "stratum"))
    others = sorted(before - {"A"})

    def told(*names: str, more: int = 0) -> Earlier:
        rows = {name: Row("heard", "yes", "stratum", name, "") for name in names}
        return Earlier(shown={row: frozenset([(sum(ELEVEN[name]) + more, 40)]) for name, row in rows.items()})

    after = hidden(statuses(disclose(*arguments, told(others[0])), "heard", "yes", "stratum"))
    assert others[0] not in after
    assert "A" in after
    # another number was of other data: it is not known
    assert hidden(statuses(disclose(*arguments, told(others[0], more=1)), "heard", "yes", "stratum")) == before
    # too much has been told: whoever knows the last district could work out the small one
    with pytest.raises(InputError, match="cannot be protected"):
        disclose(*arguments, told("B", "C", "E"))


def published(project: Project, disclosed: Disclosed, method: Method) -> None:
    log = pd.DataFrame({"rule": ["header-variant"]})
    write_published(project.workspace, method, disclosed, log)


def test_a_released_version_is_read_back(project: Project, made: Callable[..., Arguments]) -> None:
    estimates, counts, method = made(ELEVEN, {**GOOD, "A": (2, 1)})
    first = disclose(estimates, counts, method)
    published(project, first, method)
    release = project.workspace.reports / "released" / "small" / "1"
    release.mkdir(parents=True)
    (release / "estimates.csv").write_bytes((project.workspace.published("small") / "estimates.csv").read_bytes())
    earlier = earlier_versions(project.workspace, project.method().review)
    assert (70, 200) in earlier.shown[Row("heard", "yes", "all", "all", "")]
    assert Row("heard", "yes", "stratum", "A", "") in earlier.hidden
    again = disclose(estimates, counts, method, earlier)
    pd.testing.assert_frame_equal(first.estimates, again.estimates)
    # a district that is no longer small would be shown, had it not been hidden
    estimates, counts, method = made()
    assert hidden(statuses(disclose(estimates, counts, method, earlier), "heard", "yes", "stratum")) >= {"A"}


def test_a_release_that_cannot_be_read_stops_the_run(project: Project) -> None:
    release = project.workspace.reports / "released" / "small" / "1"
    release.mkdir(parents=True)
    (release / "estimates.csv").write_text("indicator;level\n", encoding="utf-8")
    with pytest.raises(InputError, match="released version cannot be read"):
        earlier_versions(project.workspace, project.method().review)


def test_no_hidden_number_is_in_any_file(project: Project, made: Callable[..., Arguments]) -> None:
    estimates, counts, method = made(ELEVEN, {**GOOD, "A": (2, 1)})
    disclosed = disclose(estimates, counts, method)
    published(project, disclosed, method)
    folder = project.workspace.published("small")
    with (folder / "estimates.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    texts = {"indicator", "level", "breakdown", "group", "versus", "period", "measure", "method", "family", "status"}
    gone = {(row["indicator"], row["breakdown"], row["group"]) for row in rows if row["status"].startswith("supp")}
    assert ("heard", "stratum", "A") in gone
    for row in rows:
        if row["status"].startswith("suppressed"):
            assert not any(cell for head, cell in row.items() if head not in texts | {"confidence", "population"}), row
    with (folder / "denominators.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if (row["indicator"], row["breakdown"], row["group"]) == ("good", "stratum", "A"):
                assert (row["asked"], row["n"], row["status"]) == ("40", "", "suppressed_complementary")
    summary = json.loads((folder / "disclosure.json").read_text(encoding="utf-8"))
    assert summary["audit"]["unsafe"] == 0
    assert summary["audit"]["attackers"] == ["reader", *DISTRICTS]
    assert summary["audit"]["cells"] >= 3
    assert summary["settings"]["decided_by"] == "Chefen"
    assert summary["strata"]["primary"] >= 1
    listed = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))["published"]
    assert "disclosure.json" in {entry["file"] for entry in listed}


def test_every_published_number_is_rounded(made: Callable[..., Arguments]) -> None:
    disclosed = disclose(*made(ELEVEN, {**GOOD, "A": (2, 1)}))
    table = disclosed.estimates
    shares = table["measure"].isin(["proportion", "sample_share", "bounds", "difference"])
    touched = shares & table["indicator"].isin(["heard", "good"])
    for name in ("estimate", "lower", "upper"):
        fine = table.loc[shares, name].dropna() * 1000
        np.testing.assert_allclose(fine, fine.round(), atol=1e-9)
        coarse = table.loc[touched, name].dropna() * 100
        assert len(coarse) > 5
        np.testing.assert_allclose(coarse, coarse.round(), atol=1e-9)
    statistic = table["statistic"].dropna() * 100
    np.testing.assert_allclose(statistic, statistic.round(), atol=1e-9)


def test_a_leak_stops_the_run_and_leaves_what_was_published(
    project: Project, made: Callable[..., Arguments], monkeypatch: pytest.MonkeyPatch
) -> None:
    estimates, counts, method = made()
    published(project, disclose(estimates, counts, method), method)
    folder = project.workspace.published("small")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def careless(linked: LinkedTables, settings: object) -> Suppression:
        """Hide what is small, and nothing that would give it away."""
        small = {
            name
            for table in linked.tables
            for names, line in zip(table.cells, table.counts.tolist(), strict=True)
            for name, number in zip(names, line, strict=True)
            if linked.cells[name].sensitive and 0 < number < 5
        }
        return Suppression(primary=frozenset(small))

    monkeypatch.setattr(protecting, "suppress_jointly", careless)
    estimates, counts, method = made(ELEVEN, {**GOOD, "A": (2, 1)})
    with pytest.raises(InputError, match=r"'good by stratum': 'good=yes, stratum=A'.* worked out by reader"):
        published(project, disclose(estimates, counts, method), method)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_secret_review_is_published_once_someone_has_decided(
    project: Project, made: Callable[..., Arguments]
) -> None:
    project.change_parameters(lambda parameters: parameters.update(synthetic=False, disclosure={}))
    with pytest.raises(InputError, match="disclosure needs reason and decided_by"):
        project.method()
    estimates, counts, method = made(ELEVEN, {**GOOD, "A": (2, 1)})
    assert method.review.secret
    published(project, disclose(estimates, counts, method), method)
    provenance = json.loads((project.workspace.published("small") / "provenance.json").read_text(encoding="utf-8"))
    assert not any(entry["file"].startswith("data/raw") for entry in provenance["inputs"])


@pytest.mark.parametrize("setting", ["never_sensitive", "always_sensitive", "small_totals"])
def test_a_question_that_the_codebook_does_not_have_is_refused(made: Callable[..., Arguments], setting: str) -> None:
    with pytest.raises(InputError, match=rf"disclosure.{setting}: the codebook has no question 'herd'. .*'heard'"):
        made(**{setting: ["herd"]})


def test_it_is_the_same_every_time(made: Callable[..., Arguments]) -> None:
    arguments = made(ELEVEN, {**GOOD, "A": (2, 1)})
    first, second = disclose(*arguments), disclose(*arguments)
    pd.testing.assert_frame_equal(first.estimates, second.estimates)
    assert first.summary == second.summary


def test_a_review_without_weights_keeps_the_interval_of_the_whole(made: Callable[..., Arguments]) -> None:
    # it is made from two totals
    disclosed = disclose(*made(ELEVEN, {**GOOD, "A": (2, 1)}, population=False))
    assert line(disclosed, indicator="heard", breakdown="all", measure="proportion")["method"] == "wilson"
    assert hidden(statuses(disclosed, "heard", "yes", "stratum"))


@pytest.mark.parametrize("base", [3, 5, 10])
def test_counts_below_the_whole_are_rounded_by_choice(made: Callable[..., Arguments], base: int) -> None:
    estimates, counts, method = made(ELEVEN, {**GOOD, "A": (2, 1)}, rounding_base=base)
    disclosed = disclose(estimates, counts, method)
    shares = disclosed.estimates[disclosed.estimates["measure"] == "proportion"]
    below = shares[(shares["breakdown"] != "all") & (shares["status"] == "ok")]
    assert len(below) > 10
    assert (below["x"] % base == 0).all()
    # 40 cases of a district are known to everybody; how many talks there were is not
    assert (below.loc[below["indicator"] == "good", "n"] % base == 0).all()
    assert set(below.loc[(below["indicator"] == "heard") & (below["breakdown"] == "stratum"), "n"]) == {40}
    strata = below[below["breakdown"] == "stratum"]
    np.testing.assert_allclose(strata["percent"], np.floor(100 * strata["x"] / strata["n"] + 0.5))
    assert line(disclosed, indicator="heard", breakdown="all", measure="sample_share")["x"] == 70
    sizes = disclosed.denominators[disclosed.denominators["breakdown"] == "stratum"].set_index(["indicator", "group"])[
        "n"
    ]
    assert (sizes["good"].dropna() % base == 0).all()
    assert statuses(disclosed, "heard", "yes", "stratum")["A"] == "suppressed"
    # a test, or the number of files in the district, would give the exact counts back
    silent = disclosed.estimates[disclosed.estimates["measure"].isin(["test", "homogeneity", "difference"])]
    assert silent[["estimate", "statistic", "p_value"]].isna().all(axis=None)
    computed = estimates.query("indicator == 'heard' and breakdown == 'all' and measure == 'proportion'").iloc[0]
    whole = line(disclosed, indicator="heard", breakdown="all", measure="proportion")
    assert whole["lower"] <= computed["lower"] < computed["upper"] <= whole["upper"]


def test_rounding_hides_no_less(made: Callable[..., Arguments]) -> None:
    exact = disclose(*made(ELEVEN, {**GOOD, "A": (2, 1)}))
    coarse = disclose(*made(ELEVEN, {**GOOD, "A": (2, 1)}, rounding_base=5))
    for indicator in ("heard", "good"):
        assert statuses(exact, indicator, "yes", "stratum") == statuses(coarse, indicator, "yes", "stratum")


def test_a_question_that_several_answers_lead_to_is_linked_to_all_of_them(
    project: Project, made: Callable[..., Arguments]
) -> None:
    made()
    codebook = CODEBOOK.replace("heard=yes", "who=school|police").replace("där barnet hördes;where heard", "några;some")
    (project.params / "codebook.csv").write_text(codebook, encoding="utf-8-sig")
    rows = rows_of(HEARD, dict.fromkeys(DISTRICTS, (20, 20)), dict.fromkeys(DISTRICTS, EVENLY))
    project.write_cases(*(row.replace("ej aktuellt", "Ja") for row in rows), head=HEAD)
    method = project.method()
    counts = count(clean(read_raw(project.raw, method.review), method).cases, method)
    [component] = [one for one in question_tables(ledger_of(counts), method) if "good" in one.parts]
    assert set(component.parts) == {"who", "good"}
    led = next(table for table in component.tables if table.name == "good by stratum")
    assert led.counts[-1].tolist() == [70, 70, 140]
    for table in component.tables:
        np.testing.assert_array_equal(table.counts[:, :-1].sum(axis=1), table.counts[:, -1])
        np.testing.assert_array_equal(table.counts[:-1].sum(axis=0), table.counts[-1])
    assert component.counts["who=school or who=police, stratum=A"] == 28
