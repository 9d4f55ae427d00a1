"""SymPy in and out."""

import pytest
import sympy
from hypothesis import given, settings
from strategies import expressions, plans, planted, points
from test_sweeps import at_point, close, sympy_value

from symgrad.graph import Graph, Opaque, from_sympy, to_sympy
from symgrad.source import SymgradError

x, y = sympy.symbols("x y")


@given(expressions, points)
@settings(max_examples=80, deadline=None)
def test_an_expression_comes_back_with_the_same_value(expression, point):
    graph = Graph()
    node = from_sympy(graph, expression)
    there = sympy_value(expression, point)
    assert close(at_point(graph, node.id, point), there)
    assert close(sympy_value(to_sympy(graph, node.id), point), there)


@given(plans(leaves=6), points)
@settings(max_examples=40, deadline=None)
def test_a_node_comes_back_with_the_same_value(plan, point):
    graph = Graph()
    node = planted(graph, plan)
    again = from_sympy(graph, to_sympy(graph, node.id))
    assert at_point(graph, again.id, point).overlaps(at_point(graph, node.id, point))


@pytest.mark.parametrize(
    "expression",
    [
        x**2 + 1,
        sympy.sqrt(x),
        1 / x,
        sympy.exp(x) * y,
        sympy.Abs(x),
        sympy.Max(x, y),
        sympy.Heaviside(x, 0),
        sympy.pi * x,
        sympy.E**2,
        sympy.log(x),
        sympy.asinh(x),
        sympy.erf(x),
        x**y,
        sympy.Rational(2, 3),
        sympy.cot(x),
        sympy.sec(x),
        sympy.Piecewise((x, x > 0), (x**2, True)),
        sympy.Min(x, y),
        sympy.sign(x),
        x ** sympy.Rational(2, 3),
    ],
    ids=str,
)
def test_each_class_goes_in_and_comes_out(expression):
    graph = Graph()
    back = to_sympy(graph, from_sympy(graph, expression).id)
    values = {x: sympy.Rational(3, 2), y: sympy.Rational(2, 5)}
    assert abs(sympy.N((back - expression).subs(values), 30)) < 1e-25


@pytest.mark.parametrize(
    ("condition", "inside"), [(x > 0, 1), (x >= 0, 1), (x < 0, -1), (x <= 0, -1), (x >= 0, 0), (x <= 0, 0)]
)
def test_every_inequality_of_a_piecewise_function_is_kept(condition, inside):
    graph = Graph()
    back = to_sympy(graph, from_sympy(graph, sympy.Piecewise((5, condition), (7, True))).id)
    assert back.subs(x, inside) == 5
    outside = -1 if inside > 0 or (inside == 0 and isinstance(condition, sympy.Ge)) else 1
    assert back.subs(x, outside) == 7


def test_a_float_keeps_its_digits():
    graph = Graph()
    node = from_sympy(graph, sympy.Float("0.1", 3))
    assert graph.value(node.id) is not None
    assert abs(graph.value(node.id) - sympy.Rational(1, 10)) < sympy.Rational(1, 1000)


def test_names_may_be_kept_as_symbols():
    graph = Graph()
    a = graph.input("x")
    q = graph.named("q", a * a)
    f = graph.named("f", q + a)
    assert to_sympy(graph, f.id) == x**2 + x
    assert to_sympy(graph, f.id, cut=True) == sympy.Symbol("q") + x
    assert to_sympy(graph, f.id, cut={q.id: sympy.Integer(7)}) == x + 7


def test_unknown_functions_become_opaque_and_their_partials_derivatives():
    graph = Graph()
    f = sympy.Function("f")
    node = from_sympy(graph, f(x, y))
    assert to_sympy(graph, node.id) == f(x, y)
    slope = graph.opaque(Opaque("f", 2, (0,), True), graph.input("x"), graph.input("y"))
    assert to_sympy(graph, slope.id).doit() == f(x, y).diff(x)


@pytest.mark.parametrize(
    "thing", [sympy.Matrix([[x]]), sympy.Integral(x, x), sympy.I, sympy.oo, sympy.zoo, sympy.nan, "x", 1.5]
)
def test_what_has_no_meaning_in_a_graph_is_turned_away(thing):
    with pytest.raises(SymgradError):
        from_sympy(Graph(), thing)


def test_a_long_sum_does_not_recurse():
    graph = Graph()
    expression = sympy.Add(*(sympy.Symbol(f"x_{i}") for i in range(3000)))
    assert len(graph.free(from_sympy(graph, expression).id)) == 3000
