"""The cheapest choice that fulfils demands: a covering programme, solved without whole numbers as far as that goes."""

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csc_array, csr_array

Vector = npt.NDArray[np.float64]

TINY = 1e-7


def cheapest(
    cost: Vector, rows: csr_array, needs: Vector, lowest: Vector, highest: Vector, gap: float
) -> tuple[Vector, float] | None:
    """Choose columns so that every row adds up to what it needs, at the smallest cost.

    The programme without whole numbers is solved first. Where its answer is whole, nothing is better. Where not, it
    tells which columns cannot be in a cheapest choice (reduced cost fixing), and the few that are left are searched.

    Parameters
    ----------
    cost : array, shape (columns,)
        Of choosing each.
    rows : sparse array, shape (rows, columns)
        Factors.
    needs : array, shape (rows,)
        What each row has to add up to at the least.
    lowest, highest : array, shape (columns,)
        0 or 1: what may be chosen, and has to be.
    gap : float
        How much dearer than the cheapest the choice may be, as a part of it.

    Returns
    -------
    choice : array of 0 and 1, shape (columns,)
        The choice.
    bound : float
        What any choice costs at the least. Nothing instead of both where there is no choice.

    Examples
    --------
    Two of three, one of which is dear:

    >>> choice, bound = cheapest(
    ...     np.array([1.0, 5.0, 2.0]), csr_array(np.ones((1, 3))), np.array([2.0]), np.zeros(3), np.ones(3), 0
    ... )
    >>> choice.astype(int), bound
    (array([1, 0, 1]), 3.0)
    """
    relaxed = linprog(cost, A_ub=-rows, b_ub=TINY - needs, bounds=np.column_stack([lowest, highest]))
    if relaxed.x is None:
        return None
    choice: Vector = np.round(relaxed.x)
    if np.abs(relaxed.x - choice).max(initial=0) < TINY:
        return choice, float(relaxed.fun)
    known = _rounded_up(relaxed.x, cost, rows, needs - TINY)
    spare = cost @ known - relaxed.fun if known is not None else np.inf
    left = (relaxed.lower.marginals <= spare + TINY) | (lowest > 0)
    done = milp(
        cost[left],
        integrality=np.ones(left.sum()),
        bounds=Bounds(lowest[left], highest[left]),
        constraints=LinearConstraint(rows[:, left], needs - TINY, np.inf),
        options={"mip_rel_gap": gap},
    )
    if done.x is None:
        return None
    choice = np.zeros(len(cost))
    choice[left] = np.round(done.x)
    return choice, float(done.mip_dual_bound)


def _rounded_up(parts: Vector, cost: Vector, rows: csr_array, needs: Vector) -> Vector | None:
    """Round parts of columns up, and leave out again what is not needed, the dearest first."""
    choice = np.ceil(parts - TINY)
    columns = csc_array(rows)
    over = rows @ choice - needs
    if (over < 0).any():
        return None
    rounded = np.flatnonzero(choice > parts + TINY)
    for column in rounded[np.argsort(-cost[rounded], kind="stable")].tolist():
        without = over - columns[:, [column]].toarray().ravel()
        if (without >= 0).all():
            choice[column], over = 0, without
    return choice
