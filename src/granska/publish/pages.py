"""Checks of pages: pictures with a text, tables with a caption, links that lead somewhere, nothing from outside."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from granska.publish.contents import local, parse_page, text_of
from granska.publish.publication import Publication

# Attributes by which a page fetches something; a link that a reader follows is none of them.
_FETCHING = ("src", "srcset", "poster", "data", "action", "formaction", "ping", "background", "manifest", "imagesrcset")
_FETCHING_TAGS = ("link", "image", "use", "feImage", "base")
_STYLE_ADDRESS = re.compile(r"@import\s*(?:url\()?\s*[\"']?([^\"')\s;]*)|url\(\s*[\"']?([^\"')]*)", re.IGNORECASE)
_ACTING = re.compile(r"\s*(?:javascript|vbscript|data:text/html)", re.IGNORECASE)
#: What an engine leaves where a reference leads nowhere.
LEFT_OVER = re.compile(r"\?@|(?<![\w@])@(?:fig|tbl|sec|eq)-|\?\?")


def pictures(publication: Publication) -> Iterator[tuple[str, bool]]:
    """Go through the pictures on the pages.

    Yields
    ------
    tuple of str and bool
        Where, and whether it has a text for those who do not see it, or is kept from them as an ornament.
    """
    for name, tree in publication.pages.items():
        figured = {element for figure in tree.iter("figure") for element in figure.iter()}
        for number, element in enumerate((part for part in tree.iter() if local(part) in ("svg", "img")), start=1):
            ornament = element.get("aria-hidden") == "true" and element not in figured
            yield f"{name}: picture {number}", ornament or bool(_spoken(element))
        for number, figure in enumerate(tree.iter("figure"), start=1):
            if {local(part) for part in figure.iter()}.isdisjoint(("svg", "img", "table")):
                yield f"{name}: figure {number}", False


def _spoken(element: Element) -> str:
    if local(element) == "img":
        return (element.get("alt") or "").strip()
    title = "".join(text_of(part) for part in element if local(part) == "title")
    return (element.get("aria-label") or title).strip() if element.get("role") == "img" else ""


def tables(publication: Publication) -> Iterator[tuple[str, bool]]:
    """Go through the tables on the pages: where, and whether each has a caption."""
    for name, tree in publication.pages.items():
        parents = {child: parent for parent in tree.iter() for child in parent}
        for number, table in enumerate(tree.iter("table"), start=1):
            around: Element | None = table
            captions = list(table.findall("caption"))
            while around is not None and not captions:
                around = parents.get(around)
                captions = list(around.findall("figcaption")) if around is not None and around.tag == "figure" else []
            yield f"{name}: table {number}", any(text_of(caption) for caption in captions)


def lost_links(publication: Publication) -> Iterator[str]:
    """Name every link that leads nowhere: in the page, to another file of the site, to a part of another page."""
    for name, tree in publication.pages.items():
        here = publication.folder / name
        names = _ids(tree)
        for target in _links(tree):
            file, _, part = target.partition("#")
            if re.match(r"[a-z][a-z+.-]*:", file, re.IGNORECASE) or target in ("", "#", "#top"):
                if target in ("", "#"):
                    yield f"{name}: a link leads nowhere"
                continue
            there = here.parent / unquote(file) if file else here
            if not there.is_file():
                yield f"{name}: a link leads to {file}, which is not there"
            elif part and there.suffix == ".html" and unquote(part) not in (names if not file else _ids_of(there)):
                yield f"{name}: a link leads to #{part}{f' of {file}' if file else ''}, which is not there"


def _ids_of(page: Path) -> set[str]:
    return _ids(parse_page(page.read_text(encoding="utf-8")))


def _ids(tree: Element) -> set[str]:
    return {value for element in tree.iter() for value in (element.get("id"), element.get("name")) if value}


def _links(tree: Element) -> Iterator[str]:
    for element in tree.iter():
        if local(element) in ("a", "area"):
            yield from (value for key, value in element.items() if key.rpartition("}")[2] == "href")
        # one part of a page names another
        for key in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers"):
            yield from (f"#{part}" for part in (element.get(key) or "").split())


def fetches(publication: Publication) -> Iterator[str]:
    """Name everything that a browser would fetch by itself to show a page."""
    for name, tree in publication.pages.items():
        for element in tree.iter():
            for address in _addresses(element):
                if address.strip() and not address.strip().startswith(("#", "data:image/", "data:font/")):
                    yield f"{name}: <{local(element)}> fetches something"


def _addresses(element: Element) -> Iterator[str]:
    kind = local(element)
    for key, value in element.items():
        key = key.rpartition("}")[2]
        if key in _FETCHING or (key == "href" and kind in _FETCHING_TAGS):
            yield value
        if key == "style":
            yield from _in_style(value)
        if kind == "meta" and element.get("http-equiv", "").lower() == "refresh" and key == "content":
            yield value
    if kind == "style":
        yield from _in_style("".join(element.itertext()))


def _in_style(style: str) -> Iterator[str]:
    yield from (match[1] or match[2] or "?" for match in _STYLE_ADDRESS.finditer(style))


def foreign_scripts(publication: Publication) -> Iterator[str]:
    """Name every script that is not the template's own, and every other way in which a page acts."""
    template = (publication.workspace.reports / "template.html").read_text(encoding="utf-8")
    own = {script.strip() for script in re.findall(r"<script>(.*?)</script>", template, re.DOTALL)}
    for name, tree in publication.pages.items():
        for element in tree.iter():
            kind = local(element)
            if kind == "script" and (element.keys() or "".join(element.itertext()).strip() not in own):
                yield f"{name} holds a script that is not the template's"
            if kind in ("iframe", "object", "embed", "applet", "frame", "form"):
                yield f"{name} holds an <{kind}>"
            for key, value in element.items():
                key = key.rpartition("}")[2].lower()
                if key.startswith("on") or key == "srcdoc":
                    yield f"{name}: <{kind}> acts by {key}"
                if _ACTING.match(re.sub(r"[\s\x00-\x1f]", "", value)):
                    yield f"{name}: <{kind} {key}> holds a script"
