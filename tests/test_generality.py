"""Functions that the words of a text leave open are refuted by instances; those that it merely lacks are not."""

import pytest

from symgrad import check

RIGHT = r"\frac{df}{dx} = \frac{df}{dz} \frac{dz}{dy} \frac{dy}{dx}"
WRONG = r"\frac{df}{dx} = -\frac{df}{dz} \frac{dz}{dy} \frac{dy}{dx}"


def kinds(words, behind="", claim=RIGHT):
    return [step.kind for step in check(f"{words}\n\n$${claim}$$\n\n{behind}\n").steps]


@pytest.mark.parametrize(("before", "behind"), [
    ("Then", "whatever the three functions are."),
    ("Then, whatever the functions are,", ""),
    ("For any functions,", ""),
    ("For all differentiable functions $f$, $z$ and $y$,", ""),
    ("For any choice of functions $f$, $z$, and $y$ it is", ""),
    ("Für beliebige Funktionen $f$, $z$ und $y$ gilt", ""),
    ("Then", "no matter which functions these are"),
])  # fmt: skip
def test_any_function_is_refuted_by_an_instance(before, behind):
    assert kinds(before, behind) == ["proved"]
    assert kinds(before, behind, WRONG) == ["refuted"]


@pytest.mark.parametrize(("before", "behind"), [
    ("Then", ""),
    ("Here $f$, $z$ and $y$ are functions, whatever.", ""),
    ("For any functions $f$, $z$ and $y$ with slope zero,", ""),  # they are tied by more than the names
    ("For any functions such that the slopes vanish,", ""),
    ("Then", "Whatever the functions are, we go on."),  # a sentence of its own
    ("For any functions $u$ and $v$ the product rule holds. Here", ""),
])  # fmt: skip
def test_a_function_that_is_missing_is_not(before, behind):
    assert kinds(before, behind) == ["agrees"]
    assert kinds(before, behind, WRONG) == ["undecided"]


def test_a_formula_is_no_function_of_its_own():
    text = "For any function $y$ of $x$ with\n\n$$y = x^2$$\n\n" + r"$$\frac{dy}{dx} = 2x$$"
    assert [step.kind for step in check(text).steps] == ["proved"]


def test_a_function_of_other_lines_may_be_tied_there():
    text = (
        "For any function $f$ of $x$,\n\n" + r"$$\frac{df^2}{dx} = 2 f \frac{df}{dx}$$"
        "\n\n" + r"Suppose $\frac{df}{dx} = f$. Then" + "\n\n" + r"$$\frac{df^2}{dx} = 2 f^2$$"
    )
    assert "refuted" not in [step.kind for step in check(text).steps]
