"""What all parameters are made of: typed pieces that refuse unknown keys, and texts in both languages."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


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
