"""What the report says about how the review was made."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import granska.stages
from granska.report.method import rule_words
from report.made_up import MadeUp

STAGES = Path(granska.stages.__path__[0])


def rules() -> Iterator[str]:
    """Find the names of rules that cleaning logs: words with a hyphen, given to whatever writes the log."""
    for name in ("cleaning.py", "columns.py"):
        for node in ast.walk(ast.parse((STAGES / name).read_text(encoding="utf-8"))):
            called = getattr(node, "func", None)
            if getattr(called, "attr", getattr(called, "id", "")) in ("add", "add_cells", "_log_spelling"):
                texts = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
                yield from (text for text in texts if isinstance(text, str) and "-" in text)


RULES = sorted(set(rules()))


def test_the_rules_are_found() -> None:
    assert {"answer-variant", "white-space", "name-variant", "duplicate-row"} <= set(RULES)


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("rule", RULES)
def test_every_rule_of_the_cleaning_has_words(made_up: MadeUp, rule: str, language: str) -> None:
    assert rule_words(made_up.open(language), rule) != rule
