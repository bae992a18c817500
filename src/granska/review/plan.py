"""The plan of a review: `params/<review>/plan.yml`, typed. It may stand there before the review's own parameters."""

import datetime
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from granska.errors import InputError
from granska.review.model import DataFile, Language, Noun, Strata
from granska.review.parts import Headers, Part, Text
from granska.review.review_file import read_parameters
from granska.review.workspace import PLAN, REVIEW_ID, Workspace

Share = Annotated[float, Field(gt=0, lt=1)]


class Precision(Part):
    """How well a share is to be known."""

    margin: Annotated[float, Field(gt=0, lt=0.5)] = Field(
        description="Half the width of the interval, as a share: 0.05 for five percentage points each way."
    )
    share: Share = Field(0.5, description="The share to plan for; at one half most cases are needed.")
    confidence: float = Field(0.95, gt=0.5, lt=1, description="The level of the interval.")


class Difference(Part):
    """What difference between two groups, girls and boys, the sample is to find. The whole population never counts."""

    share: Share = Field(description="The share supposed in one group, thought of before the data come.")
    difference: Annotated[float, Field(gt=-1, lt=1)] = Field(
        description="How far the other group's share lies from it, as a share: 0.15, or -0.15 for one that is lower."
    )
    power: float = Field(0.8, gt=0.5, lt=1, description="The probability of finding it.")
    alpha: float = Field(0.05, gt=0, lt=0.5, description="The level of the test.")
    questions: int = Field(1, ge=1, description="How many questions are compared together: the size of their family.")
    first_group: Share = Field(0.5, description="The first group's part of the cases.")
    test: Literal["boschloo", "fisher", "normal"] = Field(
        "boschloo", description="boschloo and fisher are exact, for groups of up to 500; normal is the usual formula."
    )

    @model_validator(mode="after")
    def _leads_to_a_share(self) -> Self:
        if self.difference == 0:
            raise ValueError("difference is 0, and that is no difference to find")
        if not 0 <= round(self.share + self.difference, 12) <= 1:
            raise ValueError("share plus difference has to lie between 0 and 1")
        return self


class Allocation(Part):
    """How the cases are divided among the strata."""

    method: Literal["proportional", "equal", "neyman"] = Field(
        "proportional",
        description="proportional: by the number of cases. equal: as many in each. neyman: by size and spread, which "
        "makes the whole most precise.",
    )
    total: int | None = Field(None, ge=2, description="How many are read in all; none: as many as the plan needs.")
    minimum: int = Field(2, ge=2, description="At least so many in each stratum; an estimate needs two.")
    shares: dict[str, Share] = Field(
        default_factory=dict, description="neyman: the share supposed in each stratum, from which its spread follows."
    )
    cases: dict[str, Annotated[int, Field(ge=2)]] = Field(
        default_factory=dict, description="So many in each stratum, decided by hand; method and total then rest."
    )

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.method == "neyman" and not self.shares and not self.cases:
            raise ValueError("neyman needs shares: the share supposed in each stratum")
        if self.shares and self.method != "neyman":
            raise ValueError("shares are for neyman, and no other method heeds them")
        if self.cases and self.total is not None:
            raise ValueError("cases says how many in each stratum, and total how many in all; leave out one")
        return self


class Frame(DataFile):
    """The list of all cases: what is drawn from. It lies in `data/raw/<review>/`, and its ids never leave it."""

    date: datetime.date = Field(description="The day the list was made.")
    case_id: Headers


class Draw(Part):
    """How the sample is drawn from the frame."""

    seed: int = Field(ge=0, description="Starts the order of the cases; decided before the list is seen.")
    reserve: int = Field(0, ge=0, description="How many more of each stratum are listed, in order, as replacements.")
    name: Annotated[str, Field(pattern=f"^{REVIEW_ID.pattern}$")] = Field(
        "sample", description="What the drawn list is called: a list that is drawn is never drawn anew."
    )
    reason: Text | None = Field(None, description="Why a sample is drawn again, under another name.")


class Plan(Part):
    """What a statistician decides before the cases are read."""

    version: Literal[1] = Field(description="The version of this file format.")
    id: Annotated[str, Field(pattern=f"^{REVIEW_ID.pattern}$", description="The name of its folder under params/.")]
    title: Text = Field(description="What the review will be called.")
    publisher: Text | None = Field(None, description="Who makes the review.")
    date: datetime.date = Field(description="The day of the plan.")
    draft: bool = Field(False, description="Not decided yet: nothing is drawn from it.")
    case: Noun = Field(description="What one case is called.")
    strata: Strata
    population: str | None = Field(
        None,
        pattern=r"^[^/\\]+\.csv$",
        description="The table beside this file with the number of cases in each stratum; where there is a frame, that "
        "is counted instead.",
    )
    frame: Frame | None = Field(None, description="The list of all cases; none: there is no list yet.")
    inference: Literal["files", "practice"] = Field(
        "practice", description="As in review.yml: whether the figures will speak of the files, or of the practice."
    )
    precision: Precision | None = Field(None, description="How well a share of all is to be known.")
    difference: Difference | None = Field(None, description="What difference between two groups is to be found.")
    allocation: Allocation = Field(default_factory=lambda: Allocation.model_validate({}))
    draw: Draw | None = Field(None, description="How the sample is drawn; none: it is not drawn yet.")
    languages: tuple[Language, ...] = Field(("sv", "en"), min_length=1, description="Those of the report on the plan.")

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.precision is None and self.difference is None:
            raise ValueError("give precision, difference or both: what the sample is to show")
        if self.population is None and self.frame is None:
            raise ValueError("give population or frame: how many cases each stratum has")
        if self.draw and self.frame is None:
            raise ValueError("draw needs frame: the list of cases to draw from")
        if len(set(self.languages)) < len(self.languages):
            raise ValueError("languages names one twice")
        return self

    @property
    def epoch(self) -> int:
        """The date in seconds since 1970: the only time that reaches a file."""
        return int(datetime.datetime.combine(self.date, datetime.time(), datetime.UTC).timestamp())


def plan_file(workspace: Workspace, review: str) -> Path:
    """Say where the plan of a review stands."""
    return workspace.params(review) / PLAN


def load_plan(workspace: Workspace, review: str) -> Plan:
    """Read and check the plan of a review, which need not have any other parameters.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : str
        The review's id.

    Raises
    ------
    InputError
        The id is none, or there is no plan.
    ProblemsError
        Everything that is wrong with the plan.
    """
    path = plan_file(workspace, workspace.named(review))
    where = f"params/{review}/{PLAN}"
    if not path.is_file():
        raise InputError(f"{where} does not exist. Write a first draft of it: granska plan {review} --new")
    plan = read_parameters(path, where, Plan)
    if plan.id != review:
        raise InputError(f"{where}: id is '{plan.id}', but the folder is called '{review}'. Make them equal.")
    return plan
