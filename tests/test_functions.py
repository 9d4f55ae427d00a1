"""Functions that a text gives in words, or as the prime of another, without a head such as `f(x) = ...`."""

import pytest
from judged import verdicts

from symgrad import check

IN_WORDS = [
    (r"Let $\Phi$ be the standard normal distribution function and $\varphi$ the standard normal density.",
     r"\frac{d}{dx} \Phi(x^2) = 2x \varphi(x^2)", r"\frac{d}{dx} \Phi(x^2) = x \varphi(x^2)"),
    (r"Here $N$ denotes the standard normal CDF.", r"N'(x) = \frac{1}{\sqrt{2\pi}} e^{-x^2/2}",
     r"N'(x) = \frac{1}{\sqrt{2\pi}} e^{-x/2}"),
    (r"With the logistic function $s$,", r"s'(2x) = s(2x)(1 - s(2x))", r"s'(2x) = s(2x)(1 + s(2x))"),
    (r"$s$ is the sigmoid.", r"\frac{d}{dx} s(x^2) = 2x s(x^2)(1 - s(x^2))",
     r"\frac{d}{dx} s(x^2) = s(x^2)(1 - s(x^2))"),
    (r"Sei $\phi$ die Dichte der Standardnormalverteilung.", r"\phi'(x) = -x\phi(x)", r"\phi'(x) = x\phi(x)"),
    (r"where $\Gamma$ is the gamma function, $\psi$ the digamma function.",
     r"\frac{d}{dx} \ln\Gamma(x) = \psi(x)", r"\frac{d}{dx} \Gamma(x) = \psi(x)"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "right", "wrong"), IN_WORDS)
def test_a_function_that_is_named_in_words(words, right, wrong):
    assert verdicts(f"{words}\n\n$${right}$$") == ["proved"]
    assert verdicts(f"{words}\n\n$${wrong}$$") == ["refuted"]


AS_A_PRIME = [
    (r"Let $g = f'$ where $f(x) = \sin x$.", r"g(2x) = \cos(2x)", r"g(2x) = 2\cos(2x)"),
    (r"With $\varphi = \Phi'$ and $\Phi$ the standard normal distribution function:",
     r"\frac{d}{dx} \Phi(3x) = 3\varphi(3x)", r"\frac{d}{dx} \Phi(3x) = \varphi(3x)"),
    (r"Let $f(x) = x^2$, $h(x) = e^x$ and $k = f' - 3h$.", r"k(x^2) = 2x^2 - 3e^{x^2}", r"k(x^2) = 2x - 3e^{x^2}"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "right", "wrong"), AS_A_PRIME)
def test_a_function_that_is_made_of_others(words, right, wrong):
    assert verdicts(f"{words}\n\n$${right}$$") == ["proved"]
    assert verdicts(f"{words}\n\n$${wrong}$$") == ["refuted"]


@pytest.mark.parametrize(
    "words",
    [
        r"Here $s$ is the standard deviation of the normal distribution.",
        r"Let $s$ be the input of the logistic function.",
        r"$s$, the softplus loss of the sample, is fixed.",
    ],
)
def test_a_name_beside_such_words_is_no_function(words):
    assert verdicts(f"{words}\n\n$$\\frac{{d}}{{dx}} s (x + 1) = s$$") == ["proved"]


def test_the_authors_own_definition_stands_before_the_words():
    text = (
        "The logistic function $s$ is here scaled: $s(x) = \\frac{2}{1 + e^{-x}}$.\n\n$$s(0) = 1$$\n\n$$s'(0) = 0.5$$"
    )
    assert verdicts(text) == ["proved", "proved"]


@pytest.mark.parametrize("head", [r"\varphi", r"\psi", "k"])
def test_a_letter_before_a_bracket_that_no_factor_needs_is_asked_for(head):
    (step,) = check(rf"$$\frac{{d}}{{dx}} x^4 = 2x {head}(x^2)$$").steps
    assert step.kind == "undecided" and "is a function" not in step.verdict.message
    assert "a function?" in step.verdict.message


def test_a_common_name_may_stand_in_a_directive():
    text = "<!-- symgrad: let N be the_density -->\n$$N'(x) = -x N(x)$$".replace(
        "the_density", "standard normal density"
    )
    assert verdicts(text) == ["proved"]


CALL = r"""For $S, K, T, s > 0$ let $d_1 = \frac{\log(S/K) + (r + s^2/2) T}{s\sqrt{T}}$, $d_2 = d_1 - s\sqrt{T}$ and

$$C = S\,\Phi(d_1) - K e^{-rT} \Phi(d_2)$$

"""


def test_phi_beside_an_undefined_distribution_function_is_its_density():
    (step,) = check(CALL + r"$$\frac{\partial C}{\partial s} = S \varphi(d_1) \sqrt{T}$$").steps
    assert step.verdict.holds
    assert any("density of a standard normal" in note for note in step.verdict.notes)
    (step,) = check(CALL + r"$$\frac{\partial C}{\partial s} = S \varphi(d_2) \sqrt{T}$$").steps
    assert not step.verdict.holds


def test_phi_alone_is_unknown():
    (step,) = check(r"$$y = \varphi(x)$$" + "\n\n" + r"$$\frac{dy}{dx} = -x \varphi(x)$$").steps
    assert not step.verdict.holds
