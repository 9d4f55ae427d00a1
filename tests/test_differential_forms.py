"""Derivatives and differentials in the forms that look like products of a d, each with a wrong neighbour."""

import pytest

from symgrad.review import check

POWER = "$q = A p^{3}$, $u = \\ln q$.\n\n"
SQUARE = "Let $A \\in \\mathbb{R}^{n\\times n}$ be invertible.\n\n"


def kinds(text: str, path: str) -> list[str]:
    return [step.kind for step in check(text, name=path).steps]


@pytest.mark.parametrize(
    "mixed",
    ["d^2f/(dx dy)", "d^2f/dxdy", "d2f/dxdy", "d2f/(dx dy)", "∂^2f/(∂x ∂y)", "∂2f/∂x∂y", "d^2/(dx dy) f", "d^2f/dx dy"],
)
def test_a_mixed_partial_of_plain_text_is_a_second_derivative(mixed):
    assert kinds(f"f = x^2*y^3\n{mixed} = 6*x*y^2", "f.txt") == ["proved"]
    assert kinds(f"f = x^2*y^3\n{mixed} = 6*x^2*y", "f.txt") == ["refuted"]


def test_a_mixed_partial_is_no_product_with_d():
    assert kinds("f = x + y\nd^2f/(dx dy) = d^2*(x + y)/(dx dy)", "f.txt") == ["refuted"]


def test_a_third_derivative_of_plain_text():
    assert kinds("f = x*y*z\nd3f/dxdydz = 1\nd^3f/(dx dy dz) = 2", "f.txt") == ["proved", "refuted"]


@pytest.mark.parametrize(
    ("slope", "right", "wrong"),
    [
        (r"\frac{d\ln q}{d\ln p}", "3", "-3"),
        (r"\frac{du}{d\ln p}", "3", "p"),
        (r"\frac{\partial\ln q}{\partial\ln p}", "3", "1"),
        (r"\frac{d\sin p}{d\cos p}", r"-\cot p", r"-\tan p"),
        (r"d\ln q/d\ln p", "3", "2"),
    ],
)
def test_a_derivative_by_an_expression(slope, right, wrong):
    assert kinds(f"{POWER}$${slope} = {right}$$", "f.md") == ["proved"]
    assert kinds(f"{POWER}$${slope} = {wrong}$$", "f.md") == ["refuted"]


@pytest.mark.parametrize(
    ("change", "right", "wrong"),
    [
        (r"d\operatorname{tr}(A)", r"\operatorname{tr}(dA)", r"2\operatorname{tr}(dA)"),
        (r"d\operatorname{tr}(A^TA)", r"2\operatorname{tr}(A^TdA)", r"\operatorname{tr}(A^TdA)"),
        (r"d\det A", r"\det(A)\operatorname{tr}(A^{-1}dA)", r"\operatorname{tr}(A^{-1}dA)"),
        (r"d\det(A)", r"\det(A)\operatorname{tr}(A^{-1}dA)", r"\operatorname{tr}(A^{-1}dA)"),
    ],
)
def test_the_differential_of_a_trace_and_of_a_determinant(change, right, wrong):
    assert kinds(f"{SQUARE}$${change} = {right}$$", "f.md") == ["proved"]
    assert kinds(f"{SQUARE}$${change} = {wrong}$$", "f.md") == ["refuted"]
