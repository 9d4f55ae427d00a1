"""Exponents that could be read in two ways: T as a number or a transpose, e to the power of arrays."""

import pytest
from judged import verdicts

from symgrad import check

BOND = "$$P = \\sum_{t=1}^{T} \\frac{c}{(1 + y)^t} + \\frac{F}{(1 + y)^T}$$\n\n"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"\frac{dP}{dF} = (1 + y)^{-T}", r"\frac{dP}{dF} = (1 + y)^T"),
        (r"\frac{dP}{dy} = -\frac{1}{1 + y} (\sum_{t=1}^{T} \frac{t c}{(1 + y)^t} + \frac{T F}{(1 + y)^T})",
         r"\frac{dP}{dy} = -\frac{1}{1 + y} (\sum_{t=1}^{T} \frac{t c}{(1 + y)^t} + \frac{F}{(1 + y)^T})"),
    ],
)  # fmt: skip
def test_the_end_of_a_sum_is_an_exponent(right, wrong):
    assert verdicts(f"{BOND}$${right}$$") == ["agrees"]
    assert verdicts(f"{BOND}$${wrong}$$") == ["refuted"]


def test_beside_a_number_t_arrays_are_still_transposed():
    text = r"""$q, k \in \mathbb{R}^d$ and a temperature $T > 0$.

$$s = \frac{q^T k}{T} \qquad \nabla_q s = \frac{1}{T} k \qquad \frac{\partial s}{\partial T} = -\frac{q^T k}{T^2}$$"""
    found = check(text).steps
    assert [step.verdict.holds for step in found] == [True, True]
    assert verdicts(text.replace(r"\frac{1}{T} k", "T k"))[0] == "refuted"
    bold = r"$\mathbf{x}^T \mathbf{x} = \|\mathbf{x}\|^2$, $\sum_{t=1}^T a = T a$"
    assert all(step.verdict.holds for step in check(bold).steps)


VECTORS = "$x, \\beta \\in \\mathbb{R}^n$, $X \\in \\mathbb{R}^{m \\times n}$, $A \\in \\mathbb{R}^{n \\times n}$\n\n"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"\nabla_x e^{-x^T x} = -2 e^{-x^T x} x", r"\nabla_x e^{-x^T x} = -e^{-x^T x} x"),
        (r"\nabla_\beta (\mathbf{1}^T e^{X \beta}) = X^T e^{X \beta}",
         r"\nabla_\beta (\mathbf{1}^T e^{X \beta}) = e^{X \beta}"),
        (r"\nabla_\beta (\mathbf{1}^T \log(1 + e^{X \beta})) = X^T \sigma(X \beta)",
         r"\nabla_\beta (\mathbf{1}^T \log(1 + e^{X \beta})) = X \sigma(X \beta)"),
    ],
)  # fmt: skip
def test_e_to_the_power_of_a_number_of_arrays_or_of_a_vector(right, wrong):
    assert check(f"{VECTORS}$${right}$$").steps[0].verdict.holds
    assert verdicts(f"{VECTORS}$${wrong}$$") == ["refuted"]


def test_e_to_the_power_of_a_matrix_is_not_guessed():
    (step,) = check(VECTORS + r"$$e^{A} = \exp(A)$$").steps
    assert step.kind == "undecided" and r"\exp(A)" in step.verdict.message


TARGETS = [r"L = \frac{1}{2}\|Z - T\|_F^2", r"L = \frac{1}{2}\operatorname{tr}((Z - T)^T (Z - T))"]


@pytest.mark.parametrize("loss", TARGETS)
def test_a_matrix_with_the_name_t_is_no_exponent(loss):
    shapes = r"$X\in\mathbb{R}^{N\times D}$, $W\in\mathbb{R}^{D\times M}$, $b \in \mathbb{R}^M$"
    text = (
        rf"Let $Z = XW + \mathbf{{1}}b^T$ with {shapes} and ${loss}$."
        + "\n\n"
        + r"$$\frac{\partial L}{\partial b} = %s$$"
    )
    gradient = r"\left(\frac{\partial L}{\partial Z}\right)^T\mathbf{1}"
    assert [step.kind for step in check(text % gradient).steps] == ["agrees"]
    assert [step.kind for step in check(text % ("2" + gradient)).steps] == ["refuted"]
