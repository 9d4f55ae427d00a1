"""Functions with a bar between their arguments: `p(x | \\theta)`, `\\pi(a | s)`."""

import pytest

from symgrad import check


def kinds(text: str) -> list[str]:
    return [step.kind for step in check(text, name="a.md").steps]


CLAIMS = [
    (r"p(x \mid \theta) = \theta e^{-\theta x}", 
     r"\frac{\partial}{\partial\theta} \log p(x|\theta) = \frac{1}{\theta} - x",
     r"\frac{\partial}{\partial\theta} \log p(x|\theta) = \frac{1}{\theta} + x"),
    (r"p(x|\theta) = \theta e^{-\theta x}", r"\nabla_\theta \log p(x \mid \theta) = \frac{1}{\theta} - x",
     r"\nabla_\theta \log p(x \mid \theta) = \theta - x"),
    (r"\log\pi(a|s) = -\frac{(a-\mu)^2}{2\sigma^2} - \log\sigma",
     r"\frac{\partial}{\partial\mu}\log\pi(a|s) = \frac{a-\mu}{\sigma^2}",
     r"\frac{\partial}{\partial\mu}\log\pi(a|s) = \frac{\mu-a}{\sigma^2}"),
    (r"\log p(y \mid x, \theta) = -\frac{1}{2} (y - \theta x)^2",
     r"\frac{\partial}{\partial\theta} \log p(y \mid x, \theta) = (y - \theta x) x",
     r"\frac{\partial}{\partial\theta} \log p(y \mid x, \theta) = y - \theta x"),
    (r"p\left(x \middle| \theta\right) = \theta |x|", r"p(-2 | \theta) = 2\theta", r"p(-2 | \theta) = -2\theta"),
]  # fmt: skip


@pytest.mark.parametrize(("definition", "right", "wrong"), CLAIMS)
def test_the_bar_parts_arguments(definition, right, wrong):
    assert kinds(f"$${definition}$$\n\n$${right}$$") == ["proved"]
    assert kinds(f"$${definition}$$\n\n$${wrong}$$") == ["refuted"]


def test_members_of_a_sample():
    text = r"""$$p(x|\theta) = \theta e^{-\theta x}, \quad \ell(\theta) = \sum_{i=1}^n \log p(x_i | \theta)$$

$$\frac{d\ell}{d\theta} = \frac{n}{\theta} - %s$$"""
    assert kinds(text % r"\sum_{i=1}^n x_i") == ["agrees"]
    assert kinds(text % r"n \sum_{i=1}^n x_i") == ["refuted"]


SEVERAL = [
    r"p(x|y) = \frac{p(x, y)}{p(y)}",
    r"p(x|y) = \frac{p(y|x) p(x)}{p(y)}",
    r"p(x|y) = x y, \quad p(z|y) = z^2 y",
    r"\pi(a|s) = \frac{1}{\sqrt{2\pi}} e^{-(a - s)^2/2}",
]


@pytest.mark.parametrize("text", SEVERAL)
def test_a_name_for_several_functions_is_unread(text):
    assert set(kinds(f"$${text}$$")) == {"unread"}


def test_absolute_values_stay():
    assert kinds("$$f(x) = 2(|x| + 1)$$\n\n$$f(-3) = 8$$") == ["proved"]
    assert kinds("$$g(x) = (|x| |x|)$$\n\n$$g(-3) = 9$$") == ["proved"]
    assert kinds(r"$$h = \max(x|y)$$") == ["unread"]
