"""The plan of a review: a first draft of it, the report on it, the draw, and what became of the cases drawn."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from granska.errors import InputError
from granska.files import write_whole
from granska.render import Job, choose, typst
from granska.review.plan import Plan, load_plan, plan_file
from granska.review.workspace import PLAN, Workspace
from granska.runner.execute import execute
from granska.runner.standing import locked

NOTEBOOK = "0-plan.ipynb"


def plans(workspace: Workspace) -> list[str]:
    """Name every review that has a plan, sorted."""
    return sorted(path.parent.name for path in (workspace.root / "params").glob(f"*/{PLAN}"))


def update_plan(workspace: Workspace, review: str, renderer: str) -> tuple[list[str], list[Path]]:
    """Compute a plan and write the report on it.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : str
        The review's id.
    renderer : str
        As in `granska.render.choose`.

    Returns
    -------
    lines : list of str
        The plan as a short table, for the terminal.
    pages : list of Path
        What was written.
    """
    from granska.report.document import collect
    from granska.stages.planning import planned

    plan = load_plan(workspace, review)
    with locked(workspace, review):
        # what is wrong is said before any notebook is started
        lines = list(_table(plan, planned(workspace, review)))
        folder = workspace.processed(review) / "plan"
        shutil.rmtree(folder / "figures", ignore_errors=True)
        documents = {}
        for language in plan.languages:
            parameters = {"review": review, "root": str(workspace.root), "language": language}
            executed = execute(workspace.notebooks / NOTEBOOK, folder, f"0-plan-{language}", parameters)
            documents[f"plan.{language}"] = folder / f"plan.{language}.qmd"
            write_whole(documents[f"plan.{language}"], collect(executed))
        pages = _render(workspace, plan, documents, renderer)
    return lines, pages


def draw(workspace: Workspace, review: str, renderer: str) -> tuple[list[str], list[Path]]:
    """Draw the sample of a plan, or find that it is drawn already, and write the protocol.

    Parameters
    ----------
    workspace, review, renderer
        As of `update_plan`.

    Returns
    -------
    lines : list of str
        What was done.
    pages : list of Path
        The protocol.
    """
    from granska.stages.drawing import draw_files, draw_sample

    plan = load_plan(workspace, review)
    with locked(workspace, review):
        record, new = draw_sample(workspace, review)
        files = draw_files(workspace, plan)
        where = [path.relative_to(workspace.root) for path in (files.listed, files.population)]
        lines = [
            f"{review}: {sum(one['sample'] for one in record['strata'])} drawn of {record['frame']['cases']}, "
            f"{sum(one['reserve'] for one in record['strata'])} in reserve."
            if new
            else f"{review}: the same sample was drawn before; nothing is changed.",
            f"  {where[0]} (confidential)",
            f"  {where[1]}",
        ]
        return lines, _protocol(workspace, plan, record, renderer)


def complete(workspace: Workspace, review: str, renderer: str) -> tuple[list[str], list[Path]]:
    """Complete the protocol with what became of the cases drawn, and correct the population table.

    Parameters
    ----------
    workspace, review, renderer
        As of `update_plan`.

    Returns
    -------
    lines : list of str
        What was found, and what the population then is.
    pages : list of Path
        The protocol.
    """
    from granska.stages.outcome import record_outcome

    plan = load_plan(workspace, review)
    with locked(workspace, review):
        record = record_outcome(workspace, review)
        sums = {
            name: sum(one[name] for one in record["outcome"])
            for name in ("read", "not_found", "not_belonging", "replacements", "population", "corrected")
        }
        lines = [
            f"{review}: {sums['read']} read, {sums['replacements']} of them or of those tried from the reserve; "
            f"{sums['not_found']} not found, {sums['not_belonging']} did not belong.",
            f"  population: {sums['corrected']} of the {sums['population']} on the list"
            + (", an estimate" if sums["not_belonging"] else ""),
        ]
        return lines, _protocol(workspace, plan, record, renderer)


def _protocol(workspace: Workspace, plan: Plan, record: dict[str, Any], renderer: str) -> list[Path]:
    from granska.report.plan_protocol import protocol_document

    folder = workspace.processed(plan.id) / "plan"
    documents = {}
    for language in plan.languages:
        name = f"protocol-{record['name']}.{language}"
        documents[name] = folder / f"{name}.qmd"
        write_whole(documents[name], protocol_document(plan, record, language))
    return _render(workspace, plan, documents, renderer)


def _render(workspace: Workspace, plan: Plan, documents: Mapping[str, Path], renderer: str) -> list[Path]:
    engine = choose(renderer)
    place = workspace.plans(plan.id)
    with tempfile.TemporaryDirectory(prefix="granska-plan-") as name:
        scratch = Path(name)
        (scratch / "work").mkdir()
        made = {page: scratch / f"{page}.html" for page in documents}
        jobs = [Job(documents[page], {"html": path}, plan.epoch) for page, path in made.items()]
        engine.render(jobs, workspace.reports, scratch / "work")
        for page, document in documents.items():
            made[f"{page} as PDF"] = scratch / f"{page}.pdf"
            typst.pdf(document, scratch / f"{page}.pdf", workspace.reports, scratch / "work", plan.epoch)
        for path in made.values():
            write_whole(place / path.name, path.read_bytes())
    return [place / path.name for path in made.values()]


def _table(plan: Plan, found: Any) -> Iterator[str]:
    """Write the plan as a short table."""
    noun = plan.strata.noun.one.en
    width = max(len(noun), *(len(one.stratum) for one in found.strata))
    yield f"{noun:<{width}}  {'cases':>7}  {'read':>6}  interval"
    for one in found.strata:
        half = f"± {100 * one.half_width:.0f} points" if one.half_width is not None else ".."
        yield f"{one.stratum:<{width}}  {one.population:>7,}  {one.cases:>6,}  {half}"
    half = f"± {100 * found.precision.half_width:.1f} points" if found.precision else ""
    yield f"{'all':<{width}}  {found.population:>7,}  {found.total:>6,}  {half}"
    if plan.precision:
        margin = f"± {100 * plan.precision.margin:g} points"
        fewest = found.precision.planned
        takes = "is not reached" if fewest is None else f"takes {fewest:,} so divided"
        yield f"{margin} {takes}; drawn at random from all, {found.precision.simple:,}."
    if plan.difference:
        one, other = plan.difference.share, plan.difference.share + plan.difference.difference
        shares = f"{100 * one:g} % against {100 * other:g} %"
        family = f", {found.difference.power_together:.2f} as one of {plan.difference.questions}"
        yield (
            f"{shares} is found with a probability of {found.difference.power_alone:.2f} in one question"
            f"{family if plan.difference.questions > 1 else ''} ({found.difference.test})."
        )
        needed = found.difference.needed_together
        wanted = f"A probability of {plan.difference.power:g} takes"
        yield f"{wanted} {needed:,} cases." if needed else f"{wanted} more cases than can be read."
    if plan.draft:
        yield "A draft: nothing is drawn from it."


DRAFT = """\
# The plan of a review: what the sample is to show, and how it is drawn. Every value here is an example. Decide each,
# and delete the line draft; nothing is drawn before.
version: 1
id: {review}
draft: true
title: {{sv: {review}, en: {review}}}
date: 2026-01-15 # the day of the plan
case:
  one: {{sv: ärende, en: case}}
  many: {{sv: ärenden, en: cases}}
strata:
  column: Stadsdelsförvaltning | Stadsdel # its head in the list of all cases
  noun:
    one: {{sv: stadsdelsförvaltning, en: district}}
    many: {{sv: stadsdelsförvaltningar, en: districts}}

# How many cases each district has: a table beside this file, until there is a list of them.
population: {population}
# frame: {{file: arenden.xlsx, date: 2026-01-12, case_id: Ärendenummer}} # the list, in data/raw/{review}/

# practice: the figures will speak of the work behind the files. files: of these files alone, with the finite population
# correction.
inference: practice

# A share near 50 % is to be known to within 7 percentage points.
precision: {{margin: 0.07, share: 0.5, confidence: 0.95}}
# A difference between girls and boys that is to be found; questions: how many are compared together.
difference: {{share: 0.2, difference: 0.15, power: 0.8, alpha: 0.05, questions: 1}}
# proportional, equal or neyman; total: how many in all, where that is decided.
allocation: {{method: proportional, minimum: 2}}
# The seed is decided before anyone has seen the list; reserve: how many more are listed in each district.
# draw: {{seed: 20260115, reserve: 5}}
"""
EXAMPLE = "stratum,population\nNorra,120\nSödra,340\nVästra,95\n"


def write_draft(workspace: Workspace, review: str) -> tuple[list[str], list[Path]]:
    """Write a first draft of a plan, to be decided line by line.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : str
        The review's id; it need not have parameters yet.

    Returns
    -------
    lines : list of str
        What to do next.
    files : list of Path
        What was written.

    Raises
    ------
    InputError
        There is a plan already.
    """
    path = plan_file(workspace, workspace.named(review))
    if path.exists():
        raise InputError(f"params/{review}/{path.name} exists already. Edit it, or take it away first.")
    known = path.with_name("population.csv")
    table = known if known.is_file() else path.with_name("frame.csv")
    written = [path]
    if not table.is_file():
        write_whole(table, EXAMPLE)
        written.append(table)
    write_whole(path, DRAFT.format(review=review, population=table.name))
    return [f"{review}: a first draft. Decide every line of it, then run: granska plan {review}"], written
