"""Recurrences: a member of a family is made as the one before it is."""

import pytest
from judged import verdicts

from symgrad import check

NET = r"$$h_t = \tanh(w h_{t-1} + u x_t)$$" + "\n\n"
GARCH = r"$$\sigma_t^2 = \omega + \alpha \epsilon_{t-1}^2 + \beta \sigma_{t-1}^2$$" + "\n\n"
SERIES = r"$$x_t = \phi x_{t-1} + e_t$$" + "\n\n"
MOMENTUM = r"$$v_{t+1} = \beta v_t - \eta g_t, \quad x_{t+1} = x_t + v_{t+1}$$" + "\n\n"


def verdict(text):
    (kind,) = verdicts(text)
    return kind


@pytest.mark.parametrize(
    ("scope", "right", "wrong"),
    [
        (
            NET,
            r"\frac{dh_t}{dw} = (1 - h_t^2) \left(h_{t-1} + w \frac{dh_{t-1}}{dw}\right)",
            r"\frac{dh_t}{du} = (1 - h_t^2) x_t",
        ),
        (NET, r"\frac{\partial h_t}{\partial h_{t-1}} = (1 - h_t^2) w", r"\frac{dh_t}{dw} = (1 - h_t^2) h_{t-1}"),
        (SERIES, r"x_t = \phi (\phi x_{t-2} + e_{t-1}) + e_t", r"x_t = \phi (\phi x_{t-2} + e_t) + e_t"),
        (SERIES, r"\frac{\partial x_t}{\partial e_{t-2}} = \phi^2", r"\frac{\partial x_t}{\partial e_{t-2}} = \phi"),
        (
            MOMENTUM,
            r"x_{t+1} - x_t = \beta (x_t - x_{t-1}) - \eta g_t",
            r"x_{t+1} - x_t = \beta (x_t - x_{t-1}) - \eta g_{t-1}",
        ),
    ],
)  # fmt: skip
def test_a_member_before_another_has_the_formula_of_the_family(scope, right, wrong):
    assert verdict(f"{scope}$${right}$$") == "agrees"
    assert verdict(f"{scope}$${wrong}$$") == "refuted"


def test_a_partial_may_leave_the_path_through_the_member_before_out():
    (step,) = check(NET + r"$$\frac{\partial h_t}{\partial w} = (1 - h_t^2) h_{t-1}$$").files[0].statements[-1].steps
    assert step.kind == "agrees"
    assert any("other paths are left out" in note for note in step.verdict.notes)


@pytest.mark.parametrize("factor", [r"\beta", "7", r"\alpha"])
def test_a_power_that_recurs_is_no_constant(factor):
    claim = (
        r"$$\frac{\partial \sigma_t^2}{\partial \omega} = 1 + FACTOR \frac{\partial \sigma_{t-1}^2}{\partial \omega}$$"
    )
    claim = claim.replace("FACTOR", factor)
    assert (verdict(GARCH + claim) == "agrees") == (factor == r"\beta")
    assert verdict(GARCH + claim) != "proved"


@pytest.mark.parametrize("inner", ["x^2", r"\log x", r"\sqrt{x}"])
def test_a_derivative_that_is_left_standing_is_unknown(inner):
    scope = f"$$y = a {inner}$$\n\n"
    assert (
        verdict(scope + rf"$$\frac{{\partial y}}{{\partial a}} = {inner} + a \frac{{\partial}}{{\partial a}} {inner}$$")
        == "agrees"
    )
    assert (
        verdict(scope + rf"$$\frac{{\partial y}}{{\partial a}} = {inner} + 5 \frac{{\partial}}{{\partial a}} {inner}$$")
        == "undecided"
    )
