"""The protocol of a draw: what was drawn from what and how, so that a peer with the frame can draw it again."""

from collections.abc import Iterator
from typing import Any

from granska.report.blocks import Block, Bullets, Code, Command, Heading, Inline, Paragraph, Section
from granska.report.locale import Locale, upper_first
from granska.report.plan_context import page_head
from granska.report.tables import Column, Table
from granska.review.plan import Plan

ALGORITHM = "sha256-1"  # the order that this text describes


def protocol_document(plan: Plan, record: dict[str, Any], language: str) -> str:
    """Write the protocol as a document for the renderers. No case id is in it.

    Parameters
    ----------
    plan : Plan
        The plan.
    record : dict
        What `granska.stages.drawing` wrote of the draw, with what became of its cases where that is known.
    language : str
        The language.
    """
    locale = Locale(language)
    say = locale.say
    words = {
        "cases": plan.case.many[language],
        "strata": plan.strata.noun.many[language],
        "stratum": plan.strata.noun.one[language],
    }
    title = say("Protocol of the draw: {title}", title=plan.title[language])
    lead = say("What was drawn from what list, and how, so that it can be drawn again.")
    head = page_head(plan, language, title, lead, f"protocol-{record['name']}")
    section = Section(tuple(_blocks(locale, plan, record, words)))
    return f"{head.yaml}\n\n{section.markdown()}\n"


def _blocks(locale: Locale, plan: Plan, record: dict[str, Any], words: dict[str, str]) -> Iterator[Block]:
    say, frame = locale.say, record["frame"]
    yield Paragraph(
        say(
            "For those who make and check the review, and not for publication: who knows a case number and the seed "
            "can tell whether the case came early in the order."
        )
    )
    if record["reason"]:
        reason = record["reason"][locale.language]
        yield Paragraph(say("A sample had been drawn before. Why it was drawn again: {reason}", reason=reason))
    yield Heading(2, say("The list"), "sec-list")
    items: list[tuple[Inline, ...]] = [
        (say("File: "), Code(frame["file"])),
        (say("Made: {date}", date=locale.date(plan.frame.date) if plan.frame else frame["date"]),),
        (say("{cases}: {count}", cases=upper_first(words["cases"]), count=locale.number(frame["cases"])),),
        (say("SHA-256 of its content (the lines stratum, tab, case id, sorted): "), Code(_parted(frame["sha256"]))),
        (say("SHA-256 of the file: "), Code(_parted(frame["sha256_of_file"]))),
    ]
    yield Bullets(tuple(items))
    yield Heading(2, say("The draw"), "sec-draw")
    assert record["algorithm"] == ALGORITHM
    yield Paragraph(
        say(
            "Each {stratum} was drawn by itself. For each of its {cases} the SHA-256 was computed of three lines: the "
            "seed, the name of the {stratum}, and the case number, in UTF-8 and composed Unicode (NFC), parted by line "
            "feeds and with none at the end. The {cases} were sorted by it, as hexadecimal digits. The first were "
            "drawn, and those after them are the reserve, in that order.",
            **words,
        )
    )
    yield Bullets(
        (
            (say("Seed: "), Code(str(record["seed"]))),
            (say("SHA-256 of the list that was drawn: "), Code(_parted(record["list_sha256"]))),
            (
                say(
                    "Program: Granska {version}, Python {python}; the order depends on neither.",
                    version=record["granska"],
                    python=record["python"],
                ),
            ),
        )
    )
    yield Paragraph(say("The SHA-256 of one case, with its own seed, name and number, can be had in a terminal:"))
    yield Command(f"printf '{record['seed']}\\nNAME\\nNUMBER' | sha256sum")
    yield Paragraph(say("The whole draw, from the same list and the same plan:"))
    yield Command(f"granska plan {plan.id} --draw")
    yield _sizes(locale, record, words)
    if "outcome" in record:
        yield from _outcome(locale, record, words)


def _parted(digest: str) -> str:
    """Write a checksum so that a line may break in it."""
    return " ".join(digest[k : k + 8] for k in range(0, len(digest), 8))


def _sizes(locale: Locale, record: dict[str, Any], words: dict[str, str]) -> Table:
    say = locale.say
    names = ("population", "sample", "reserve")
    rows = [(one["stratum"], *(locale.number(one[name]) for name in names)) for one in record["strata"]]
    rows.append((say("All"), *(locale.number(sum(one[name] for one in record["strata"])) for name in names)))
    columns = (
        Column(upper_first(words["stratum"]), "left"),
        Column(say("On the list")),
        Column(say("Drawn")),
        Column(say("In reserve")),
    )
    return Table("drawn", say("What was drawn in each {stratum}.", **words), columns, tuple(rows))


def _outcome(locale: Locale, record: dict[str, Any], words: dict[str, str]) -> Iterator[Block]:
    say, found = locale.say, record["outcome"]
    yield Heading(2, say("After the reading"), "sec-outcome")
    names = ("sample", "not_found", "not_belonging", "replacements", "read", "population", "corrected")
    rows = [(one["stratum"], *(locale.number(one[name]) for name in names)) for one in found]
    rows.append((say("All"), *(locale.number(sum(one[name] for one in found)) for name in names)))
    columns = (
        Column(upper_first(words["stratum"]), "left"),
        Column(say("Drawn")),
        Column(say("Not found")),
        Column(say("Did not belong")),
        Column(say("Taken from the reserve")),
        Column(say("Read")),
        Column(say("On the list")),
        Column(say("Population, corrected")),
    )
    yield Paragraph(say("Replacements were taken in the order of the reserve.") + " " + _short(locale, found, words))
    yield Table("outcome", say("What became of what was drawn, by {stratum}.", **words), columns, tuple(rows))
    if not any(one["not_belonging"] for one in found):
        return
    yield Paragraph(
        say(
            "Some on the list did not belong to what is reviewed. The population of such a {stratum} is therefore "
            "estimated: those on the list times the share of those tried that belonged. Where replacements were read "
            "until the planned number was reached, one less of both is counted, since how many were tried then depends "
            "on what was found (Haldane 1945). Those that were not found are left out of that share.",
            **words,
        )
    )
    yield Paragraph(
        say(
            "Shares of the whole are weighted by these estimates. That the weights are uncertain is not in the "
            "intervals of the report: it adds a standard error of at most {points} percentage points, if the share of "
            "no {stratum} lies more than 50 points from that of all.",
            points=locale.number(100 * record["uncertainty"], 1),
            **words,
        )
    )


def _short(locale: Locale, found: list[dict[str, Any]], words: dict[str, str]) -> str:
    """Say where fewer were read than were planned."""
    short = [one["stratum"] for one in found if one["read"] < one["sample"]]
    if not short:
        return locale.say("As many were read as were planned.")
    return locale.say("Fewer were read than were planned in {names}.", names=locale.listed(short))
