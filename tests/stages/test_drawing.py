"""The draw: repeatable, fair, confidential; and what became of the cases drawn."""

import hashlib
import json
import subprocess
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chisquare

from granska.errors import InputError, ProblemsError
from granska.review.population import load_population
from granska.stages.drawing import draw_sample, drawn, order_key
from granska.stages.outcome import added_uncertainty, belonging, record_outcome
from plans import SIZES, Planning, every_case, make_plan


@pytest.fixture
def planning(tmp_path) -> Planning:
    made = make_plan(tmp_path / "city")
    made.list_cases(every_case())
    made.may_draw()
    made.change(lambda plan: plan.update(allocation={"cases": {"Norra": 10, "Södra": 12, "Västra": 8}}))
    return made


def draw(planning: Planning):
    return draw_sample(planning.workspace, "later")


def test_the_order_can_be_had_without_the_program() -> None:
    known = subprocess.run(["sha256sum"], input="7\nSödra\nS-001".encode(), capture_output=True, check=True).stdout
    assert order_key(7, "Södra", "S-001") == known.decode().split()[0]
    # an å typed as a and a ring is the same å
    assert order_key(7, "A\u030alsta", "1") == order_key(7, "Ålsta", "1")


def test_a_draw_writes_list_population_and_record(planning) -> None:
    record, new = draw(planning)
    assert new
    rows = planning.drawn()
    assert Counter((row["stratum"], row["part"]) for row in rows) == {
        ("Norra", "sample"): 10, ("Södra", "sample"): 12, ("Västra", "sample"): 8,
        ("Norra", "reserve"): 3, ("Södra", "reserve"): 3, ("Västra", "reserve"): 3,
    }  # fmt: skip
    for name, size in SIZES.items():
        by_hand = sorted(
            (hashlib.sha256(f"7\n{name}\n{identifier}".encode()).hexdigest(), identifier)
            for identifier, district in every_case()
            if district == name
        )
        assert len(by_hand) == size
        there = [row["case_id"] for row in rows if row["stratum"] == name]
        assert there == [identifier for _, identifier in by_hand[: len(there)]]
    assert load_population(planning.params / "population.csv") == SIZES
    text = json.dumps(record)
    assert not any(identifier in text for identifier, _ in every_case())
    content = "".join(sorted(f"{district}\t{identifier}\n" for identifier, district in every_case()))
    assert record["frame"]["sha256"] == hashlib.sha256(content.encode()).hexdigest()


def test_the_order_of_the_rows_does_not_matter_and_the_bytes_are_the_same(planning, tmp_path) -> None:
    draw(planning)
    other = make_plan(tmp_path / "elsewhere")
    other.list_cases(sorted(every_case(9), reverse=True))
    other.may_draw()
    other.change(lambda plan: plan.update(allocation={"cases": {"Norra": 10, "Södra": 12, "Västra": 8}}))
    draw(other)
    for name in ("sample.csv",):
        assert (planning.raw / name).read_bytes() == (other.raw / name).read_bytes()
    before = {path: path.read_bytes() for path in planning.raw.iterdir()}
    record, new = draw(planning)
    assert not new
    assert record["seed"] == 7
    assert {path: path.read_bytes() for path in planning.raw.iterdir()} == before


def test_a_case_more_on_the_list_leaves_the_others_in_their_order() -> None:
    frame = pd.DataFrame(every_case(), columns=["case_id", "stratum"])
    one = drawn(frame, SIZES, 7, 0).query("stratum == 'Norra'")["case_id"].tolist()
    more = pd.concat([frame, pd.DataFrame({"case_id": ["N-new"], "stratum": ["Norra"]})])
    again = drawn(more, SIZES | {"Norra": 121}, 7, 0).query("stratum == 'Norra'")["case_id"].tolist()
    assert [identifier for identifier in again if identifier != "N-new"] == one


def test_every_case_is_drawn_as_often_over_the_seeds() -> None:
    frame = pd.DataFrame({"case_id": [f"FB-{number:04}" for number in range(20)], "stratum": "Norra"})
    often = Counter[str]()
    for seed in range(2000):
        often.update(drawn(frame, {"Norra": 5}, seed, 0)["case_id"])
    counts = np.array([often[identifier] for identifier in frame["case_id"]])
    assert counts.sum() == 10_000
    assert chisquare(counts).pvalue > 0.001


FAULTS = [
    (lambda p: p.list_cases([*every_case(), ("n-001 ", "Norra")]), "the same case id. Keep one row of each case."),
    (lambda p: p.list_cases([*every_case(), ("", "Norra")]), "row 474, column 'Ärende': empty, but every case"),
    (lambda p: p.list_cases([*every_case(), ("X", "Nora")]), "an area that is not in the list of areas (a text of 4 "
     "characters). Did you mean 'Norra'?"),
    (lambda p: p.change(lambda plan: plan["frame"].update(case_id="Nummer")), "arenden.csv: case_id: 'Nummer': no "
     "column is headed so."),
    (lambda p: p.change(lambda plan: plan["allocation"]["cases"].update(Västra=13)), "'Västra' has 12 cases, and 13 "
     "are wanted there."),
    (lambda p: p.change(lambda plan: plan.update(draft=True)), "draft is true. Decide the plan"),
    (lambda p: p.change(lambda plan: plan.pop("draw")), "draw is not given. Add it, with a seed"),
    (lambda p: (p.params / "population.csv").write_text("stratum,population\nNorra,9\n"), "params/later/population.csv "
     "stands there already, with other numbers"),
    (lambda p: p.list_cases([*every_case(), ("19811218-9876", "Norra")]), "holds a Swedish personal identity number"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "message"), FAULTS)
def test_what_keeps_a_sample_from_being_drawn(planning, change, message) -> None:
    change(planning)
    with pytest.raises(InputError) as error:
        draw(planning)
    assert message in str(error.value)
    assert "N-001" not in str(error.value)
    assert not (planning.raw / "sample.csv").exists()


def test_all_faults_of_a_list_come_at_once(planning) -> None:
    planning.list_cases([*every_case(), ("N-001", "Norra"), ("", "Södra"), ("X", "Nora")])
    with pytest.raises(ProblemsError) as error:
        draw(planning)
    assert len(error.value.found) == 3


def test_a_sample_that_is_drawn_is_not_drawn_anew(planning) -> None:
    draw(planning)
    before = (planning.raw / "sample.csv").read_bytes()
    planning.may_draw(seed=8)
    with pytest.raises(InputError, match=r"give draw\.name another name and say under draw\.reason"):
        draw(planning)
    planning.may_draw(seed=8, name="second")
    with pytest.raises(InputError, match=r"a sample has been drawn already: sample\. A second one needs draw\.reason"):
        draw(planning)
    planning.may_draw(seed=8, name="second", reason={"sv": "Listan var fel.", "en": "The list was wrong."})
    record, new = draw(planning)
    assert new
    assert record["reason"]["en"] == "The list was wrong."
    assert (planning.raw / "sample.csv").read_bytes() == before


# After the reading.


def listed(planning: Planning, stratum: str, part: str) -> list[str]:
    return [row["case_id"] for row in planning.drawn() if (row["stratum"], row["part"]) == (stratum, part)]


def write_outcome(planning: Planning, *rows: tuple[str, str]) -> None:
    text = "\n".join(["case_id;outcome", *(f"{identifier};{word}" for identifier, word in rows)])
    (planning.raw / "sample-outcome.csv").write_text(text + "\n", encoding="utf-8")


def outcome(planning: Planning):
    return record_outcome(planning.workspace, "later")


def test_the_protocol_is_completed_and_the_population_corrected(planning) -> None:
    draw(planning)
    sample, reserve = listed(planning, "Södra", "sample"), listed(planning, "Södra", "reserve")
    write_outcome(
        planning,
        (sample[0], "hittades inte"), (sample[1], "hör inte till"), (reserve[0], "hör inte till"),
        (reserve[1], "läst"), (reserve[2], "read"),
        (listed(planning, "Norra", "sample")[4], "does not belong"),
    )  # fmt: skip
    record = outcome(planning)
    found = {one["stratum"]: one for one in record["outcome"]}
    south = {"sample": 12, "replacements": 3, "not_found": 1, "not_belonging": 2, "read": 12}
    assert {name: found["Södra"][name] for name in south} == south
    # 12 of 14 belonged and reading went on until there were 12: 340 × 11/13; in Norra 9 of 10 did, without replacement
    assert load_population(planning.params / "population.csv") == {"Norra": 108, "Södra": 288, "Västra": 12}
    assert 0 < record["uncertainty"] < 0.1
    # mended and recorded again: the table that the draw wrote may be written over, and another may not
    write_outcome(planning, (sample[0], "not found"))
    outcome(planning)
    assert load_population(planning.params / "population.csv") == SIZES
    (planning.params / "population.csv").write_text("stratum,population\nNorra,9\n", encoding="utf-8")
    with pytest.raises(InputError, match="with other numbers than those of the frame"):
        outcome(planning)


def test_faults_of_the_outcome_come_all_at_once_and_name_no_id(planning) -> None:
    draw(planning)
    sample, reserve = listed(planning, "Norra", "sample"), listed(planning, "Norra", "reserve")
    south = listed(planning, "Södra", "reserve")
    write_outcome(
        planning,
        (sample[0], "hittades inte"), (reserve[1], "läst"), ("X-9", "läst"), (sample[1], "borta"),
        (sample[2], "läst"), (sample[2], "läst"), (south[0], "läst"),
    )  # fmt: skip
    with pytest.raises(ProblemsError) as error:
        outcome(planning)
    text = str(error.value)
    for said in (
        "sample-outcome.csv, rows 6, 7: the same case id. Keep one row of each case.",
        "sample-outcome.csv, row 4: the case was not drawn, not even into the reserve. Mend the id.",
        "sample-outcome.csv, row 5: the outcome is none of those known.",
        "sample-outcome.csv, row 3: number 12 of 'Norra' was taken before number 11. Replacements are taken in the",
        "sample-outcome.csv: 'Södra' has 1 replacements, and 0 cases were not found or did not belong.",
    ):
        assert said in text
    assert len(error.value.found) == 5
    assert not any(identifier in text for identifier in (*sample, *reserve, *south, "X-9"))


def test_nothing_is_recorded_before_the_draw_or_on_a_changed_list(planning) -> None:
    with pytest.raises(InputError, match="nothing has been drawn"):
        outcome(planning)
    draw(planning)
    with pytest.raises(InputError, match=r"sample-outcome\.csv does not exist\. Write a row for each case"):
        outcome(planning)
    write_outcome(planning, (listed(planning, "Norra", "sample")[0], "not found"))
    path = planning.raw / "sample.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("reserve", "sample", 1), encoding="utf-8")
    with pytest.raises(InputError, match=r"sample\.csv is not as it was drawn"):
        outcome(planning)


def test_the_estimated_population_is_right_on_average() -> None:
    """Reading until 8 of 60 belong, of which 45 do: one less of both is right; the plain share is too large."""
    rng = np.random.default_rng(3)
    belongs = np.arange(60) < 45
    unbiased, plain = [], []
    for _ in range(4000):
        order = rng.permutation(belongs)
        tried = int(np.argmax(np.cumsum(order) == 8)) + 1
        outside = tried - 8
        unbiased.append(60 * 7 / (tried - 1))
        plain.append(60 * 8 / tried)
        if outside:
            assert belonging(60, 8, outside, until=True) == min(max(round(unbiased[-1]), 8), 60 - outside)
    assert np.mean(unbiased) == pytest.approx(45, abs=0.4)
    assert np.mean(plain) > 46


def test_the_added_uncertainty_bounds_what_a_simulation_finds() -> None:
    """Two districts, of which one has files that do not belong, and shares that lie apart."""
    from granska.stages.outcome import StratumOutcome

    rng = np.random.default_rng(4)
    shares = np.array([0.9, 0.2])
    whole = []
    for _ in range(4000):
        found = rng.hypergeometric(150, 50, 30)
        sizes = np.array([200 * found / 30, 300])
        whole.append((sizes * shares).sum() / sizes.sum())
    bound = added_uncertainty(
        [StratumOutcome("Norra", 200, 30, 0, 0, 8, 22, 147), StratumOutcome("Södra", 300, 30, 0, 0, 0, 30, 300)]
    )
    assert 0.5 * bound < np.std(whole) < bound
