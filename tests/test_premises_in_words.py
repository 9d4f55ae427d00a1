"""Equations behind `with`, `if` and `where` are assumed, whatever stands on their right side."""

import pytest

from symgrad.graph import Graph
from symgrad.proof import judge_under
from symgrad.review import check

EIGEN = "Let $v\\in\\mathbb{R}^n$ and $A \\in\\mathbb{R}^{n \\times n}$"


def kinds(text: str) -> list[str]:
    return [step.kind for step in check(text).steps]


@pytest.mark.parametrize("words", [f"{EIGEN} with $Av = \\lambda v$. Then", f"{EIGEN}. If $Av = \\lambda v$, then"])
def test_an_eigenvector_is_one_of_the_square(words):
    assert kinds(f"{words} $A^2v = \\lambda^2v$.") == ["agrees"]
    assert kinds(f"{words} $A^2v = \\lambda^3v$.") == ["refuted"]


def test_a_premise_that_is_said_twice_makes_nothing_right():
    again = f"{EIGEN}. If $Av = \\lambda v$, then $A^2v = \\lambda^3v$."
    assert "agrees" not in kinds(f"{EIGEN} with $Av = \\lambda v$. Then $A^2v = \\lambda^2v$.\n\n## b\n\n{again}")[1:]


def test_a_product_that_is_zero_solves_no_premise():
    graph = Graph()
    a, x, y = (graph.input(name) for name in "axy")
    zero = graph.number(0).id
    found = judge_under(graph, [((a * x).id, zero), ((a * y).id, zero)], x.id, zero)
    assert not found.holds


def test_orthonormal_columns_are_assumed():
    text = "Let $U\\in\\mathbb{R}^{m\\times n}$ with $U^TU = I$. Then $\\|Ux\\| = \\|x\\|$ for $x\\in\\mathbb{R}^n$."
    assert kinds(text) == ["undecided"]


def test_a_curve_with_its_function_is_assumed():
    text = "For $y = y(x)$ with $x^2 + y^2 = 25$ we have $2x + 2yy' = 0$, so $y' = -\\frac xy$."
    assert kinds(text) == ["undecided", "undecided"]


def test_a_condition_for_every_index_refutes_nothing_that_needs_it():
    text = (
        "Let $Z \\in \\mathbb{R}^{B\\times C}$, $P_{ij} = \\frac{e^{Z_{ij}}}{\\sum_k e^{Z_{ik}}}$, "
        "$L = -\\sum_{i=1}^B\\sum_{j=1}^C Y_{ij}\\log P_{ij}$"
    )
    claim = "\n$$\\frac{\\partial L}{\\partial Z_{ij}} = P_{ij} - Y_{ij}$$"
    assert kinds(f"{text} where $\\sum_j Y_{{ij}} = 1$.{claim}") == ["undecided"]
    assert kinds(f"{text}.{claim}") == ["refuted"]
