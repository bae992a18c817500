"""What the report on a plan is made from: the plan, its numbers and a language."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from granska.errors import InputError, nearest
from granska.report.document import FrontMatter
from granska.report.figures import Studio
from granska.report.locale import THIN_SPACE, Locale, in_percent
from granska.report.markup import metadata
from granska.report.surroundings import Translation, common_lines, other_language
from granska.review.parts import Text
from granska.review.plan import Plan, load_plan
from granska.review.workspace import find_workspace

FOLDER = "plan"  # under data/processed/<review>/


@dataclass(frozen=True)
class PlanReport:
    """The plan of one review in one language.

    Parameters
    ----------
    plan : Plan
        What was decided.
    numbers : dict
        What follows from it, as `granska.stages.planning` wrote it.
    locale : Locale
        The language.
    studio : Studio
        Where figures are written.
    """

    plan: Plan
    numbers: dict[str, Any]
    locale: Locale
    studio: Studio

    def __repr__(self) -> str:
        """Name the plan and the language, for whoever looks at the object in a notebook."""
        return f"PlanReport({self.plan.id}, {self.locale.language}, {self.numbers['total']} cases)"

    def text(self, text: Text) -> str:
        """Give a text of the plan in the language of the report."""
        return text[self.locale.language]

    @property
    def cases(self) -> str:
        """What many cases are called."""
        return self.text(self.plan.case.many)

    @property
    def strata(self) -> str:
        """What many strata are called."""
        return self.text(self.plan.strata.noun.many)

    @property
    def stratum(self) -> str:
        """What one stratum is called."""
        return self.text(self.plan.strata.noun.one)

    def percent(self, share: float) -> str:
        """Write a share in percent, with a decimal only where it was set with one."""
        value = in_percent(share)
        whole = abs(value - round(value)) < 1e-9
        return f"{self.locale.number(value, 0 if whole else 1)}{THIN_SPACE}%"

    def points(self, share: float) -> str:
        """Write a width in percentage points, with one decimal unless it is whole."""
        value = 100 * share
        return self.locale.number(value, 0 if abs(value - round(value)) < 1e-9 else 1)

    def probability(self, power: float) -> str:
        """Write a power in whole percent, and never as certain or impossible."""
        if power > 0.99:
            return self.locale.say("over {share}", share=self.percent(0.99))
        return (
            self.percent(round(power, 2))
            if power >= 0.005
            else self.locale.say("under {share}", share=self.percent(0.01))
        )


def open_plan(root: str | Path, review: str, language: str) -> PlanReport:
    """Read what the report on a plan is made from.

    Parameters
    ----------
    root : str or Path
        The project's folder.
    review : str
        The review's id.
    language : str
        One of the plan's languages.

    Raises
    ------
    InputError
        The plan or its numbers are missing, or it is not written in that language.
    """
    workspace = find_workspace(root)
    plan = load_plan(workspace, review)
    if language not in plan.languages:
        raise InputError(f"params/{review}/plan.yml: languages has no '{language}'.{nearest(language, plan.languages)}")
    folder = workspace.processed(review) / FOLDER
    try:
        numbers = json.loads((folder / "numbers.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        raise InputError(
            f"data/processed/{review}/{FOLDER}/numbers.json is missing. Run: granska plan {review}"
        ) from None
    return PlanReport(plan, numbers, Locale(language), Studio(folder, language, raster=False))


def page_head(plan: Plan, language: str, title: str, lead: str, page: str) -> FrontMatter:
    """Give the head of a page about a plan.

    Parameters
    ----------
    plan : Plan
        The plan.
    language : str
        The language of the page.
    title, lead : str
        Plain text.
    page : str
        The page's name without language and ending; the other language's is called alike.
    """
    locale = Locale(language)
    other = other_language(language)
    translation = Translation(other, f"{page}.{other}.html") if other in plan.languages else None
    facts = [(locale.say("Date"), locale.date(plan.date)), (locale.say("Review"), plan.title[language])]
    lines = [
        *common_lines(language, title, lead, translation),
        f"kicker: {metadata(locale.say('Plan'))}",
        *([f"organisation: {metadata(plan.publisher[language])}"] if plan.publisher else []),
        "facts:",
        *(f"- {{name: {metadata(name)}, value: {metadata(value)}}}" for name, value in facts),
        f"toc-title: {metadata(locale.say('Contents'))}",
    ]
    return FrontMatter("---\n" + "\n".join(lines) + "\n---")
