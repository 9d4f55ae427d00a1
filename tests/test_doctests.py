"""The examples in docstrings are executed; every public name has a docstring."""

import doctest
import importlib
import pkgutil

import pytest

import symgrad

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
def test_a_public_name_has_a_docstring(name):
    assert getattr(symgrad, name).__doc__


def test_the_room_and_the_function_share_a_name():
    assert symgrad.derive("x^2").steps and importlib.import_module("symgrad.derive").derive("x^2").steps
