"""Forward and reverse sweeps: they agree with each other and with SymPy, and reverse is cheap."""

from fractions import Fraction

import flint
import pytest
import sympy
from hypothesis import given, settings
from strategies import CHEAP, SMOOTH, plans, planted, points, value_of

from symgrad.graph import (
    Graph,
    Opaque,
    adjoints,
    balls,
    exact,
    gradient,
    local,
    local_partials,
    partials,
    tangents,
    to_sympy,
    total,
)
from symgrad.graph.table import CONST
from symgrad.proof import judge
from symgrad.proof.refute import precision

XYZ = sympy.symbols("x y z")


def at_point(graph, node, point):
    with precision(256):
        names = dict(zip("xyz", point, strict=True))
        cone = graph.cone([node])
        found, _ = balls(graph, cone, {id: exact(names[graph.label(id)]) for id in graph.free(node)})
        return found[node]


def sympy_value(expression, point):
    values = {s: value_of(v) for s, v in zip(XYZ, point, strict=True)}
    with precision(256):
        return flint.arb(str(sympy.N(expression.xreplace(values), 50)))


def forward(graph, root, input):
    return tangents(graph, root, {input: graph.number(1).id}).get(root, graph.number(0).id)


def close(a, b):
    with precision(256):
        return bool(abs(a - b) < flint.arb("1e-25") * (1 + abs(b)))


@given(plans(SMOOTH, leaves=6), points)
@settings(max_examples=60, deadline=None)
def test_forward_and_reverse_are_the_derivative_of_sympy(plan, point):
    graph = Graph()
    y = planted(graph, plan)
    bar = adjoints(graph, y.id)
    formula = to_sympy(graph, y.id)
    for name, symbol in zip("xyz", XYZ, strict=True):
        x = graph.input(name).id
        there, back = forward(graph, y.id, x), bar.get(x, graph.number(0).id)
        a, b = at_point(graph, there, point), at_point(graph, back, point)
        assert a.overlaps(b)
        assert close(b, sympy_value(sympy.diff(formula, symbol), point))


@given(plans(SMOOTH, leaves=4), points)
@settings(max_examples=25, deadline=None)
def test_doing_it_twice_gives_second_derivatives(plan, point):
    graph = Graph()
    y = planted(graph, plan)
    x, z = graph.input("x"), graph.input("y")
    once = gradient(graph, y, [x, z])
    mixed, turned = gradient(graph, once[0], [z])[0], gradient(graph, once[1], [x])[0]
    twice = gradient(graph, once[0], [x])[0]
    formula = to_sympy(graph, y.id)
    assert at_point(graph, mixed.id, point).overlaps(at_point(graph, turned.id, point))
    assert close(at_point(graph, twice.id, point), sympy_value(sympy.diff(formula, XYZ[0], 2), point))


def test_a_name_cuts_although_another_has_the_same_formula():
    graph = Graph()
    x, y = graph.input("x"), graph.input("y")
    q, n = graph.named("q", x + y), graph.named("n", x + y)
    L = graph.named("L", q + n)
    assert graph.value(total(graph, L.id, q.id)) == 1
    assert graph.value(total(graph, L.id, x.id)) == 2
    assert graph.value(local(graph, L.id, n.id)) == 1


def test_a_local_partial_exists_only_by_a_direct_operand():
    graph = Graph()
    x = graph.input("x")
    f1 = graph.named("f_1", x * x)
    f2 = graph.named("f_2", graph.apply("sin", f1))
    y = graph.named("y", f1 * f2)
    assert local(graph, y.id, x.id) is None
    assert local(graph, y.id, f1.id) == f2.id
    assert total(graph, y.id, f1.id) == (f2 + f1 * graph.apply("cos", f1)).id
    assert local(graph, f1.id, x.id) is not None


@given(plans(leaves=6), points)
@settings(max_examples=40, deadline=None)
def test_local_partials_by_one_sweep_are_those_by_each_operand(plan, point):
    graph = Graph()
    below = planted(graph, plan)
    name = graph.named("q", below)
    u = graph.named("u", name * name + graph.apply("sin", name * below) - below)
    nodes = [id for id in graph.cone([u.id]) if graph.cells[id][0] != CONST]
    for id, found in zip(nodes, local_partials(graph, u.id, nodes), strict=True):
        plain = local(graph, u.id, id)
        assert (plain is None) == (found is None)
        if plain is not None and found is not None:
            assert at_point(graph, plain, point).overlaps(at_point(graph, found, point))


def test_held_nodes_do_not_move():
    graph = Graph()
    x = graph.input("x")
    q = graph.named("q", x * x)
    one = graph.number(1).id
    assert tangents(graph, (q * x).id, {x.id: one}, held=[q.id])[(q * x).id] == q.id


def test_a_seeded_node_is_cut():
    graph = Graph()
    x = graph.input("x")
    square = x * x
    dot = tangents(graph, (square + x).id, {square.id: graph.number(1).id})
    assert graph.value(dot[(square + x).id]) == 1


def test_the_derivative_by_what_is_not_there_is_zero():
    graph = Graph()
    x, y = graph.input("x"), graph.input("y")
    assert graph.value(total(graph, (x * x).id, y.id)) == 0
    assert gradient(graph, x * x, [y]) == [graph.number(0)]


def test_a_case_is_differentiated_branch_by_branch():
    graph = Graph()
    x = graph.input("x")
    y = graph.write("case", x, graph.write("log", x), 3 * x)
    slope = gradient(graph, y, [x])[0]
    assert at_point(graph, slope.id, (Fraction(4), 0, 0)) == 0.25
    assert at_point(graph, slope.id, (Fraction(-4), 0, 0)) == 3


def test_mixed_partials_of_an_opaque_function_are_one_node():
    graph = Graph()
    x, y = graph.input("x"), graph.input("y")
    f = graph.opaque(Opaque("f", 2, general=True), x, y)
    fx, fy = gradient(graph, f, [x, y])
    assert gradient(graph, fx, [y]) == gradient(graph, fy, [x])


def test_the_chain_rule_through_an_opaque_function():
    graph = Graph()
    x = graph.input("x")
    f = Opaque("f", 1, general=True)
    slope = gradient(graph, graph.opaque(f, x * x), [x])[0]
    assert judge(graph, slope.id, (2 * x * graph.opaque(Opaque("f", 1, (0,), True), x * x)).id).kind == "proved"


def test_partials_and_adjoints_are_kept():
    graph = Graph()
    x = graph.input("x")
    y = graph.apply("exp", x) * x
    assert partials(graph, y.id) is partials(graph, y.id)
    assert adjoints(graph, y.id) is adjoints(graph, y.id)


def extra(graph, y, inputs):
    """Operations that the whole gradient takes beyond those of the function itself."""
    slopes = gradient(graph, y, inputs)
    return graph.operations(y.id, *(g.id for g in slopes)) - graph.operations(y.id)


@given(plans(CHEAP, leaves=12, numbers=False))
@settings(max_examples=150, deadline=None)
def test_a_gradient_takes_at_most_four_times_the_operations(plan):
    graph = Graph()
    y = planted(graph, plan, guarded=False)
    assert extra(graph, y, [graph.input(n) for n in "xyz"]) <= 4 * graph.operations(y.id)


def test_the_gradient_of_speelpennings_product_is_cheap():
    graph = Graph()
    xs = [graph.input(f"x_{i}") for i in range(1000)]
    y = xs[0]
    for x in xs[1:]:
        y = y * x
    assert graph.operations(y.id) == 999
    assert extra(graph, y, xs) <= 4 * 999


def test_the_gradient_of_a_thousand_sigmoids_is_cheap():
    graph = Graph()
    weights = [graph.input(f"w_{i}") for i in range(1000)]
    a = graph.input("x")
    for w in weights:
        a = graph.apply("sigmoid", w * a)
    assert extra(graph, a, weights) <= 4 * graph.operations(a.id)


def test_a_wrong_sweep_would_be_seen(monkeypatch):
    import symgrad.graph.sweeps as sweeps

    monkeypatch.setattr(sweeps, "plus", lambda graph, total, term: term)  # forgets the other paths
    graph = Graph()
    x = graph.input("x")
    slope = gradient(graph, x * graph.apply("sin", x), [x])[0]
    formula = sympy.diff(XYZ[0] * sympy.sin(XYZ[0]), XYZ[0])
    point = (Fraction(1, 2), 0, 0)
    with pytest.raises(AssertionError):
        assert close(at_point(graph, slope.id, point), sympy_value(formula, (Fraction(1, 2), Fraction(0), Fraction(0))))
