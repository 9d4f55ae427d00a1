"""A formula that words give a name in passing, `for a = b`, holds from there on: the claims before it are general."""

import pytest
from judged import verdicts

PARABOLA = "$$f = a x^2 + b x$$\n\n$$\\frac{df}{dx} = %s$$\n\n"
WORDS = [
    "For $a = b$ this is",
    "At $a = b$,",
    "In the special case $a = b$:",
    "It is simpler when $a = b$:",
    "Für $a = b$:",
]


@pytest.mark.parametrize("words", WORDS)
def test_a_special_case_does_not_make_a_general_claim_right(words):
    case = words + r" $$\frac{df}{dx} = b (2x + 1)$$"
    assert verdicts(PARABOLA % "2 a x + b" + case) == ["proved", "proved"]
    assert verdicts(PARABOLA % "2 b x + b" + case) == ["refuted", "proved"]
    assert verdicts(PARABOLA % "2 a x + b" + case.replace("2x + 1", "2x - 1")) == ["proved", "refuted"]


def test_a_critical_point_of_two_names():
    text = r"""$$p = \frac{RT}{V - b} - \frac{a}{V^2}$$

$$\left(\frac{\partial p}{\partial V}\right)_T = %s$$

At $V = 3b$ and $T = \frac{8a}{27Rb}$ it is zero:

$$\left(\frac{\partial p}{\partial V}\right)_T = 0$$"""
    right = r"-\frac{RT}{(V - b)^2} + \frac{2a}{V^3}"
    assert verdicts(text % right) == ["proved", "proved"]
    assert verdicts(text % "0") == ["refuted", "proved"]
    assert verdicts(text.replace("27R", "26R") % right) == ["proved", "refuted"]


@pytest.mark.parametrize("words", ["where", "with", "and"])
def test_a_formula_of_an_intermediate_is_its_definition_wherever_it_stands(words):
    text = f"$$L = (h - y)^2$$\n\n{words} $h = \\tanh(z)$\n\n$$\\frac{{dL}}{{dz}} = 2 (h - y) (1 - h^2)$$"
    assert verdicts(text) == ["proved"]


def test_a_case_ends_with_what_is_said_there():
    text = PARABOLA % "2 a x + b" + r"For $a = b$ this is $\frac{df}{dx} = b (2x + 1)$."
    general = "\n\nIn general $$\\frac{df}{da} = %s$$"
    assert verdicts(text + general % "x^2") == ["proved", "proved", "proved"]
    assert verdicts(text + general % "x^2 + x") == ["proved", "proved", "refuted"]
    assumed = (
        PARABOLA % "2 a x + b" + "Suppose that $a = b$.\n\n$$\\frac{df}{dx} = b (2x + 1)$$\n\n$$f = b x (x + 1) + 0$$"
    )
    assert set(verdicts(assumed)) == {"proved"}


def test_a_case_of_plain_notes_ends_with_its_line():
    text = "v = V*S/(K + S)\nat S = K we get v = V/2\ndv/dK = -V*S/(K + S)^2\n"
    assert verdicts(text) == ["proved", "proved"]
    assert verdicts(text.replace("V/2", "V/3")) == ["refuted", "proved"]
