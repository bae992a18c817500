"""What is hidden: enough, always by the audit; no more than that, by trying every smaller choice."""

from dataclasses import replace
from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from granska.errors import InputError
from granska.review.protection import Disclosure
from granska.stages import suppression
from granska.stages.attack import audit_jointly
from granska.stages.linked import Cell, LinkedTables, Suppression, Table
from granska.stages.suppression import suppress, suppress_jointly
from possible_tables import answers, girls_and_districts, values

DEFAULT = Disclosure()
WEIGHTS = [10, 28, 8, 34, 5, 22, 3]


def safe(linked, hidden, settings, withheld=frozenset()):
    return all(attack.safe for attack in audit_jointly(linked, frozenset(hidden), settings, frozenset(withheld)))


def best_by_trying(linked, settings, kept) -> Suppression | None:
    """Try every choice, the cheapest first, and take the first that the audit finds safe."""
    counts = values(linked.tables)
    primary = {
        name
        for name, count in counts.items()
        if linked.cells[name].sensitive and 1 <= count < settings.threshold and not linked.cells[name].known
    }
    optional = sorted(name for name in counts if not kept(name) and name not in primary)
    figures = sorted({figure.name for figure in linked.figures})
    choices = [
        (len(withheld), size, sum(counts[name] for name in chosen), chosen, withheld)
        for size in range(len(optional) + 1)
        for chosen in combinations(optional, size)
        for some in range(len(figures) + 1)
        for withheld in combinations(figures, some)
    ]
    for _, _, _, chosen, withheld in sorted(choices):
        if safe(linked, primary | {*chosen}, settings, withheld):
            return Suppression(frozenset(primary), frozenset(chosen), frozenset(withheld))
    return None


def result(linked, settings):
    try:
        return suppress_jointly(linked, settings)
    except InputError:
        return None


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    yes=st.lists(st.integers(0, 12), min_size=2, max_size=4),
    weighted=st.booleans(),
    held=st.booleans(),
    rule=st.sampled_from(["upper_bound", "not_exact"]),
    digits=st.integers(-1, 1),
)
def test_the_choice_for_a_question_is_the_best_there_is(yes, weighted, held, rule, digits):
    linked = answers(yes, 12, WEIGHTS[: len(yes)] if weighted else [], digits, held=held)
    chosen = SimpleNamespace(threshold=5, rule=rule)
    assert result(linked, chosen) == best_by_trying(linked, chosen, lambda name: linked.cells[name].known)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(inner=st.lists(st.integers(0, 9), min_size=9, max_size=9))
def test_the_choice_for_one_table_is_the_best_there_is(inner):
    counts = np.array(inner).reshape(3, 3)
    counts = np.vstack([np.column_stack([counts, counts.sum(axis=1)]), [*counts.sum(axis=0), counts.sum()]])
    names = tuple(tuple(f"{row}{column}" for column in range(4)) for row in range(4))
    cells = {name: Cell(known="3" in name) for line in names for name in line}
    linked = LinkedTables((Table("t", counts, names),), cells)
    found = result(linked, DEFAULT)
    assert found == best_by_trying(linked, DEFAULT, lambda name: "3" in name)
    if found is not None:
        assert suppress(counts, DEFAULT) == {(int(name[0]), int(name[1])) for name in found.hidden}


@settings(max_examples=10, deadline=None, derandomize=True)
@given(counts=st.lists(st.integers(0, 9), min_size=12, max_size=12))
def test_linked_tables_are_protected_with_as_few_as_possible(counts):
    linked = girls_and_districts(np.array(counts).reshape(2, 3, 2))
    kept = {name for name, cell in linked.cells.items() if cell.known or cell.hidden}
    assert result(linked, DEFAULT) == best_by_trying(linked, DEFAULT, kept.__contains__)


@pytest.mark.parametrize("seed", range(12))
def test_eleven_districts_are_always_safe_by_the_audit_and_the_same_again(seed):
    random = np.random.default_rng(seed)
    yes = random.binomial(26, random.uniform(0.02, 0.6), 11)
    linked = answers(yes, 26, random.integers(30, 500, 11) / 26)
    found = suppress_jointly(linked, DEFAULT)
    assert found.gap == 0
    assert safe(linked, found.hidden, DEFAULT, found.figures)
    assert suppress_jointly(linked, DEFAULT) == found
    shuffled = replace(linked, cells=dict(reversed(linked.cells.items())), figures=tuple(reversed(linked.figures)))
    assert suppress_jointly(shuffled, DEFAULT) == found


def test_thirty_areas_are_proven():
    random = np.random.default_rng(7)
    inner = np.column_stack([random.binomial(26, 0.2, 30), random.binomial(13, 0.4, 30)])
    inner = np.column_stack([inner, 39 - inner.sum(axis=1)])
    counts = np.vstack([np.column_stack([inner, inner.sum(axis=1)]), [*inner.sum(axis=0), inner.sum()]])
    names = tuple(tuple(f"{row:02d}{column}" for column in range(4)) for row in range(31))
    cells = {name: Cell(known=name.startswith("30") or name.endswith("3")) for line in names for name in line}
    linked = LinkedTables((Table("t", counts, names),), cells)
    found = suppress_jointly(linked, DEFAULT)
    assert found.gap == 0
    assert found.primary
    assert safe(linked, found.hidden, DEFAULT)


def test_what_is_not_proven_is_safe_and_says_how_far_it_may_be_from_the_best(monkeypatch):
    linked = answers([3, 8, 9, 10, 1, 12], 26, WEIGHTS[:6], 1)
    best = suppress_jointly(linked, DEFAULT)
    monkeypatch.setattr(suppression, "MOST_ROUNDS", 1)
    found = suppress_jointly(linked, DEFAULT)
    assert safe(linked, found.hidden, DEFAULT, found.figures)
    assert best.gap == 0
    assert found.figures == best.figures
    assert found.gap >= len(found.complementary) - len(best.complementary) >= 0


def test_a_small_count_takes_its_complement_and_two_more_districts():
    linked = answers([3, 8, 9, 10], 26)
    found = suppress_jointly(linked, DEFAULT)
    assert found.primary == {"a yes"}
    # each district more costs 26 answers: the first in sorted order are taken
    assert found.complementary == {"a no", "b yes", "b no", "c yes", "c no"}
    pairs = suppress_jointly(linked, SimpleNamespace(accept_pairs=True))
    assert pairs.complementary == {"a no", "b yes", "b no"}


def test_a_figure_is_withheld_only_where_no_count_helps():
    linked = answers([3, 6, 4], 12, np.array([120, 340, 95]) / 12, 2, held=False)
    found = suppress_jointly(linked, DEFAULT)
    assert found.figures == {"share"}
    assert safe(linked, found.hidden, DEFAULT, found.figures)


def test_what_is_never_shown_is_no_complementary_count():
    linked = answers([3, 6, 7], 12, held=False)
    names = {"a no", "b yes", "b no"}
    linked = replace(linked, cells=linked.cells | dict.fromkeys(names, Cell(hidden=True)))
    assert suppress_jointly(linked, DEFAULT) == Suppression(frozenset(["a yes"]))


def test_what_everybody_knows_is_not_hidden():
    linked = answers([3, 6, 7, 7], 12, held=False)
    linked = replace(linked, cells=linked.cells | {"b yes": Cell(known=True)})
    assert suppress_jointly(linked, DEFAULT).complementary == {"a no", "c no", "c yes"}


def test_what_is_accepted_needs_nothing_beside_it():
    linked = answers([3, 6, 7], 12)
    linked = replace(linked, cells=linked.cells | {"a yes": Cell(accepted=True)})
    assert suppress_jointly(linked, DEFAULT) == Suppression(frozenset(["a yes"]))


def test_margins_are_hidden_where_that_is_allowed():
    table = np.array([[3, 3, 6], [2, 1, 3], [5, 4, 9]])
    linked = answers([3], 12, held=False)
    with pytest.raises(InputError, match=r"'answers': 'a yes' cannot be protected.*keep_margins") as caught:
        suppress_jointly(linked, DEFAULT)
    assert "3" not in str(caught.value)
    with pytest.raises(InputError, match="cannot be protected"):
        suppress(table, DEFAULT)
    hidden = suppress(table, SimpleNamespace(keep_margins=False))
    assert {(0, 0), (0, 1), (1, 0), (1, 1), (1, 2), (2, 1)} <= hidden
    assert {(0, 2), (2, 0), (2, 2)} & hidden


def test_a_review_without_small_counts_hides_nothing():
    assert suppress_jointly(answers([8, 9, 10], 26, WEIGHTS[:3]), DEFAULT) == Suppression()
    assert suppress_jointly(LinkedTables(()), DEFAULT) == Suppression()
