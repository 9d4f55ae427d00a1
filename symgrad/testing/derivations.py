"""assert_derivation: a whole text, as `symgrad check` judges it."""

from __future__ import annotations

import inspect
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from symgrad.source import SymgradError

if TYPE_CHECKING:
    from symgrad.review import Report


def assert_derivation(text: Any, *, lenient: bool = False, time_limit: float | None = None) -> None:
    """Assert that every relation sign of a derivation holds.

    text: the derivation (a docstring, for instance), a Path or the path of an existing file, or a function, class or
    module with a docstring, whose blocks ```` ```math ```` are judged. lenient: what could not be checked passes.
    Raises AssertionError with the lines that `symgrad check` prints; SymgradError if nothing in it can be judged.

    >>> assert_derivation(r"$y = x^3$ has $\\frac{dy}{dx} = 3x^2$")
    >>> assert_derivation(r"$\\frac{d}{dx} x^3 = 3x$")
    Traceback (most recent call last):
    AssertionError: <text>  1 refuted
    <BLANKLINE>
    <text>:1:21: refuted: wrong-exponent
      the exponent is wrong: x^2 is meant
      |
    1 | $\\frac{d}{dx} x^3 = 3x$
      |                      ^
      = note: at x = -1 the left side is 3 and the right side is -3
      = help: write 3x^2
    <BLANKLINE>
    1 file, 1 relation sign: 1 refuted
    """
    __tracebackhide__ = True
    from symgrad.console import Console
    from symgrad.review.check import check

    if isinstance(text, Path):
        report = check(text, time_limit=time_limit)
    elif isinstance(text, str):
        report = check(inspect.cleandoc(text) if "\n" in text else text, time_limit=time_limit)
    else:
        report = _of_docstring(text, time_limit)
    if not sum(report.summary.values()):
        raise SymgradError("there is no relation sign to judge in this text")
    if report.exit_code(lenient):
        printed = io.StringIO()
        Console(printed, width=80).report(report)
        raise AssertionError(printed.getvalue().rstrip("\n"))


def _of_docstring(owner: Any, time_limit: float | None) -> Report:
    """The report of the docstring of a function, class or module, with the lines of its file."""
    from symgrad.document.files import load
    from symgrad.review import Report
    from symgrad.review.check import docstring_report

    owner = inspect.unwrap(owner) if callable(owner) else owner
    try:
        path = inspect.getsourcefile(owner)
    except TypeError:
        path = None
    if path is None:
        raise SymgradError(f"{owner!r} is no text, and has no source file", help="give a text, a Path or a function")
    name = "" if inspect.ismodule(owner) else owner.__qualname__.replace(".<locals>", "")
    return Report([docstring_report(load(path), name, time_limit=time_limit)])
