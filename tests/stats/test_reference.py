"""The tables of reference values themselves: every row of them is a test, or has a reason not to be one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from oracle import COMMITTED, FULL, read

FAMILIES = sorted(path.stem.removeprefix("reference_") for path in COMMITTED.glob("reference_*.csv"))
TESTS = "\n".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
DISCLOSURE = "every row is a test of tests/stages/test_reference_suppression.py"
NOT_RECOMMENDED = "a method that Granska does not offer: it is no better here than those it has"
# Reference methods that no function of ours stands for, each with the reason.
NOT_OURS: dict[str, dict[str, str]] = {
    "agreement": {
        **dict.fromkeys(["scott2.table", "bp2.table", "fleiss.kappa.raw", "bp.coeff.raw"], NOT_RECOMMENDED),
        **{
            f"{name}.table-{weights}": "weights for ordered answers: our questions have none"
            for name in ("kappa2", "gwet.ac1", "krippen2")
            for weights in ("linear", "quadratic")
        },
    },
    "exact_tests_2x2": {
        "barnard-z-pooled": "not offered: scipy's gives a p too small on ties, and Boschloo serves",
        "barnard-z-unpooled": "not offered: scipy's gives a p too small on ties, and Boschloo serves",
        "boschloo-two-sided-fisher-order": "another definition of two-sided than scipy's and ours",
        "fisher-central": NOT_RECOMMENDED,
        "pearson-chisq-nocc": NOT_RECOMMENDED,
    },
    "finite_population_exact": {
        "samplingbook-Sprop-exact(one unit wider per side)": "a unit too wide on each side: test_defect_30",
        "normal-fpc": "no width at 0 and at n",
    },
    "funnel_limits": dict.fromkeys(["binomial-exact-qbinom", "normal", "arcsine"], NOT_RECOMMENDED),
    "heterogeneity_models": {
        "glmm-logit-nAGQ1": "a mixed model says nothing sure of 11 areas",
        "glmm-logit-nAGQ25": "a mixed model says nothing sure of 11 areas",
        "marshall1991-mom-eb": NOT_RECOMMENDED,
    },
    "indirect_standardisation": {"byar-rothman-0.5": "the other variant of Byar's interval: ours is that of PHE"},
    "multinomial_simultaneous": {
        "sisonglaz": "no width where all cases are in one category",
        "fs": "one width for every share",
        "qh": "wider than Goodman's from three categories on",
    },
    "multiplicity": dict.fromkeys(["hochberg", "hommel", "BY"], NOT_RECOMMENDED),
    "one_proportion": dict.fromkeys(
        [
            "wilsoncc",
            "waldcc",
            "lik",
            "blaker",
            "arcsine",
            "logit",
            "modified wilson",
            "modified jeffreys",
            "pratt",
            "scas",
        ],
        NOT_RECOMMENDED,
    ),
    "paired_change": dict.fromkeys(
        [
            "mcnemar-asymp-nocc",
            *(
                f"ratesci:{name}"
                for name in ("SCAS", "SCASu", "MOVER-NW", "MOVER-NJ", "Wald", "Agresti-Min", "Bonett-Price")
            ),
        ],
        NOT_RECOMMENDED,
    ),
    "phe_test_suite": {"phe-funnel-proportion-limits": "limits of another kind than the exact binomial ones"},
    "sample_size_power": {},
    "stratified_mh": dict.fromkeys(
        [
            *(f"stratified-score-{measure}-scas" for measure in ("RD", "RR", "OR")),
            "stratified-score-RR-mn",
            "stratified-score-OR-mn",
        ],
        NOT_RECOMMENDED,
    ),
    "survey_domain_gender": dict.fromkeys(
        ["domain-svyciprop-xlogit", "svychisq-F", "svychisq-Chisq", "svychisq-lincom", "svychisq-adjWald"],
        NOT_RECOMMENDED,
    ),
    "survey_stratified_prop": dict.fromkeys(
        ["mean-z", "svyciprop-likelihood", "svyciprop-asin", "svyciprop-mean", "svyciprop-xlogit"], NOT_RECOMMENDED
    ),
    "two_proportion_diff": dict.fromkeys(
        [
            *("waldcc", "newcombe_cc", "mee", "brown-li-jeffreys", "hauck-anderson", "haldane", "jeffreys-perks"),
            *("scas", "mover-jeffreys"),
        ],
        NOT_RECOMMENDED,
    ),
    "two_proportion_ratio_or": dict.fromkeys(
        [
            *("miettinen-nurminen", "scas", "mover-wilson", "adj.log", "cornfield-score", "gart-adjusted-logit"),
            "conditional-midp",
        ],
        NOT_RECOMMENDED,
    ),
    "suppression_audit": {"*": DISCLOSURE},
    "suppression_minimal": {"*": DISCLOSURE},
}


@pytest.mark.parametrize("family", FAMILIES)
def test_committed_rows_are_rows_of_the_full_table(family):
    committed = read(COMMITTED / f"reference_{family}.csv")
    assert len(committed) >= 4
    if (FULL / f"{family}_open.csv").exists():
        full = read(FULL / f"{family}_open.csv")
        assert all(row in full for row in committed)


def methods() -> Iterator[tuple[str, str]]:
    """Name every method of every full table."""
    for path in sorted(FULL.glob("*_open.csv")):
        family = path.stem.removesuffix("_open")
        for method in dict.fromkeys(row.get("method") or row.get("rule") or "*" for row in read(path)):
            yield family, method


@pytest.mark.skipif(not FULL.exists(), reason="the full tables do not lie beside the project")
def test_every_method_is_tested_or_has_a_reason():
    reasons = {(family, method) for family, found in NOT_OURS.items() for method in found}
    untested = [
        (family, method)
        for family, method in methods()
        if f'"{method}"' not in TESTS and not {(family, method), (family, "*")} & reasons
    ]
    assert not untested
