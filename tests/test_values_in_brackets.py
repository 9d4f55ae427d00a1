"""A name with a formula before a bracket: its value at a number, or a product."""

import pytest

from symgrad.review import check

SQUARE = "$y = x^2 + 1$.\n\n"


def kinds(text: str) -> list[str]:
    return [step.kind for step in check(text).steps]


@pytest.mark.parametrize(
    ("claim", "wrong"),
    [
        ("y(3) = 10", "y(3) = 3x^2 + 3"),
        ("y(0) = 1", "y(0) = 0"),
        ("y(-1) = 2", "y(-1) = -2"),
        ("10 = y(3)", "11 = y(3)"),
        ("y(1) - y(0) = 1", "y(1) - y(0) = 3"),
    ],
)
def test_the_value_of_a_formula_at_a_number(claim, wrong):
    assert kinds(f"{SQUARE}${claim}$") == ["proved"]
    assert kinds(f"{SQUARE}${wrong}$") == ["refuted"]


def test_the_value_of_a_formula_at_a_name():
    assert kinds("$y = x^2 + 1$. Then $y(3) = 10$ and $y'(3) = 6$ and $y(a) = a^2+1$.") == ["proved"] * 3


def test_a_factor_in_brackets_behind_others_is_still_a_product():
    assert kinds(f"{SQUARE}$2y(3) = 6y$, $2y(3) = 7y$") == ["proved", "refuted"]


def test_the_input_is_the_one_that_the_text_differentiates_by():
    given = "$w = k a^2$, $\\frac{dw}{da} = 2ka$.\n\n"
    assert kinds(f"{given}$w(3) = 9k$, $w(3) = 9a$") == ["proved", "proved", "refuted"]


def test_parameters_leave_time_as_the_input():
    assert kinds("$N = N_0e^{-kt}$. Then $N(1) = N_0e^{-k}$, $N(0) = N_0$.") == ["proved", "proved"]
    assert kinds("$N = N_0e^{-kt}$. Then $N(0) = k$.") == ["refuted"]


def test_an_input_that_is_not_clear_refutes_nothing():
    report = check("$w = ab + c$. Then $w(3) = 4$.")
    (step,) = report.steps
    assert (step.kind, "which input" in step.verdict.message) == ("unread", True)
