"""Every text a reader sees exists in both languages."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

import granska.report
from granska.report.locale import CATALOGUES

PACKAGE = Path(granska.report.__path__[0])
Message = str | tuple[str, str]


def messages() -> Iterator[Message]:
    """Find what is said: also inside f-strings, where babel's extractor sees nothing before Python 3.12."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            wanted = {"say": 1, "say_many": 2}.get(name, 0)
            texts = [argument.value for argument in node.args[:wanted] if isinstance(argument, ast.Constant)]
            assert len(texts) == wanted, f"{path.name}, line {node.lineno}: {name} needs a literal"
            if wanted:
                yield texts[0] if wanted == 1 else (texts[0], texts[1])


def catalogue() -> Catalog:
    with (CATALOGUES / "sv" / "LC_MESSAGES" / "granska.po").open("rb") as file:
        return read_po(file, locale="sv")


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


SWEDISH = catalogue()


@pytest.mark.parametrize("message", sorted(set(messages()), key=str), ids=str)
def test_a_text_is_translated_with_the_same_names(message: Message) -> None:
    one = message if isinstance(message, str) else message[0]
    entry = SWEDISH.get(one)
    assert entry is not None, "missing in granska.po"
    assert entry.id == message
    assert not entry.fuzzy
    originals = [message] if isinstance(message, str) else list(message)
    translated = [entry.string] if isinstance(message, str) else list(entry.string)
    assert len(translated) == (1 if isinstance(message, str) else SWEDISH.num_plurals)
    for original, text in zip(originals, translated, strict=True):
        assert text, "empty in granska.po"
        assert names(text) == names(original)


def test_nothing_is_translated_that_nobody_says() -> None:
    said = set(messages())
    assert [entry.id for entry in SWEDISH if entry.id and entry.id not in said] == []


def test_the_catalogue_holds_no_list_separator_of_english() -> None:
    spoken = [
        part
        for entry in SWEDISH
        if entry.id
        for part in ([entry.string] if isinstance(entry.string, str) else entry.string)
    ]
    assert not [text for text in spoken if " per cent" in text or "percent " in text]
