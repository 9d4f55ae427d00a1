"""assert_equal and assert_derivative: formulas that must be equal."""

from __future__ import annotations

from typing import Any

from symgrad.graph import Graph, from_sympy
from symgrad.notation.writer import write
from symgrad.proof import Verdict
from symgrad.review.check import check, equal


def assert_equal(a: Any, b: Any, assume: str | tuple[str, ...] = (), *, lenient: bool = False) -> None:
    """Assert that two formulas (LaTeX, plain text or SymPy) are equal wherever both are defined.

    assume: relations such as "x > 0". lenient: what cannot be decided passes. Raises AssertionError with a point at
    which the two differ; SymgradError for what is no formula.

    >>> assert_equal("tanh(x)", r"\\frac{e^x - e^{-x}}{e^x + e^{-x}}")
    >>> assert_equal("(a + b)^2", "a^2 + b^2")
    Traceback (most recent call last):
    AssertionError: (a + b)^2 = a^2 + b^2 is refuted
      = note: at a = 1, b = 1 the left side is 4 and the right side is 2
    """
    __tracebackhide__ = True
    _hold(equal(a, b, assume), f"{a} = {b}", [], lenient)


def assert_derivative(
    f: Any, x: str, claimed: Any, assume: str | tuple[str, ...] = (), *, lenient: bool = False
) -> None:
    """Assert that the derivative of `f` by the name `x` is what is claimed (LaTeX, plain text or SymPy).

    The other names of `f` are held fixed. lenient: what cannot be decided passes. Raises AssertionError with a point,
    and the mistake where it has a name; SymgradError for what is no formula.

    >>> assert_derivative("sin(x^2)", "x", "2*x*cos(x^2)")
    >>> assert_derivative("sin(x^2)", "x", "cos(x^2)")
    Traceback (most recent call last):
    AssertionError: missing-inner-derivative: ∂/∂x (sin(x^2)) = cos(x^2) is refuted
      = note: the inner derivative of x^2 is missing: multiply by 2x
      = note: at x = 0 the left side is 0 and the right side is 1
      = help: write \\cos(x^{2}) \\cdot 2 x
    """
    __tracebackhide__ = True
    function, by, wanted = _latex(f), _latex(x), _latex(claimed)
    left = rf"\frac{{\partial}}{{\partial {by}}} \left({function}\right)"
    verdict = equal(left, wanted, assume)
    told = _mistake(f"{left} = {wanted}") if verdict.kind == "refuted" else ("", [])
    _hold(verdict, f"∂/∂{x} ({f}) = {claimed}", told[1], lenient, told[0])


def _latex(formula: Any) -> str:
    """A formula as LaTeX, whatever it was given as."""
    from symgrad.review.check import meaning_of

    if isinstance(formula, str):
        if "\\" in formula or "{" in formula:
            return formula.strip().strip("$")
        graph, id = meaning_of(formula)
        return write(graph, id, latex=True)
    graph = Graph()
    return write(graph, from_sympy(graph, formula).id, latex=True)


def _mistake(text: str) -> tuple[str, list[str]]:
    """The name of the mistake in a wrong equation, and what is known of it."""
    steps = check(text, formula=True).steps
    if len(steps) != 1 or steps[0].kind != "refuted" or steps[0].mistake is None:
        return "", []
    found = steps[0].mistake
    notes = [f"note: {found.message}"] if found.message else []
    notes += [f"note: could be {' or '.join(found.possible)}"] if found.possible else []
    return found.slug, [*notes, *([f"help: write {found.correct}"] if found.correct else [])]


def _hold(verdict: Verdict, claim: str, more: list[str], lenient: bool, slug: str = "") -> None:
    __tracebackhide__ = True
    if verdict.holds or (lenient and verdict.kind != "refuted"):
        return
    head = f"{slug}: {claim} is {verdict.kind}" if slug else f"{claim} is {verdict.kind}"
    notes = [*(f"note: {text}" for text in (verdict.message, *verdict.notes) if text)]
    lines = sorted([*more, *notes], key=lambda line: line.startswith("help"))
    raise AssertionError("\n".join([head, *(f"  = {line}" for line in lines)]))
