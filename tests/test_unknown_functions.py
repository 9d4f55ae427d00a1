"""Functions of which the text gives a derivative, or nothing but the name."""

import pytest
from judged import last_verdicts

from symgrad.review import check

PREMISE = r"Each factor is $\delta'(u)w = \delta'(u) \cdot w$, with $\delta' = \delta(1-\delta)$." + "\n\n"


def test_the_last_equals_zero_of_a_chain_is_a_condition():
    text = PREMISE + r"$$(\delta(1-\delta))' = \delta'(1-\delta) + \delta(-\delta') = \delta'(1-2\delta) = 0$$"
    report = check(text)
    assert report.ok
    assert report.files[0].statements[-1].message.startswith("a condition")
    assert last_verdicts(text) == ["proved", "proved"]


@pytest.mark.parametrize(
    "wrong",
    [
        r"\delta(1-\delta) + \delta(1-\delta)' = \delta'(1-2\delta)",
        r"(\delta(1-\delta))' = \delta'(1-\delta) - \delta(-\delta')",
        r"(\delta(1-\delta))' = \delta'(1+2\delta)",
        r"\delta' = \delta(1+\delta)",
        r"\delta'' = \delta'(1+2\delta)",
        r"\delta = \delta(1-\delta) + \delta(1-\delta)'",
    ],
)
def test_a_lost_prime_or_sign_is_refuted(wrong):
    assert last_verdicts(PREMISE + f"$${wrong}$$") == ["refuted"]


def test_a_second_derivative_follows_from_the_first():
    assert last_verdicts(PREMISE + r"$$\delta'' = \delta'(1-2\delta)$$") == ["proved"]
    assert last_verdicts(PREMISE + r"$$\delta'' = \delta(1-\delta)(1-2\delta)$$") == ["proved"]


def test_what_the_function_is_of_is_not_given():
    """The logistic function has this derivative, tanh has not; neither is the unknown one by name."""
    for formula in (r"\frac{1}{1+e^{-z}}", r"\tanh z", "z"):
        assert last_verdicts(PREMISE + rf"$$\delta = {formula} \cdot 1 + 0$$") in ([], ["undecided"])
        assert last_verdicts(PREMISE + rf"$$\delta' = {formula} \cdot 2$$") == ["undecided"]


def test_a_conclusion_takes_the_unknown_for_the_formula_with_its_derivative():
    text = PREMISE + r"$$1-2\delta = 0 \Rightarrow \delta = \frac12 \Rightarrow %s = \frac12 \Rightarrow z = 0$$"
    right = check(text % r"\frac{1}{1+e^{-z}}").files[0].statements
    assert [step.kind for statement in right[-3:] for step in statement.steps] == ["proved", "agrees", "proved"]
    for wrong in (r"\tanh z", r"\frac{1}{1+e^{z}}", r"\frac{2}{2+e^{-z}} + z", "e^z"):
        found = check(text % wrong).files[0].statements[-2].steps
        assert [step.kind for step in found] == ["undecided"], wrong


def test_an_identity_about_an_applied_function_is_proved_for_every_function():
    text = r"$$\frac{\partial\,\delta(wa)}{\partial a} = \delta'(wa)\,%s$$"
    assert last_verdicts(text % "w") == ["proved"]
    assert last_verdicts(text % "a") == ["undecided"]


def test_a_function_declared_by_its_arguments_is_refuted_by_an_instance():
    text = r"""
$$l = l(h_2, h_3), \qquad h_2 = f(h_1), \qquad h_3 = h_1 h_2$$

<!-- symgrad: let f be a function -->

$$\frac{\partial l}{\partial h_1} = \frac{\partial l}{\partial h_3}\frac{\partial h_3}{\partial h_1}%s$$
"""
    assert last_verdicts(text % "") == ["refuted"]
    assert last_verdicts(text % r"- \frac{\partial l}{\partial h_2}\frac{\partial h_2}{\partial h_1}") == ["refuted"]
    assert last_verdicts(text % r"+ \frac{\partial l}{\partial h_2}\frac{\partial h_2}{\partial h_1}") == ["proved"]
    assert last_verdicts(text % r"+ \frac{\partial l}{\partial h_2}f'(h_1)") == ["proved"]
    assert last_verdicts(text % r"+ \frac{\partial l}{\partial h_2}f'(h_2)") == ["refuted"]


@pytest.mark.parametrize(("right", "kind"), [
    (r"\frac{df}{dz} \frac{dz}{dx} + 1", "refuted"),
    (r"\frac{df}{dz} \frac{dz}{dx} + x^2 + 2", "refuted"),
    (r"\frac{df}{dz} \frac{dz}{dx} - e^f", "refuted"),
    (r"\frac{df}{dz} \frac{dz}{dx} + x", "undecided"),  # equal where x = 0
    (r"-\frac{df}{dz} \frac{dz}{dx}", "undecided"),  # right for a constant f
    (r"\frac{df}{dz} \frac{dz}{dx}", "agrees"),
])  # fmt: skip
def test_what_is_false_whatever_the_functions_are_is_refuted(right, kind):
    (step,) = check(rf"$$\frac{{df}}{{dx}} = {right}$$").steps
    assert step.kind == kind
    assert (kind == "refuted") == step.verdict.message.endswith("whatever the functions without definition are")
