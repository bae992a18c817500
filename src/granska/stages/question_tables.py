"""The counts of a review as linked tables: all that its report shows, as one who attacks it would write it down.

A question gives a table for each breakdown and one for the strata: a row a group, a column an answer, and the whole in
the last row. What a row adds up to depends on the question:

- asked of everyone: the cases asked, less those that it does not concern and those without an answer. How many these
  are is known to everybody: they are sample sizes, and nobody has to be protected from having no answer;
- asked where another question has an answer (`applies_if`): that answer's own counts, so that both tables are linked.

Questions that hang together by `applies_if` are one component, protected and audited at once. Other questions share
nothing with them but sample sizes.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property, reduce
from typing import NamedTuple

import numpy as np

from granska.review.codebook import UNDOCUMENTED, Question
from granska.review.method import Method
from granska.review.model import UNKNOWN_GROUP
from granska.stages.contracts import ALL, COUNT, STRATUM
from granska.stages.linked import Cell, LinearFigure, LinkedTables, Table
from granska.stages.question_parts import ASKED, OTHER, WITHOUT, Ledger, Part, Parts, parts_of


class Row(NamedTuple):
    """What one share is of: an answer to a question, in a group of a breakdown, a stratum, or the whole."""

    indicator: str
    level: str
    breakdown: str
    group: str
    period: str


class RowCells(NamedTuple):
    """The names of the counts that a share shows: those with the answer, those with another, and both together."""

    x: str
    others: str
    n: str


@dataclass
class Component:
    """Questions that hang together, and the tables made of them.

    Parameters
    ----------
    name : str
        Its questions, and the year of a register.
    period : str
        The year of a register.
    parts : dict of str to Parts
        The counts of each of its questions.
    tables, cells, figures
        As in `granska.stages.linked.LinkedTables`.
    inner_tables, group_figures
        Counts of groups by stratum, which are never shown, and the weighted shares of groups that are made from them.
    rows : dict of Row to RowCells
        Which counts each share rests on.
    hidden_before : set of str
        Counts that are hidden since an earlier version hid them.
    spans : dict of str to (int, int)
        Counts that are shown rounded: the least and the greatest that they can be.
    """

    name: str
    period: str
    parts: dict[str, Parts] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)
    cells: dict[str, Cell] = field(default_factory=dict)
    figures: list[LinearFigure] = field(default_factory=list)
    inner_tables: list[Table] = field(default_factory=list)
    group_figures: list[LinearFigure] = field(default_factory=list)
    rows: dict[Row, RowCells] = field(default_factory=dict)
    hidden_before: set[str] = field(default_factory=set)
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)

    @cached_property
    def counts(self) -> dict[str, int]:
        """The counts by name."""
        return {
            name: count
            for table in self.tables
            for names, line in zip(table.cells, table.counts.tolist(), strict=True)
            for name, count in zip(names, line, strict=True)
        }

    @property
    def outline(self) -> LinkedTables:
        """What is published, but for the shares of groups: what suppression chooses from."""
        return LinkedTables(tuple(self.tables), self.cells, tuple(self.figures))

    @property
    def linked(self) -> LinkedTables:
        """All that is published, and what it is made from: what an attack starts from."""
        tables, figures = (*self.tables, *self.inner_tables), (*self.figures, *self.group_figures)
        return LinkedTables(tables, self.cells, figures)


def question_tables(ledger: Ledger, method: Method) -> list[Component]:
    """Make the linked tables of a review.

    Parameters
    ----------
    ledger : Ledger
        The counts.
    method : Method
        The questions, and which of them are more or less sensitive than others.

    Returns
    -------
    list of Component
        One for each set of questions that hang together, and for each year of a register.
    """
    together: dict[str, list[Question]] = {}
    head: dict[str, str] = {}
    for question in method.codebook.in_order():
        first = head[question.applies_if.question] if question.applies_if else question.name
        head[question.name] = first
        together.setdefault(first, []).append(question)
    return [
        _Writer(ledger, method, period).component(questions)
        for period in ledger.periods
        for questions in together.values()
    ]


class _Writer:
    """Writes the tables of one component."""

    def __init__(self, ledger: Ledger, method: Method, period: str):
        self.ledger, self.method, self.period = ledger, method, period
        self.settings = method.review.disclosure
        self.whole_hidden: set[str] = set()  # questions that are not shown at all
        self.below_hidden: set[str] = set()  # questions that are shown for the whole only
        self.decided: set[str] = set()  # questions that are parts of a small total that is shown by decision
        self.most: dict[str, Part] = {}  # how many can have an answer, by question

    def component(self, questions: list[Question]) -> Component:
        """Write the tables of questions that hang together, each after the one it depends on."""
        names = ", ".join(question.name for question in questions)
        self.made = Component(f"{names}{self.period and f' {self.period}'}", self.period)
        for question in questions:
            register = self.method.review.kind == "register"
            parts = parts_of(question, self.ledger, self.period, self.made.parts, register=register)
            self.made.parts[question.name] = parts
            self._decide(question, parts)
            self._limit(question, parts)
            for breakdown in (*self.method.review.breakdowns, STRATUM):
                self._write(question.name, parts, breakdown)
        return self.made

    def _limit(self, question: Question, parts: Parts) -> None:
        """Say how many can have an answer, by what everybody knows: how many that a question leads to is secret."""
        if parts.base.name == ASKED:
            self.most[question.name] = parts.answered
        elif question.applies_if and question.applies_if.question in self.most:
            special = [part for part in parts.led_by if WITHOUT in part.name]
            most = reduce(Part.plus, [self.most[question.applies_if.question], *special])
            self.most[question.name] = most.minus(parts.without, most.name)

    def _decide(self, question: Question, parts: Parts) -> None:
        """Say what of a question is hidden from the start: its totals are small, or it is so decided."""
        name, settings = question.name, self.settings
        depends_on = question.applies_if.question if question.applies_if else ""
        small = name not in settings.never_sensitive and any(
            self._small_total(part, parts.answered)
            for level, part in parts.answers.items()
            if level != UNDOCUMENTED or part
        )
        if depends_on in self.decided or (small and name in settings.small_totals):
            self.decided.add(name)
        if depends_on in self.whole_hidden or (small and name not in settings.small_totals):
            self.whole_hidden.add(name)
        if small or name in self.whole_hidden | {*settings.always_sensitive} or depends_on in self.below_hidden:
            self.below_hidden.add(name)

    def _small_total(self, part: Part, answered: Part) -> bool:
        """Say whether a total of the whole, or what is left of it, is below the threshold; none of all is."""
        left = part.total if part is answered else answered.total - part.total
        return self.settings.threshold > 1 and bool(answered) and min(part.total, left) < self.settings.threshold

    def _write(self, name: str, parts: Parts, breakdown: str) -> None:
        """Write the tables of a question for one breakdown, and what is known of their cells."""
        public = parts.base.name == ASKED
        self._cells(name, parts.base, breakdown, known=public)
        self._cells(name, parts.without, breakdown, sensitive=False, known=True, unless_hidden=not public)
        self._cells(name, parts.answered, breakdown, sensitive=False, known=public)
        within = self._ceilings(name, parts, breakdown)
        for level, part in parts.answers.items():
            self._cells(name, part, breakdown, shown=level != OTHER, within=within)
        columns = list(parts.answers.values())
        if len(parts.led_by) > 1:
            for part in parts.led_by:  # of those that are no answers, everybody knows how many there are
                self._cells(name, part, breakdown, sensitive=False, known=True)
            self._table(name, breakdown, [*parts.led_by], parts.base)
        if parts.without and not public:
            self._table(name, breakdown, [parts.answered, parts.without], parts.base)
            self._leave_room(parts, breakdown)
        self._table(name, breakdown, columns, parts.answered)
        for level, part in parts.answers.items():
            others = part if part is parts.answered else parts.answered.minus(part, f"{part.name}: others")
            if len(columns) == 2:
                [others] = [column for column in columns if column is not part]
            elif len(columns) > 2 and any(
                0 < count < self.settings.threshold for count in self._column(others, breakdown)
            ):
                # what is left is a small count itself, though its parts may be none
                self._cells(name, others, breakdown, shown=False, within=within)
                self._table(name, breakdown, [part, others], parts.answered)
            if level == OTHER:
                continue
            for place in self._places(breakdown):
                x, rest, n = (kind.cell(*place, self.period) for kind in (part, others, parts.answered))
                self.made.rows[Row(name, level, *place, self.period)] = RowCells(x, rest, n)
                if self.method.review.kind == "register":
                    self.made.rows[Row(name, COUNT, *place, self.period)] = RowCells(x, rest, x)

    def _ceilings(self, name: str, parts: Parts, breakdown: str) -> list[int | None]:
        """Give the most that everybody knows an answer can have: what is known to be there, or to lead there."""
        most = self._column(self.most[name], breakdown) if name in self.most else [None] * len(self._places(breakdown))
        answered = self._column(parts.answered, breakdown)
        known = [self.made.cells[parts.answered.cell(*place, self.period)].known for place in self._places(breakdown)]
        limits: list[int | None] = []
        for limit, count, is_known in zip(most, answered, known, strict=True):
            told = [count] if is_known else answered[-1:] if known[-1] else []  # no group has more than a known whole
            limits.append(min([*told, *([] if limit is None else [limit])], default=None))
        return limits

    def _leave_room(self, parts: Parts, breakdown: str) -> None:
        """Lower what other answers can be by those who are known to have given the answer that leads to a question."""
        led_by = {part.name for part in parts.led_by}
        [before] = [
            other for other in self.made.parts.values() if led_by & {part.name for part in other.answers.values()}
        ]
        for place, taken in zip(self._places(breakdown), self._column(parts.without, breakdown), strict=True):
            if self.made.cells[parts.without.cell(*place, self.period)].known:
                for part in before.answers.values():
                    name = part.cell(*place, self.period)
                    cell = self.made.cells[name]
                    if part.name not in led_by and cell.ceiling is not None:
                        self.made.cells[name] = replace(cell, ceiling=cell.ceiling - taken)

    def _places(self, breakdown: str) -> list[tuple[str, str]]:
        """Name each group of a breakdown, and last the whole."""
        groups = self.ledger.strata if breakdown == STRATUM else self.ledger.groups[breakdown]
        return [*((breakdown, group) for group in groups), (ALL, ALL)]

    def _column(self, part: Part, breakdown: str) -> list[int]:
        """Give the counts of a part in each group, and last in the whole."""
        rows = part.numbers[ALL][0] if breakdown == STRATUM else part.numbers[breakdown].sum(axis=1)
        return [*rows.tolist(), part.total]

    def _table(self, name: str, breakdown: str, columns: list[Part], total: Part) -> None:
        kinds = [*columns, total]
        self.made.tables.append(
            Table(
                f"{name} by {breakdown}{self.period and f', {self.period}'}",
                np.array([self._column(kind, breakdown) for kind in kinds]).T,
                tuple(tuple(kind.cell(*place, self.period) for kind in kinds) for place in self._places(breakdown)),
            )
        )

    def _cells(
        self,
        name: str,
        part: Part,
        breakdown: str,
        *,
        sensitive: bool = True,
        known: bool = False,
        unless_hidden: bool = False,
        shown: bool = True,
        within: list[int | None] | None = None,
    ) -> None:
        """Say what is known of the counts of a part, unless it has been said where it stood before."""
        settings = self.settings
        ceilings = within or [None] * len(self._places(breakdown))
        counts = self._column(part, breakdown)
        for (where, group), count, ceiling in zip(self._places(breakdown), counts, ceilings, strict=True):
            whole, unknown = where == ALL, group == UNKNOWN_GROUP
            hidden = unknown or name in (self.whole_hidden if whole else self.below_hidden)
            public = known and not (unless_hidden and hidden)
            self.made.cells.setdefault(
                part.cell(where, group, self.period),
                Cell(
                    # nobody can be looked for in a group of which nothing is known
                    sensitive=sensitive
                    and count < settings.threshold
                    and not (public or unknown or name in settings.never_sensitive),
                    known=public or (whole and not hidden and name in settings.small_totals),
                    # what no file gives costs nothing to hide
                    hidden=(hidden or not (shown or whole)) and not public,
                    accepted=hidden and name in self.decided,
                    ceiling=ceiling,
                    holder=group if where == STRATUM else "",
                ),
            )
