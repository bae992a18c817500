"""What a review says of the one that it follows: never more than the interval, and what cannot be compared."""

import json
from typing import Any

import pytest

from granska.report.over_time import over_time
from report.made_up import MadeUp, row
from report.test_hidden import hide


def told(project: MadeUp, language: str) -> str:
    return over_time(project.open(language)).markdown().replace("\\", "").replace("\u202f", " ").replace("\xa0", " ")


@pytest.fixture
def following(full: MadeUp) -> MadeUp:
    """Give a review that follows another, with the same questions."""
    full.review |= {"follows": {"review": "before"}}
    full.review["design"] |= {"inference": "practice"}
    full.review["design"]["strata"] |= {"names": ["Östra", "Ängby", "Åsen"]}
    full.review["design"].pop("population")
    write_before(full)
    return full


def write_before(project: MadeUp, codebook: str = "", **changes: Any) -> None:
    before = MadeUp(project.root)
    before.review = json.loads(json.dumps({**project.review, **changes}))
    before.review |= {"id": "before", "period": {"start": "2021-01-01", "end": "2021-12-31"}}
    before.review["title"] = {"sv": "Den förra", "en": "The last one"}
    before.review.pop("follows")
    before.codebook = codebook or project.codebook
    before.write()


def change(points: float, low: float, high: float, **cells: Any) -> dict[str, Any]:
    whole = {"percent": round(100 * points), "percent_lower": round(100 * low), "percent_upper": round(100 * high)}
    interval = {"estimate": points, "lower": low, "upper": high, "n": 200, **whole}
    usual = {"measure": "change", "method": "mover-published", "versus": "before"}
    return row("heard", **{**usual, **interval, **cells})


def test_another_sample_gives_a_sign_at_most(following: MadeUp) -> None:
    following.estimates.append(change(0.12, 0.02, 0.21))
    said = told(following, "en")
    assert "The earlier review is “The last one” (2021). It read other cases" in said
    assert "**The child was heard:** +12 percentage points (2–21), a sign of a change that is not established." in said
    assert "more than chance explains" not in said
    following.estimates[-1] |= {"lower": -0.02, "percent_lower": -2}
    assert "**Barnet kom till tals:** ingen förändring är påvisad (+12 procentenheter; −2 till 21)." in told(
        following, "sv"
    )


@pytest.mark.parametrize(
    ("adjusted", "words"),
    [
        (0.01, "+12 procentenheter (2–21), mer än slumpen förklarar."),
        (0.2, "+12 procentenheter (2–21), ett tecken på en förändring som inte är fastställd."),
    ],
)
def test_the_same_cases_are_tested(following: MadeUp, adjusted: float, words: str) -> None:
    following.review["follows"] |= {"same_cases": True}
    place = {"breakdown": "again", "versus": "before", "n": 200}
    following.estimates.append(change(0.12, 0.02, 0.21, breakdown="again", method="tango"))
    test = {"measure": "test", "method": "mcnemar-mid-p", "family": "follow-up", "confidence": ""}
    following.estimates.append(row("heard", p_value=0.005, p_adjusted=adjusted, **test, **place))
    said = told(following, "sv")
    assert words in said
    assert "Samma ärenden lästes igen." in said
    following.estimates[-2:] = [hide(one) for one in following.estimates[-2:]]
    said = told(following, "sv")
    assert "siffran visas inte, för att skydda enskilda." in said
    assert "+12" not in said


def test_what_cannot_be_compared_is_said_with_its_reason(following: MadeUp) -> None:
    codebook = following.codebook.replace("Barnet kom till tals", "Barnet hördes")
    lines = [line for line in codebook.splitlines() if not line.startswith("held;")]
    following.review["design"]["strata"]["names"] = ["Östra", "Ängby"]
    before = {**following.review["design"]["strata"], "names": ["Östra", "Strand"]}
    write_before(following, "\n".join(lines) + "\n", design={"strata": before})
    said = told(following, "sv")
    assert "barnet kom till tals (den är annorlunda formulerad)" in said
    assert "bedömningen höll inte (den ställdes inte i den tidigare)" in said
    assert "Bara i den tidigare: Strand. Bara i den här: Ängby." in said
    assert "Ingen andel för helheten kan jämföras" in said


def test_a_review_that_follows_none_has_no_such_section(full: MadeUp) -> None:
    assert told(full, "sv") == ""
