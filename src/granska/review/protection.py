"""What of a review may be shown: the settings of disclosure control, and the release that they are signed for."""

import datetime
from typing import Literal, Self

from pydantic import Field, model_validator

from granska.review.parts import Key, Part, Text, Words


class Disclosure(Part):
    """How small counts are protected. Every setting that weakens a protection is a decision that someone has made."""

    threshold: int = Field(5, ge=1, le=100, description="Counts from 1 to below this are protected; 1: none are.")
    rule: Literal["upper_bound", "not_exact"] = Field(
        "upper_bound",
        description="upper_bound: a hidden count must seem to be able to reach the threshold, and to have more than "
        "one value. not_exact: more than one value is enough.",
    )
    zeros_sensitive: bool = Field(False, description="Protect zeros too: that nobody in a group has an answer.")
    smallest_base: int = Field(5, ge=1, description="Fewer answers than this give no percentage.")
    rounding_base: Literal[3, 5, 10] | None = Field(
        None, description="Round the counts of groups and strata to a multiple of this as well; none: off."
    )
    keep_margins: bool = Field(True, description="Never hide a total to protect a part of it.")
    never_sensitive: tuple[Key, ...] = Field((), description="Questions whose counts need no protection.")
    always_sensitive: tuple[Key, ...] = Field((), description="Questions that are only shown for the whole.")
    small_totals: tuple[Key, ...] = Field(
        (),
        description="Questions whose total is shown although it, or what is left of it, is below the threshold; they "
        "are then shown for the whole only. Without this the total is hidden.",
    )
    accept_pairs: bool = Field(
        False, description="Let two hidden strata suffice, though each of them can then work out the other."
    )
    double_read: Literal["protected", "shown"] = Field(
        "protected",
        description="Cases that two inspectors read. protected: how often their answers are equal is always shown, and "
        "what else tells of their agreement only where no count of these cases is small. shown: also where one is.",
    )
    reason: Text | None = Field(None, description="Why these settings: what the review is about, and who may read it.")
    decided_by: Words | None = Field(None, description="Who decided them: a name or an office.")

    @property
    def decided(self) -> bool:
        """Whether someone stands behind the settings."""
        return self.reason is not None and self.decided_by is not None

    def small(self, count: int) -> bool:
        """Whether a count is small enough to need protection."""
        return (0 if self.zeros_sensitive else 1) <= count < self.threshold

    @model_validator(mode="after")
    def _weakening_is_decided(self) -> Self:
        weaker = {
            "rule: not_exact": self.rule == "not_exact",
            "never_sensitive": bool(self.never_sensitive),
            "small_totals": bool(self.small_totals),
            "accept_pairs": self.accept_pairs,
            "double_read: shown": self.double_read == "shown",
            "threshold below 5": self.threshold < 5,
        }
        chosen = [name for name, is_chosen in weaker.items() if is_chosen]
        if chosen and not self.decided:
            raise ValueError(f"{', '.join(chosen)}: give reason and decided_by, since this is a decision")
        twice = {*self.never_sensitive} & {*self.always_sensitive}
        if twice:
            raise ValueError(f"'{min(twice)}' is both never_sensitive and always_sensitive")
        return self


class Release(Part):
    """Which version of the report this is, once it is to be released; none: a working version."""

    version: int = Field(ge=1, description="1, 2, …: one more than the latest that was released.")
    date: datetime.date = Field(description="When this version is released.")
    note: Text | None = Field(None, description="From version 2 on: what was corrected, and why.")

    @model_validator(mode="after")
    def _corrections_are_explained(self) -> Self:
        if self.version > 1 and self.note is None:
            raise ValueError("give note from version 2 on: what was corrected, and why")
        return self
