"""A new review: its first parameters, drafted from a file or empty; what is still to decide; the form to fill in."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from granska.errors import InputError
from granska.files import write_whole
from granska.review.drafts import STAND_IN, accepted_codebook, accepted_review, copy_with_stand_ins, marks, to_decide
from granska.review.model import DataFile
from granska.review.workspace import Workspace

CODEBOOK, POPULATION, REVIEW, README = "codebook.csv", "population.csv", "review.yml", "README.md"


@dataclass(frozen=True)
class Made:
    """What was made, for whoever asked for it.

    Parameters
    ----------
    files : tuple of Path
        The new files.
    words : tuple of str
        What there is to say, a line each.
    """

    files: tuple[Path, ...]
    words: tuple[str, ...]


def new_review(
    workspace: Workspace, review: str, source: Path | None, sheet: str | None, languages: str | None, inspectors: str
) -> Made:
    """Write the parameters of a new review as drafts, and lay its raw data in place; all of it or nothing.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : str
        The new id.
    source : Path, optional
        The raw file to guess from; none for an empty review whose cases are typed into a form.
    sheet : str, optional
        Which sheet of a workbook holds the data.
    languages : str, optional
        ``sv``, ``en`` or ``sv,en``; that of the file where nothing is said.
    inspectors : str
        For an empty review: how many people read cases, or their names with commas between.

    Raises
    ------
    InputError
        The review exists, the id cannot be one, or the file cannot be read with certainty.
    """
    workspace.named(review)
    _refuse_existing(workspace, review, source)
    spoken = _spoken(languages)
    if source is None:
        return _empty(workspace, review, spoken, inspectors)
    from granska.stages.draft_files import codebook_file, population_file, review_file
    from granska.stages.draft_readme import data_readme, readme
    from granska.stages.drafting import guess_review
    from granska.stages.formats import variable_labels
    from granska.stages.reading import read_file

    entry = _entry(source, sheet)
    table = read_file(source.resolve(), entry)
    draft = guess_review(table, variable_labels(source))
    spoken = spoken or (draft.language,)
    texts = {
        REVIEW: review_file(review, draft, [entry], spoken, f"from {source.name}"),
        CODEBOOK: codebook_file(draft, spoken),
        README: readme(review, source.name, draft),
    }
    if draft.kind == "cases":
        texts[POPULATION] = population_file(draft.strata or ["?"])
    files = _lay_down(workspace, review, texts, data_readme(review, source.name), source)
    left_out = [f"left out: {guess.head} ({guess.why})" for guess in draft.left_out]
    kinds = ", ".join(f"{role} = {guess.head}" for role, guess in draft.roles.items())
    words = [
        f"{source.name}: {draft.rows} rows of {'cases' if draft.kind == 'cases' else 'a register'}, {kinds}, "
        f"{len(draft.questions)} questions.",
        *left_out,
        *_next_steps(workspace, review),
    ]
    return Made(files, tuple(words))


def _empty(workspace: Workspace, review: str, languages: tuple[str, ...], inspectors: str) -> Made:
    from granska.stages.draft_files import codebook_file, population_file, review_file
    from granska.stages.draft_readme import data_readme, empty_readme
    from granska.stages.empty_draft import empty_draft
    from granska.stages.form import FORM, form_sheets, people

    languages = languages or ("sv",)
    sheets = form_sheets(inspectors, languages[0])
    draft = empty_draft(languages[0], people(sheets, languages[0]))
    data = [DataFile.model_validate({"file": FORM, "sheet": sheet}) for sheet in sheets]
    texts = {
        REVIEW: review_file(review, draft, data, languages, "without a file"),
        CODEBOOK: codebook_file(draft, languages),
        POPULATION: population_file(["?"]),
        README: empty_readme(review),
    }
    files = _lay_down(workspace, review, texts, data_readme(review, FORM), None)
    return Made(files, tuple(_next_steps(workspace, review)))


def _next_steps(workspace: Workspace, review: str) -> list[str]:
    found = marks(workspace.params(review))
    guessed = sum(bool(one.guessed) for one in found)
    return [
        f"To decide: {len(found) - guessed} things only you know, {guessed} guesses to check. "
        f"They are listed by: granska validate {review}",
    ]


def _spoken(languages: str | None) -> tuple[str, ...]:
    if languages is None:
        return ()
    spoken = tuple(word.strip() for word in languages.split(","))
    if not set(spoken) <= {"sv", "en"} or len(set(spoken)) < len(spoken):
        raise InputError(f"--languages '{languages}' is not known. Write sv, en, or both as sv,en.")
    return spoken


def _entry(source: Path, sheet: str | None) -> DataFile:
    try:
        return DataFile.model_validate({"file": source.name, "sheet": sheet})
    except ValidationError as error:
        reason = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise InputError(f"--from {source.name}: {reason}.") from None


def _refuse_existing(workspace: Workspace, review: str, source: Path | None) -> None:
    """Refuse to write where something stands."""
    if workspace.params(review).exists():
        raise InputError(
            f"params/{review}/ exists, and nothing is written over. Choose another id, or remove the folder yourself."
        )
    if source is None:
        return
    if not source.exists():
        raise InputError(f"--from: there is no file {source}.")
    place = workspace.raw(review) / source.name
    if place.exists() and place.resolve() != source.resolve():
        raise InputError(
            f"data/raw/{review}/{source.name} exists, and nothing is written over. Give that file with --from, or "
            "choose another id."
        )


def _lay_down(
    workspace: Workspace, review: str, texts: dict[str, str], about_data: str, source: Path | None
) -> tuple[Path, ...]:
    """Make all files aside and move them into place, the parameters last; take back what was laid where that fails."""
    raw, params = workspace.raw(review), workspace.params(review)
    new_raw: dict[Path, bytes] = {}
    if not (raw / README).exists():
        new_raw[raw / README] = about_data.encode()
    if source is not None and not (raw / source.name).exists():
        new_raw[raw / source.name] = source.read_bytes()
    made_folder = not raw.exists()
    with tempfile.TemporaryDirectory(dir=params.parent.parent, prefix=".new-") as aside:
        folder = Path(aside) / review
        for name, text in texts.items():
            write_whole(folder / name, text)
        try:
            for path, content in new_raw.items():
                write_whole(path, content)
            folder.rename(params)
        except BaseException:
            for path in new_raw:
                path.unlink(missing_ok=True)
            if made_folder:
                shutil.rmtree(raw, ignore_errors=True)
            raise
    return tuple(sorted([*(params / name for name in texts), *new_raw]))


def still_to_decide(workspace: Workspace, review: str) -> str:
    """Say what a draft leaves to decide, and what else is wrong with it as far as that can be told.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : str
        The review's id.

    Returns
    -------
    str
        Nothing where all is decided.
    """
    from granska.runner.pipeline import check_review

    found = marks(workspace.params(workspace.require(review)))
    if not found:
        return ""
    said = to_decide(review, found)
    with tempfile.TemporaryDirectory(prefix="granska-draft-") as name:
        copy = Workspace(Path(name))
        copy_with_stand_ins(workspace.params(review), copy.params(review))
        copy.raw(review).parent.mkdir(parents=True)
        if workspace.raw(review).is_dir():
            copy.raw(review).symlink_to(workspace.raw(review), target_is_directory=True)
        try:
            check_review(copy, review)
        except InputError as error:
            # what follows from a mark is said by the mark
            faults = [line for line in str(error).splitlines() if f"'{STAND_IN}'" not in line]
            if len(faults) > 1 or "problem" not in faults[0]:
                said += "\n\nBesides, what can be checked already:\n" + "\n".join(faults)
    return said


def accept(workspace: Workspace, review: str) -> Made:
    """Delete all marks of guesses: someone has looked at them. What only a person knows stays to be written.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : str
        The review's id.
    """
    folder = workspace.params(workspace.require(review))
    guessed = [one for one in marks(folder) if one.guessed]
    files = []
    for name, accepted in ((REVIEW, accepted_review), (CODEBOOK, accepted_codebook)):
        path = folder / name
        if any(one.file == name for one in guessed):
            write_whole(path, accepted(path.read_text(encoding="utf-8")))
            files.append(path)
    left = marks(folder)
    words = [f"accepted: {one.file}, {one.place}: {one.guessed}" for one in guessed]
    words.append(
        f"{len(left)} left that only you know: granska validate {review}" if left else "Nothing is left to decide."
    )
    return Made(tuple(files), tuple(words))


def make_form(workspace: Workspace, review: str, inspectors: str | None, rows: int) -> Made:
    """Write the form that inspectors fill in, from the codebook; never over one that is there.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : str
        The review's id.
    inspectors : str, optional
        How many people read cases, or their names; those whose sheets review.yml names where nothing is said.
    rows : int
        How many cases each sheet has room for.

    Raises
    ------
    InputError
        A form is there, the parameters cannot be read, or the codebook is still undecided.
    """
    from granska.review.method import load_method
    from granska.stages.form import FORM, form, form_sheets, sheets_of

    folder, place = workspace.params(workspace.require(review)), workspace.raw(review) / FORM
    if place.exists():
        raise InputError(
            f"data/raw/{review}/{FORM} exists, and nothing is written over. Move it away if a new one is wanted."
        )
    undecided = [one for one in marks(folder) if not one.guessed and one.needed_by_form]
    if undecided:
        raise InputError(to_decide(review, undecided))
    with tempfile.TemporaryDirectory(prefix="granska-draft-") as name:
        copy = Workspace(Path(name))
        copy_with_stand_ins(folder, copy.params(review))
        method = load_method(copy, review)
    language = method.review.main_language
    named = sheets_of(method.review)
    known = ",".join(method.review.readers.everyone) if method.review.readers else "1"
    sheets = named if inspectors is None and named else form_sheets(inspectors or known, language)
    write_whole(place, form(method, sheets, rows))
    words = [f"sheets: {', '.join(sheets)}; room for {rows} cases on each."]
    if list(named) != list(sheets):
        lines = [f"  - {{file: {FORM}, sheet: {_quoted(sheet)}}}" for sheet in sheets]
        words += ["So that it comes back in, review.yml has to name its sheets:", "data:", *lines]
    return Made((place,), tuple(words))


def _quoted(text: str) -> str:
    return f'"{text}"'
