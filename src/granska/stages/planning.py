"""From a plan to its numbers: how many cases, from where, how precise, and what difference they can show.

Two answers stand side by side. *Simple* is the textbook: one random sample of all cases and Wald's formula. *Planned*
is the design that will be used, with its strata and weights, and the interval that the analysis will compute.
"""

import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from granska.errors import InputError, ProblemsError, nearest
from granska.files import json_text, write_whole
from granska.review.plan import Difference, Plan, Precision, load_plan
from granska.review.workspace import Workspace
from granska.stages.frame import strata_sizes
from granska.stats.planning import allocate, detectable_difference, power, sample_size
from granska.stats.precision import expected_half_width, expected_half_width_alone, smallest_total

Cases = npt.NDArray[np.int64]

CURVE = 40  # points of a curve
LARGEST = 20_000  # cases of a group; beyond it no difference is looked for
EXACT = 500  # cases of a group that exact tests go up to


@dataclass(frozen=True)
class StratumPlan:
    """What is planned of one stratum: its cases, how many are read, and half the width of its own interval."""

    stratum: str
    population: int
    cases: int
    half_width: float | None


@dataclass(frozen=True)
class PrecisionPlan:
    """How precise the whole will be.

    Attributes
    ----------
    simple, planned : int or None
        The cases that the margin takes: drawn from all at random, by Wald's formula; and with the strata of the plan.
        None where not even all of them are enough.
    half_width, simple_half_width : float
        Of the sample that is planned: as the analysis will compute it; and of as many drawn at random from all.
    whole : float
        Half the width if every case were read.
    weights : float
        The cases of the plan, divided by how many drawn at random would be as precise at equal shares (Kish's design
        effect of unequal weights).
    curve : list
        Cases, half width as planned, half width by Wald's formula.
    """

    simple: int
    planned: int | None
    half_width: float
    simple_half_width: float
    whole: float
    weights: float
    curve: list[tuple[int, float, float]]


@dataclass(frozen=True)
class DifferencePlan:
    """What difference between two groups the sample finds; of simple samples of their sizes, without correction.

    Attributes
    ----------
    groups : tuple of int
        The cases of the two groups in the sample that is planned.
    needed_alone, needed_together : int or None
        Cases in all that find the difference: in one question, and in one of a family.
    power_alone, power_together : float
        The probability that the sample that is planned finds it.
    detectable : list
        For one question and for a family: its name, and how far down and up the other group's share must lie.
    curve : list
        Difference, power alone, power in a family.
    test : str
        The test that all is computed for.
    """

    groups: tuple[int, int]
    needed_alone: int | None
    needed_together: int | None
    power_alone: float
    power_together: float
    detectable: list[tuple[str, float | None, float | None]]
    curve: list[tuple[float, float, float]]
    test: str


@dataclass(frozen=True)
class Planned:
    """All numbers of a plan."""

    total: int
    population: int
    strata: list[StratumPlan]
    precision: PrecisionPlan | None
    difference: DifferencePlan | None


def planned(workspace: Workspace, review: str) -> Planned:
    """Compute the numbers of a plan, and write them for the report on it.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : str
        The review's id.

    Raises
    ------
    InputError
        Everything that is wrong with the plan, its table or its frame.
    """
    plan = load_plan(workspace, review)
    found = plan_numbers(plan, strata_sizes(workspace, plan))
    write_whole(numbers_file(workspace, review), json_text(asdict(found)))
    return found


def numbers_file(workspace: Workspace, review: str) -> Path:
    """Say where the numbers of a plan are written, for the report on it to read."""
    return workspace.processed(review) / "plan" / "numbers.json"


def plan_numbers(plan: Plan, sizes: dict[str, int]) -> Planned:
    """Compute the numbers of a plan.

    Parameters
    ----------
    plan : Plan
        The plan.
    sizes : dict of str to int
        The cases of each stratum.

    Raises
    ------
    ProblemsError
        Strata that nobody knows, or more cases wanted than there are.
    """
    cases, precise, finds = _decided(plan, sizes)
    share = plan.precision.share if plan.precision else plan.difference.share if plan.difference else 0.5
    confidence = plan.precision.confidence if plan.precision else 0.95
    alone = expected_half_width_alone(cases, share, confidence=confidence)
    strata = [
        StratumPlan(name, size, int(n), _finite(half))
        for (name, size), n, half in zip(sizes.items(), cases, alone, strict=True)
    ]
    return Planned(
        int(cases.sum()),
        sum(sizes.values()),
        strata,
        _precision(plan, plan.precision, sizes, cases, precise) if plan.precision else None,
        _difference(plan.difference, int(cases.sum()), finds) if plan.difference else None,
    )


def planned_cases(plan: Plan, sizes: dict[str, int]) -> dict[str, int]:
    """Say how many are read in each stratum.

    Parameters
    ----------
    plan, sizes
        As of `plan_numbers`, whose errors it has.
    """
    if plan.allocation.cases or plan.allocation.total:
        # what the margin takes need not be searched for
        _check(plan, sizes)
        cases = allocated(plan, sizes, plan.allocation.total or 0)
    else:
        cases, _, _ = _decided(plan, sizes)
    return dict(zip(sizes, map(int, cases), strict=True))


def _decided(plan: Plan, sizes: dict[str, int]) -> tuple[Cases, int | None, int | None]:
    """Give the cases of each stratum, and the fewest in all that the margin and the difference take."""
    _check(plan, sizes)
    if plan.allocation.cases:
        cases = allocated(plan, sizes, 0)
        finds = _fewest_finding(plan.difference, plan.difference.questions) if plan.difference else None
        return cases, _fewest_precise(plan, sizes) if plan.precision else None, finds
    everyone, wanted = sum(sizes.values()), [_fewest(plan, sizes)]
    precise = finds = None
    if plan.precision:
        precise = _fewest_precise(plan, sizes)
        wanted.append(everyone if precise is None else precise)
    if plan.difference:
        finds = _fewest_finding(plan.difference, plan.difference.questions)
        wanted.append(everyone if finds is None else finds)
    total = min(everyone, plan.allocation.total or max(wanted))
    return allocated(plan, sizes, total), precise, finds


def _check(plan: Plan, sizes: dict[str, int]) -> None:
    where, problems = f"params/{plan.id}/plan.yml", []
    for setting in ("shares", "cases"):
        named = getattr(plan.allocation, setting)
        for name in named:
            if name not in sizes:
                problems.append(f"allocation.{setting}: there is no stratum '{name}'.{nearest(name, sizes)}")
        if named:
            problems += [f"allocation.{setting}: '{name}' is not named." for name in sizes if name not in named]
    wanted = dict.fromkeys(sizes, plan.allocation.minimum) | plan.allocation.cases
    for name, size in sizes.items():
        if wanted[name] > size:
            problems.append(
                f"allocation: '{name}' has {size} cases, and {wanted[name]} are wanted there. Want fewer, or leave the "
                "stratum out of the plan and of what is said of the whole."
            )
    if plan.allocation.total is not None:
        least, most = plan.allocation.minimum * len(sizes), sum(sizes.values())
        if not least <= plan.allocation.total <= most:
            problems.append(f"allocation.total: {plan.allocation.total} is not between {least} and {most}.")
    if problems:
        raise ProblemsError(where, problems)


def allocated(plan: Plan, sizes: dict[str, int], total: int) -> Cases:
    """Divide cases among the strata by the rule of the plan, with at least its minimum in each.

    Strata that the rule gives fewer than the minimum get the minimum, and the rest is divided anew among the others.

    Parameters
    ----------
    plan : Plan
        The plan.
    sizes : dict of str to int
        The cases of each stratum.
    total : int
        Cases to be read.
    """
    if plan.allocation.cases:
        return np.array([plan.allocation.cases[name] for name in sizes])
    population = np.array([*sizes.values()])
    options: dict[str, Any] = {"method": plan.allocation.method}
    spread = np.sqrt([share * (1 - share) for share in map(plan.allocation.shares.get, sizes) if share])
    floor = np.minimum(plan.allocation.minimum, population)
    cases = np.zeros(len(sizes), np.int64)
    fixed = np.zeros(len(sizes), bool)
    while True:
        free = ~fixed
        if options["method"] == "neyman":
            options["spread"] = spread[free]
        cases[fixed] = floor[fixed]
        if free.any():
            cases[free] = allocate(total - cases[fixed].sum(), population[free], **options)
        short = free & (cases < floor)
        if not short.any():
            return cases
        fixed |= short


def _fewest(plan: Plan, sizes: dict[str, int]) -> int:
    return int(np.minimum(plan.allocation.minimum, [*sizes.values()]).sum())


def _half_width(plan: Plan, precision: Precision, sizes: dict[str, int], cases: Cases) -> float:
    found = expected_half_width(
        [*sizes.values()], cases, precision.share, fpc=plan.inference == "files", confidence=precision.confidence
    )
    return float(found)


def _fewest_precise(plan: Plan, sizes: dict[str, int]) -> int | None:
    precision = plan.precision
    assert precision is not None

    def enough(total: int) -> bool:
        return _half_width(plan, precision, sizes, allocated(plan, sizes, total)) <= precision.margin

    if plan.allocation.cases:
        cases = allocated(plan, sizes, 0)
        return int(cases.sum()) if _half_width(plan, precision, sizes, cases) <= precision.margin else None
    return smallest_total(enough, _fewest(plan, sizes), sum(sizes.values()))


def _precision(
    plan: Plan, precision: Precision, sizes: dict[str, int], cases: Cases, needed: int | None
) -> PrecisionPlan:
    population = np.array([*sizes.values()])
    everyone, total = int(population.sum()), int(cases.sum())
    files = plan.inference == "files"
    simple = sample_size(
        precision.margin, p=precision.share, population=everyone if files else None, confidence=precision.confidence
    )
    weights = population / everyone
    curve = []
    if not plan.allocation.cases:
        most = min(everyone, max(2 * total, 2 * (needed or total), _fewest(plan, sizes) + CURVE))
        totals = sorted({round(n) for n in np.geomspace(_fewest(plan, sizes), most, CURVE)} | {total})
        for n in totals:
            half = _half_width(plan, precision, sizes, allocated(plan, sizes, n))
            curve.append((int(n), half, _wald(precision, n, everyone if files else None)))
    return PrecisionPlan(
        simple=int(simple),
        planned=needed,
        half_width=_half_width(plan, precision, sizes, cases),
        simple_half_width=_wald(precision, total, everyone if files else None),
        whole=_half_width(plan, precision, sizes, population),
        weights=float(total * (weights**2 / cases).sum()),
        curve=curve,
    )


def _wald(precision: Precision, n: int, population: int | None) -> float:
    """Give the margin that `sample_size` gives n cases for."""
    from scipy.special import ndtri

    z = float(ndtri((1 + precision.confidence) / 2))
    unread = 1 - n / population if population else 1.0
    return z * math.sqrt(precision.share * (1 - precision.share) / n * unread)


def _groups(difference: Difference, total: int) -> tuple[int, int]:
    first = min(max(round(total * difference.first_group), 1), total - 1)
    return first, total - first


def _power(difference: Difference, total: int, questions: int, apart: float | None = None) -> float:
    apart = difference.difference if apart is None else apart
    groups = _groups(difference, total)
    # beyond what can be gone through the formula is as good
    test = difference.test if max(groups) <= EXACT else "normal"
    other = min(max(difference.share + apart, 0.0), 1.0)
    return float(power(difference.share, other, *groups, method=test, alpha=difference.alpha / questions))


def _fewest_finding(difference: Difference, questions: int) -> int | None:
    def enough(total: int) -> bool:
        return _power(difference, total, questions) >= difference.power

    return smallest_total(enough, 2, LARGEST)


def _difference(difference: Difference, total: int, together: int | None) -> DifferencePlan:
    groups = _groups(difference, total)
    test = difference.test if max(groups) <= EXACT else "normal"
    family = {"alone": 1} | ({"together": difference.questions} if difference.questions > 1 else {})
    detectable: list[tuple[str, float | None, float | None]] = []
    for name, questions in family.items():
        down, up = detectable_difference(
            difference.share, *groups, power=difference.power, alpha=difference.alpha / questions, method=test
        )
        detectable.append((name, _finite(float(down)), _finite(float(up))))
    sign = 1 if difference.difference > 0 else -1
    end = 1 - difference.share if sign > 0 else difference.share
    reached = [abs((up if sign > 0 else down) or end) for _, down, up in detectable]
    last = min(end, max(1.3 * max(reached), 1.5 * abs(difference.difference)))
    apart = np.linspace(0, last, CURVE + 1)
    one, several = (
        [_power(difference, total, questions, sign * gap) for gap in apart] for questions in (1, difference.questions)
    )
    curve = list(zip(apart.tolist(), one, several, strict=True))
    return DifferencePlan(
        groups=groups,
        needed_alone=_fewest_finding(difference, 1),
        needed_together=together,
        power_alone=_power(difference, total, 1),
        power_together=_power(difference, total, difference.questions),
        detectable=detectable,
        curve=curve,
        test=test,
    )


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


__all__ = ["DifferencePlan", "InputError", "Planned", "PrecisionPlan", "StratumPlan", "allocated", "planned"]
