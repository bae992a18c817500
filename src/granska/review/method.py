"""The method of a review: everything under `params/<review>/`, read and checked together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from granska.errors import InputError, ProblemsError, nearest
from granska.review.codebook import Codebook
from granska.review.codebook_file import load_codebook
from granska.review.crosswalk import Crosswalk
from granska.review.crosswalk_file import crosswalk_of
from granska.review.drafts import refuse_draft
from granska.review.model import Review
from granska.review.population import load_population
from granska.review.reference_rates import ReferenceRate, load_rates, register_problems
from granska.review.review_file import load_review
from granska.review.workspace import Workspace


@dataclass(frozen=True)
class Method:
    """What a statistician decided before the data came.

    Parameters
    ----------
    review : Review
        The parameters.
    codebook : Codebook
        The questions.
    population : dict of str to int, optional
        Cases in each stratum, where the review has such a table.
    reference_rates : dict of str to tuple of ReferenceRate
        For a register: by question, the rates that its expected numbers are made from.
    areas : Crosswalk, optional
        Which area became which, where areas were merged or split.
    before : Method, optional
        The method of the earlier review that this one follows.
    """

    review: Review
    codebook: Codebook
    population: dict[str, int] | None
    reference_rates: Mapping[str, tuple[ReferenceRate, ...]] = field(default_factory=dict)
    areas: Crosswalk | None = None
    before: "Method | None" = None


def load_method(workspace: Workspace, review: str) -> Method:
    """Read the method of a review.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : str
        The review's id.

    Raises
    ------
    InputError
        The id names no review, something is still to decide (`granska.review.drafts`), or something under
        `params/<review>/` is not as it should be; the faults of the codebook and the population table are listed
        together.
    """
    method = _load(workspace, review)
    follows = method.review.follows
    if follows is None:
        return method
    where = f"params/{review}/review.yml: follows.review"
    if follows.review not in workspace.reviews():
        raise InputError(
            f"{where}: there is no review '{follows.review}'.{nearest(follows.review, workspace.reviews())}"
        )
    before = _load(workspace, follows.review)
    if before.review.kind != "cases":
        raise InputError(f"{where}: '{follows.review}' is no review of cases, and cannot be compared with one.")
    if before.review.period.end > method.review.period.end:
        raise InputError(f"{where}: '{follows.review}' speaks of a later period than this review. Turn them round.")
    if follows.same_cases and before.review.secret != method.review.secret:
        raise InputError(
            f"{where}: the cases of one of the two reviews are secret and those of the other are not, so they are not "
            "the same cases."
        )
    return replace(method, before=before)


def _load(workspace: Workspace, review: str) -> Method:
    """Read the method of one review, whatever it follows."""
    folder = workspace.params(workspace.require(review))
    refuse_draft(folder)
    parameters = load_review(folder / "review.yml")
    problems: list[InputError] = []
    codebook, population = None, None
    try:
        codebook = load_codebook(folder / "codebook.csv", parameters)
    except InputError as error:
        problems.append(error)
    if parameters.design.population:
        try:
            population = load_population(folder / parameters.design.population)
        except InputError as error:
            problems.append(error)
    rates: dict[str, tuple[ReferenceRate, ...]] = {}
    for question, expected in parameters.counting.expected.items():
        try:
            rates |= {question: load_rates(folder / expected.rates, parameters)} if expected.rates else {}
        except InputError as error:
            problems.append(error)
    strata, areas = parameters.design.strata, None
    try:
        areas = crosswalk_of(folder, strata.area_set, population or strata.names, drawn_within=bool(population))
    except InputError as error:
        problems.append(error)
    if codebook:
        shown = areas.shown if areas else strata.names
        problems += [*_unknown_questions(parameters, codebook), *register_problems(parameters, codebook, shown)]
    if codebook is None or problems:
        raise problems[0] if len(problems) == 1 else ProblemsError(f"params/{review}", map(str, problems))
    return Method(parameters, codebook, population, rates, areas)


def _unknown_questions(review: Review, codebook: Codebook) -> Iterator[InputError]:
    """Find questions that the parameters name and the codebook does not have."""
    known = [question.name for question in codebook]
    named = {f"analysis.families.{name}": family.questions for name, family in review.analysis.families.items()}
    for setting in ("never_sensitive", "always_sensitive", "small_totals"):
        named[f"disclosure.{setting}"] = getattr(review.disclosure, setting)
    for where, questions in named.items():
        for question in questions:
            if question not in known:
                yield InputError(
                    f"params/{review.id}/review.yml: {where}: the codebook has no question '{question}'."
                    f"{nearest(question, known)}"
                )
