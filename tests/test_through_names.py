"""Functions, integrals and sums of what stands under a name: it moves with the argument, the variable, the index."""

import pytest

from symgrad import check

SINE = r"Let $u = x^2$ and $f(x) = \sin u$."
HALF = r"Let $h = x/2$ and $f(x) = h^2 + x$."
SQUARE = r"Let $y = x^2$."
CASES = [
    (SINE, "f(2)", r"\sin 4", r"\sin 2"),
    (SINE, "f'(2)", r"4\cos 4", r"2\cos 4"),
    (HALF, "f(x+1) - f(x)", r"\frac{x}{2} + \frac54", "1"),
    (HALF, "f(0)", "0", "1"),
    (r"Let $u = x^2 + y$ and $f(x,y) = u^3$.", "f(1,1)", "8", "4"),
    (r"Let $u = x^2$ and $g(x) = \sin u$, $f(x) = g(x + 1)$.", "f(1)", r"\sin 4", r"\sin 1"),
    (SQUARE, r"\int_0^b y\,dx", r"\frac{b^3}{3}", "b y"),
    (SQUARE, r"\int_0^b \left(\frac{dy}{dx}\right)^2 dx", r"\frac{4b^3}{3}", "0"),
    (r"Let $y = x^2$ and $A = \int_0^b y\,dx$.", r"\frac{dA}{db}", "b^2", "y"),
    ("Let $q = i^2$.", r"\sum_{i=1}^3 q", "14", "3"),
    (
        r"Let $e = y_i - w x_i$ and $L = \sum_{i=1}^3 e^2$.",
        r"\frac{\partial L}{\partial w}",
        r"-2\sum_{i=1}^3 e x_i",
        r"-\sum_{i=1}^3 e x_i",
    ),
]


@pytest.mark.parametrize(("given", "left", "right", "wrong"), CASES)
def test_what_stands_under_a_name_moves_with_it(given, left, right, wrong):
    (step,) = check(f"{given}\n\n${left} = {right}$").steps
    assert step.verdict.holds, step.verdict
    assert check(f"{given}\n\n${left} = {wrong}$").steps[-1].kind == "refuted"
