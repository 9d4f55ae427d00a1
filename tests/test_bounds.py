"""Inequalities about vectors that a text assumes: a claim about arrays is judged where they hold."""

import pytest
from judged import verdicts

from symgrad import check

HINGE = r"""$x, w \in \mathbb{R}^d$, $y \in \{-1, 1\}$

$$\ell = \max(0, 1 - y (w^T x + b)) + \frac{\lambda}{2} \|w\|^2$$

"""
CASES = [
    (r"If $y (w^T x + b) < 1$ then", r"\nabla_w \ell = \lambda w - y x", r"\nabla_w \ell = \lambda w + y x"),
    (r"If $y (w^T x + b) < 1$ then", r"\frac{\partial \ell}{\partial b} = -y", r"\frac{\partial \ell}{\partial b} = y"),
    (r"If $y (w^T x + b) > 1$ then", r"\nabla_w \ell = \lambda w", r"\nabla_w \ell = \lambda w - y x"),
    (r"If $1 < y (w^T x + b)$ then", r"\frac{\partial \ell}{\partial b} = 0", r"\frac{\partial \ell}{\partial b} = -y"),
]


@pytest.mark.parametrize(("case", "right", "wrong"), CASES)
@pytest.mark.parametrize("between", [" ", "\n\n"])
def test_a_claim_is_judged_on_its_side_of_the_hinge(case, right, wrong, between):
    assert set(verdicts(f"{HINGE}{case}{between}$${right}$$")) <= {"proved", "agrees"}
    assert verdicts(f"{HINGE}{case}{between}$${wrong}$$")[-1] == "refuted"


def test_without_the_case_neither_side_is_right_everywhere():
    assert verdicts(HINGE + r"$$\nabla_w \ell = \lambda w - y x$$") == ["refuted"]


def test_a_vector_is_positive_entry_by_entry():
    text = r"""$x \in \mathbb{R}^n$, $x > 0$

$$f = \sum_i |x_i|$$

$$\nabla_x f = %s$$"""
    assert verdicts(text % r"\mathbf{1}")[-1] in ("proved", "agrees")
    assert verdicts(text % r"-\mathbf{1}")[-1] == "refuted"


def test_what_is_assumed_and_not_understood_leaves_a_claim_open():
    text = r"""$x \in \mathbb{R}^n$, $A \in \mathbb{R}^{m \times m}$. Assume $x^T A x > 0$.

$$f = \|x\|$$

$$\nabla_x f = x$$"""
    step = check(text).steps[-1]
    assert step.kind == "undecided" and "what is assumed" in step.verdict.message


PARAMETERS = [
    (r"-2c < 0", "undecided"),
    (r"-2c \le 0", "undecided"),
    (r"-2c > 0", "refuted"),
    (r"-2c < -3", "refuted"),
]


@pytest.mark.parametrize(("claim", "expected"), PARAMETERS)
def test_an_inequality_that_the_sign_of_one_parameter_decides(claim, expected):
    steps = check(rf"$\Pi(q) = pq - cq^2$, $\Pi''(q) = {claim}$.").steps
    assert [step.kind for step in steps] == ["proved", expected]
    assert (expected == "undecided") == ("holds if c > 0" in steps[1].verdict.message)


def test_of_a_variable_or_of_what_is_declared_the_sign_is_not_supposed():
    assert [step.kind for step in check("$f(x) = x^2$, $f'(x) = 2x > 0$").steps] == ["proved", "refuted"]
    text = "Let $c \\ge 0$. $f(x) = -cx^2$, $f''(x) = -2c < 0$"
    assert [step.kind for step in check(text).steps] == ["proved", "refuted"]
