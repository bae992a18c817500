"""Where things lie: the folders of a project, said once."""

import re
from dataclasses import dataclass
from pathlib import Path

from granska.errors import InputError, nearest

REVIEW_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
#: The folder of the methods' notebooks, and of their pages beside those of the reviews: no review can be called so.
METHODS = "methods"
#: The folder of the pages about the site and its reports: no review can be called so either.
ABOUT = "about"
#: The folder of what has been released, in the project and on the site: nor so.
RELEASED = "released"
#: The plan of a review, beside its parameters or before them.
PLAN = "plan.yml"
#: The record of a run beside its pages: it carries the times, so no comparison of the pages heeds it.
RUN_RECORD = "run.json"


@dataclass(frozen=True)
class Workspace:
    """The folders of one project.

    Parameters
    ----------
    root : Path
        The folder that holds ``params/``, ``data/``, ``notebooks/`` and ``reports/``.

    Examples
    --------
    >>> Workspace(Path("/city")).raw("open-care").as_posix()
    '/city/data/raw/open-care'
    """

    root: Path

    @property
    def notebooks(self) -> Path:
        """The notebooks that every review is run through."""
        return self.root / "notebooks"

    @property
    def reports(self) -> Path:
        """The Quarto project: template, stylesheet, filter, fonts."""
        return self.root / "reports"

    @property
    def site(self) -> Path:
        """The pages a reader opens."""
        return self.reports / "_site"

    def released(self, review: str) -> Path:
        """The released versions of one review, a folder each, called 1, 2, …: written once, never changed."""
        return self.reports / RELEASED / review

    def versions(self, review: str) -> list[int]:
        """Number the released versions of a review.

        Returns
        -------
        list of int
            Ascending; empty where none is released.
        """
        return sorted(
            int(path.name) for path in self.released(review).glob("[1-9]*") if re.fullmatch("[0-9]+", path.name)
        )

    def released_reviews(self) -> list[str]:
        """Name every review that has a released version, sorted; its parameters may be gone."""
        folders = (path.name for path in (self.reports / RELEASED).glob("*/"))
        return sorted(name for name in folders if REVIEW_ID.fullmatch(name) and self.versions(name))

    def released_before(self, review: str, version: int | None) -> list[Path]:
        """Name the tables of what has been released before a version: what disclosure control has to heed.

        Parameters
        ----------
        review : str
            The review's id.
        version : int or None
            The version; none for a working version, which comes after all of them.
        """
        earlier = (number for number in self.versions(review) if version is None or number < version)
        tables = (self.released(review) / f"{number}" / "estimates.csv" for number in earlier)
        return [path for path in tables if path.is_file()]

    def signoff(self, review: str, version: int) -> Path:
        """Who signed a version of a review."""
        return self.params(review) / f"signoff-{version}.yml"

    @property
    def drafts(self) -> Path:
        """Drafts that people go on writing: never published, never overwritten once someone has changed them."""
        return self.reports / "_drafts"

    def plans(self, review: str) -> Path:
        """The report on a review's plan, and the protocol of the draw: for those who make and check the review."""
        return self.reports / "_plans" / review

    @property
    def scratch(self) -> Path:
        """Where pages are made before they are moved into the site: on the same disk, so that moving is one step."""
        return self.reports / ".scratch"

    def params(self, review: str) -> Path:
        """What a statistician edits: the method of one review."""
        return self.root / "params" / review

    def parameter_files(self, review: str) -> list[Path]:
        """Name the files that a run reads of the parameters.

        Sign-offs speak of its pages, and come after them. A plan comes before all and is read by no run; it holds the
        seed of the draw, and what is public may carry no hash of that.
        """
        files = (path for path in self.params(review).rglob("*") if path.is_file())
        return sorted(path for path in files if not (path.match("signoff-*.yml") or path.name == PLAN))

    def raw(self, review: str) -> Path:
        """The raw data of one review, never written to; a draw puts its list beside it."""
        return self.root / "data" / "raw" / review

    def processed(self, review: str) -> Path:
        """Everything computed for one review: confidential, never edited."""
        return self.root / "data" / "processed" / review

    def published(self, review: str) -> Path:
        """What disclosure control let through: all that a report may read."""
        return self.processed(review) / "published"

    def followed(self, review: str, *, same_cases: bool) -> list[Path]:
        """Name the files of an earlier review that one which follows it reads.

        Parameters
        ----------
        review : str
            The id of the earlier review.
        same_cases : bool
            Whether its cases are read too, which are confidential.
        """
        files = [*self.parameter_files(review), self.published(review) / "estimates.csv"]
        return [*files, self.processed(review) / "cases.parquet"] if same_cases else files

    def document(self, review: str) -> Path:
        """The documents, one a language, that the renderers read, and their figures."""
        return self.processed(review) / "report"

    def method(self, family: str) -> Path:
        """Everything that the page of one method is made from: its document, its figures, the run copy."""
        return self.processed(METHODS) / family

    def methods(self) -> list[str]:
        """Name every method that has a notebook.

        Returns
        -------
        list of str
            Sorted: the notebooks' names without their ending.
        """
        return sorted(path.stem for path in (self.notebooks / METHODS).glob("*.ipynb"))

    @property
    def pages(self) -> Path:
        """The texts of the pages about the site and its reports: `<name>.<language>.md`."""
        return self.reports / "pages"

    def about(self) -> tuple[str, ...]:
        """Name every page about the site and its reports.

        Returns
        -------
        tuple of str
            Sorted, each a name and a language: ``cite.en``, ``cite.sv``.
        """
        return tuple(sorted(path.stem for path in self.pages.glob("*.md")))

    @property
    def site_parameters(self) -> Path:
        """What is known of the agency behind the site; the file may be absent."""
        return self.root / "params" / "site.yml"

    def reviews(self) -> list[str]:
        """Name every review that has parameters.

        Returns
        -------
        list of str
            Sorted ids.
        """
        return sorted(path.parent.name for path in (self.root / "params").glob("*/review.yml"))

    def named(self, review: str) -> str:
        """Give the id back if a review can be called so, whether or not there is one.

        Raises
        ------
        InputError
            The id is a path, or a name that the site uses itself.
        """
        if not REVIEW_ID.fullmatch(review):
            raise InputError(
                f"'{review}' is not a review id: use lower-case letters, digits and hyphens, "
                "the name of a folder under params/."
            )
        if review == METHODS:
            raise InputError(
                f"'{METHODS}' is what the site calls the pages of the methods: give the review another id."
            )
        if review == ABOUT:
            raise InputError(f"'{ABOUT}' is what the site calls the pages about it: give the review another id.")
        if review == RELEASED:
            raise InputError(f"'{RELEASED}' is what the site calls what is released: give the review another id.")
        return review

    def require(self, review: str) -> str:
        """Give the id back if it names a review, and refuse it otherwise.

        Raises
        ------
        InputError
            The id is a path or no review has it.
        """
        self.named(review)
        if not (self.params(review) / "review.yml").is_file():
            raise InputError(f"params/{review}/review.yml does not exist.{nearest(review, self.reviews())}")
        return review


def find_workspace(start: Path | str | None = None) -> Workspace:
    """Find the project that a folder lies in.

    Parameters
    ----------
    start : Path or str, optional
        Where to begin; the working folder if not given.

    Raises
    ------
    InputError
        No folder from here upwards has both ``params/`` and ``notebooks/``.
    """
    start = Path(start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / "params").is_dir() and (folder / "notebooks").is_dir():
            return Workspace(folder)
    raise InputError(
        f"{start} is not inside a Granska project: no folder from here upwards has both params/ and notebooks/. "
        "Change to the cloned repository and try again."
    )
