"""The table of operations: every row is tested by the same few loops, and the loops are tested too."""

import string
from dataclasses import replace
from fractions import Fraction

import flint
import numpy
import pytest
import sympy

from symgrad.graph import Graph, adjoints, balls, exact, numbers, partials, tangents
from symgrad.graph.table import CODE, ROWS, SPOKEN, row
from symgrad.proof.refute import precision

LINE = [(Fraction(v),) for v in ("-3/2", "-1/3", "1/4", "2")]
ABOVE = [(Fraction(v),) for v in ("1/4", "1", "5/2")]
INSIDE = [(Fraction(v),) for v in ("-1/2", "1/3", "3/4")]
DOMAIN = {
    "log": ABOVE,
    "sqrt": ABOVE,
    "asin": INSIDE,
    "acos": INSIDE,
    "atanh": INSIDE,
    "gamma": ABOVE,
    "digamma": ABOVE,
    "trigamma": ABOVE,
    "acosh": [(Fraction(v),) for v in ("3/2", "2", "7")],
    "pow": [(Fraction(1, 2), Fraction(3)), (Fraction(2), Fraction(-1, 3)), (Fraction(3, 2), Fraction(2))],
}
PAIRS = [(Fraction(1, 2), Fraction(3)), (Fraction(-2), Fraction(1, 3)), (Fraction(2), Fraction(-5, 4))]
OUTSIDE = {"log": -1, "sqrt": -1, "asin": 2, "acos": -2, "acosh": 0, "atanh": 2}
EVERY = pytest.mark.parametrize("line", ROWS, ids=lambda line: line.name)
DERIVED = pytest.mark.parametrize("line", [r for r in ROWS if r.name != "trigamma"], ids=lambda line: line.name)
BENT = pytest.mark.parametrize("line", [line for line in ROWS if line.kink], ids=lambda line: line.name)


def points_of(line):
    return DOMAIN.get(line.name) or (LINE if line.arity == 1 else PAIRS)


def setting(line):
    """A graph with the row's operation on inputs, nothing folded."""
    graph = Graph()
    xs = [graph.input(f"x{i}") for i in range(line.arity)]
    return graph, xs, graph.write(line.name, *xs)


def ball_at(graph, node, xs, point):
    """The value of a node (or number) at exact values of the inputs."""
    root = graph.handle(node).id
    with precision(256):
        found, _ = balls(graph, graph.cone([root]), {x.id: exact(v) for x, v in zip(xs, point, strict=True)})
        return found[root]


def sympy_at(expression, symbols, point):
    values = {s: sympy.Rational(v.numerator, v.denominator) for s, v in zip(symbols, point, strict=True)}
    value = sympy.N(expression.subs(values), 60)
    assert value.is_real, value
    with precision(256):
        return flint.arb(str(value))


def close(a, b):
    with precision(256):
        return bool(abs(a - b) < flint.arb("1e-40") * (1 + abs(b)))


def check_partials(line):
    """Every local partial of the row is the derivative that SymPy finds, at several points."""
    graph, xs, y = setting(line)
    symbols = sympy.symbols(f"s:{line.arity}", real=True)
    whole = line.sympy(sympy, *symbols)
    slopes = line.partials(y, *xs)
    assert len(slopes) == line.arity
    for slope, symbol in zip(slopes, symbols, strict=True):
        for point in points_of(line):
            here = ball_at(graph, slope, xs, point)
            assert here.is_finite() and close(here, sympy_at(sympy.diff(whole, symbol), symbols, point)), (
                symbol,
                point,
            )


@DERIVED
def test_local_partials_are_those_of_sympy(line):
    check_partials(line)


@pytest.mark.parametrize("name", ["mul", "div", "pow", "log", "tanh", "sigmoid", "gelu", "leaky"])
def test_a_wrong_row_is_caught(name):
    line = row(CODE[name])
    spoilt = replace(line, partials=lambda y, *xs: tuple(p * Fraction(1001, 1000) for p in line.partials(y, *xs)))
    with pytest.raises(AssertionError):
        check_partials(spoilt)


def test_a_row_with_a_partial_too_few_is_caught():
    with pytest.raises(AssertionError):
        check_partials(replace(row(CODE["mul"]), partials=lambda y, a, b: (b,)))


@EVERY
def test_float_ball_array_and_sympy_agree(line):
    graph, xs, y = setting(line)
    symbols = sympy.symbols(f"s:{line.arity}", real=True)
    points = points_of(line)
    columns = {x.id: numpy.array([float(p[i]) for p in points]) for i, x in enumerate(xs)}
    array = numbers(graph, [y.id], columns)[y.id]
    for k, point in enumerate(points):
        ball = ball_at(graph, y, xs, point)
        number = numbers(graph, [y.id], {x.id: v for x, v in zip(xs, point, strict=True)})[y.id]
        assert close(ball, sympy_at(line.sympy(sympy, *symbols), symbols, point))
        assert number == pytest.approx(float(ball.mid()), rel=1e-12)
        assert array[k] == pytest.approx(number, rel=1e-12)


@EVERY
def test_the_meaning_of_a_row_is_the_row(line):
    if line.meaning is None:
        return
    graph, xs, y = setting(line)
    meaning = line.meaning(*xs)
    for point in points_of(line):
        assert close(ball_at(graph, meaning, xs, point), ball_at(graph, y, xs, point)), point


@EVERY
def test_a_row_has_a_template_for_each_of_its_operands(line):
    for level, template in (line.text, line.latex):
        operands = {field for _, field, _, _ in string.Formatter().parse(template) if field is not None}
        assert operands == {str(i) for i in range(line.arity)}
        assert 1 <= level <= 5


@DERIVED
def test_forward_and_reverse_are_adjoint(line):
    graph, xs, y = setting(line)
    seeds = {x.id: graph.number(Fraction(k + 2, 3)).id for k, x in enumerate(xs)}
    dot = tangents(graph, y.id, seeds).get(y.id, graph.number(0).id)
    bar = adjoints(graph, y.id)
    paired = graph.number(0)
    for x in xs:
        paired = paired + graph.node(bar.get(x.id, graph.number(0).id)) * graph.node(seeds[x.id])
    for point in points_of(line):
        assert close(ball_at(graph, graph.node(dot), xs, point), ball_at(graph, paired, xs, point))


@pytest.mark.parametrize("name", OUTSIDE)
def test_outside_the_domain_there_is_no_value(name):
    graph, xs, y = setting(row(CODE[name]))
    point = (Fraction(OUTSIDE[name]),)
    assert not ball_at(graph, y, xs, point).is_finite()
    assert numpy.isnan(numbers(graph, [y.id], {xs[0].id: point[0]})[y.id])


def test_a_division_by_zero_has_no_value():
    graph, (a, b), y = setting(row(CODE["div"]))
    assert not ball_at(graph, y, (a, b), (Fraction(1), Fraction(0))).is_finite()
    assert not ball_at(graph, graph.write("pow", b, graph.number(-1)), (a, b), (Fraction(1), Fraction(0))).is_finite()


@BENT
def test_a_kink_is_met_where_a_row_jumps(line):
    graph, xs, y = setting(line)
    at_kink = [Fraction(0)] * line.arity if line.name in ("max", "min") else [Fraction(0), Fraction(2)][: line.arity]
    away = [Fraction(1), Fraction(2)][: line.arity]
    for point, met in ((at_kink, line.jumps), (away, False)):
        values = {x.id: exact(v) for x, v in zip(xs, point, strict=True)}
        found, kinks = balls(graph, graph.cone([y.id]), values)
        assert (y.id in kinks) is met
        assert found[y.id].is_finite()


def test_only_steps_and_signs_jump():
    assert {line.name for line in ROWS if line.jumps} == {"step", "sign"}


@BENT
def test_a_kink_takes_the_value_of_the_side_that_is_not_positive(line):
    graph, xs, y = setting(line)
    point = [Fraction(0), Fraction(3)][: line.arity] if line.name not in ("max", "min") else [Fraction(0)] * 2
    first = ball_at(graph, graph.node(partials(graph, y.id)[0]), xs, point)
    expected = {"leaky": 3, "elu": 3}.get(line.name, 0)
    if line.name == "selu":
        assert first > 1.75  # scale times alpha, the slope from the left
    else:
        assert first == expected


def test_names_are_unique_and_spoken_names_lead_to_rows():
    assert len(CODE) == len(ROWS)
    assert all(name in CODE for name in SPOKEN.values())
    spoken = [name for line in ROWS for name in (line.name, *line.spoken)]
    assert len(spoken) == len(set(spoken))


def test_large_arguments_do_not_overflow_the_smooth_activations():
    graph = Graph()
    x = graph.input("x")
    for name, value, expected in (("sigmoid", -1e4, 0), ("sigmoid", 1e4, 1), ("softplus", 1e4, 1e4), ("tanh", 1e4, 1)):
        y = graph.write(name, x)
        assert numbers(graph, [y.id], {x.id: value})[y.id] == expected
        assert numbers(graph, [y.id], {x.id: numpy.array([value])})[y.id][0] == expected


def test_where_the_table_ends_a_derivative_has_no_value():
    graph, (x,), y = setting(row(CODE["trigamma"]))
    slope = tangents(graph, y.id, {x.id: graph.number(1).id})[y.id]
    assert not ball_at(graph, graph.node(slope), [x], [Fraction(2)]).is_finite()
