"""The README of a new review: what was guessed from which file, what was left out, and what to do next."""

from granska.stages.drafting import Draft

ROLES = {
    "case_id": "tells the cases apart",
    "date": "the date of the case",
    "reader": "who read the case",
    "stratum": "the area that a case belongs to",
    "gender": "gender",
    "year": "the year",
    "population": "the population",
}
STEPS = """\
## What to do

1. `granska validate {review}` lists everything that is still to decide, with file, line and reason.
2. Open `review.yml` in a text editor and `codebook.csv`{population} in a spreadsheet.
   Write over each `?`: only you know that. Read each guess and mend what is wrong; the reason stands behind
   `# CHECK:` and in the column `check`.
3. `granska accept {review}` deletes the marks of the guesses that you have read.
4. `granska run {review}` makes the report: `reports/_site/{review}/index.html`.

In `codebook.csv`, `headline` numbers the main findings (1, 2, …), `favourable` names the good answer, and `area` the
section of the report; they may stay as they are. No run is made while a mark stands. Save csv files as "CSV UTF-8".
Texts in only one language are enough: the one that `languages` in `review.yml` names.
"""


def readme(review: str, file: str, draft: Draft) -> str:
    """Write the README of a review that was drafted from a file; it holds no value from a cell.

    Parameters
    ----------
    review : str
        The review's id.
    file : str
        The name of the raw file.
    draft : Draft
        What was guessed.
    """
    rows = "cases" if draft.kind == "cases" else "rows of a register"
    roles = [f"| {_cell(guess.head)} | {ROLES[role]} | {_cell(guess.why)} |" for role, guess in draft.roles.items()]
    questions = [
        f"| {_cell(one.guess.head)} | {one.guess.role}{', only where ' + one.applies_if if one.applies_if else ''} "
        f"| {_cell(one.guess.why)} |"
        for one in draft.questions
    ]
    left_out = [f"- {_cell(guess.head)}: {_cell(guess.why)}" for guess in draft.left_out]
    return "\n".join(
        [
            f"# {review}",
            "",
            f"Drafted by `granska new` from `{file}`: {draft.rows} {rows}. What follows was guessed then; what counts",
            "is what stands in `review.yml` and `codebook.csv` now. Delete or rewrite this file as you like.",
            "",
            STEPS.format(review=review, population=" and `population.csv`" if draft.kind == "cases" else ""),
            "## What was guessed",
            "",
            "| column | taken for | since |",
            "|---|---|---|",
            *roles,
            *questions,
            "",
            "## Columns that are not used",
            "",
            *(left_out or ["None."]),
            "",
        ]
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def empty_readme(review: str) -> str:
    """Write the README of a review that begins without data."""
    return "\n".join(
        [
            f"# {review}",
            "",
            "A new review without data. First the questions, then the form, then the cases:",
            "",
            "1. Write the questions into `codebook.csv`, one row each, over the example row; name the areas in",
            "   `population.csv`.",
            f"2. `granska form {review}` makes `data/raw/{review}/form.xlsx` from them: one row a case, drop-down",
            "   lists, a sheet for each inspector and one for cases that two read. The rest need not be decided yet.",
            "3. Fill it in there, or put the filled-in form there: that is where it is read from.",
            "",
            STEPS.format(review=review, population=" and `population.csv`"),
        ]
    )


def data_readme(review: str, file: str) -> str:
    """Write the README that lies beside raw data: where it comes from, to fill in."""
    return "\n".join(
        [
            f"# Raw data of {review}",
            "",
            "Nothing in this folder is committed (`.gitignore`), since case data is secret, and no run changes it.",
            "",
            "| file | source | received | by |",
            "|---|---|---|---|",
            f"| `{file}` | fill in: who read which files, or which register | fill in: date | fill in: name |",
            "",
        ]
    )
