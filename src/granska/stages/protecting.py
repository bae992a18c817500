"""What a reader may see of a review's counts: chosen by suppression, and then attacked by an audit of its own.

Suppression and audit share nothing but the tables. Where the audit finds a small count that can be worked out, nothing
is published.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

from granska.errors import InputError
from granska.review.model import UNKNOWN_GROUP
from granska.review.protection import Disclosure
from granska.stages.attack import READER, Attack, audit_jointly
from granska.stages.contracts import ALL, STRATUM
from granska.stages.linked import Suppression
from granska.stages.question_figures import share_name
from granska.stages.question_tables import Component, Row
from granska.stages.suppression import suppress_jointly

Hidden = Literal["suppressed", "suppressed_complementary"]


class Share(NamedTuple):
    """A share: which it is, where it stands, why its counts are hidden if they are, and whether its denominator is."""

    row: Row
    component: Component
    hidden: Hidden | None
    size_hidden: bool

    @property
    def counts(self) -> tuple[int, int]:
        """How many have the answer, and how many have any; secret where they are hidden."""
        names = self.component.rows[self.row]
        return self.component.counts[names.x], self.component.counts[names.n]

    @property
    def spans(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """The least and the greatest that the counts can be, as they are shown: rounded, or as they are."""
        names, (x, n) = self.component.rows[self.row], self.counts
        return self.component.spans.get(names.x, (x, x)), self.component.spans.get(names.n, (n, n))


@dataclass(frozen=True)
class Protection:
    """What is hidden of a review, and what the attacks on the rest came to.

    Parameters
    ----------
    components : tuple of Component
        The tables.
    choices : tuple of Suppression
        What is hidden of each.
    attacks : tuple of Attack
        What each attacker learns of each hidden count.
    """

    components: tuple[Component, ...]
    choices: tuple[Suppression, ...]
    attacks: tuple[Attack, ...]

    def shares(self) -> Iterator[Share]:
        """Go through all shares but those of the unknown group."""
        for component, choice in zip(self.components, self.choices, strict=True):
            always = {name for name, cell in component.cells.items() if cell.hidden and not cell.known}
            gone = choice.hidden | always
            for row, names in component.rows.items():
                if row.group != UNKNOWN_GROUP:
                    small = {names.x, names.others} & choice.primary or names.x in always - component.hidden_before
                    reason: Hidden = "suppressed" if small else "suppressed_complementary"
                    yield Share(row, component, reason if {names.x, names.n} & gone else None, names.n in gone)

    def withheld(self) -> frozenset[str]:
        """Name the figures that no choice of counts could protect."""
        return frozenset[str]().union(*(choice.figures for choice in self.choices))

    def summary(self, settings: Disclosure) -> dict[str, Any]:
        """Give the content of disclosure.json."""
        cells = {(attack.table, attack.cell) for attack in self.attacks}
        return {
            "settings": settings.model_dump(mode="json"),
            "strata": self._tally(strata=True),
            "groups": self._tally(strata=False),
            "withheld_figures": len(self.withheld()),
            "gap": sum(choice.gap for choice in self.choices),
            "audit": {
                "attackers": [READER, *sorted({attack.attacker for attack in self.attacks} - {READER})],
                "cells": len(cells),
                "unsafe": sum(not attack.safe for attack in self.attacks),
            },
        }

    def _tally(self, *, strata: bool) -> dict[str, int]:
        found = [
            share.hidden
            for share in self.shares()
            if share.row.breakdown != ALL and (share.row.breakdown == STRATUM) == strata
        ]
        return {
            "shown": found.count(None),
            "primary": found.count("suppressed"),
            "complementary": found.count("suppressed_complementary"),
        }


def protect(components: Iterable[Component], settings: Disclosure) -> Protection:
    """Choose what is hidden of each component, and attack the rest.

    Parameters
    ----------
    components : iterable of Component
        The tables.
    settings : Disclosure
        How small counts are protected.

    Raises
    ------
    InputError
        No choice protects every small count, or an attack gets through: names the table and the count.
    """
    components = tuple(components)
    choices, attacks = [], []
    for component in components:
        choice, found = _protected(component, settings)
        choices.append(choice)
        attacks += found
    for attack in attacks:
        if not attack.safe:
            raise InputError(
                f"'{attack.table}': '{attack.cell}' is hidden, but can be worked out by {attack.attacker}. Nothing was "
                "published. This is a fault of the program, or an earlier version has shown too much; see disclosure "
                "in review.yml."
            )
    return Protection(components, tuple(choices), tuple(attacks))


def _protected(component: Component, settings: Disclosure) -> tuple[Suppression, list[Attack]]:
    """Choose what is hidden of a component, and attack the rest.

    The shares of groups are made from counts by group and stratum, hundreds that nobody knows. With these, neither the
    best choice nor limits in whole numbers can be had in any time. They are therefore attacked by themselves, in
    fractions; where that gets through, the shares of one breakdown are withheld, the last that is enough, or of all.
    """
    choice = suppress_jointly(component.outline, settings)
    found = audit_jointly(component.outline, choice.hidden, settings, choice.figures)
    for names in _sets_of_groups(component) if component.group_figures else ():
        withheld = choice.figures | names
        inside = audit_jointly(component.linked, choice.hidden, settings, withheld, whole=False)
        if all(attack.safe for attack in inside):
            return replace(choice, figures=withheld), found
    return choice, inside if component.group_figures else found


def _sets_of_groups(component: Component) -> list[frozenset[str]]:
    """Name the shares of groups that can be withheld together: none, those of a breakdown, the last first, or all."""
    breakdowns: dict[str, set[str]] = {}
    for row in component.rows:
        if row.breakdown not in (ALL, STRATUM):
            breakdowns.setdefault(row.breakdown, set()).add(share_name(row))
    sets = [frozenset[str](), *(frozenset(names) for names in reversed(breakdowns.values()))]
    return [*sets, frozenset[str]().union(*sets)]
