"""The released versions of a report, on a page of the site: the latest first, with what changed in each."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from granska.files import SUMS
from granska.report.blocks import Block, Box, Details, Heading, Inline, Link, Paragraph, Section
from granska.report.context import Report
from granska.report.document import page_name
from granska.report.locale import Locale, in_percent
from granska.report.markup import metadata
from granska.report.surroundings import (
    LANGUAGES,
    START,
    Translation,
    about_links,
    common_lines,
    footer_lines,
    other_language,
)
from granska.report.tables import Column, Table, symbols
from granska.report.tabulate import answer_label
from granska.review.released import Change, Released
from granska.review.site import Site

_SYMBOLS = {"suppressed": "x", "suppressed_complementary": "x", "not_applicable": ".", "too_few": ".."}
# What is a share in the file is shown in percent, or in percentage points.
_SHARES = {
    *("proportion", "sample_share", "bounds", "difference", "detectable_difference", "funnel_limit", "shrunken"),
    "agreement",
}
#: More rows than these are shown when the reader asks for them.
_SHOWN_AT_ONCE = 25


def versions_document(
    releases: Sequence[Released],
    files: Mapping[int, Collection[str]],
    language: str,
    translated: bool,
    report: Report | None = None,
    site: Site | None = None,
    about: Collection[str] = (),
) -> str:
    """Write the page of the released versions of a report as a document for the renderers.

    Parameters
    ----------
    releases : sequence of Released
        The versions, the latest first.
    files : mapping of int to collection of str
        The names of the files of each version.
    language : str
        The language of the page.
    translated : bool
        Whether there is such a page in the other language.
    report : Report, optional
        The report in this language, for the words of questions and groups; their keys stand where it lacks them.
    site : Site, optional
        What is known of the agency.
    about : collection of str
        As of `Workspace.about`.

    Returns
    -------
    str
        A document like those of the reviews: see `reports/README.md`.
    """
    say, other = Locale(language).say, other_language(language)
    title = say("Released versions: {title}", title=releases[0].title[language])
    lead = say(
        "A released version is never changed. What is corrected is in a new version, with a note of what changed."
    )
    notice = say("the data are invented and say nothing about real people or real work.")
    lines = [
        *common_lines(language, title, lead, Translation(other, START[other]) if translated else None),
        *([f"organisation: {metadata(site.organisation[language])}"] if site and site.organisation else []),
        f'start: "../../{START[language]}"',
        "bodyclass: index",
        "toc: false",
        *([f"notice: {metadata(notice)}"] if any(found.synthetic for found in releases) else []),
        *footer_lines([(f"../../{START[language]}", say("All reviews")), *about_links(language, about, "../../")]),
    ]
    blocks = (block for found in releases for block in _version(found, files[found.version], language, report))
    return "---\n" + "\n".join(lines) + "\n---\n\n" + Section(tuple(blocks)).markdown() + "\n"


def _version(found: Released, files: Collection[str], language: str, report: Report | None) -> Iterator[Block]:
    locale = Locale(language)
    say = locale.say
    yield Heading(2, say("Version {number}", number=found.version), f"version-{found.version}")
    yield Paragraph(say("Released {date}.", date=locale.date(found.date)))
    if found.note:
        yield Paragraph(found.note[language])
    yield Box("meta", (Paragraph(*_links(found, files, language)),))
    if found.changes is not None:
        yield from _changes(found, found.changes, locale, report)


def _links(found: Released, files: Collection[str], language: str) -> Iterator[Inline]:
    """Lead to the pages of a version, the one in this language first, and to its files."""
    say = Locale(language).say
    yield from (say("Read the report:"), " ")
    for place, tongue in enumerate(sorted(found.languages, key=lambda tongue: tongue != language)):
        page = f"{found.version}/{page_name(tongue, found.languages)}"
        yield from (", " if place else "", Link(LANGUAGES[tongue], page, tongue if tongue != language else ""))
    tongue = language if language in found.languages else found.languages[0]
    known = {
        "PDF": f"{found.review}-{tongue}.pdf",
        "Word": f"{found.review}-{tongue}.docx",
        "Excel": f"{found.review}-{tongue}.xlsx",
        "CSV": "estimates.csv",
        say("Checks before the release"): "checks.json",
        say("Checksums"): SUMS,
    }
    yield from (" · ", say("Download:"), " ")
    there = [(name, file) for name, file in known.items() if file in files]
    for place, (name, file) in enumerate(there):
        yield from (", " if place else "", Link(name, f"{found.version}/{file}"))


def _changes(
    found: Released, changes: Sequence[Change], locale: Locale, report: Report | None
) -> Iterator[Paragraph | Table | Details]:
    """Tabulate the numbers that differ from the version before."""
    say, before = locale.say, found.version - 1
    if not changes:
        yield Paragraph(say("No number in estimates.csv differs from version {number}.", number=before))
        return
    rows = tuple(
        (*_about(change, locale, report), _measure(change, locale), *_numbers(change, locale)) for change in changes
    )
    heads = [say("Question"), say("Group"), say("Measure")]
    heads += [say("Version {number}", number=number) for number in (before, found.version)]
    caption = locale.say_many(
        "What differs between versions {before} and {number}: {count} row of estimates.csv.",
        "What differs between versions {before} and {number}: {count} rows of estimates.csv.",
        len(rows),
        before=before,
        number=found.version,
    )
    signs = [[cell.partition(",")[0] for cell in row[2:]] for row in rows]
    legend = [*symbols(locale, signs), say("– = not in this version.")]
    table = Table(
        f"changes-{found.version}",
        caption,
        tuple(Column(head, "left") for head in heads),
        rows,
        " ".join(legend if any("–" in row[3:] for row in rows) else legend[:-1]),
    )
    if len(rows) <= _SHOWN_AT_ONCE:
        yield table
    else:
        summary = say("What changed: {count} rows", count=locale.number(len(rows)))
        yield Details(summary, (table,))


def _about(change: Change, locale: Locale, report: Report | None) -> tuple[str, str]:
    """Name the question with its answer, and the group with its year."""
    statement, group = f"{change.indicator}: {change.level}", change.group
    asked = (question for question in (report.codebook if report else ()) if question.name == change.indicator)
    question = next(asked, None)
    if report and question:
        statement = answer_label(report, question, change.level)
    if change.group == "all":
        group = locale.say("All")
    elif report and change.breakdown in report.review.breakdowns:
        group = report.group(change.breakdown, change.group)
        if change.versus:
            versus = report.group(change.breakdown, change.versus)
            group = locale.say("{first} and {second}", first=group, second=versus)
    return statement, f"{group}, {change.period}" if change.period else group


def _measure(change: Change, locale: Locale) -> str:
    say = locale.say
    words = {
        "proportion": say("Share"),
        "sample_share": say("Share of those read, unweighted"),
        "bounds": say("Share if missing answers were no, and yes"),
        "difference": say("Difference, percentage points"),
        "detectable_difference": say("Smallest difference that would be found"),
        "funnel_limit": say("Limits of chance"),
        "shrunken": say("Smoothed share"),
        "finite_population": say("Number in the whole period"),
        "test": say("Test of the difference"),
        "homogeneity": say("Test of the variation"),
        "dispersion": say("Dispersion"),
        "icc": say("Correlation within"),
        "outside": say("Number outside the limits of chance"),
        "outside_by_chance": say("Number expected outside by chance"),
        "median": say("Median"),
        "count": say("Count"),
        "agreement": say("Same answer by two readers"),
        "chance_corrected_agreement": say("Agreement of two readers beyond chance"),
        "answers_apart": say("Different answers by two readers"),
    }
    return words.get(change.measure, change.measure)


def _numbers(change: Change, locale: Locale) -> tuple[str, str]:
    """Write what stood there before and what stands there now: the number itself, and what else differs."""
    old, new = (_pieces(change.measure, row, locale) for row in (change.before, change.after))
    differing = [name for name in {**old, **new} if name == "number" or old.get(name) != new.get(name)]
    before, after = (", ".join(part[name] for name in differing if name in part) for part in (old, new))
    return before, after


def _pieces(measure: str, row: Mapping[str, str] | None, locale: Locale) -> dict[str, str]:
    """Write each piece of a row; a sign where there is none."""
    if row is None:
        return {"number": "–"}
    say, share = locale.say, measure in _SHARES
    pieces = {}
    if row.get("status", "ok") != "ok":
        pieces["number"] = _SYMBOLS.get(row["status"], "..")
    elif "estimate" in row:
        percent = "\u202f%" if share and "difference" not in measure else ""
        pieces["number"] = _number(row["estimate"], share, locale) + percent
    if "lower" in row and "upper" in row:
        span = (_number(row[name], share, locale) for name in ("lower", "upper"))
        pieces["interval"] = say("interval {low} to {high}", low=next(span), high=next(span))
    if "x" in row and "n" in row:
        pieces["answers"] = say("{x} of {n}", x=_number(row["x"], False, locale), n=_number(row["n"], False, locale))
    elif "n" in row:
        pieces["answers"] = say("of {n}", n=_number(row["n"], False, locale))
    if "population" in row:
        pieces["population"] = say("of {n} in all", n=_number(row["population"], False, locale))
    if "statistic" in row:
        pieces["statistic"] = say("test value {value}", value=_number(row["statistic"], False, locale))
    if "p_value" in row:
        pieces["p"] = f"p = {_number(row['p_value'], False, locale)}"
    if "p_adjusted" in row:
        pieces["adjusted"] = say("adjusted p = {p}", p=_number(row["p_adjusted"], False, locale))
    return pieces or {"number": ".."}


def _number(text: str, share: bool, locale: Locale) -> str:
    """Write a number with as many decimals as the file has, so that no difference is rounded away."""
    decimals = len(text.partition(".")[2].rstrip("0"))
    value = float(text)
    return locale.number(in_percent(value), max(0, decimals - 2)) if share else locale.number(value, decimals)
