"""Cases that two inspectors read: who they are, and which of their answers counts."""

from collections.abc import Iterable
from typing import Literal, Self

from pydantic import Field, model_validator

from granska.review.parts import Part, Words


class Readers(Part):
    """Who reads, and which answer counts where two who read the same case differ.

    The readings are independent of each other; the agreement between them is measured on those. The decider reads
    afterwards, what the others have written before her: her answers count wherever she gives one, and say nothing of
    how well two readers agree.
    """

    names: tuple[Words, ...] = Field(
        min_length=2,
        description="Everyone who reads, as the data calls them. The order matters where rule is first, and says whose "
        "answer is named first where answers differ.",
    )
    rule: Literal["first", "agreed"] = Field(
        description="Which answer counts where two readers differ. first: that of the reader who comes first in names. "
        "agreed: neither; the answer is missing."
    )
    decider: Words | None = Field(
        None,
        description="Who settles what the two differ in, in a row of her own for the case. An answer of hers counts "
        "before all others; she is not one of names.",
    )

    @model_validator(mode="after")
    def _nobody_twice(self) -> Self:
        folded = [" ".join(name.split()).casefold() for name in self.everyone]
        for name, key in zip(self.everyone, folded, strict=True):
            if folded.count(key) > 1:
                also = "; the decider is not one of names" if self.decider == name else ""
                raise ValueError(f"'{name}' is named twice{also}")
        return self

    @property
    def everyone(self) -> tuple[str, ...]:
        """Those who read, and after them the one who decides."""
        return (*self.names, *((self.decider,) if self.decider else ()))


def unknown_readers(readers: Readers | None, columns: object, files: Iterable[str | None]) -> str:
    """Say what keeps the parameters of a review from telling who read a row, or nothing.

    Parameters
    ----------
    readers : Readers or None
        The key `readers`.
    columns : object
        The key `columns.reader`: heads, or None.
    files : iterable of str or None
        The key `reader` of each data file.

    Returns
    -------
    str
        A fault, without a full stop; empty where there is none.
    """
    files = list(files)
    if readers and not columns and not all(files):
        lacking = "no file" if not any(files) else "not every file"
        return f"readers needs columns.reader, or reader at each file under data: {lacking} says who read it"
    if readers:
        known = {" ".join(name.split()).casefold() for name in readers.everyone}
        for name in files:
            if name and " ".join(name.split()).casefold() not in known:
                return f"data: the reader '{name}' is not one of readers.names"
    return ""
