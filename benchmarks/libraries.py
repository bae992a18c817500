"""The statistics against the usual libraries, on the same tables in the same run: ratios, median of seven rounds.

A peer that takes one table at a time is timed on some of them, and the time is scaled to all.
"""

import csv
import io
import shutil
import statistics
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table
from scipy import stats
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from granska.stats.areas import homogeneity_test
from granska.stats.difference import difference_ci, two_proportion_test
from granska.stats.multiplicity import adjust
from granska.stats.proportion import finite_population_ci, proportion_ci
from granska.stats.stratified import breslow_day, cochran_mantel_haenszel, mantel_haenszel
from granska.stats.survey import domain_difference, domain_proportion

ROUNDS = 7
QUESTIONS, DISTRICTS, READ = 30, 11, 26
POPULATION = np.array([120, 340, 95, 410, 60, 260, 33, 510, 180, 75, 140])

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Race:
    """One comparison: what we do, what the peer does, and the ratio to reach.

    Parameters
    ----------
    what : str
        The work.
    ours, peer : callable
        Do it once.
    reach : float
        How many times our time the peer's should be.
    scale : float
        How many times what the peer was given our work is.
    """

    what: str
    ours: Callable[[], object]
    peer: Callable[[], object]
    reach: float
    scale: float = 1.0


def main() -> None:
    """Measure, and print a table."""
    table = Table("what", "granska, ms", "peer, ms", "peer ÷ granska", "to reach", title=f"median of {ROUNDS} rounds")
    for race in races(np.random.default_rng(1)):
        own, other = zip(*((seconds(race.ours), seconds(race.peer) * race.scale) for _ in range(ROUNDS)), strict=True)
        ratio = statistics.median(theirs / mine for mine, theirs in zip(own, other, strict=True))
        cells = (1000 * statistics.median(own), 1000 * statistics.median(other))
        table.add_row(race.what, *(f"{cell:,.1f}" for cell in cells), f"{ratio:,.1f}", f"≥ {race.reach:g}")
    if intervals := survey_package_seconds():
        table.add_row("R survey, the intervals of that review", "", f"{1000 * intervals:,.1f}", "", "")
    Console(width=110).print(table)


def seconds(work: Callable[[], object]) -> float:
    """Time one call."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def races(random: np.random.Generator) -> Iterator[Race]:
    """Give the races in the order of the table."""
    n = random.integers(1, 201, 10**6)
    x = random.integers(0, n + 1)
    yield Race(
        "Wilson, 1,000,000 cells, against statsmodels",
        lambda: proportion_ci(x, n),
        lambda: proportion_confint(x, n, method="wilson"),
        0.9,
    )
    fewer_x, fewer_n = x[: 10**5], n[: 10**5]
    yield Race(
        "Clopper–Pearson, 100,000 cells, against statsmodels",
        lambda: proportion_ci(fewer_x, fewer_n, method="clopper-pearson"),
        lambda: proportion_confint(fewer_x, fewer_n, method="beta"),
        0.9,
    )
    cells = list(zip(x[:100].tolist(), n[:100].tolist(), strict=True))
    loop = partial_loop(cells, lambda a, b: stats.binomtest(a, b).proportion_ci())
    scale = 10**5 / len(cells)
    for method, reach in (("clopper-pearson", 300), ("mid-p", 200)):
        yield Race(
            f"{method}, 100,000 cells, against a loop over scipy's binomtest",
            lambda method=method: proportion_ci(fewer_x, fewer_n, method=method),
            loop,
            reach,
            scale,
        )
    population = np.minimum(fewer_n * random.integers(1, 20, 10**5), 2000).clip(fewer_n)
    yield Race(
        "finite population, exact, 100,000 cells, against the same loop",
        lambda: finite_population_ci(fewer_x, fewer_n, population),
        loop,
        30,
        scale,
    )
    tables = random_tables(random, 10**5)
    yield Race(
        "Miettinen–Nurminen, 100,000 tables, against a loop over statsmodels",
        lambda: difference_ci(*tables, method="miettinen-nurminen"),
        partial_loop(list(zip(*(values[:100].tolist() for values in tables), strict=True)), score_interval),
        200,
        1000,
    )
    x1, x2 = random.integers(0, 27, (2, 10**4))
    yield Race(
        "Boschloo, 10,000 tables of 26 against 26, against a loop over scipy",
        lambda: two_proportion_test(x1, 26, x2, 26),
        partial_loop(list(zip(x1[:50].tolist(), x2[:50].tolist(), strict=True)), boschloo),
        500,
        200,
    )
    review = invented_review(random)
    yield Race(
        "a review: 30 questions, overall, gender, 11 districts, against loops",
        lambda: by_granska(*review),
        lambda: by_loops(*review),
        20,
    )


def partial_loop(cells: list[tuple[int, ...]], work: Callable[..., object]) -> Callable[[], None]:
    """Make the loop that takes one cell at a time."""

    def loop() -> None:
        for cell in cells:
            work(*cell)

    return loop


def random_tables(random: np.random.Generator, count: int) -> list[Counts]:
    """Draw two groups and their answers."""
    n1, n2 = random.integers(5, 201, (2, count))
    return [random.integers(0, n1 + 1), n1, random.integers(0, n2 + 1), n2]


def score_interval(x1: int, n1: int, x2: int, n2: int) -> None:
    """Take statsmodels' score interval where it returns at all."""
    with suppress(ValueError, ZeroDivisionError), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        confint_proportions_2indep(x1, n1, x2, n2, method="score", compare="diff")


def boschloo(x1: int, x2: int) -> float:
    """Test one table of 26 against 26."""
    return float(stats.boschloo_exact([[x1, x2], [26 - x1, 26 - x2]]).pvalue)


def invented_review(random: np.random.Generator) -> tuple[Counts, Counts, Counts, Counts]:
    """Draw the counts of a review: girls and their answers, boys and theirs, by question and district."""
    girls = np.broadcast_to(random.integers(8, 19, DISTRICTS), (QUESTIONS, DISTRICTS))
    share = random.uniform(0.05, 0.95, (QUESTIONS, 1))
    return random.binomial(girls, share), girls, random.binomial(READ - girls, share), READ - girls


def by_granska(x1: Counts, n1: Counts, x2: Counts, n2: Counts) -> None:
    """Make every estimate and test of a review, all questions at once."""
    x, n = x1 + x2, n1 + n2
    for part_x, part_n in ((x, n), (x1, n1), (x2, n2)):
        domain_proportion(POPULATION, READ, part_n, part_x)
    proportion_ci(x, n)
    finite_population_ci(x, n, POPULATION)
    domain_difference(POPULATION, READ, n1, x1, n2, x2)
    mantel_haenszel(x1, n1, x2, n2)
    breslow_day(x1, n1, x2, n2)
    homogeneity_test(x, n)
    two_proportion_test(*(values.sum(axis=-1) for values in (x1, n1, x2, n2)))
    adjust(cochran_mantel_haenszel(x1, n1, x2, n2)[1])


def by_loops(x1: Counts, n1: Counts, x2: Counts, n2: Counts) -> None:
    """Make them the usual way: question by question, with what statsmodels and scipy have, which is not all of it."""
    p_values = []
    for a, b, c, d in zip(x1, n1, x2, n2, strict=True):
        for part_x, part_n in ((a + c, b + d), (a, b), (c, d)):
            share = (POPULATION * part_x / part_n).sum() / POPULATION.sum()
            variance = (POPULATION**2 * (part_x / part_n) * (1 - part_x / part_n) / (part_n - 1)).sum()
            stats.t.interval(0.95, part_n.sum() - DISTRICTS, share, variance**0.5 / POPULATION.sum())
        for part_x, part_n in zip(a + c, b + d, strict=True):
            proportion_confint(part_x, part_n, method="wilson")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tables = StratifiedTable([[[p, q - p], [r, s - r]] for p, q, r, s in zip(a, b, c, d, strict=True)])
            p_values.append(tables.test_null_odds().pvalue)
            tables.test_equal_odds(adjust=True)
        confint_proportions_2indep(a.sum(), b.sum(), c.sum(), d.sum(), method="newcomb", compare="diff")
        stats.chi2_contingency([a + c, b + d - a - c])
        stats.boschloo_exact([[a.sum(), c.sum()], [(b - a).sum(), (d - c).sum()]])
    multipletests(p_values, method="holm")


def survey_package_seconds() -> float:
    """Time the intervals of such a review in R's survey package; 0 where it is not installed."""
    if shutil.which("Rscript") is None:
        return 0.0
    x1, n1, x2, n2 = invented_review(np.random.default_rng(1))
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "cases.csv"
        path.write_text(cases_of(x1, n1, x2, n2), encoding="utf-8")
        done = subprocess.run(["Rscript", "-e", SURVEY, str(path)], capture_output=True, encoding="utf-8", check=False)
    return float(done.stdout.strip().split()[-1]) if done.returncode == 0 else 0.0


def cases_of(x1: Counts, n1: Counts, x2: Counts, n2: Counts) -> str:
    """Write the counts out as cases, one row each, for R."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["district", "population", "girl", *(f"q{k}" for k in range(QUESTIONS))])
    for district in range(DISTRICTS):
        for girl, x, n in ((1, x1, n1), (0, x2, n2)):
            for case in range(int(n[0, district])):
                answers = [int(case < x[question, district]) for question in range(QUESTIONS)]
                writer.writerow([district, POPULATION[district], girl, *answers])
    return text.getvalue()


SURVEY = """
suppressMessages(library(survey))
d <- read.csv(commandArgs(TRUE)[1])
begun <- proc.time()[["elapsed"]]
design <- svydesign(id = ~1, strata = ~district, fpc = ~population, data = d)
for (part in list(design, subset(design, girl == 1), subset(design, girl == 0)))
  for (q in grep("^q", names(d), value = TRUE)) try(svyciprop(as.formula(paste0("~", q)), part), silent = TRUE)
cat(proc.time()[["elapsed"]] - begun)
"""


if __name__ == "__main__":
    main()
