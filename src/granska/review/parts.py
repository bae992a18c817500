"""What all parameters are made of: typed pieces that refuse unknown keys, and texts in both languages."""

import unicodedata
from collections.abc import Callable
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


def _split_headers(value: Any) -> Any:
    """Accept ``Kön | Kon`` where a list of column heads is wanted."""
    return [part.strip() for part in value.split("|")] if isinstance(value, str) else value


def _not_empty(value: tuple[str, ...]) -> tuple[str, ...]:
    if not value or not all(value):
        raise ValueError("give at least one column head, and none that is empty")
    return value


Headers = Annotated[
    tuple[str, ...],
    BeforeValidator(_split_headers, json_schema_input_type=str | list[str]),
    AfterValidator(_not_empty),
    Field(description="The column head in the raw data; several spellings are separated by |."),
]

# Line feeds and tabs become blanks; the others join or part letters, as some scripts and emoji need.
_ALLOWED = frozenset("\t\n\r\u00ad\u200c\u200d")


def unseen(text: str) -> str:
    r"""Name the first character of a text that no reader sees, but that changes how others are shown or breaks a file.

    Control characters, marks and overrides of the direction of writing, halves of characters: none can be meant.

    Parameters
    ----------
    text : str
        As a user wrote it.

    Returns
    -------
    str
        Its code and its name; nothing where the text holds none.

    Examples
    --------
    >>> unseen("Norra\u202e"), unseen("Norra")
    ('U+202E (right-to-left override)', '')
    """
    if text.isprintable():
        return ""
    for sign in text:
        kind, code = unicodedata.category(sign), ord(sign)
        if sign not in _ALLOWED and (kind in ("Cc", "Cf", "Cs", "Zl", "Zp") or code & 0xFFFE == 0xFFFE):
            return f"U+{code:04X} ({unicodedata.name(sign, 'a control character').lower()})"
    return ""


class Part(BaseModel):
    """A piece of the parameters: unknown keys are refused, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


#: What validation is told of the file that it reads, under this name: the languages that each text has to have.
LANGUAGES = "languages"


class Text(Part):
    """One text in both languages, or in the only one that its review is published in.

    Which languages a text needs is known to the file that it stands in, which says so in the context of validation;
    without a context one is enough.
    """

    sv: Annotated[str, StringConstraints(strip_whitespace=True)] = Field(default="", validate_default=True)
    en: Annotated[str, StringConstraints(strip_whitespace=True)] = Field(default="", validate_default=True)

    @field_validator("sv", "en", mode="before")
    @classmethod
    def _is_there_where_it_is_needed(cls, value: Any, info: ValidationInfo) -> Any:
        if value == "" and info.field_name in (info.context or {}).get(LANGUAGES, ()):
            raise PydanticCustomError("missing", "Field required")
        if isinstance(value, str) and value and not value.strip():
            raise PydanticCustomError("string_too_short", "String should have at least 1 character")
        return value

    @model_validator(mode="after")
    def _has_one(self) -> Self:
        if not (self.sv or self.en):
            raise ValueError("a text is needed, in Swedish (sv), in English (en) or in both")
        return self

    def __getitem__(self, language: str) -> str:
        """Give the text in one language; in the other where it has only that."""
        return str(getattr(self, language)) or self.sv or self.en

    @property
    def spoken(self) -> tuple[str, ...]:
        """The languages that it has."""
        return tuple(language for language in ("sv", "en") if getattr(self, language))


def written(write: Callable[[str], str], *made_of: Text) -> Text:
    """Write a text in each language that all texts have which it is made of.

    Parameters
    ----------
    write : callable
        Takes a language, gives the text in it.
    *made_of : Text
        The texts that it uses.

    Examples
    --------
    >>> days = Text(sv="dagar")
    >>> written(lambda language: f"14 {days[language]}", days).spoken
    ('sv',)
    """
    spoken = [language for language in ("sv", "en") if all(language in text.spoken for text in made_of)]
    return Text.model_validate({language: write(language) for language in spoken or made_of[0].spoken})
