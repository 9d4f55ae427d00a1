"""Functions of an index are families."""

import pytest

from symgrad import check

SOFTMAX = r"$$P(i) = \frac{e^{z_i}}{\sum_{k=1}^K e^{z_k}}$$"
POLICY = r"$$\pi(a) = \frac{e^{\theta_a}}{\sum_b e^{\theta_b}}$$"


@pytest.mark.parametrize(
    ("scope", "left", "right", "kind"),
    [
        (SOFTMAX, r"\frac{\partial P(i)}{\partial z_j}", r"P(i) (\delta_{ij} - P(j))", "agrees"),
        (SOFTMAX, r"\frac{\partial P(i)}{\partial z_j}", r"P(i) (\delta_{ij} - P(i))", "refuted"),
        (POLICY, r"\frac{\partial \log\pi(a)}{\partial \theta_b}", r"\mathbb{1}[a=b] - \pi(b)", "agrees"),
        (POLICY, r"\frac{\partial \log\pi(a)}{\partial \theta_b}", r"\mathbb{1}[a=b] - \pi(a)", "refuted"),
    ],
)
def test_a_function_of_an_index_is_a_family(scope, left, right, kind):
    (step,) = check(f"{scope}\n\n$${left} = {right}$$\n").files[0].statements[-1].steps
    assert step.kind == kind
