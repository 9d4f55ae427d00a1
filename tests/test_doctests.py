"""The examples in docstrings are executed; every public name has a docstring."""

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

import symgrad
import symgrad.testing

MODULES = [m.name for m in pkgutil.walk_packages(symgrad.__path__, "symgrad.") if not m.name.endswith("__main__")]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_hold(name):
    found = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert found.failed == 0


def test_there_are_examples():
    finder = doctest.DocTestFinder()
    examples = [e for name in MODULES for t in finder.find(importlib.import_module(name)) for e in t.examples]
    assert len(examples) > 20


@pytest.mark.parametrize("name", symgrad.__all__)
def test_a_public_name_has_a_docstring_with_an_example(name):
    assert ">>> " in getattr(symgrad, name).__doc__


@pytest.mark.parametrize("name", [name for name in symgrad.__all__ if name.islower()])
def test_a_public_function_says_what_it_raises(name):
    assert "SymgradError" in getattr(symgrad, name).__doc__


@pytest.mark.parametrize("name", symgrad.testing.__all__)
def test_an_assertion_says_what_it_raises_and_shows_it(name):
    text = getattr(symgrad.testing, name).__doc__
    assert text.count(">>> ") >= 2 and "AssertionError: " in text and "SymgradError" in text


def test_the_public_names_are_few_and_typed():
    assert 15 <= len(symgrad.__all__) <= 22 and symgrad.__all__ == sorted(symgrad.__all__)
    assert (Path(symgrad.__file__).parent / "py.typed").is_file()


def test_the_room_and_the_function_share_a_name():
    assert symgrad.derive("x^2").steps and importlib.import_module("symgrad.derive").derive("x^2").steps
