"""The method of a review: everything under `params/<review>/`, read and checked together."""

from collections.abc import Iterator
from dataclasses import dataclass

from granska.errors import InputError, ProblemsError, nearest
from granska.review.codebook import Codebook
from granska.review.codebook_file import load_codebook
from granska.review.drafts import refuse_draft
from granska.review.model import Review
from granska.review.population import load_population
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
    """

    review: Review
    codebook: Codebook
    population: dict[str, int] | None


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
    if codebook:
        problems += _unknown_questions(parameters, codebook)
    if codebook is None or problems:
        raise problems[0] if len(problems) == 1 else ProblemsError(f"params/{review}", map(str, problems))
    return Method(parameters, codebook, population)


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
