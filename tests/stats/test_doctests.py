"""The examples in the docstrings run."""

import doctest
import importlib

import pytest


@pytest.mark.parametrize("module", ["checks", "difference", "proportion", "stratified", "survey"])
def test_examples(module):
    result = doctest.testmod(importlib.import_module(f"granska.stats.{module}"))
    assert result.attempted > 0
    assert result.failed == 0
