"""The command line: what a person types, and what she is told. The work is done in `granska.runner`."""

import datetime
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from granska.errors import GranskaError, InputError, StageError, refused

if TYPE_CHECKING:
    from granska.publish.checks import Check
    from granska.review.workspace import Workspace
    from granska.runner.new import Made
    from granska.runner.pipeline import Outcome

app = typer.Typer(
    help="From read case files to a published statistical report.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Reviews = Annotated[list[str] | None, typer.Argument(metavar="[REVIEW]...", help="Ids: the folders under params/.")]
Review = Annotated[str, typer.Argument(metavar="REVIEW", help="The review's id.")]
Renderer = Annotated[str, typer.Option(help="auto, quarto or pandoc; auto takes Quarto where it is found.")]


class Interrupted(SystemExit):
    """Ctrl-C. An event loop lets SystemExit through, as typer does, and swallows an exception of another name."""


def _interrupt(signal_number: int, frame: object) -> None:
    raise Interrupted


def main() -> None:
    """Run the command line, and turn errors into messages and exit codes."""
    for kind in (signal.SIGINT, signal.SIGTERM):
        signal.signal(kind, _interrupt)
    try:
        app()
    except GranskaError as error:
        _complain(str(error))
        sys.exit(error.exit_code)
    except OSError as error:
        _complain(refused(error, "A file"))
        sys.exit(StageError.exit_code)
    except Interrupted:
        _complain("Stopped. The last good reports stand; run again to continue.")
        sys.exit(130)


def _complain(message: str) -> None:
    # plain text: a message may hold brackets that rich would take for markup
    print(message, file=sys.stderr)


def _workspace() -> "Workspace":
    from granska.review.workspace import find_workspace

    return find_workspace()


def _chosen(workspace: "Workspace", reviews: list[str] | None, every: bool) -> list[str]:
    """Find which reviews are meant."""
    if every and reviews:
        raise InputError("Name reviews or say --all, not both.")
    if every:
        found = workspace.reviews()
        if not found:
            raise InputError("There is no review yet: no folder under params/ has a review.yml.")
        return found
    if not reviews:
        raise InputError(f"Name a review or say --all. There are: {', '.join(workspace.reviews()) or 'none'}.")
    return [workspace.require(review) for review in dict.fromkeys(reviews)]


@app.command()
def run(
    reviews: Reviews = None,
    every: Annotated[bool, typer.Option("--all", help="Every review under params/.")] = False,
    renderer: Renderer = "auto",
    jobs: Annotated[
        int, typer.Option(min=1, help="How many reviews at the same time.", show_default="the number of cores")
    ] = os.cpu_count() or 1,
    force: Annotated[bool, typer.Option("--force", help="Run even what is fresh.")] = False,
) -> None:
    """Bring reviews up to date: clean, analyse, report, render. A series brings the reviews it is made from with it."""
    from granska.review.workspace import METHODS
    from granska.runner.batch import run_batch, run_methods
    from granska.runner.progress import show_progress
    from granska.runner.series import with_members
    from granska.runner.site import update_site

    workspace = _workspace()
    chosen = _chosen(workspace, reviews, every)
    chosen = with_members(workspace, chosen)
    methods = [METHODS] if every and workspace.methods() else []
    with show_progress([*chosen, *methods]) as progress:
        outcomes = run_batch(workspace, chosen, renderer, jobs, force, progress)
        if methods:
            outcomes.append(run_methods(workspace, renderer, jobs, force, progress))
    for outcome in outcomes:
        _say(outcome)
    index, left_out = update_site(workspace, renderer)
    for reason in left_out:
        _complain(f"Not in the index: {reason}")
    if index:
        print(f"\n{index}")
    code = max(outcome.exit_code for outcome in outcomes)
    if code:
        raise typer.Exit(code)


def _say(outcome: "Outcome") -> None:
    if outcome.error:
        _complain(f"{outcome.review}: failed; the last good report stands.\n{outcome.error}")
    elif outcome.reasons:
        more = f" (and {len(outcome.reasons) - 1} more)" if len(outcome.reasons) > 1 else ""
        print(f"{outcome.review}: done in {outcome.seconds:.1f} s, since {outcome.reasons[0]}{more}")
        for note in outcome.notes:
            print(f"  {note}")
    else:
        print(f"{outcome.review}: fresh")


@app.command()
def status(renderer: Renderer = "auto") -> None:
    """Say which reviews are fresh, and why the others are stale."""
    from granska.runner.status import statuses

    for review, reasons in statuses(_workspace(), renderer):
        print(f"{review}: {'stale' if reasons else 'fresh'}")
        for reason in reasons:
            print(f"  - {reason}")


@app.command()
def new(
    review: Annotated[str, typer.Argument(metavar="REVIEW", help="The id of the new review.")],
    source: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="Raw data to guess from: xlsx, csv, txt, sav, dta.")
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="Which sheet of a workbook holds the data.")] = None,
    languages: Annotated[str | None, typer.Option(help="sv, en or sv,en; that of the file if left out.")] = None,
    inspectors: Annotated[
        str, typer.Option(help="Without --from: how many people read cases, or their names with commas between.")
    ] = "1",
) -> None:
    """Begin a review: draft its parameters from a file, every guess marked; or empty, for a form."""
    from granska.runner.new import new_review

    _show_made(new_review(_workspace(), review, source, sheet, languages, inspectors))


@app.command()
def accept(review: Review) -> None:
    """Delete the marks of all guesses of a draft, once you have read them; what only you know stays to be written."""
    from granska.runner.new import accept as accept_guesses

    _show_made(accept_guesses(_workspace(), review))


@app.command()
def form(
    review: Review,
    inspectors: Annotated[
        str | None, typer.Option(help="How many people read cases, or their names; as in review.yml if left out.")
    ] = None,
    rows: Annotated[int, typer.Option(min=1, max=5000, help="How many cases each sheet has room for.")] = 200,
) -> None:
    """Make data/raw/REVIEW/form.xlsx from the codebook: a workbook to type cases into, one row each."""
    from granska.runner.new import make_form

    _show_made(make_form(_workspace(), review, inspectors, rows))


def _show_made(made: "Made") -> None:
    """Say what was written, and what comes next."""
    here = _workspace().root
    for path in made.files:
        print(path.relative_to(here))
    for line in made.words:
        print(line)


@app.command()
def validate(review: Review) -> None:
    """Check parameters, codebook and data without running; ends with 1 if something is wrong."""
    from granska.review.series import is_series
    from granska.runner.new import still_to_decide
    from granska.runner.pipeline import check_review
    from granska.runner.series import check_series

    workspace = _workspace()
    workspace.require(review)
    undecided = still_to_decide(workspace, review)
    if undecided:
        _complain(undecided)
        raise typer.Exit(1)
    try:
        if is_series(workspace, review):
            check_series(workspace, review, print)
            return
        found = check_review(workspace, review)
    except InputError as error:
        _complain(str(error))
        raise typer.Exit(1) from None
    print(
        f"{review}: nothing wrong. Files: {found['files']}, rows: {found['rows']}, questions: {found['questions']}, "
        f"changes that cleaning makes: {found['changes']}."
    )


@app.command()
def audit(review: Review) -> None:
    """Read the finished files back: every number in them must be one that may be shown; ends with 1 if one is not."""
    from granska.publish.readback import read_back

    workspace = _workspace()
    workspace.require(review)
    checks = read_back(workspace, review, workspace.site / review)
    _show(checks)
    if any(check.result == "failed" for check in checks):
        raise typer.Exit(1)


@app.command()
def sign(
    review: Review,
    name: Annotated[str, typer.Option(help="Who signs.")],
    date: Annotated[
        datetime.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="When; today if it is left out.")
    ] = None,
    renderer: Renderer = "auto",
) -> None:
    """Sign the pages that stand on the site, for the version named in review.yml; two people have to."""
    from granska.publish.signoff import NEEDED, sign
    from granska.review.series import require_review
    from granska.runner.pipeline import held_fresh

    workspace = _workspace()
    require_review(workspace, review, "signed")
    with held_fresh(workspace, review, renderer) as parameters:
        signoff = sign(workspace, parameters, name, date.date() if date else datetime.date.today())
    print(f"{review}: signed by {signoff.names}.")
    if len(signoff.signatures) < NEEDED:
        print("One more person has to sign before it can be released.")


@app.command()
def publish(
    review: Review,
    skip: Annotated[
        list[str] | None, typer.Option(metavar="CHECK", help="A check to leave out: accessibility.")
    ] = None,
    reason: Annotated[str | None, typer.Option(help="Why it is left out; recorded with the release.")] = None,
    renderer: Renderer = "auto",
) -> None:
    """Check a review and release it as the version named in review.yml; ends with 1 if a check failed."""
    from granska.publish.release import CHECKS, publish
    from granska.review.series import require_review
    from granska.runner.pipeline import held_fresh
    from granska.runner.site import update_site

    workspace = _workspace()
    require_review(workspace, review, "released")
    if reason and not skip:
        raise InputError("--reason is for what is left out: name it with --skip.")
    skipped = dict.fromkeys(skip or [], reason or "")
    with held_fresh(workspace, review, renderer) as parameters:
        update_site(workspace, renderer)  # the pages that a report leads to go with it
        checks, place = publish(workspace, parameters, skipped)
    _show(checks)
    if place is None:
        saved = workspace.processed(review) / CHECKS
        _complain(f"{review} is not released. What was checked: {saved.relative_to(workspace.root)}")
        raise typer.Exit(1)
    print(f"\n{review} is released: {place.relative_to(workspace.root)}, read-only from now on.")
    update_site(workspace, renderer)


@app.command("verify-release")
def verify_release(
    review: Annotated[
        str | None, typer.Argument(metavar="[REVIEW]", help="Its id; all that are released if left out.")
    ] = None,
    version: Annotated[int | None, typer.Argument(metavar="[VERSION]", help="1, 2, …; all if left out.")] = None,
) -> None:
    """Compare what is released with its checksums; ends with 1 if something was altered, is missing or was added."""
    from granska.publish.verify import released_versions, verify

    workspace = _workspace()
    wrong = False
    for name, number in released_versions(workspace, review, version):
        found = list(verify(workspace, name, number))
        wrong = wrong or bool(found)
        print(f"{name} {number}: {'not what was released' if found else 'as it was released'}")
        for fault in found:
            print(f"  - {fault}")
    if wrong:
        raise typer.Exit(1)


def _show(checks: "list[Check]") -> None:
    """Show what was checked, a row each."""
    width = max((len(check.check) for check in checks), default=0)
    for check in checks:
        print(f"{check.result:<8}{check.check:<{width}}  {check.message}")


@app.command()
def plan(
    review: Annotated[
        str | None, typer.Argument(metavar="[REVIEW]", help="Its id; without it, plans are listed.")
    ] = None,
    new: Annotated[bool, typer.Option("--new", help="Write a first draft of the plan.")] = False,
    draw: Annotated[bool, typer.Option("--draw", help="Draw the sample, and write list and protocol.")] = False,
    outcome: Annotated[
        bool, typer.Option("--outcome", help="Complete the protocol with what became of the cases drawn.")
    ] = False,
    renderer: Renderer = "auto",
) -> None:
    """Say how many cases a review needs, from where, and what they can show; draw them."""
    from granska.runner import plan as planning

    if new + draw + outcome > 1:
        raise InputError("Say one of --new, --draw and --outcome.")
    workspace = _workspace()
    if review is None:
        raise InputError(f"Name a review. Those with a plan are: {', '.join(planning.plans(workspace)) or 'none'}.")
    if new:
        lines, pages = planning.write_draft(workspace, review)
    else:
        work = planning.draw if draw else planning.complete if outcome else planning.update_plan
        lines, pages = work(workspace, review, renderer)
    print("\n".join([*lines, *(str(page.relative_to(workspace.root)) for page in pages)]))


@app.command()
def schema(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; end with 1 if the file is not current.")
    ] = False,
) -> None:
    """Write params/schema.json, with which editors check review.yml while one types."""
    from granska.runner.schema import SCHEMA, schema_is_current, write_schema

    workspace = _workspace()
    if not check:
        write_schema(workspace)
    elif not schema_is_current(workspace):
        _complain(f"{SCHEMA} is not current. Run: granska schema")
        raise typer.Exit(1)
