"""Fresh or stale, for every review, for the methods and for the other pages of the site."""

from collections.abc import Iterator

from granska.errors import InputError
from granska.render import choose
from granska.review.drafts import marks
from granska.review.review_file import load_review
from granska.review.series import is_series
from granska.review.workspace import METHODS, Workspace
from granska.runner.methods import method_reasons
from granska.runner.pipeline import reasons_to_run, renderer_name
from granska.runner.series import series_reasons
from granska.runner.site import site_reasons

SITE = "site"


def statuses(workspace: Workspace, renderer: str) -> Iterator[tuple[str, list[str]]]:
    """Go through the reviews, the methods and the site, with the reasons why each is stale.

    Parameters
    ----------
    workspace : Workspace
        The project.
    renderer : str
        As in `granska.render.choose`.

    Yields
    ------
    tuple of str and list of str
        A review, `methods` where there are any, or `site` where it has pages, and its reasons; none where it is fresh.
        A review whose parameters cannot be read says so.
    """
    made_by = renderer_name(choose(renderer))
    for review in workspace.reviews():
        undecided = len(marks(workspace.params(review)))
        if undecided:
            yield review, [f"it is a draft, with {undecided} to decide: granska validate {review}"]
            continue
        try:
            if is_series(workspace, review):
                yield review, series_reasons(workspace, review, made_by)
                continue
            parameters = load_review(workspace.params(review) / "review.yml")
        except InputError as error:
            yield review, [f"its parameters cannot be read: {error}"]
        else:
            yield review, reasons_to_run(workspace, parameters, made_by)
    if workspace.methods():
        yield METHODS, method_reasons(workspace, renderer)
    reasons = site_reasons(workspace, renderer)
    if reasons is not None:
        yield SITE, reasons
