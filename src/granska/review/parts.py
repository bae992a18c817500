"""What all parameters are made of: typed pieces that refuse unknown keys, and texts in both languages."""

import unicodedata
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

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


class Text(Part):
    """One text in both languages."""

    sv: Words
    en: Words

    def __getitem__(self, language: str) -> str:
        """Give the text in one language."""
        return str(getattr(self, language))
