"""A name without formula takes the one that the first derivative of it is written with."""

import pytest
from judged import last_verdicts

from symgrad.review import check

GATE = r"""
$$\frac{\partial F}{\partial q} = \frac{\partial(qz)}{\partial q} = z = -4$$

$$\frac{\partial q}{\partial x} = \frac{\partial(x+y)}{\partial x} = 1$$

$$\frac{\partial F}{\partial z} = x+y = -2+5 = 3$$

$$\frac{\partial F}{\partial x} = \frac{\partial F}{\partial q} \cdot \frac{\partial q}{\partial x} = z \cdot 1 = -4$$
"""
NEURON = r"""
With $z = 0$ the output is $a = \frac12$ and

$$\frac{\partial a}{\partial z} = \frac{\partial}{\partial z} \frac{1}{1+e^{-z}} = \frac14$$

$$\frac{\partial a}{\partial z} = a(1-a)$$
"""


def spoilt(text: str, right: str, wrong: str) -> str:
    assert right in text
    return text.replace(right, wrong)


def test_the_formula_is_taken_and_said():
    report = check(GATE)
    assert report.ok
    first = report.steps[0].verdict
    assert first.kind == "agrees" and "F is taken to be q z" in first.notes
    assert check(NEURON).ok


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("= x+y =", "= x-y ="),
        (r"= z \cdot 1 = -4", r"= z \cdot 2 = -8"),
        (r"= z \cdot 1 = -4", r"= z \cdot 1 = -3"),
        (r"= z = -4", r"= 2z = -8"),
        (r"\cdot \frac{\partial q}{\partial x} =", r"\cdot \frac{\partial q}{\partial x} \cdot 2 ="),
        ("= -2+5 = 3", "= -2+5 = 4"),
    ],
)
def test_a_spoilt_line_does_not_hold(right, wrong):
    report = check(spoilt(GATE, right, wrong))
    assert not report.ok


def test_a_value_that_stands_before_is_not_supplied_again():
    assert check("$z = -3$\n" + GATE).exit_code() == 1


def test_a_derivative_that_contradicts_the_written_one_is_refuted():
    assert last_verdicts(spoilt(NEURON, "= a(1-a)", "= a(1+a)")) == ["refuted"]
    kinds = [step.kind for step in check(spoilt(NEURON, r"= \frac14", r"= \frac12")).steps]
    assert "refuted" in kinds


def test_what_the_written_derivative_does_not_show_is_not_refuted():
    """F may be qz + x: the derivative by q would be the same."""
    text = r"$$\frac{\partial F}{\partial q} = \frac{\partial(qz)}{\partial q}$$" + "\n\n"
    (kind,) = last_verdicts(text + r"$$\frac{\partial F}{\partial z} = q + 1$$")
    assert kind == "undecided"
    assert last_verdicts(text + r"$$\frac{\partial F}{\partial q} = z + 1$$") == ["refuted"]


@pytest.mark.parametrize(
    "text",
    [
        r"$F = q^2$ and $$\frac{\partial F}{\partial q} = \frac{\partial(qz)}{\partial q}$$",
        r"$$\frac{\partial F}{\partial q} = \frac{\partial(Fq)}{\partial q}$$",
        r"$$\frac{\partial F}{\partial q} = \frac{\partial(qz)}{\partial z}$$",
    ],
)
def test_a_formula_is_not_taken(text):
    report = check(text)
    assert not any(step.verdict.holds for step in report.steps)


def test_it_is_said_wherever_it_is_used():
    text = r"$L = M + c$ and $$\frac{\partial M}{\partial w} = \frac{\partial(wx)}{\partial w}$$"
    (step,) = check(text + r"$$\frac{\partial L}{\partial w} = x$$").files[0].statements[-1].steps
    assert step.verdict.holds and "M is taken to be w x" in step.verdict.notes
    assert last_verdicts(text + r"$$\frac{\partial L}{\partial x} = 2w$$") == ["undecided"]
