"""Definite integrals as values, and their derivatives by limits and parameters."""

import pytest
from judged import verdicts

from symgrad.review import check


@pytest.mark.parametrize(
    ("left", "right", "wrong"),
    [
        (r"\int_0^1 x^2 \, dx", r"\frac13", r"\frac12"),
        (r"\int_0^{\pi} \sin t \, dt", "2", "0"),
        (r"\int_a^b 2x \, dx", "b^2 - a^2", "b^2 + a^2"),
        (r"\int_0^x e^{-kt} \, dt", r"\frac{1 - e^{-kx}}{k}", r"\frac{e^{-kx}}{k}"),
        (r"\int_1^2 \frac{1}{x} \, dx", r"\ln 2", r"\ln 3"),
        (r"\int_0^1 \int_0^x y \, dy \, dx", r"\frac16", r"\frac13"),
        (r"\int_0^1 \frac{1}{1+t^2} \, \mathrm{d}t", r"\frac{\pi}{4}", r"\frac{\pi}{2}"),
        (r"2\int_0^1 x \, dx + 1", "2", "3"),
        (r"\frac{d}{dx}\int_0^x \sin(t^2) \, dt", r"\sin(x^2)", r"2x\sin(x^2)"),
        (r"\frac{d}{dx}\int_0^{x^2} \cos(t^3) \, dt", r"2x\cos(x^6)", r"\cos(x^6)"),
        (r"\frac{d}{dx}\int_x^{2x} e^{t^2} \, dt", r"2e^{4x^2} - e^{x^2}", r"2e^{4x^2} + e^{x^2}"),
        (r"\frac{d}{dk}\int_0^1 e^{kt} \, dt", r"\int_0^1 te^{kt} \, dt", r"\int_0^1 e^{kt} \, dt"),
        (r"\frac{d}{dx}\int_0^x xt \, dt", r"\frac32x^2", "x^2"),
        (r"\frac{\partial}{\partial a}\int_a^b \sin(t^2) \, dt", r"-\sin(a^2)", r"\sin(a^2)"),
    ],
)
def test_a_definite_integral_and_its_derivatives(left, right, wrong):
    (found,) = verdicts(f"${left} = {right}$")
    assert found in ("proved", "agrees")
    assert verdicts(f"${left} = {wrong}$") == ["refuted"]


def test_the_variable_of_an_integral_is_its_own():
    assert verdicts(r"$x = 3$ and $\int_0^1 x^2 \, dx = \frac13$") == ["proved"]
    assert verdicts(r"$t = x$ and $\frac{d}{dx}\int_0^x t^2 \, dt = x^2$") == ["proved"]


@pytest.mark.parametrize(
    "text",
    [
        r"$\int_{-1}^1 \frac{1}{x^2} \, dx = -2$",
        r"$\int_{-1}^1 \frac{1}{x} \, dx = 0$",
        r"$\int_0^{\pi} \frac{1}{\cos^2 t} \, dt = 0$",
        r"$\int_0^a \frac{1}{x - 1} \, dx = \ln|a - 1|$",
        r"$\frac{d}{dx}\int_{-1}^x \frac{1}{t} \, dt = \frac1x$",
    ],
)
def test_an_integral_across_a_pole_has_no_value(text):
    assert verdicts(text) == ["undecided"]


@pytest.mark.parametrize(
    "text", [r"$\int x \, dx = \frac{x^2}{2}$", r"$\int_0^\infty e^{-x} \, dx = 1$", r"$\int_0^1 x = 1$"]
)
def test_what_is_not_read_says_so(text):
    report = check(text)
    assert not any(step.verdict.holds for step in report.steps) and report.exit_code() == 2


UNFOUND = r"""$$A(x) = a \int_0^x \frac{\sin (a t)}{t^2+1}\,dt \qquad H(x) = \int_{x}^{x^2} \frac{\sin t}{1+t^2}\,dt$$

"""


@pytest.mark.parametrize(
    ("left", "right", "wrong"),
    [
        ("H'(x)", r"\frac{2x\sin x^2}{1+x^4} - \frac{\sin x}{1+x^2}", r"\frac{\sin x^2}{1+x^4} - \frac{\sin x}{1+x^2}"),
        (r"\frac{dA}{dx}", r"\frac{a \sin(ax)}{x^2+1}", r"\frac{\sin(ax)}{x^2+1}"),
        (r"\frac{d}{dx}(x + 2 A(x))", r"1 + \frac{2a \sin(ax)}{x^2+1}", r"1 + \frac{a \sin(ax)}{x^2+1}"),
        (r"A''(x)", r"\frac{a^2\cos(ax)}{x^2+1} - \frac{2ax\sin(ax)}{(x^2+1)^2}", r"\frac{a\cos(ax)}{x^2+1}"),
    ],
)
def test_an_integral_that_is_not_found_has_a_derivative_by_its_limits(left, right, wrong):
    assert [step.kind for step in check(f"{UNFOUND}$${left} = {right}$$").steps] == ["proved"]
    assert [step.kind for step in check(f"{UNFOUND}$${left} = {wrong}$$").steps] == ["refuted"]
