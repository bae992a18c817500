"""The head of a series' document, and what the index says of it."""

from granska.report.document import FrontMatter, page_name
from granska.report.findings import share_finding
from granska.report.hyphens import hyphenated
from granska.report.index import FILES, KEY_FIGURES, Entry, key_figure
from granska.report.locale import lower_first
from granska.report.markup import metadata
from granska.report.series_context import Figure, SeriesReport
from granska.report.surroundings import (
    START,
    Translation,
    about_links,
    footer_lines,
    interface_lines,
    other_language,
)


def front_matter(series: SeriesReport) -> FrontMatter:
    """Give what the template shows around the text: the same keys as for the report of a review.

    Parameters
    ----------
    series : SeriesReport
        The series.
    """
    say, locale, parameters = series.locale.say, series.locale, series.series
    title, lead, publisher = (series.text(text) for text in (parameters.title, parameters.lead, parameters.publisher))
    synthetic = series.method.synthetic
    entries = {
        "pagetitle": title,
        "title": hyphenated(title),
        "kicker": say("Several reviews together"),
        "site": say("Reviews"),
        "organisation": publisher,
        "publisher": publisher,
        "description": lead,
        "lead": lead,
    }
    if synthetic:
        source = series.text(parameters.source).rstrip(" .")
        entries["notice"] = say(
            "the data are invented and say nothing about real people or real work. {source}.", source=source
        )
        entries["running"] = say("Example data – invented figures")
    footer = [title, locale.date(parameters.date), *([say("Example data")] if synthetic else [])]
    links = [(f"../{START[locale.language]}", say("All reviews")), ("#sec-check", say("How to check the report"))]
    links += about_links(locale.language, series.about, "../")
    if f"accessibility.{locale.language}" not in series.about:
        links.append(("#sec-accessibility", say("Accessibility")))
    lines = [
        f"lang: {locale.language}",
        *(f"{key}: {metadata(text)}" for key, text in entries.items()),
        f'start: "../{START[locale.language]}"',
        f'issued: "{parameters.date.isoformat()}"',
        "facts:",
        *(f"- {{name: {metadata(name)}, value: {metadata(value)}}}" for name, value in facts(series)),
        *interface_lines(locale.language, _translation(series)),
        f"toc-title: {metadata(say('Contents'))}",
        f"footer: {metadata(' · '.join(footer))}",
        *footer_lines(links),
    ]
    return FrontMatter("---\n" + "\n".join(lines) + "\n---")


def facts(series: SeriesReport) -> list[tuple[str, str]]:
    """Give what stands under the title, and in the index: name and value."""
    say, locale = series.locale.say, series.locale
    reviews = locale.say_many("{count} review", "{count} reviews", len(series.reports))
    indicators = locale.say_many("{count} indicator", "{count} indicators", len(series.series.indicators))
    return [
        (say("Date"), locale.date(series.series.date)),
        (say("Period"), series.period),
        (say("Extent"), f"{reviews}, {indicators}"),
        (say("Version"), say("working version")),
    ]


def _translation(series: SeriesReport) -> Translation | None:
    """Find the page in the other language, or the nearest to it."""
    languages, other = series.series.languages, other_language(series.locale.language)
    if other in languages:
        return Translation(other, page_name(other, languages))
    return Translation(other, f"../{START[other]}", "English: all reviews") if other == "en" else None


def series_entry(series: SeriesReport) -> Entry:
    """Gather what the index says of a series: the first indicator, stage by stage.

    Parameters
    ----------
    series : SeriesReport
        The series.
    """
    parameters, language = series.series, series.locale.language
    tongues = sorted(parameters.languages, key=lambda other: (other != language, parameters.languages.index(other)))
    kinds = [(name, f"{parameters.id}-{language}.{kind}") for kind, name in FILES.items() if kind in parameters.formats]
    first = next(iter(parameters.indicators))
    shown = [figure for figure in series.figures(first).values() if figure.told and figure.told.shown]
    return Entry(
        review=parameters.id,
        language=language,
        date=parameters.date.isoformat(),
        title=series.text(parameters.title),
        lead=_lead(series, first),
        synthetic=series.method.synthetic,
        facts=tuple((name, value) for name, value in facts(series) if name != series.locale.say("Version")),
        key_figures=tuple(_key_figure(figure) for figure in shown[:KEY_FIGURES]),
        pages=tuple((tongue, page_name(tongue, parameters.languages)) for tongue in tongues),
        files=(*kinds, ("CSV", "figures.csv")),
    )


def _key_figure(figure: Figure) -> tuple[str, str, str]:
    value, words, sure = key_figure(figure.report, share_finding(figure.report, figure.question, figure.level))
    return value, f"{figure.stage}: {lower_first(words)}", sure


def _lead(series: SeriesReport, indicator: str) -> str:
    """Give the lead, and say of figures that stand beside one another in the index that they cannot be compared."""
    lead = series.text(series.series.lead)
    if any(pair.alike for pair in series.pairs if pair.indicator == indicator):
        return lead
    return f"{lead} {series.locale.say('The figures of the stages cannot be compared with one another.')}"
