"""Claims under equations that the text assumes: curves, constraints, and what is tacitly assumed."""

import pytest
from judged import verdicts

from symgrad.graph import Graph
from symgrad.proof import judge_under
from symgrad.review import check

CIRCLE = "$$x^2 + y^2 = 25$$\n\n"
SIMPLEX = r"""
$$s = e^{z_1} + e^{z_2} + e^{z_3}$$

$$p_1 = \frac{e^{z_1}}{s}, \quad p_2 = \frac{e^{z_2}}{s}, \quad p_3 = \frac{e^{z_3}}{s}$$

$$L = -y_1\ln p_1 - y_2\ln p_2 - y_3\ln p_3$$
"""


@pytest.mark.parametrize(
    ("curve", "right", "wrong"),
    [
        ("x^2 + y^2 = 25", r"\frac{dy}{dx} = -\frac{x}{y}", r"\frac{dy}{dx} = -\frac{y}{x}"),
        ("x^2 + y^2 = 25", r"2x + 2yy' = 0", r"2x - 2yy' = 0"),
        ("x^2 + y^2 = 25", r"y' = -\frac xy", r"y' = \frac xy"),
        ("x^2 + y^2 = 25", r"\frac{d^2y}{dx^2} = -\frac{25}{y^3}", r"\frac{d^2y}{dx^2} = -\frac{24}{y^3}"),
        ("x^2 + y^2 = 25", r"\frac{d^2y}{dx^2} = -\frac{x^2+y^2}{y^3}", r"\frac{d^2y}{dx^2} = -\frac{1}{y}"),
        ("x^2 + y^2 = 25", r"\frac{dx}{dy} = -\frac{y}{x}", r"\frac{dx}{dy} = -\frac{x}{y}"),
        ("x^3 + y^3 = 6xy", r"\frac{dy}{dx} = \frac{2y-x^2}{y^2-2x}", r"\frac{dy}{dx} = \frac{2y-x^2}{y^2+2x}"),
        ("x^3 + y^3 = 6xy", r"\frac{dy}{dx} = \frac{2xy-x^3}{4xy-x^3}\frac yx", r"\frac{dy}{dx} = \frac yx"),
        (r"e^y = x", r"\frac{dy}{dx} = \frac1x", r"\frac{dy}{dx} = \frac{1}{x^2}"),
        (r"\sin(xy) = x", r"\frac{dy}{dx} = \frac{1-y\cos(xy)}{x\cos(xy)}", r"\frac{dy}{dx} = \frac{1}{x\cos(xy)}"),
        ("pV = nRT", r"\frac{\partial p}{\partial V} = -\frac pV", r"\frac{\partial p}{\partial V} = \frac pV"),
    ],
)
def test_a_derivative_on_a_curve(curve, right, wrong):
    assert set(verdicts(f"$${curve}$$\n\n$${right}$$")) == {"proved"}
    assert verdicts(f"$${curve}$$\n\n$${wrong}$$")[-1] == ("undecided" if "sin" in curve else "refuted")


def test_the_refuting_point_lies_on_the_curve():
    step = check(CIRCLE + r"$$\frac{dy}{dx} = -\frac{y}{x}$$").steps[-1]
    x, y = (float(step.verdict.at[name]) for name in "xy")
    assert x**2 + y**2 == pytest.approx(25)
    assert float(step.verdict.left) == pytest.approx(-x / y) and float(step.verdict.right) == pytest.approx(-y / x)


def test_a_partial_derivative_of_a_surface_holds_the_other_input():
    text = "$$x^2 + y^2 + z^2 = 1$$\n\n" + r"$$\frac{\partial z}{\partial x} = -\frac xz$$" + "\n\n"
    assert set(verdicts(text + r"$$\frac{\partial z}{\partial y} = -\frac yz$$")) == {"proved"}
    assert verdicts(text + r"$$\frac{\partial z}{\partial y} = -\frac xz$$") == ["proved", "refuted"]


def test_a_constraint_in_words():
    words = "\n\nGiven that $y_1 + y_2 + y_3 = 1$,\n\n"
    assert verdicts(SIMPLEX + words + r"$$\frac{\partial L}{\partial z_3} = p_3 - y_3$$") == ["proved"]
    assert verdicts(SIMPLEX + words + r"$$\frac{\partial L}{\partial z_3} = p_3 + y_3$$") == ["refuted"]
    assert verdicts(SIMPLEX + words + r"$$\frac{\partial L}{\partial z_3} = p_3 - y_2$$") == ["refuted"]


def test_a_constraint_binds_only_what_follows():
    text = SIMPLEX + "\n" + r"$$\frac{\partial L}{\partial z_3} = p_3 - y_3$$" + "\n\nGiven that $y_1 + y_2 + y_3 = 1$,"
    assert verdicts(text) == ["refuted"]


def test_a_claim_is_no_premise():
    assert verdicts("So $a + b = b + a$ and $ab = a + b$.") == ["proved", "refuted"]
    assert verdicts("$$e^{x+y}=e^x+e^y$$") == ["refuted"]


def test_where_nothing_satisfies_the_premise_nothing_is_proved():
    text = "$$x^2 + y^2 = -1$$\n\n" + r"$$\frac{dy}{dx} = %s$$"
    assert set(verdicts(text % r"\frac xy")) == {"undecided"}
    assert "proved" not in verdicts(text % r"-\frac{x(x^2+y^2)}{y(-1)}\cdot(-1)")


def test_a_premise_is_solved_for_an_input():
    graph = Graph()
    x, y = graph.input("x"), graph.input("y")
    premise = ((2 * x + y).id, graph.number(3).id)
    assert judge_under(graph, [premise], (y * y).id, ((3 - 2 * x) ** 2).id).kind == "proved"
    assert judge_under(graph, [premise], (y * y).id, ((3 + 2 * x) ** 2).id).kind == "refuted"


@pytest.mark.parametrize(
    ("claim", "note"),
    [
        (r"$\sqrt{x^2} = x$", "holds if x > 0: write it"),
        (r"$\sqrt{a^2 y^2} = ay$", "holds if a, y > 0: write it"),
        (r"$\sqrt{x^2}y = xy$", "holds if x > 0: write it"),
        (r"$\cos(2\pi n) = 1$", "holds if n is a whole number: write it"),
        (r"$u_1 z + u_2 z = z$", "holds if u_1 + u_2 = 1: write it"),
        (SIMPLEX + r"$$\frac{\partial L}{\partial z_1} = p_1 - y_1$$", "holds if y_1 + y_2 + y_3 = 1: write it"),
    ],
)
def test_a_premise_that_is_left_out_is_named(claim, note):
    step = check(claim).steps[-1]
    assert step.kind == "refuted" and note in step.verdict.notes


@pytest.mark.parametrize("claim", [r"$\sqrt{x^2} = 2x$", r"$\cos(\pi n) = 1$", r"$u_1 z + u_2 z = 2z$", "$x^2 = x$"])
def test_no_premise_is_named_where_none_helps(claim):
    step = check(claim).steps[-1]
    assert step.kind == "refuted" and not any("holds if" in note for note in step.verdict.notes)


def test_a_second_curve_takes_the_place_of_the_first():
    text = CIRCLE + r"$$\frac{dy}{dx} = -\frac xy$$" + "\n\n$$%s$$\n\n" + r"$$\frac{dy}{dx} = %s$$"
    for curve, right, wrong in (("2x + 3y = 6", r"-\frac23", r"-\frac xy"), ("xy = 1", r"-\frac yx", r"\frac yx")):
        assert verdicts(text % (curve, right)) == ["proved", "proved"]
        assert verdicts(text % (curve, wrong)) == ["proved", "refuted"]


def test_what_follows_from_a_curve_is_a_claim():
    text = CIRCLE + r"$$\frac{dy}{dx} = -\frac xy$$" + "\n\nHence $%s$."
    assert verdicts(text % "y^2 = 25 - x^2") == ["proved", "proved"]
    assert verdicts(text % "y^2 = 25 + x^2") == ["proved", "refuted"]
