"""Functions with a name of their own: erf, Φ, Γ and its logarithmic derivative."""

import pytest
from judged import verdicts

DENSITY = r"\frac{1}{\sqrt{2\pi}}e^{-x^2/2}"


@pytest.mark.parametrize(
    ("left", "right", "wrong"),
    [
        (r"\frac{d}{dx}\operatorname{erf}(x)", r"\frac{2}{\sqrt\pi}e^{-x^2}", r"\frac{1}{\sqrt\pi}e^{-x^2}"),
        (r"\frac{d}{dx}\Phi(x)", DENSITY, r"\frac{1}{\sqrt{\pi}}e^{-x^2/2}"),
        (r"\Phi'(x)", DENSITY, "-" + DENSITY),
        (r"\Phi''(x)", "-x" + DENSITY, "x" + DENSITY),
        (r"2\Phi(x) - 1", r"\operatorname{erf}\frac{x}{\sqrt2}", r"\operatorname{erf}(x)"),
        (r"\frac{d}{dx}\Gamma(x)", r"\Gamma(x)\operatorname{digamma}(x)", r"\Gamma(x)"),
        (r"\frac{d}{dx}\ln\Gamma(x)", r"\operatorname{digamma}(x)", r"\frac{1}{\Gamma(x)}"),
        (r"\Gamma(x + 1)", r"x\,\Gamma(x)", r"(x+1)\,\Gamma(x)"),
    ],
)
def test_right_and_wrong(left, right, wrong):
    (found,) = verdicts(f"${left} = {right}$")
    assert found in ("proved", "agrees")
    assert verdicts(f"${left} = {wrong}$")[0] in ("refuted", "undecided")


def test_a_letter_is_refuted_only_where_the_text_says_what_it_is():
    wrong = r"$\Phi'(x) = -\Phi(x)$"
    assert verdicts(wrong) == ["undecided"]
    assert verdicts(f"<!-- symgrad: let \\Phi be normal cdf -->\n\n{wrong}") == ["refuted"]
    assert verdicts(r"$\Phi(x) = e^{-x}$ has $\Phi'(x) = -\Phi(x)$") == ["proved"]


def test_a_letter_that_stands_for_itself_stays_a_variable():
    assert verdicts(r"$\frac{d}{dx} \Gamma (x + 1) + \Gamma = \Gamma + \Gamma$") == ["proved"]
    assert verdicts(r"$\gamma = 2x$ and $\frac{d\gamma}{dx} = 2$") == ["proved"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"$\frac{d}{dx}\ln\sigma(x) = 1-\sigma(x)$", "proved"),
        (r"$\frac{d}{dx}\ln\sigma(x) = \sigma(x)$", "refuted"),
        (r"$f(x)=x^2$ and $\frac{d}{dx}\ln f(x) = \frac2x$", "proved"),
        (r"$f(x)=x^2$ and $\frac{d}{dx}\ln 3f(x) = \frac2x$", "proved"),
        (r"$\ln x(1-x) = (1-x)\ln x$", "proved"),
    ],
)
def test_a_function_of_a_function_without_brackets(text, expected):
    assert verdicts(text)[-1] == expected


FACTORIALS = [
    (r"$\ell(\beta) = y\beta - e^{\beta} - \log y!$", r"\frac{d\ell}{d\beta} = y - e^\beta",
     r"\frac{d\ell}{d\beta} = y - \beta e^\beta"),
    (r"$p = \frac{\lambda^k e^{-\lambda}}{k!}$", 
     r"\frac{\partial p}{\partial\lambda} = p \left(\frac{k}{\lambda} - 1\right)",
     r"\frac{\partial p}{\partial\lambda} = p \left(\frac{k}{\lambda} + 1\right)"),
    (r"$\ell = \sum_{i=1}^n \left(x_i \log\lambda - \lambda - \log x_i!\right)$",
     r"\frac{\partial\ell}{\partial\lambda} = \sum_{i=1}^n \frac{x_i}{\lambda} - n",
     r"\frac{\partial\ell}{\partial\lambda} = \sum_{i=1}^n \frac{x_i}{\lambda} - 1"),
    ("", "2 \\cdot 3!^2 = 72", "2 \\cdot 3!^2 = 36"),
    ("Let $\\Gamma$ be the gamma function.", "n! = \\Gamma(n + 1)", "n! = \\Gamma(n)"),
    ("", r"\frac{d}{dx} \ln x! = \psi(x + 1)", r"\frac{d}{dx} \ln x! = \psi(x)"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "right", "wrong"), FACTORIALS)
def test_factorials(given, right, wrong):
    words = "Let $\\psi$ be the digamma function.\n\n" if "psi" in right else ""
    assert verdicts(f"{words}{given}\n\n$${right}$$") == ["proved"]
    assert verdicts(f"{words}{given}\n\n$${wrong}$$") == ["refuted"]


def test_what_has_a_factorial_is_a_whole_number():
    assert verdicts("$$n! \\ge 1$$") == ["undecided"]  # at 1/2 it would be false
    assert verdicts("$$n! \\ge 2$$") == ["refuted"]
