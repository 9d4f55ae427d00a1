"""Derivatives while something is held fixed: other arguments, other state variables, a name with a dot."""

import pytest
from judged import last_verdicts

from symgrad.review import check

GAS = "$$p = \\frac{nRT}{V}$$\n\n"
STATE = GAS + "$$U = cT + \\frac{a}{V}$$\n\n$\\frac{\\partial U}{\\partial V} = -\\frac{a}{V^2}$\n\n"
HEAD = r"""
$$f(x, y) = (x + y)xy, \quad a = x + y, \quad b = xy, \quad f = ab$$

Along a curve $\frac{dy}{dx} = 3y$.

"""
LAGRANGIAN = r"$$L = \tfrac12 m\dot q^2 - \tfrac12 kq^2$$" + "\n\n"


def under(a: str, b: str, c: str) -> str:
    return rf"\left(\frac{{\partial {a}}}{{\partial {b}}}\right)_{c}"


def test_the_product_of_three_slopes():
    slopes = under("p", "V", "T") + under("V", "T", "p") + under("T", "p", "V")
    assert last_verdicts(GAS + f"$${slopes} = -1$$") == ["proved"]
    assert last_verdicts(GAS + f"$${slopes} = 1$$") == ["refuted"]


@pytest.mark.parametrize(
    ("left", "right", "wrong"),
    [
        (under("V", "T", "p"), r"\frac VT", r"-\frac VT"),
        (under("V", "T", "p"), r"\frac{nR}{p}", r"\frac{p}{nR}"),
        (under("T", "p", "V"), r"\frac{V}{nR}", r"\frac{nR}{V}"),
        (under("p", "V", "T"), r"-\frac pV", r"\frac pV"),
    ],
)
def test_a_state_variable_is_solved_for(left, right, wrong):
    assert last_verdicts(GAS + f"$${left} = {right}$$") == ["proved"]
    assert last_verdicts(GAS + f"$${left} = {wrong}$$") == ["refuted"]


def test_a_function_of_state_varies_with_what_the_held_one_ties():
    left = under("U", "T", "p")
    assert last_verdicts(STATE + f"$${left} = c - \\frac{{a}}{{V^2}}{under('V', 'T', 'p')}$$") == ["proved"]
    assert last_verdicts(STATE + f"$${left} = c - \\frac{{a}}{{VT}}$$") == ["proved"]
    assert last_verdicts(STATE + f"$${left} = c$$") == ["refuted"]
    assert last_verdicts(STATE + f"$${under('U', 'T', 'V')} = c$$") == ["proved"]


def test_what_varies_is_not_guessed():
    text = "$$h = uvw$$\n\n$$y = u + v + w$$\n\n"
    assert last_verdicts(text + f"$${under('y', 'u', 'h')} = 1$$") == ["undecided"]


def test_the_other_arguments_of_a_function_are_held():
    paths = (rf"\frac{{\partial f}}{{\partial {name}}}\frac{{\partial {name}}}{{\partial x}}" for name in "ab")
    text = HEAD + r"$$\frac{\partial f}{\partial x} = %s$$"
    assert last_verdicts(text % (" + ".join(paths) + " = b + ay")) == ["proved", "proved"]
    for wrong in ("b + a + ay", "b", "b + ay + 3y(b + ax)"):
        assert last_verdicts(text % wrong)[0] in ("refuted", "undecided"), wrong


def test_a_derivative_by_a_name_with_a_dot():
    for variable, right, wrong in (
        (r"\dot q", r"m\dot q", "mq"),
        ("q", "-kq", r"-kq + m\dot q"),
        (r"\dot q", r"m\dot q", "0"),
    ):
        text = LAGRANGIAN + rf"$$\frac{{\partial L}}{{\partial {variable}}} = %s$$"
        assert last_verdicts(text % right)[0] in ("agrees", "proved")
        assert last_verdicts(text % wrong)[0] in ("undecided", "refuted")


def test_an_equation_of_motion_is_listed_and_not_judged():
    text = LAGRANGIAN + r"$$\frac{d}{dt}\frac{\partial L}{\partial\dot q} = \frac{\partial L}{\partial q}$$"
    assert check("# The equation of motion\n\n" + text).files[0].statements[-1].kind == "condition"
    assert last_verdicts(text) == ["undecided"]
    assert last_verdicts(LAGRANGIAN + r"$$\frac{d}{dt}\frac{\partial L}{\partial\dot q} = m\ddot q$$") == ["agrees"]
