"""Which earlier review a review is compared with."""

from pydantic import Field

from granska.review.parts import Part, Words


class Follows(Part):
    """The earlier review that this one is compared with."""

    review: Words = Field(description="Its id.")
    same_cases: bool = Field(
        False, description="Whether the same cases were read again; else the samples are independent of one another."
    )
