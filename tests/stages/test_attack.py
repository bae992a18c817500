"""What can be worked out: against going through every possible table, and the leaks that have to be found."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from granska.stages import roots
from granska.stages.attack import READER, audit, audit_jointly
from granska.stages.linked import Cell, LinearFigure, LinkedTables, Table
from possible_tables import answers, every_table, girls_and_districts, values

DEFAULT = SimpleNamespace()


def limits_of(linked, hidden, attacker=READER, withheld=frozenset()):
    found = audit_jointly(linked, frozenset(hidden), DEFAULT, withheld)
    return {attack.cell: (attack.low, attack.high) for attack in found if attack.attacker == attacker}


def holders(linked):
    return sorted({cell.holder for cell in linked.cells.values()} - {""})


def own_of(linked, holder):
    return [name for name, cell in linked.cells.items() if holder and cell.holder == holder]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    yes=st.lists(st.integers(0, 6), min_size=2, max_size=4),
    weights=st.lists(st.integers(1, 9), min_size=4, max_size=4),
    hidden=st.lists(st.booleans(), min_size=4, max_size=4),
    digits=st.integers(-1, 2),
)
def test_limits_with_a_figure_are_those_of_all_possible_tables(yes, weights, hidden, digits):
    linked = answers(yes, 6, weights[: len(yes)], digits)
    rows = [letter for letter, is_hidden in zip("abcd"[: len(yes)], hidden, strict=False) if is_hidden]
    names = {f"{row} {answer}" for row in rows for answer in ("yes", "no")}
    assert limits_of(linked, names) == every_table(linked, names, [])
    for holder in rows:
        assert limits_of(linked, names, holder) == every_table(linked, names, own_of(linked, holder))


@settings(max_examples=25, deadline=None, derandomize=True)
@given(counts=st.lists(st.integers(0, 2), min_size=8, max_size=8), whole=st.booleans())
def test_limits_in_linked_tables_are_those_of_all_possible_tables(counts, whole):
    linked = girls_and_districts(np.array(counts).reshape(2, 2, 2))
    names = {name for name, cell in linked.cells.items() if cell.sensitive and (whole or name.startswith("all"))}
    for attacker in ["", *holders(linked)]:
        expected = every_table(linked, names, own_of(linked, attacker))
        assert limits_of(linked, names, attacker or READER) == {
            name: limits for name, limits in expected.items() if name in names
        }


@settings(max_examples=40, deadline=None, derandomize=True)
@given(data=st.data())
def test_limits_with_hidden_margins_are_those_of_all_possible_tables(data):
    inner = np.array(data.draw(st.lists(st.integers(0, 3), min_size=6, max_size=6))).reshape(3, 2)
    counts = np.vstack([np.column_stack([inner, inner.sum(axis=1)]), [*inner.sum(axis=0), inner.sum()]])
    names = tuple(tuple(f"{row}{column}" for column in range(3)) for row in range(4))
    cells = {name: Cell(ceiling=int(counts.max())) for line in names for name in line}
    linked = LinkedTables((Table("t", counts, names),), cells)
    hidden = data.draw(st.sets(st.sampled_from(sorted(cells)), min_size=1, max_size=7))
    assert limits_of(linked, hidden) == every_table(linked, hidden, [])


def test_what_nothing_limits_has_no_largest_value():
    assert audit(np.array([[1, 2, 3], [4, 5, 9], [5, 7, 12]]), {(0, 0), (0, 2), (2, 0), (2, 2)}, DEFAULT) == {
        (0, 0): (0, np.inf),
        (0, 2): (2, np.inf),
        (2, 0): (4, np.inf),
        (2, 2): (11, np.inf),
    }


def test_the_answer_is_made_of_what_is_published():
    linked = answers([3, 4, 2, 9], 12)
    others = answers([2, 3, 4, 9], 12)
    names = {f"{row} {answer}" for row in "abc" for answer in ("yes", "no")}
    assert limits_of(linked, names) == limits_of(others, names)
    # each holder knows its own row, and so learns something else of the other rows
    assert limits_of(linked, names, "a") != limits_of(others, names, "a")


# planted leaks: each is a way by which a small count gets out although it is hidden


def unsafe(linked, hidden, settings=DEFAULT, withheld=frozenset()):
    return {(a.attacker, a.cell) for a in audit_jointly(linked, frozenset(hidden), settings, withheld) if not a.safe}


def test_a_leak_by_a_margin_is_found():
    linked = answers([3, 9, 8], 12, held=False)
    assert unsafe(linked, {"a yes"}) == {(READER, "a yes")}
    hidden_margins = {**linked.cells, "a all": Cell(), "whole yes": Cell(), "whole all": Cell(), "b all": Cell()}
    opened = replace(linked, cells=hidden_margins)
    assert unsafe(opened, {"a yes", "a all", "whole yes", "whole all"}) == set()
    shown = replace(linked, cells=hidden_margins | {"a all": Cell(known=True)})
    assert unsafe(shown, {"a yes", "a all", "whole yes", "whole all"}) == {(READER, "a yes")}


def test_a_leak_by_a_decimal_too_many_is_found():
    """Three districts of 12, public populations: two decimals of the weighted share and the total give all counts."""
    population = [120, 340, 95]
    names = {f"{row} {answer}" for row in "abc" for answer in ("yes", "no")}
    rough = answers([4, 5, 5], 12, np.array(population) / 12, 0, held=False)
    assert unsafe(rough, names) == set()
    fine = answers([4, 5, 5], 12, np.array(population) / 12, 2, held=False)
    assert limits_of(fine, names) == {
        name: (count, count) for name, count in values(fine.tables).items() if name in names
    }
    assert unsafe(fine, names) == {(READER, "a yes")}
    assert unsafe(fine, names, withheld=frozenset(["share"])) == set()


def test_a_leak_by_an_earlier_version_is_found():
    linked = answers([3, 6, 4], 12, held=False)
    names = {f"{row} {answer}" for row in "ab" for answer in ("yes", "no")}
    assert unsafe(linked, names) == set()
    earlier = replace(linked, cells=linked.cells | {"b no": Cell(known=True)})
    assert unsafe(earlier, names) == {(READER, "a yes")}


def test_two_hidden_districts_tell_each_other():
    linked = answers([3, 6, 8], 12)
    names = {f"{row} {answer}" for row in "ab" for answer in ("yes", "no")}
    assert unsafe(linked, names) == {("b", "a yes")}
    assert unsafe(linked, names, SimpleNamespace(accept_pairs=True)) == set()
    assert unsafe(linked, names | {"c yes", "c no"}) == set()


def test_what_is_accepted_is_said_and_needs_nothing():
    linked = answers([3, 9, 8], 12, held=False)
    linked = replace(linked, cells=linked.cells | {"a yes": Cell(accepted=True)})
    [attack] = audit_jointly(linked, frozenset(["a yes"]), DEFAULT)
    assert (attack.low, attack.high, attack.safe, attack.accepted) == (3, 3, True, True)


@pytest.mark.parametrize(
    ("settings", "safe"),
    [
        (SimpleNamespace(), False),
        (SimpleNamespace(rule="not_exact"), True),
        (SimpleNamespace(threshold=4), True),
        (SimpleNamespace(threshold=3), True),
    ],
)
def test_the_rule_says_how_far_a_count_must_seem_to_reach(settings, safe):
    linked = answers([3, 1], 12, held=False)
    found = audit_jointly(linked, frozenset(["a yes", "a no", "b yes", "b no"]), settings)
    assert {(attack.cell, attack.low, attack.high) for attack in found if attack.cell == "a yes"} == {("a yes", 0, 4)}
    assert all(attack.safe for attack in found if attack.cell == "a yes") is safe


def test_a_ceiling_is_as_far_as_a_count_can_reach():
    linked = answers([1, 1, 2], 3, held=False)
    names = {f"{row} {answer}" for row in "abc" for answer in ("yes", "no")}
    assert unsafe(linked, names) == set()


def test_zeros_are_protected_where_they_are_sensitive():
    linked = answers([0, 9, 8], 12, held=False)
    assert unsafe(linked, {"a yes"}) == set()
    assert unsafe(linked, {"a yes"}, SimpleNamespace(zeros_sensitive=True)) == {(READER, "a yes")}


def test_a_table_that_does_not_add_up_is_a_fault_that_names_no_value():
    with pytest.raises(AssertionError, match="'the table' contradicts itself"):
        audit(np.array([[3, 9, 13], [5, 7, 12], [8, 16, 24]]), {(0, 0), (1, 0), (0, 1)}, DEFAULT)


def test_a_figure_that_its_counts_do_not_give_is_a_fault():
    linked = answers([3, 6, 4], 12, held=False)
    linked = replace(linked, figures=(LinearFigure("share", {"a yes": 1.0, "b yes": 1.0}, 14, 14),))
    names = {f"{row} {answer}" for row in "ab" for answer in ("yes", "no")}
    with pytest.raises(AssertionError, match="contradicts itself"):
        audit_jointly(linked, frozenset(names), DEFAULT)


def test_one_name_is_one_count():
    table = Table(
        "t", np.array([[1, 2, 3], [1, 2, 3], [2, 4, 6]]), (("a", "b", "n"), ("a", "d", "m"), ("e", "f", "all"))
    )
    twice = Table("u", np.array([[1, 5, 6], [1, 2, 3], [2, 7, 9]]), (("a", "x", "y"), ("z", "d", "o"), ("p", "f", "q")))
    with pytest.raises(AssertionError, match="'f' in 'u' is another count"):
        audit_jointly(LinkedTables((table, twice)), frozenset(["a"]), DEFAULT)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.lists(st.integers(0, 12), min_size=3, max_size=5),
    st.lists(st.integers(1, 40), min_size=5, max_size=5),
    st.sampled_from([0, 1, 2]),
    st.booleans(),
)
def test_in_fractions_a_count_is_judged_the_same_by_far_tables_and_by_its_widest_limits(yes, weights, digits, held):
    linked = answers(yes, 12, np.array(weights[: len(yes)]) / 12, digits, held=held)
    names = frozenset(name for name in values(linked.tables) if name[0] in "abcde" and name[2:] in ("yes", "no"))
    judged = {(a.attacker, a.cell): a for a in audit_jointly(linked, names, DEFAULT, whole=False)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(roots, "SPREAD_OUT", 0)
        widest = {(a.attacker, a.cell): a for a in audit_jointly(linked, names, DEFAULT, whole=False)}
    assert judged.keys() == widest.keys()
    for key, attack in judged.items():
        assert attack.safe == widest[key].safe
        assert widest[key].low <= attack.low <= attack.high <= widest[key].high
