"""What is claimed where some names have values and others have none: of all values of these, or of some not given."""

import pytest

from symgrad import check

LOSS = "$L = (w x - y)^2$, $w = 0$.\n\n"


def last(text):
    (file,) = check(text + "\n").files
    step = [step for statement in file.statements for step in statement.steps][-1]
    return step.kind, (*step.verdict.notes, step.verdict.message)


@pytest.mark.parametrize("chain", [r"2(w x - y) x = 0", "0"])
def test_a_derivative_at_the_value_of_its_variable_is_zero_for_every_other_value_or_not_at_all(chain):
    kind, said = last(LOSS + rf"Then $\frac{{\partial L}}{{\partial w}} = {chain}$")
    assert kind == "refuted"
    assert said == ("at w = 0", "at x = 1, y = 1 the left side is -2 and the right side is 0")


def test_one_that_is_zero_there_whatever_the_others_are_holds():
    assert last(LOSS + r"Then $\frac{\partial L}{\partial x} = 2(w x - y) w = 0$") == ("proved", ("at w = 0", ""))


@pytest.mark.parametrize(
    "text",
    [
        LOSS + r"Set $\frac{\partial L}{\partial w} = 2(w x - y) x = 0$",
        LOSS + r"Find $y$ so that the gradient vanishes: $\frac{\partial L}{\partial w} = 2(w x - y) x = 0$",
        LOSS + r"It is stationary if $\frac{\partial L}{\partial w} = 2(w x - y) x = 0$",
        "The minimum is at $w = 0$.\n\n$L = (w x - y)^2$, $\\frac{\\partial L}{\\partial w} = 2(w x - y) x = 0$",
        LOSS + r"$\frac{\partial L}{\partial w} = 2(w x - y) x = 0$, so $y = 0$",
        LOSS + r"$\frac{\partial L}{\partial w} = 2(w x - y) x \overset{!}{=} 0$",
        LOSS + r"$\frac{\partial L}{\partial w} = -2xy = 0$",
        "$L = (w x - y)^2$, $x = 3$.\n\n" + r"$\frac{\partial L}{\partial w} = 2(w x - y) x = 0$",
        "$L = (w x - y)^2$, $x = 3$.\n\n" + r"$\frac{\partial L}{\partial w} = 2(w x - y) x = 6$",
    ],
)
def test_what_may_be_an_equation_to_be_solved_is_never_refuted(text):
    report = check(text + "\n")
    assert report.steps or report.files[0].statements[-1].kind == "condition"
    assert all(step.kind != "refuted" for step in report.steps)


def test_a_formula_is_claimed_for_all_values_of_what_has_none():
    given = "$L = c(b - y)^2$, $y = 0$.\n\n"
    assert last(given + r"$\frac{\partial L}{\partial b} = 2cb$")[0] == "proved"
    assert last(given + r"$\frac{\partial L}{\partial b} = c$")[0] == "refuted"
    assert last(given + r"$\frac{\partial L}{\partial b} = 6$") == ("undecided", ("no value is given for c, b",))
