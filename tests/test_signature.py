"""Modular signatures: equal for equal functions, different for slips, and never a proof."""

import pytest
from nets import ROWS
from pairs import EQUAL, SLIPS

import symgrad
from symgrad.graph import Graph
from symgrad.notation.meaning import Meaning
from symgrad.proof.signature import signature
from symgrad.review.check import _trees, scope_for


def nodes(left, right):
    trees = [_trees(text)[1][0] for text in (left, right)]
    scope = scope_for(trees)
    return scope.graph, *(Meaning(scope).node(tree).id for tree in trees)


@pytest.mark.parametrize(("left", "right"), [*SLIPS, *((a, c) for a, _, c in ROWS)])
def test_a_slip_has_another_signature(left, right):
    assert signature(*nodes(left, right)) is None


@pytest.mark.parametrize("index", range(3))
def test_rational_functions_have_the_signature_of_their_equals(index):
    rows = [row for row in ROWS if row[0].startswith("∂/∂a1 (")]
    left, right, _ = rows[index]
    error = signature(*nodes(left, right))
    assert error is not None and error < 1e-100


def test_some_equal_pairs_are_equal_without_any_kernel_rule():
    assert sum(signature(*nodes(*pair)) is not None for pair in EQUAL) > 10


def test_where_a_proof_would_grow_too_large_the_signature_speaks():
    names = [f"x{i}" for i in range(1, 11)]
    total, back = "+".join(names), "+".join(reversed(names))
    verdict = symgrad.equal(f"({total})^12", f"({back})^12*((x1+1)^2-x1^2-2*x1)")
    assert verdict.kind == "agrees" and "modular" in verdict.by


def test_a_pole_gives_no_signature():
    graph = Graph()
    x = graph.input("x")
    pole = graph.write("div", x, graph.write("sub", x, x))
    assert signature(graph, pole.id, pole.id) is None
