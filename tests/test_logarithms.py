"""A formula for the logarithm of a new name, `log p = ...`, defines that name."""

import pytest
from judged import verdicts


@pytest.mark.parametrize(
    ("definition", "right", "wrong"),
    [
        (r"\ln y = x \ln x", r"y' = x^x (\ln x + 1)", r"y' = x^x \ln x"),
        (r"\ln y = x \ln x", r"\frac{y'}{y} = \ln x + 1", r"\frac{y'}{y} = \ln x - 1"),
        (r"\log p(x) = a \log x - b x", r"\frac{\partial \log p(x)}{\partial x} = \frac{a}{x} - b",
         r"\frac{\partial \log p(x)}{\partial x} = \frac{a}{x}"),
        (r"\log p(x) = a \log x - b x", r"p'(x) = p(x) (\frac{a}{x} - b)", r"p'(x) = \frac{a}{x} - b"),
        (r"\ell = \log L = k \log p + m \log(1 - p)", r"\frac{dL}{dp} = L (\frac{k}{p} - \frac{m}{1 - p})",
         r"\frac{dL}{dp} = \frac{k}{p} - \frac{m}{1 - p}"),
    ],
)  # fmt: skip
def test_a_formula_for_a_logarithm(definition, right, wrong):
    assert verdicts(f"$${definition}$$\n\n$${right}$$")[-1] == "proved"
    assert verdicts(f"$${definition}$$\n\n$${wrong}$$")[-1] == "refuted"


def test_of_a_name_that_is_known_it_is_a_claim():
    assert verdicts("$y = x^2$\n\n$$\\ln y = 2 \\ln x$$ for $x > 0$") == ["proved"]
    assert verdicts("$y = x^2$\n\n$$\\ln y = 3 \\ln x$$ for $x > 0$") == ["refuted"]
    assert verdicts(r"$$\frac{d}{dx} x^2 = 2x$$" + "\n\n" + r"$$\log x = x + 1$$") == ["proved", "refuted"]


@pytest.mark.parametrize("gradient", [r"\nabla_x \log q(x)", r"\partial_x \log q(x)", r"\nabla_{x} \log q(x)"])
def test_the_bracket_behind_a_logarithm_belongs_to_its_function_under_an_operator(gradient):
    text = r"$$\log q(x) = -\frac{(x - m)^2}{2b^2}$$" + "\n\n$$" + gradient + r" = -\frac{x - m}{%s}$$"
    assert verdicts(text % "b^2") == ["proved"]
    assert verdicts(text % "b") == ["refuted"]


UNREAD = [
    (r"\log p(x; \lambda) = x \log\lambda \mp \lambda",
     r"\frac{\partial \log p}{\partial \lambda} = \frac{x}{\lambda} - 1"),
    (r"\log p = x \log\lambda \mp \lambda", r"\frac{\partial \log p}{\partial \lambda} = \frac{x}{\lambda} - 1"),
    (r"p = \lambda^2 \mp \lambda, \quad L = p x + \lambda",
     r"\frac{\partial L}{\partial \lambda} = 2\lambda x - x + 1"),
    (r"f(x) = \lambda^2 x \mp \lambda, \quad L = f(x)", r"\frac{\partial L}{\partial \lambda} = 2\lambda x - 1"),
    (r"x_t = a x_0 + b\epsilon", r"\nabla_{x_t} \log q = -\frac{x_t - a x_0}{b^2}"),
    (r"x_t = a x_0 + b\epsilon", r"\frac{\partial \log q}{\partial x_t} = -\frac{x_t - a x_0}{b^2}"),
]  # fmt: skip


@pytest.mark.parametrize(("definition", "claim"), UNREAD)
def test_what_an_unread_or_missing_definition_would_define_is_unknown_and_not_constant(definition, claim):
    assert verdicts(f"$${definition}$$\n\n$${claim}$$")[-1] == "undecided"


def test_a_definition_in_words_depends_on_nothing():
    text = "$$x = \\text{the weight}$$\n\n$$L = w x$$\n\n$$\\frac{\\partial L}{\\partial w} = %s$$"
    assert verdicts(text % "x")[-1] == "proved"
    assert verdicts(text % "2x")[-1] == "refuted"


def test_the_logarithm_of_an_input_is_constant_in_another():
    text = "$$L = x \\log s$$\n\n$$\\frac{\\partial \\log s}{\\partial x} = %s$$"
    assert verdicts(text % "0") == ["proved"]
    assert verdicts(text % "1") == ["refuted"]
