"""Sides that are nowhere real: refuted where the other side is real, open where a complex number may be meant."""

import pytest

from symgrad import equal
from symgrad.graph import Graph
from symgrad.proof.unreal import unreal, zero_to_zero


@pytest.mark.parametrize(("left", "right"), [
    (r"\frac14", r"(\frac12 - 1)^{\frac12 - 1}"),
    ("2", r"\sqrt{-4}"),
    ("x", r"\ln(-1 - x^2)"),
    ("x", r"2 - 3 \sqrt{-x^2 - 1}"),
    (r"\ln(1 + e^x)", r"\ln(1 + e^x - (1 + e^x)^7)"),
])  # fmt: skip
def test_what_is_nowhere_real_is_no_real_number(left, right):
    for a, b, side in ((left, right, "right"), (right, left, "left")):
        verdict = equal(a, b)
        assert (verdict.kind, verdict.message) == ("refuted", f"the {side} side is nowhere a real number")


@pytest.mark.parametrize(("left", "right"), [
    ("-2", r"(-8)^{\frac13}"),  # the real root
    (r"\sqrt{-1}", "i"),
    (r"\sqrt{-4}", r"2 \sqrt{-1}"),
    ("-2", r"e^{\ln(-2)}"),
    ("-4", r"(\sqrt{-4})^2"),
    ("-2", r"\sqrt{-1} \sqrt{-4}"),
    (r"\ln(-1) + \ln(-2)", "x"),
    ("0", r"\sqrt{-x^2}"),  # at x = 0
])  # fmt: skip
def test_what_may_be_meant_is_not_refuted(left, right):
    assert equal(left, right).kind != "refuted"


def test_the_domain_counts():
    assert equal("x", r"\ln(-x)", assume="x > 0").kind == "refuted"
    assert equal("x", r"\ln(-x)", assume="x < 0").message != "the right side is nowhere a real number"
    assert equal("x", r"\ln(e^x - 10^{90}) + 1").kind == "undecided"  # which is real where x is large


def test_zero_to_zero_has_no_value():
    for left, right in (("0^0", "1"), ("(x - x)^0", "1"), ("0", "(x - x)^0")):
        verdict = equal(left, right)
        assert (verdict.kind, verdict.message) == ("undecided", "0^0 stands here, which has no value")
    graph = Graph()
    x = graph.input("x")
    assert not zero_to_zero(graph, (x**0).id)
    assert unreal(graph, x.id, graph.apply("log", x).id) is None
