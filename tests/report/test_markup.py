"""Escaping, without a renderer; with one it is tested in tests/render."""

import json

import pytest

from granska.report.markup import attribute, escape, metadata


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Barn 0–12 år, andel 95 %", "Barn 0–12 år, andel 95 %"),
        ("*x*", r"\*x\*"),
        ("a | b", r"a \| b"),
        ("::: {.note}", r"\:\:\: \{\.note\}"),
        ("<b>", r"\<b\>"),
        ("1. lista", r"1\. lista"),
        ("C:\\temp", r"C\:\\temp"),
        ("  två\n\nrader\t ", "två rader"),
        ("\x00a\x1b\ud800\uffff", "a"),
        ("6\u202f%", "6\u202f%"),
        ("", ""),
    ],
)
def test_escape(text, written):
    assert escape(text) == written


def test_attribute_holds_no_quote_and_no_brace():
    written = attribute('a"b} {{< env X >}}\nc')
    assert written == '"a&#34;b&#125; &#123;&#123;&#60; env X &#62;&#125;&#125; c"'


def test_metadata_is_a_yaml_string():
    assert json.loads(metadata('x: "y" # z')) == escape('x: "y" # z')
