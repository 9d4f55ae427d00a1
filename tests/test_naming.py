"""What the marks of names mean is settled once for a section: right lines hold, spoilt ones do not."""

import pytest

from symgrad.review import check

HOLDS = {"proved", "agrees"}


def kinds(text: str) -> list[str]:
    """The verdicts of a text's signs, a word for each that is judged."""
    return [step.kind for step in check(text).steps]


LAYER = r"$$z^l = w^l a^{l-1} + b^l, \qquad a^l = \sigma(z^l)$$"
EXAMPLE = r"$L^{(i)} = (\hat{y} - y)^2$ and $\hat{y}^{(i)} = \sigma(z)$."

RIGHT = [
    (LAYER, r"\frac{\partial z^l}{\partial a^{l-1}} = w^l"),
    (LAYER, r"\frac{\partial a^l}{\partial z^l} = a^l(1 - a^l)"),
    (r"$q = w a^3$", r"\frac{\partial q}{\partial a} = 3 w a^2"),
    (r"$y = x^n$", r"\frac{dy}{dx} = n x^{n-1}"),
    (EXAMPLE, r"\frac{\partial L}{\partial \hat{y}} = 2(\hat{y} - y)"),
    (EXAMPLE, r"\frac{\partial L^{(i)}}{\partial z} = 2(\hat{y}^{(i)} - y)\hat{y}(1 - \hat{y})"),
    (r"$f(x) = x^4$", r"f^{(3)}(x) = 24x"),
    (r"$f(x) = x^4$ has $f'(x) = 4x^3$.", r"f^{(2)}(x) = 12x^2"),
    (r"$u = x^2 \sin y$", r"u_{xy} = 2x\cos y"),
    (r"$u = x^2 \sin y$", r"u_{yy} + u = 0"),
    (r"$L = \theta^2 x$", r"L_\theta = 2\theta x"),
    (r"$q = x w$ and $x = q_0$, so", r"\frac{\partial q}{\partial x} = w = \delta_1^{(i)}"),
]


@pytest.mark.parametrize(("given", "formula"), RIGHT)
def test_a_right_line_holds(given, formula):
    assert set(kinds(f"{given}\n\n$${formula}$$\n")) <= HOLDS


WRONG = [
    (LAYER, r"\frac{\partial z^l}{\partial a^{l-1}} = b^l"),
    (LAYER, r"\frac{\partial a^l}{\partial z^l} = a^l(1 + a^l)"),
    (LAYER, r"\frac{\partial z^l}{\partial w^l} = a^l"),
    (r"$q = w a^3$", r"\frac{\partial q}{\partial a} = 2 w a^2"),
    (r"$y = x^n$", r"\frac{dy}{dx} = n x^{n+1}"),
    (EXAMPLE, r"\frac{\partial L}{\partial \hat{y}} = 2(\hat{y} + y)"),
    (EXAMPLE, r"\frac{\partial L^{(i)}}{\partial z} = 2(\hat{y}^{(i)} - y)\hat{y}"),
    (r"$f(x) = x^4$", r"f^{(3)}(x) = 12x^2"),
    (r"$u = x^2 \sin y$", r"u_{xy} = 2x\sin y"),
    (r"$u = x^2 \sin y$", r"u_{yy} = u"),
    (r"$L = \theta^2 x$", r"L_\theta = \theta^2"),
]


@pytest.mark.parametrize(("given", "formula"), WRONG)
def test_a_spoilt_line_is_refuted(given, formula):
    assert kinds(f"{given}\n\n$${formula}$$\n")[-1] == "refuted"


@pytest.mark.parametrize(
    "text",
    [
        r"$L = \frac12(L^{(i)} + 1)$ and $L^{(i)} = y$. $$\frac{\partial L}{\partial y} = \frac12$$",  # not one name
        r"$F = m a$ has the part $F_x = F\cos\theta$. $$\frac{\partial F_x}{\partial m} = a\cos\theta$$",  # no derivative
        r"$f(x) = f^{(2)}(f^{(1)}(x))$, $f^{(2)}(x) = x^2$, $f^{(1)}(x) = 3x$. $$f(x) = 9x^2$$",  # layers
        r"$x^{(1)} = 2$ and $x^{(2)} = 3$ and $y = x^{(1)} x^{(2)}$. $$y = 6$$",
    ],
)
def test_marks_that_mean_something_else_are_kept(text):
    assert set(kinds(text)) == {"proved"}


def test_a_mark_that_is_put_back_is_noted():
    (step,) = check(rf"{EXAMPLE} $$\frac{{\partial L}}{{\partial \hat{{y}}}} = 2(\hat{{y}} - y)$$").steps
    assert "the mark (i) is put back where it is left out" in step.verdict.notes
