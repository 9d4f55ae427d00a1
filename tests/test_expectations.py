"""Expectations: symmetric variables by mixtures of two pairs, normal ones by integration."""

import pytest

from symgrad.review import check

SYMMETRIC = "<!-- symgrad: let a be symmetric -->\n\n"
NORMAL = "Let $b \\sim \\mathcal{N}(\\mu, s^2)$ with $s > 0$.\n\n"
CENTRED = "Let $a \\sim \\mathcal{N}(0, \\sigma^2)$ with $\\sigma > 0$.\n\n"
STANDARD = "Let $z \\sim N(0,1)$.\n\n"


def kind(text, formula):
    (step,) = check(f"{text}${formula}$\n").steps
    return step.kind


@pytest.mark.parametrize(
    ("text", "formula", "expected"),
    [
        (SYMMETRIC, r"\mathbb{E}[a^3] = 0", "proved"),
        (SYMMETRIC, r"\mathbb{E}[\text{ReLU}[a]^2] = \frac12 \mathbb{E}[a^2]", "proved"),
        (SYMMETRIC, r"\mathbb{E}[a^2 | a > 0] = \mathbb{E}[a^2 | a < 0]", "proved"),
        (SYMMETRIC, r"\mathbb{E}[2a^2 + 3] = 2\mathbb{E}[a^2] + 3", "proved"),
        (SYMMETRIC, r"\mathbb{E}[a^4] = \mathbb{E}[a^2]^2", "refuted"),
        (SYMMETRIC, r"\mathbb{E}[\text{ReLU}[a]^2] = \mathbb{E}[a^2]", "refuted"),
        (CENTRED, r"\mathbb{E}[\text{ReLU}[a]] = \frac{\sigma}{\sqrt{2\pi}}", "proved"),
        (CENTRED, r"\text{Var}[a] = 2\sigma^2", "refuted"),
        (NORMAL, r"\mathbb{E}[b^2] = \mu^2 + s^2", "proved"),
        (NORMAL, r"\text{Var}[b] = s^2", "proved"),
        (NORMAL, r"\mathbb{E}[e^b] = e^{\mu + s^2/2}", "proved"),
        (NORMAL, r"\mathbb{E}[b^2] = \mu^2", "refuted"),
        (NORMAL, r"\mathbb{E}[\text{ReLU}[b]] = \mu", "undecided"),
        (STANDARD, r"\mathbb{E}[z^4] = 3", "proved"),
        (STANDARD, r"\mathbb{E}[z^4] = 4", "refuted"),
        ("", r"\mathbb{E}[a^2] = 0", "undecided"),
    ],
)
def test_an_expectation(text, formula, expected):
    assert kind(text, formula) == expected


def _unable(error):
    def integrate(*_):
        raise error

    return integrate


def test_what_sympy_cannot_integrate_is_undecided(monkeypatch):
    monkeypatch.setattr("sympy.integrate", _unable(NotImplementedError))
    assert kind(STANDARD, r"\mathbb{E}[z^4] = 3") == "undecided"


def test_an_alarm_during_an_integral_is_not_taken_for_ignorance(monkeypatch):
    monkeypatch.setattr("sympy.integrate", _unable(TimeoutError))
    with pytest.raises(TimeoutError):
        kind(STANDARD, r"\mathbb{E}[z^4] = 3")
