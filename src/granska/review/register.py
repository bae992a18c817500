"""What a register needs beside its columns: how its files are laid out, and what its counts are held against."""

from typing import Literal, Self

from pydantic import Field, model_validator

from granska.review.parts import Headers, Key, Part, Text

#: Where an expected number comes from, as `versus` of its estimates says it.
GIVEN, RATES, REST, INDEX = "given", "reference-rates", "rest-of-register", "social-index"


class About(Part):
    """What a whole file is about, where neither its heads nor its rows say it."""

    question: Key | None = Field(None, description="The question of the codebook whose counts the file holds.")
    year: int | None = Field(None, ge=1000, le=9999, description="The year that the file counts.")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.question is None and self.year is None:
            raise ValueError("give the question or the year that the file is about")
        return self


class Expected(Part):
    """How the number that is to be expected of a count is come by."""

    method: Literal["given", "rates", "rest", "index"] = Field(
        description="given: a column of the data (columns.expected). rates: indirect standardisation from reference "
        "rates in a csv. rest: the same from the rates of all other areas of the register. index: a regression on a "
        "social index, fitted without the area that it is for."
    )
    rates: str | None = Field(
        None,
        pattern=r"^[^/\\]+\.csv$",
        description="For method rates: the csv beside this file, with a column for each breakdown (and period, where "
        "the rates are a year's own), `count` and `population` of the reference.",
    )
    by: tuple[Key, ...] = Field(
        (), description="For method rest: the breakdowns, such as age and gender, whose rates are kept apart."
    )
    model: Literal["poisson", "negative-binomial"] = Field(
        "poisson", description="For method index: the regression, with the logarithm of the population as offset."
    )
    scale: Literal["as-is", "log"] = Field(
        "as-is", description="For method index: log where counts rise in proportion to the index (1 is the city)."
    )
    basis: Text | None = Field(
        None, description="What leads one to expect it, in words: its social index. A default for each method."
    )

    @model_validator(mode="after")
    def _fits_its_method(self) -> Self:
        if (self.method == "rates") != (self.rates is not None):
            raise ValueError("method rates needs rates, the csv with the reference rates; no other method has it")
        if self.method != "index" and (self.model, self.scale) != ("poisson", "as-is"):
            raise ValueError("model and scale belong to method index")
        if self.by and self.method != "rest":
            raise ValueError("by belongs to method rest")
        return self


class Chain(Part):
    """Counts of which each is a part of the one before it: reports, investigations, interventions."""

    questions: tuple[Key, ...] = Field(min_length=2, description="From the first count to the last.")
    title: Text = Field(description="What the chain is called in print.")


class Register(Part):
    """How the files of a register are laid out, and what its counts are held against."""

    layout: Literal["long", "wide"] = Field(
        "long",
        description="long: a row an area, year and group, a column a count. wide: a column a year, or a group, or "
        "both, or a count of a year; what a head does not say has to stand in a column or under `files`.",
    )
    head_rows: Literal[1, 2, 3] = Field(
        1, description="How many rows the heads take; a head that spans several columns is filled in."
    )
    files: dict[str, About] = Field(default_factory=dict, description="File: what all of it is about.")
    total: Headers | None = Field(
        None, description="What the row with the sum of all areas is called; it is checked against them and left out."
    )
    incomplete: tuple[str, ...] = Field((), description="Areas, by present name, that lack years by nature.")
    persons: tuple[Key, ...] = Field(
        (), description="Counts of persons, each counted once: none may exceed the population."
    )
    rates: tuple[Key, ...] = Field((), description="Counts that are given as a rate of the population.")
    rate_per: int = Field(1000, ge=1, description="A rate is per so many of the population.")
    population_noun: Text | None = Field(None, description="What the population is called: children.")
    index: Headers | None = Field(
        None, description="The heads of the column with the social index of an area, for method index."
    )
    expected: dict[Key, Expected] = Field(
        default_factory=dict, description="Question: how its expected number is come by, where it is not only given."
    )
    answers_for: tuple[str, ...] = Field(
        (), description="Areas, by present name, for which the text answers whether they lie above what is expected."
    )
    chains: tuple[Chain, ...] = Field((), description="Counts that follow on one another, drawn together.")

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if not self.index and any(one.method == "index" for one in self.expected.values()):
            raise ValueError("method index needs index, the head of the column with the social index")
        for name in ("total", "persons", "rates", "answers_for", "incomplete"):
            values = getattr(self, name) or ()
            if len(set(values)) < len(values):
                raise ValueError(f"{name} names one twice")
        return self
