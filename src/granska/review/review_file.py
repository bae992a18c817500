"""Reading parameter files in YAML: every fault at once, with the key it stands at and the nearest known one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from granska.errors import InputError, ProblemsError, nearest
from granska.review.model import Review
from granska.review.parts import LANGUAGES, unseen

Model = TypeVar("Model", bound=BaseModel)

# What pydantic says in the words of Python, in those of the file.
SHAPES = {
    "tuple_type": "a list is needed, as in [0.2, 0.5]",
    "list_type": "a list is needed, as in [a.csv, b.csv]",
    "dict_type": "keys are needed, each on a line of its own with a colon",
    "model_type": "keys are needed, each on a line of its own with a colon",
}


class _UniqueKeyLoader(yaml.SafeLoader):
    """YAML that refuses a key given twice, where the standard loader keeps the last one in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            if key_node.tag == "tag:yaml.org,2002:merge":
                continue
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, str | int) and key in seen:
                raise yaml.MarkedYAMLError(problem=f"the key '{key}' is given twice", problem_mark=key_node.start_mark)
            if isinstance(key, str | int):
                seen.add(key)
        return super().construct_mapping(node, deep)


def load_review(path: Path) -> Review:
    """Read and check the parameters of a review.

    Parameters
    ----------
    path : Path
        A `review.yml`, in a folder with the review's id as its name.

    Returns
    -------
    Review
        The parameters, typed and frozen.

    Raises
    ------
    ProblemsError
        Everything that is wrong with the file, one line each, with the nearest known key where one is misspelt.
    """
    where = f"params/{path.parent.name}/{path.name}"
    if names_series(path):
        raise InputError(f"{where}: kind is series, and a review is needed: a series has no cases and no questions.")
    review = read_parameters(path, where, Review)
    if review.id != path.parent.name:
        raise InputError(
            f"{where}: id is '{review.id}', but the folder is called '{path.parent.name}'. Make them equal."
        )
    return review


def names_series(path: Path) -> bool:
    """Tell whether a parameter file is that of a series; what cannot be read is none.

    Parameters
    ----------
    path : Path
        A `review.yml`.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError, yaml.YAMLError):
        return False
    return isinstance(content, dict) and content.get("kind") == "series"


def read_parameters(path: Path, where: str, model: type[Model]) -> Model:
    """Read a parameter file and check it against its model.

    Parameters
    ----------
    path : Path
        The file.
    where : str
        What messages call it.
    model : type
        What it has to hold.

    Raises
    ------
    InputError
        The file is missing, or no YAML.
    ProblemsError
        Everything that is wrong with what it holds.
    """
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_UniqueKeyLoader)
    except FileNotFoundError:
        raise InputError(f"{where} does not exist. Copy one of the bundled reviews and edit it.") from None
    except UnicodeDecodeError:
        raise InputError(f"{where} is not UTF-8 text. Save it as UTF-8 and try again.") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else "?"
        raise InputError(f"{where}, line {line}: not valid YAML: {error.problem}.") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        # a date such as 2024-02-30, a control character, brackets without end
        reason = str(error).splitlines()[0]
        raise InputError(
            f"{where}: not valid YAML: {reason}. Look for an impossible date or an odd character."
        ) from None
    if content is None and not any(field.is_required() for field in model.model_fields.values()):
        content = {}
    if not isinstance(content, dict):
        raise InputError(f"{where} is empty or holds no keys. Copy one of the bundled reviews and edit it.")
    odd = list(_unseen(content))
    if odd:
        raise ProblemsError(where, odd)
    languages = content.get(LANGUAGES) if isinstance(content.get(LANGUAGES), list) else ["sv", "en"]
    try:
        return model.model_validate(content, context={LANGUAGES: languages})
    except ValidationError as error:
        raise ProblemsError(where, _explain(error, model)) from None


def _unseen(content: Any, place: tuple[str, ...] = ()) -> Iterator[str]:
    """Say at which keys texts hold what no reader sees."""
    match content:
        case str():
            if sign := unseen(content):
                yield f"{'.'.join(place) or 'the file'}: holds {sign}, which no reader sees. Delete it."
        case dict():
            for key, value in content.items():
                if sign := unseen(str(key)):
                    yield f"{'.'.join(place) or 'the file'}: a key holds {sign}, which no reader sees. Delete it."
                else:
                    yield from _unseen(value, (*place, str(key)))
        case list():
            for number, value in enumerate(content):
                yield from _unseen(value, (*place, str(number)))


def _explain(error: ValidationError, model: type[BaseModel]) -> Iterator[str]:
    """Say each fault as a sentence: which key, what is wrong, what was meant."""
    faults = error.errors()
    for fault in faults:
        if fault["type"] == "too_short" and any(
            len(other["loc"]) > len(fault["loc"]) and other["loc"][: len(fault["loc"])] == fault["loc"]
            for other in faults
        ):
            # the list seems empty only because what it holds is at fault
            continue
        place = ".".join(str(part) for part in fault["loc"]) or "the file"
        if fault["type"] == "extra_forbidden":
            yield f"{place}: unknown key.{nearest(str(fault['loc'][-1]), _known_keys(model, fault['loc'][:-1]))}"
        elif fault["type"] == "missing":
            yield f"{place}: this key is required."
        else:
            message = SHAPES.get(fault["type"]) or fault["msg"].removeprefix("Value error, ").rstrip(".")
            yield f"{place}: {message[0].lower() + message[1:]}."


def _known_keys(model: type[BaseModel], place: tuple[int | str, ...]) -> list[str]:
    """Find the keys that the model knows at a place of the file."""
    annotation: Any = model
    for part in place:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            field = _fields(annotation).get(str(part))
            annotation = field.annotation if field else None
        else:
            annotation = get_args(annotation)[0 if isinstance(part, int) else -1]
        # an optional part is a union with None: the model is the other member
        options = [option for option in get_args(annotation) if isinstance(option, type)]
        models = [option for option in options if issubclass(option, BaseModel)]
        if type(None) in options and models:
            annotation = models[0]
    return list(_fields(annotation)) if isinstance(annotation, type) and issubclass(annotation, BaseModel) else []


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Give the fields of a model by the names that they have in the file."""
    return {field.alias or name: field for name, field in model.model_fields.items()}
