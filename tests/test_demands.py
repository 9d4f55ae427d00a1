"""Conditions that words make, on numbers and on arrays, and what a text says to follow from them."""

import pytest

from symgrad import check


def last(text: str) -> str:
    return check(text).steps[-1].kind


PENALTY = "$$J = (x - 2)^2 + \\lambda x^2$$\n\n"
LEAST = r"""$X \in \mathbb{R}^{n \times d}$, $w \in \mathbb{R}^d$, $y \in \mathbb{R}^n$, $\lambda > 0$

$$J(w) = \frac{1}{2} \|X w - y\|^2 + \frac{\lambda}{2} w^T w$$

"""
NORMAL = r"(X^T X + \lambda I) w = X^T y"

LEADS = [
    "Setting ${}$ gives $${}$$",
    "At the minimum ${}$, so that $${}$$",
    "The first-order condition is ${}$; therefore $${}$$",
    "Set ${}$:\n\n$${}$$",
    "A stationary point has ${}$. We obtain $${}$$",
]


@pytest.mark.parametrize("lead", LEADS)
def test_what_follows_from_a_condition_on_a_number(lead):
    demand = r"\frac{dJ}{dx} = 0"
    assert last(PENALTY + lead.format(demand, r"(1 + \lambda) x = 2")) == "proved"
    assert last(PENALTY + lead.format(demand, r"(1 + \lambda) x = 3")) == "refuted"
    assert last(PENALTY + lead.format(demand, r"(1 - \lambda) x = 2")) == "refuted"


@pytest.mark.parametrize("lead", LEADS)
def test_what_follows_from_a_condition_on_an_array(lead):
    assert last(LEAST + lead.format(r"\nabla J = 0", NORMAL)) == "proved"
    for wrong in (NORMAL.replace("y", "2y"), NORMAL.replace("+", "-"), r"(X^T X + I) w = X^T y"):
        assert last(LEAST + lead.format(r"\nabla J = 0", wrong)) == "refuted"


def test_a_chain_that_ends_in_zero_is_a_condition_on_what_it_is_differentiated_by():
    text = LEAST + r"$$\nabla J(w) = X^T (X w - y) + \lambda w = 0 \Rightarrow X^T X w = X^T y - \lambda w$$"
    (file,) = check(text).files
    assert file.statements[-2].message == "a condition: listed, not judged"
    assert last(text) == "proved"
    assert last(text.replace(r"- \lambda w$$", r"+ \lambda w$$")) == "refuted"
    assert last(text.replace(r"+ \lambda w = 0", r"- \lambda w = 0")) == "refuted"
    (gradient, _) = check(text.replace(r"+ \lambda w = 0", r"- \lambda w = 0")).steps
    assert gradient.kind == "refuted", "the sign before the condition is a claim"


def test_a_condition_with_a_given_solution_is_a_claim_about_it():
    text = LEAST + "$$w = (X^T X + \\lambda I)^{-1} X^T y$$\n\n$$\\nabla J = X^T (X w - y) + \\lambda w = 0$$\n"
    assert {step.kind for step in check(text).steps} <= {"proved", "agrees"}
    assert last(text.replace("^{-1} X^T y", "^{-1} 2 X^T y")) == "refuted"


@pytest.mark.parametrize(
    "claim",
    [
        r"At the minimum of the loss, $\frac{dJ}{dx} = 2x$.",
        r"The optimum has $f(3) = 1$ where $f(z) = z^2$.",
        r"At the maximum $x = 1$, $J = 0$ with $\lambda = 1$.",
    ],
)
def test_only_a_derivative_that_is_zero_is_a_condition(claim):
    assert last(PENALTY + claim) == "refuted"


def test_a_condition_binds_the_lines_that_go_on_from_it_and_no_others():
    text = (
        LEAST
        + r"Setting $\nabla J = 0$ gives $$X^T X w + \lambda w = X^T y.$$"
        + "\n\n"
        + r"Apart from that, $$J = 0$$"
    )
    assert [step.kind for step in check(text).steps] == ["proved", "refuted"]
    text = (
        PENALTY + r"Setting $\frac{dJ}{dx} = 0$ gives $$x + \lambda x = 2.$$" + "\n\nApart from that, $$x = 2 - 3 x$$"
    )
    assert [step.kind for step in check(text).steps] == ["proved", "refuted"]


def test_a_condition_on_an_array_may_be_solved_for_another():
    text = r"""$a \in \mathbb{R}^n$, $x \in \mathbb{R}^n$

$$f = \|x\|^4 - a^T x$$

Setting $\nabla_x f = 0$ gives $$\|x\|^3 = \frac{1}{%d} \|a\|$$"""
    assert last(text % 4) == "agrees"
    assert last(text % 2) == "refuted"


def test_what_cannot_be_told_from_a_condition_is_no_mistake():
    text = r"""$a \in \mathbb{R}^n$, $x \in \mathbb{R}^n$

$$f = \|x\|^4 - \|a\|^4 a^T x$$

Setting $\nabla_x f = 0$ gives $$\|x\|^3 = \frac{1}{4} \|a\|^5$$"""
    assert last(text) == "undecided"


def test_least_squares_with_more_unknowns_than_equations_has_no_single_solution():
    text = r"""$A \in \mathbb{R}^{2 \times 3}$, $x \in \mathbb{R}^3$, $b \in \mathbb{R}^2$

$$f(x) = \|A x - b\|^2$$

Setting $\nabla f = 0$ gives $$A^T A x = %s$$"""
    assert last(text % "A^T b") == "proved"
    assert last(text % "2 A^T b") != "proved"


def test_what_has_a_derivative_that_is_zero():
    text = r"""$$U = -\frac{a}{r} + \frac{b}{r^2}$$

A circular orbit has $\frac{dU}{dr} = 0$. We have $\frac{dU}{db} = %s$."""
    assert [step.kind for step in check(text % r"\frac{1}{r^2}").steps] == ["proved"]
    assert [step.kind for step in check(text % "0").steps] == ["refuted"]


CONSUMER = r"""Maximise $u = \alpha \ln x + (1 - \alpha) \ln y$ subject to $p x + q y = m$.

$$L = \alpha \ln x + (1 - \alpha) \ln y - \lambda (p x + q y - m)$$

First-order conditions:

$$\frac{\partial L}{\partial x} = \frac{\alpha}{x} - \lambda p = 0$$

$$\frac{\partial L}{\partial y} = \frac{1 - \alpha}{y} - \lambda q = 0$$

"""


@pytest.mark.parametrize("words", ["Dividing,", "Eliminating the multiplier, we get", "Hence"])
def test_what_follows_from_two_conditions_together(words):
    right = rf"{words} $$\frac{{\alpha y}}{{(1 - \alpha) x}} = \frac{{p}}{{q}}$$"
    assert last(CONSUMER + right) in ("proved", "agrees")
    assert last(CONSUMER + right.replace(r"\frac{p}{q}", r"\frac{q}{p}")) == "refuted"
    assert last(CONSUMER + right.replace(r"(1 - \alpha) x", r"(1 - \alpha)")) == "refuted"


def test_the_next_derivative_is_no_conclusion():
    text = "$$f(x) = x^2 + x$$\n\nSet $f'(x) = 0$:\n\n$$f''(x) = %s$$"
    assert last(text % "2") == "proved"
    assert last(text % "2 + (2x + 1)") == "refuted", "right at the solution alone"


def test_from_a_condition_on_what_is_not_given_anything_may_follow():
    text = r"Setting $\frac{dJ}{dx} = 0$ gives $x + y z = 3$. Apart from that, $2x = 3x$."
    assert [step.kind for step in check(text).steps] == ["undecided", "refuted"]


@pytest.mark.parametrize("between", [r", \qquad ", "$$\n\nand $$", "$$\n\n$$"])
def test_two_conditions_behind_one_word(between):
    first, second = r"\frac{\partial L}{\partial x} = 0", r"\frac{\partial L}{\partial y} = 0"
    text = rf"""$$L = x^2 + 2 y^2 - \lambda (x + y - 1)$$

First-order conditions: $${first}{between}{second}$$

Hence $$\frac{{x}}{{y}} = %s$$"""
    assert [step.kind for step in check(text % "2").steps] in (["proved"], ["agrees"])
    assert [step.kind for step in check(text % "3").steps] == ["refuted"]


def test_two_conditions_on_arrays():
    text = r"""$X \in \mathbb{R}^{n \times d}$, $w \in \mathbb{R}^d$, $b \in \mathbb{R}$, $y \in \mathbb{R}^n$

$$J = \|X w + b \mathbf{1} - y\|^2$$

Set $\nabla_w J = 0$ and $\frac{\partial J}{\partial b} = 0$. The second gives $$n b = \mathbf{1}^T (y - X w)$$"""
    assert [step.kind for step in check(text).steps] == ["proved"]
    assert [step.kind for step in check(text.replace("y - X w", "y + X w")).steps] == ["refuted"]


FERMAT = r"""$$T(x) = \frac{\sqrt{a^2 + x^2}}{v} + \frac{\sqrt{b^2 + (d - x)^2}}{w}$$

With $\sin\theta = \frac{x}{\sqrt{a^2 + x^2}}$ and $\sin\phi = \frac{d - x}{\sqrt{b^2 + (d - x)^2}}$, the condition
$T'(x) = 0$ is the law $$\frac{\sin\theta}{v} = \frac{\sin\phi}{w}$$"""


def test_angles_are_introduced_by_their_sines():
    assert [step.kind for step in check(FERMAT).steps] == ["proved"]
    (step,) = check(FERMAT.replace(r"= \frac{\sin\phi}{w}", r"= \frac{\sin\phi}{v}")).steps
    assert not step.verdict.holds
    assert check(r"$\theta = 2$. With $$\sin\theta = 1$$").steps[0].kind == "refuted"
