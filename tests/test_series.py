"""flint's power series as an oracle: it agrees with the table, and a wrong derivative cannot agree with it."""

from fractions import Fraction

import pytest

from symgrad.graph import Graph, balls, exact, partials
from symgrad.graph.table import ROWS
from symgrad.proof.refute import precision
from symgrad.proof.series import against_series, derivative

WITHOUT = {
    "abs",
    "sign",
    "max",
    "min",
    "step",
    "relu",
    "selu",
    "digamma",
    "trigamma",
}  # they bend, or flint has no series
HALF = {"leaky", "elu"}  # by the operand that decides the branch there is no series


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_partials_of_the_table_are_those_of_the_series(row):
    graph = Graph()
    xs = [graph.input(name) for name in "ab"[: row.arity]]
    y = graph.write(row.name, *xs)
    start = Fraction(17, 10) if row.name == "acosh" else Fraction(3, 10)
    answered = 0
    with precision(128):
        values = {x.id: exact(start + Fraction(2 * k, 5)) for k, x in enumerate(xs)}
        for x, partial in zip(xs, partials(graph, y.id), strict=True):
            series = derivative(graph, y.id, x.id, values)[1]
            if series is not None:
                answered += 1
                assert series.overlaps(balls(graph, graph.cone([partial]), values)[0][partial])
    assert answered == (0 if row.name in WITHOUT else 1 if row.name in HALF else row.arity)


def test_a_wrong_derivative_is_refuted_by_the_series():
    graph = Graph()
    x = graph.input("x")
    y = graph.apply("sin", x * x)
    right = graph.apply("cos", x * x) * (2 * x)
    assert against_series(graph, y.id, x.id, right.id) is None
    verdict = against_series(graph, y.id, x.id, (graph.apply("cos", x * x) * x).id)
    assert verdict is not None and verdict.kind == "refuted"
