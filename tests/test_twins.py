"""Twins: formulas that differ in names, order and brackets only are one formula; nothing else is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import plans, planted, points
from test_sweeps import at_point

from symgrad.graph import Graph, twin, twins


@pytest.fixture
def graph():
    return Graph()


def same(graph, a, b):
    return twin(graph, a.id) == twin(graph, b.id)


def test_order_and_brackets_do_not_count(graph):
    x, y, z = (graph.input(n) for n in "xyz")
    assert same(graph, (x + y) + z, z + (y + x))
    assert same(graph, (x * y) * z, z * (y * x))
    assert same(graph, x - (y - z), x - y + z)
    assert same(graph, x / y / z, x / (y * z))


def test_names_do_not_count(graph):
    x, y = graph.input("x"), graph.input("y")
    assert same(graph, graph.named("q", x + y) * x, x * (y + x))


def test_numbers_and_powers_are_folded(graph):
    x = graph.input("x")
    assert same(graph, x + x, 2 * x)
    assert same(graph, x * x * x, x**3)
    assert same(graph, 2 * (3 * x), 6 * x)
    assert same(graph, graph.write("add", x, graph.number(0)), x)
    assert same(graph, 1 / (x * x), x**-2)


def test_a_written_decimal_is_its_value(graph):
    from fractions import Fraction

    assert same(graph, graph.number(Fraction(1, 2), "0.5"), graph.number(1) / 2)


def test_arguments_of_functions_go_by_their_twins(graph):
    x, y = graph.input("x"), graph.input("y")
    assert same(graph, graph.write("exp", x + y), graph.write("exp", y + x))
    assert same(
        graph, graph.write("exp", x) + graph.write("exp", x) ** 2, graph.write("exp", x) ** 2 + graph.write("exp", x)
    )


def test_different_formulas_have_different_twins(graph):
    x, y = graph.input("x"), graph.input("y")
    for a, b in [
        (x + y, x - y),
        (x * y, x / y),
        (x**2, x**3),
        (graph.write("sin", x), graph.write("cos", x)),
        (graph.input("x", "a"), graph.input("x", "b")),
        ((x + y) ** 2, x**2 + 2 * x * y + y**2),
    ]:
        assert not same(graph, a, b)


def test_zero_to_a_negative_power_is_not_a_number(graph):
    zero = graph.number(0)
    assert not same(graph, graph.write("div", graph.number(1), zero), zero)
    assert not same(graph, graph.write("pow", zero, graph.number(-1)), zero)


@given(plans(leaves=6), plans(leaves=6), points)
@settings(max_examples=60, deadline=None)
def test_equal_twins_have_equal_values(one, other, point):
    graph = Graph()
    a, b = planted(graph, one), planted(graph, other)
    for left, right in ((a, b), (a + b, b + a), (a * b, b * a), (a - b, -(b - a))):
        if same(graph, left, right):
            assert at_point(graph, left.id, point).overlaps(at_point(graph, right.id, point))
    assert same(graph, a + b, b + a) and same(graph, a * b, b * a)


def test_a_wide_sum_is_not_flattened_without_end(graph):
    total = graph.input("x")
    for i in range(2000):
        total = total + graph.input(f"x_{i}")
    assert twin(graph, total.id) == twin(graph, total.id)


def test_a_tower_of_powers_is_not_multiplied_out(graph):
    tower = graph.number(9)
    for _ in range(4):
        tower = graph.write("pow", tower, graph.number(400))
    assert twin(graph, tower.id) != twin(graph, (tower + 1).id)


@given(plans(leaves=8), plans(leaves=8), st.sampled_from([2, 4, 400]))
@settings(max_examples=60, deadline=None)
def test_twins_do_not_depend_on_what_was_asked_before(one, other, wide):
    """A sum whose parts have twins already has the same one as a sum that is read at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(twins, "WIDE", wide)
        asked, fresh = Graph(), Graph()
        total, whole = (planted(g, one) - (-planted(g, other) + planted(g, one)) for g in (asked, fresh))
        twin(fresh, whole.id)
        for id in asked.cone([total.id]):
            twin(asked, id)
        for id in asked.cone([total.id]):
            twin(fresh, id)
        assert asked.cells == fresh.cells
        pairs = [(twin(asked, id), twin(fresh, id)) for id in asked.cone([total.id])]
        assert len(set(pairs)) == len({a for a, _ in pairs}) == len({b for _, b in pairs})
