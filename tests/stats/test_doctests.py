"""The examples in the docstrings run."""

import doctest
import importlib
import pkgutil

import pytest

import granska.stats


@pytest.mark.parametrize("module", [found.name for found in pkgutil.iter_modules(granska.stats.__path__)])
def test_examples(module):
    result = doctest.testmod(importlib.import_module(f"granska.stats.{module}"))
    assert result.attempted > 0
    assert result.failed == 0
