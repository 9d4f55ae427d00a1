"""The graph: equal cells are one node, operands come before their users, nothing recurses on depth."""

import subprocess
import sys
from fractions import Fraction

import pytest
from hypothesis import given
from strategies import plans, planted

from symgrad.graph import Graph, Opaque, adjoints, balls, exact, numbers
from symgrad.graph.table import CASE, ROWS
from symgrad.source import SymgradError

DEEP = 100_000


@pytest.fixture
def graph():
    return Graph()


def test_equal_formulas_are_the_same_node(graph):
    x, y = graph.input("x"), graph.input("y")
    assert x * y + 1 == x * y + 1
    assert x * y != y * x  # as written; twins see through order


def test_inputs_are_keyed_by_scope_and_name(graph):
    assert graph.input("x") == graph.input("x")
    assert graph.input("x", "s1") != graph.input("x", "s2")


def test_a_decimal_and_an_integer_of_one_value_are_two_constants(graph):
    assert graph.number(1) == graph.number(Fraction(1))
    assert graph.number(1, "1.0") != graph.number(1)


def test_a_name_is_a_node_of_its_own(graph):
    x, y = graph.input("x"), graph.input("y")
    q, n = graph.named("q", x + y), graph.named("n", x + y)
    assert q != n != x + y
    assert graph.unnamed(q.id) == graph.unnamed(n.id) == (x + y).id
    assert (graph.label(q.id), graph.label(x.id), graph.label((x + y).id)) == ("q", "x", None)


@given(plans())
def test_operands_come_before_their_users_and_no_cell_stands_twice(plan):
    graph = Graph()
    root = planted(graph, plan)
    adjoints(graph, root.id)
    assert len(set(graph.cells)) == len(graph.cells)
    for node in graph:
        assert all(x < node.id for x in graph.operands(node.id))


@given(plans())
def test_a_plan_planted_twice_is_one_node(plan):
    graph = Graph()
    assert planted(graph, plan) == planted(graph, plan)


@pytest.mark.parametrize(
    ("folded", "expected"),
    [
        (lambda x: x + 0, "x"),
        (lambda x: 0 + x, "x"),
        (lambda x: x - 0, "x"),
        (lambda x: 1 * x, "x"),
        (lambda x: x / 1, "x"),
        (lambda x: x**1, "x"),
        (lambda x: -1 * -x, "x"),
        (lambda x: x * 0, 0),
        (lambda x: x - x, 0),
        (lambda x: x**0, 1),
        (lambda x: 0 / (x.graph.number(3)), 0),
        (lambda x: x.graph.number(2) ** 5, 32),
        (lambda x: x.graph.number(2) / 6, Fraction(1, 3)),
        (lambda x: x.graph.number(2) ** -1, Fraction(1, 2)),
    ],
)
def test_zeros_ones_and_numbers_are_folded(graph, folded, expected):
    x = graph.input("x")
    assert folded(x) == (x if expected == "x" else graph.number(expected))


def test_a_minus_turns_a_sum_into_a_difference(graph):
    x, y = graph.input("x"), graph.input("y")
    assert x + -y == x - y
    assert x - -y == x + y
    assert -1 * x == -x


def test_what_is_written_is_not_folded(graph):
    x, zero = graph.input("x"), graph.number(0)
    assert graph.write("add", x, zero) != x
    assert graph.operands(graph.write("mul", x, zero).id) == (x.id, zero.id)


def test_division_by_zero_and_huge_powers_stay_operations(graph):
    one, zero, nine = (graph.number(n) for n in (1, 0, 9))
    for node in (one / zero, zero**-1, nine ** (9**9), zero / zero):
        assert graph.value(node.id) is None


def test_a_case_with_a_known_condition_is_its_branch(graph):
    x, y = graph.input("x"), graph.input("y")
    assert graph.apply("case", 1, x, y) == x
    assert graph.apply("case", 0, x, y) == y
    assert graph.apply("case", x, y, y) == y


def test_the_free_inputs_of_a_node_are_those_below_it(graph):
    x, y, z = (graph.input(n) for n in "xyz")
    q = graph.named("q", x * y)
    assert graph.free((q + 1).id) == [x.id, y.id]
    assert graph.free(z.id, q.id) == [x.id, y.id, z.id]
    assert graph.free(graph.pi.id) == []


def test_a_cone_stops_where_it_is_told(graph):
    x, y = graph.input("x"), graph.input("y")
    q = graph.named("q", x * y)
    assert graph.cone([(q + y).id], stop=[q.id]) == sorted({q.id, y.id, (q + y).id})
    assert x.id in graph.cone([(q + y).id])


def test_substitution_keeps_names_over_what_was_replaced(graph):
    x, y = graph.input("x"), graph.input("y")
    q = graph.named("q", x + 1)
    found = graph.substitute((q * q).id, {x.id: y.id})
    assert found == (graph.named("q", y + 1) * graph.named("q", y + 1)).id


def test_substitution_is_at_once_and_leaves_the_rest_alone(graph):
    x, y = graph.input("x"), graph.input("y")
    assert graph.substitute((x / y).id, {x.id: y.id, y.id: x.id}) == (y / x).id
    assert graph.substitute((x / y).id, {graph.input("z").id: x.id}) == (x / y).id


def test_opaque_functions_take_their_number_of_arguments(graph):
    x = graph.input("x")
    f = Opaque("f", 2)
    assert graph.opaque(f, x, x) == graph.opaque(f, x, x)
    with pytest.raises(SymgradError, match="f takes 2 arguments, not 1"):
        graph.opaque(f, x)


def test_floats_and_foreign_nodes_are_turned_away(graph):
    x = graph.input("x")
    with pytest.raises(SymgradError, match="exact number"):
        x + 0.5
    with pytest.raises(SymgradError, match="different graphs"):
        x + Graph().input("x")


def test_operations_count_names_inputs_and_numbers_for_nothing(graph):
    x = graph.input("x")
    q = graph.named("q", x * x)
    assert graph.operations((q * q + 3).id) == 3


def test_a_missing_value_is_named(graph):
    x, y = graph.input("x"), graph.input("y")
    with pytest.raises(SymgradError, match="no value is given for y"):
        numbers(graph, [(x + y).id], {x.id: 1})
    with pytest.raises(SymgradError, match="f has no definition"):
        numbers(graph, [graph.opaque(Opaque("f", 1), x).id], {x.id: 1})


def test_an_idle_branch_may_be_undefined(graph):
    x = graph.input("x")
    node = graph.write("case", x, graph.write("log", x), graph.number(0))
    found, _ = balls(graph, graph.cone([node.id]), {x.id: exact(Fraction(-1))})
    assert found[node.id] == 0
    assert numbers(graph, [node.id], {x.id: -1.0})[node.id] == 0


def test_a_hundred_thousand_operations_deep_is_ordinary(graph):
    x = graph.input("x")
    y = x
    for _ in range(DEEP // 2):
        y = graph.apply("sin", y) + x
    assert graph.free(y.id) == [x.id]
    assert numbers(graph, [y.id], {x.id: 0.0})[y.id] == 0
    found, _ = balls(graph, graph.cone([y.id]), {x.id: exact(Fraction(0))})
    assert found[y.id] == 0
    assert x.id in adjoints(graph, y.id)
    z = graph.input("z")
    assert graph.free(graph.substitute(y.id, {x.id: z.id})) == [z.id]


def test_depth_needs_no_higher_recursion_limit():
    assert sys.getrecursionlimit() < DEEP


def test_rows_come_after_the_other_cells():
    assert min(code for code in range(CASE + 1, CASE + 1 + len(ROWS))) == CASE + 1


def test_the_graph_alone_needs_neither_sympy_nor_flint_nor_numpy():
    program = (
        "import sys; from symgrad.graph import Graph, gradient; g = Graph(); x = g.input('x'); gradient(g, x*x, [x]);"
        "print(sorted({'sympy', 'flint', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
