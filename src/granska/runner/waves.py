"""Which reviews can be run side by side: one that follows another is run after it."""

from collections.abc import Sequence

from granska.errors import GranskaError
from granska.review.review_file import load_review
from granska.review.workspace import Workspace


def earlier(workspace: Workspace, review: str) -> str:
    """Name the review that another follows; nothing where it follows none, or cannot be read.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : str
        The id of a review.
    """
    try:
        follows = load_review(workspace.params(review) / "review.yml").follows
    except GranskaError:
        return ""  # its own run says what is wrong
    return follows.review if follows else ""


def waves(workspace: Workspace, reviews: Sequence[str]) -> list[list[str]]:
    """Part reviews into waves, each run when those before it are done.

    Parameters
    ----------
    workspace : Workspace
        The project.
    reviews : sequence of str
        Ids of reviews.

    Returns
    -------
    list of list of str
        Every review once, in the order given; after the one that it follows, where that is among them.
    """
    before = {review: earlier(workspace, review) for review in reviews}
    found: list[list[str]] = []
    left = list(dict.fromkeys(reviews))
    while left:
        # reviews that follow one another in a circle are run all the same: their own runs say what is wrong
        wave = [review for review in left if before[review] not in left] or left
        found.append(wave)
        left = [review for review in left if review not in wave]
    return found
