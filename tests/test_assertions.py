"""The assertions for test files: what is right passes, what is wrong fails with its name; the rest says why."""

import math
import subprocess
import sys
import textwrap

import numpy
import pytest
import sympy
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from strategies import BENT, NAMES, SMOOTH, plans, planted

import symgrad
from symgrad.graph import Graph, compiled, to_sympy
from symgrad.review.mistakes import CATALOGUE
from symgrad.source import SymgradError
from symgrad.testing import assert_derivation, assert_derivative, assert_equal, assert_gradient
from symgrad.testing.slopes import Probe, places

RNG = numpy.random.default_rng(0)
BATCH = {"x": RNG.normal(size=(5, 3)), "gamma": RNG.normal(size=3), "beta": RNG.normal(size=3)}


def failure(*args, **options):
    with pytest.raises(AssertionError) as caught:
        assert_gradient(*args, **options)
    return str(caught.value)


# ----- formulas -----


def test_equal_formulas_pass_and_others_fail_with_a_point():
    assert_equal("sigma(x)", "(1 + tanh(x/2))/2")
    assert_equal(sympy.Symbol("x") ** 2, "x*x")
    assert_equal(r"\sqrt{x^2}", "x", assume="x > 0")
    with pytest.raises(AssertionError, match="is refuted\n  = note: at x = -1"):
        assert_equal(r"\sqrt{x^2}", "x")


def test_what_is_undecided_fails_unless_lenient():
    nowhere = r"\ln(-1 - x^2)", r"\ln(-2 - x^2)"
    assert_equal(*nowhere, lenient=True)
    with pytest.raises(AssertionError, match="is undecided\n  = note: no point of the domain"):
        assert_equal(*nowhere)


@pytest.mark.parametrize(
    ("f", "x", "right", "wrong", "name"),
    [
        ("sin(x^2)", "x", "2*x*cos(x^2)", "cos(x^2)", "missing-inner-derivative"),
        (r"x^2 \sin y", "y", r"x^2 \cos y", r"2 x \cos y", "product-of-derivatives|refuted"),
        (sympy.cos(sympy.Symbol("x")), "x", "-sin(x)", "sin(x)", "wrong-sign"),
        ("a*x^3", "x", "3*a*x^2", "3*x^2", "missing-factor|constant"),
        (r"\theta^2", r"\theta", r"2\theta", r"\theta", "."),
    ],
)
def test_a_derivative_is_held_against_what_is_claimed(f, x, right, wrong, name):
    assert_derivative(f, x, right)
    with pytest.raises(AssertionError, match=name):
        assert_derivative(f, x, wrong)


def test_no_formula_is_an_error_of_input():
    with pytest.raises(SymgradError):
        assert_equal("x +", "x")
    with pytest.raises(SymgradError):
        assert_derivative("x", "x", "1 = 1")


# ----- gradients of formulas -----


def test_a_right_gradient_passes_in_every_form():
    formula = "x*y^2 + sin(x)"
    fn = lambda x, y: x * y**2 + math.sin(x)  # noqa: E731
    assert_gradient(fn, lambda x, y: (y**2 + math.cos(x), 2 * x * y), formula=formula)
    assert_gradient(fn, lambda x, y: {"y": 2 * x * y, "x": y**2 + math.cos(x)}, formula=formula)
    assert_gradient(fn, lambda y, x: {"dx": y**2 + math.cos(x), "dy": 2 * x * y}, formula=formula)
    assert_gradient(None, lambda x, y: numpy.array([y**2 + math.cos(x), 2 * x * y]), formula=formula)
    assert_gradient(fn, lambda x, y: 2 * x * y, formula=formula, wrt="y")
    assert_gradient(
        lambda v: fn(*v), lambda v: [v[1] ** 2 + math.cos(v[0]), 2 * v[0] * v[1]], formula=formula, wrt="x y"
    )
    x = sympy.Symbol("x")
    assert_gradient(math.tanh, lambda x: 1 - math.tanh(x) ** 2, formula=sympy.tanh(x))
    graph = symgrad.Graph.parse("L = w*x")
    assert_gradient(None, lambda w, x: (x, w), formula=graph)


@pytest.mark.parametrize(
    ("fn", "gradient_fn", "options", "words"),
    [
        (lambda x: x**3, lambda x: x**2, {"formula": "x^3"}, "wrong-coefficient: the derivative by x is 1/3 times"),
        (lambda x: math.cos(x), lambda x: math.sin(x), {"formula": "cos(x)"}, "wrong-sign: .* -1 times"),
        (lambda x: math.sin(x * x), lambda x: math.cos(x * x), {"formula": "sin(x^2)"},
         r"missing-inner-derivative: .* lacks the factor 2\*x, the inner derivative of x\^2"),
        (lambda a, x: a * x**2, lambda a, x: (x**2, 2 * x), {"formula": "a*x^2"},
         "missing-factor: the derivative by x lacks the factor a"),
        (lambda x, y: x**2 + y**2, lambda x, y: (2 * x * y, 2 * y), {"formula": "x^2 + y^2"},
         "extra-factor: the derivative by x has the factor y too much"),
        (lambda x, y: x**3 * y, lambda x, y: (x**3, 3 * x**2 * y), {"formula": "x^3*y"},
         "wrong-variable: the derivatives by x and y are exchanged"),
        (lambda x: x * math.sin(x), lambda x: x * math.cos(x), {"formula": "u = sin(x); L = x*u"},
         "missing-path: .* the path x -> L is not counted"),
        (lambda x: x * math.sin(x), lambda x: x * math.cos(x) - math.sin(x), {"formula": "u = sin(x); L = x*u"},
         "wrong-sign: .* the path x -> L is counted with the wrong sign"),
        (lambda x, y: x * y, lambda x, y: (y, 0.0), {"formula": "x*y"}, "the derivative by y is 0 everywhere"),
        (lambda x, y: x * y, lambda x, y: (3 * y, 3 * x), {"formula": "x*y"}, "the gradient is 3 times the right one"),
        (lambda x: x * x, lambda x: math.nan, {"formula": "x^2"}, "not finite where that of the formula is"),
        (lambda x: x * x + 1, lambda x: 2 * x, {"formula": "x^2"}, "does not compute the formula\n.* should be 0"),
        (lambda x, y: x * y, lambda x, y: (y,), {"formula": "x*y"}, "one derivative where 2 are wanted"),
        (lambda x, y: x * y, lambda x, y: (y, None), {"formula": "x*y"}, "returns None for the derivative by y"),
        (lambda x, y: x * y, lambda x, y: {"x": y}, {"formula": "x*y"}, "returns nothing for y"),
    ],
)  # fmt: skip
def test_a_wrong_gradient_fails_with_the_mistake(fn, gradient_fn, options, words):
    import re

    told = failure(fn, gradient_fn, **options)
    assert re.search(words, told, re.DOTALL), told


def test_the_failure_names_component_point_and_both_values():
    told = failure(lambda x, y: x * y, lambda x, y: (y, x + 0.5), formula="x*y")
    assert "the derivative by y is wrong" in told and "at x = 0, y = 0 it is 0.5 and should be 0" in told
    assert "wrong at 24 of 24 points" in told


def test_no_name_is_given_where_two_mistakes_fit_or_none():
    told = failure(lambda x: x**2, lambda x: x**2 + math.sin(3 * x), formula="x^2")
    assert told.startswith("the derivative by x is wrong\n")


def test_every_name_that_can_be_given_is_explained():
    import re
    from pathlib import Path

    room = Path(symgrad.__file__).parent / "testing"
    given_names = {
        name for path in room.glob("*.py") for name in re.findall(r'"([a-z]+(?:-[a-z]+)+)"', path.read_text())
    }
    assert len(given_names) >= 7 and given_names <= set(CATALOGUE)


def test_points_stay_in_the_domain_and_off_kinks():
    seen = []
    assert_gradient(
        lambda x, y: math.log(x) * math.sqrt(y - 2),
        lambda x, y: (seen.append((x, y)), (math.sqrt(y - 2) / x, math.log(x) / (2 * math.sqrt(y - 2))))[1],
        formula="log(x)*sqrt(y - 2)",
    )
    assert len(seen) == 24 and all(x > 0 and y > 2 for x, y in seen)
    for at_zero in (0.0, 1.0, 0.5):  # any subgradient of the kink will do
        assert_gradient(lambda x: max(x, 0.0), lambda x, z=at_zero: z if x == 0 else float(x > 0), formula="relu(x)")
    assert "wrong" in failure(lambda x: max(x, 0.0), lambda x: float(x > 1), formula="relu(x)")


def test_cases_are_compared_on_both_sides():
    formula = r"y = \begin{cases} \log x & x > 1 \\ \sqrt{1 - x} & x \le 1 \end{cases}"
    fn = lambda x: math.log(x) if x > 1 else math.sqrt(1 - x)  # noqa: E731
    assert_gradient(fn, lambda x: 1 / x if x > 1 else -0.5 / math.sqrt(1 - x), formula=formula)
    failure(fn, lambda x: 1 / x if x > 1 else 0.5 / math.sqrt(1 - x), formula=formula)
    failure(fn, lambda x: -1 / x if x > 1 else -0.5 / math.sqrt(1 - x), formula=formula)


def test_a_given_point_and_arrays_of_points():
    assert_gradient(lambda x, y: x * y, lambda x, y: (y, x), formula="x*y", at={"x": 2, "y": 3})
    assert_gradient(lambda x, y: x * y, lambda x, y: (y, x), formula="x*y", at=(2, 3))
    x = numpy.linspace(-3, 3, 60).reshape(20, 3)
    assert_gradient(numpy.tanh, lambda x: 1 - numpy.tanh(x) ** 2, formula="tanh(x)", at=x)
    told = failure(numpy.tanh, lambda x: 1 + numpy.tanh(x) ** 2, formula="tanh(x)", at={"x": x})
    assert "wrong at 60 of 60 points" in told
    with pytest.raises(SymgradError, match="bends"):
        assert_gradient(abs, numpy.sign, formula="|x|", at={"x": 0})
    told = failure(numpy.tanh, lambda x: (1 - numpy.tanh(x) ** 2).sum(0), formula="tanh(x)", at=x)
    assert "has the shape (3,)" in told


def test_what_code_raises_is_told_with_its_point():
    with pytest.raises(ZeroDivisionError) as caught:
        assert_gradient(lambda x, y: x * x / x, lambda x, y: (1, 0), formula="x + 0*y", wrt="x y")
    assert caught.value.__notes__ == ["<lambda> was called at x = 0, y = 0"]


def test_whole_numbers_reach_the_code_as_floats():
    kinds = set()
    assert_gradient(lambda x: (kinds.add(type(x)), x * x)[1], lambda x: 2 * x, formula="x^2", at={"x": 3})
    assert kinds == {float}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: assert_gradient(lambda a, b: a * b, lambda a, b: (b, a), formula="x*y"), "wrt=.* lists all inputs"),
        (lambda: assert_gradient(lambda *v: 1, lambda *v: 1, formula="x*y"), "not named"),
        (lambda: assert_gradient(None, None, formula="x"), "nothing is given"),
        (lambda: assert_gradient(lambda x: x, lambda x: 1, formula="x", at={"z": 1}), "give x"),
        (lambda: assert_gradient(lambda x: x, lambda x: 1, formula="x", at=(1, 2)), "2 values"),
        (lambda: assert_gradient(lambda x: x, lambda x: 1, formula="x", wrt="q"), "no input q|no input"),
        (lambda: assert_gradient(lambda x: x, lambda x: 1, formula="log(-1 - x^2)"), "no point was found"),
        (lambda: assert_gradient(lambda x: x, formula="x"), "no gradient is given"),
        (lambda: assert_gradient(lambda x: x, lambda x: 1), "a point are needed|a function and a point"),
        (lambda: assert_gradient(lambda x: x, lambda x: 1, at={"y": 1.0}), "takes x"),
        (lambda: assert_gradient(lambda x: x, lambda x: 1, at=1.0, wrt="q"), "no argument q"),
        (lambda: assert_gradient(lambda x: RNG.normal(), lambda x: 1, at=1.0), "another value"),
        (lambda: assert_gradient(lambda x: numpy.log(x), lambda x: 1 / x, at=-1.0), "not finite"),
        (lambda: assert_gradient(abs, numpy.sign, at=0.0), "bends here"),
        (lambda: assert_gradient(lambda s: 1.0, lambda s: 1, at=("word",)), "no numbers"),
    ],
)
def test_what_cannot_be_compared_says_why(call, message):
    with numpy.errstate(all="ignore"), pytest.raises(SymgradError, match=message):
        call()


@given(plans(SMOOTH + BENT, leaves=6))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_other_peoples_code_for_a_right_gradient_passes_and_a_spoilt_one_fails(plan):
    graph = symgrad.Graph()
    root = planted(graph, plan)
    inputs = graph.free(root.id)
    assume(inputs)
    graph.outputs["y"] = root.id
    symbols = {id: sympy.Symbol(str(graph.label(id)), real=True) for id in inputs}
    whole = to_sympy(graph, root.id, symbols)
    slopes = [sympy.diff(whole, s) for s in symbols.values()]
    names = [str(s) for s in symbols.values()]
    steps = {"Heaviside": lambda x, _=0: float(x > 0), "sign": lambda x: float((x > 0) - (x < 0))}
    fn, theirs = (sympy.lambdify(list(symbols.values()), e, [steps, "math"]) for e in (whole, slopes))
    try:
        assert_gradient(fn, theirs, formula=graph, wrt=names)
    except (TypeError, NameError, ZeroDivisionError, OverflowError, ValueError):
        assume(False)  # SymPy's code does not run everywhere in the domain
    with pytest.raises(AssertionError):
        assert_gradient(None, lambda *v: [1.001 * g + 0.00123 for g in theirs(*v)], formula=graph, wrt=names)


# ----- gradients of code -----


def forward(x, gamma, beta):
    """Batch normalisation."""
    centred = x - x.mean(axis=0)
    return gamma * centred / numpy.sqrt((centred**2).mean(axis=0) + 1e-5) + beta


def backward(upstream, x, gamma, beta, mean=1.0, middle=1.0):
    """Its backward pass, by the steps that people write."""
    m = len(x)
    centred = x - x.mean(axis=0)
    scale = 1 / numpy.sqrt((centred**2).mean(axis=0) + 1e-5)
    inner = upstream * gamma
    spread = (inner * centred * -0.5 * scale**3).sum(axis=0)
    shift = (-inner * scale).sum(axis=0)
    dx = inner * scale + 2 * centred * spread * mean / m + shift * middle / m
    return dx, (upstream * centred * scale).sum(axis=0), upstream.sum(axis=0)


def test_the_right_backward_pass_of_batch_normalisation_passes():
    assert_gradient(forward, backward, at=BATCH)


@pytest.mark.parametrize("lost", [{"mean": 5.0}, {"middle": 5.0}, {"mean": 5.0, "middle": 5.0}])
def test_a_lost_mean_in_a_term_is_named(lost):
    def wrong(upstream, x, gamma, beta):
        grown = {name: value * len(x) / 5 for name, value in lost.items()}
        return backward(upstream, x, gamma, beta, **grown)

    told = failure(forward, wrong, at=BATCH)
    assert told.startswith("forgot-mean: in a term of the derivative by x a factor 1/m is lost, m = 5 being"), told


def test_a_lost_mean_of_the_whole_is_named():
    def wrong(upstream, x, gamma, beta):
        dx, dgamma, dbeta = backward(upstream, x, gamma, beta)
        return len(x) * dx, dgamma, dbeta

    told = failure(forward, wrong, at=BATCH)
    assert "forgot-mean: the derivative by x is 5 times the right one: a factor 1/m is lost, m = 5 being" in told
    assert "the length of axis 0 of x" in told and "15 of 15 entries" in told


def test_a_number_that_happens_to_be_a_length_is_no_lost_mean():
    def wrong(upstream, x, gamma, beta):
        dx, dgamma, dbeta = backward(upstream, x, gamma, beta)
        return 5 * dx, dgamma, dbeta

    assert failure(forward, wrong, at=BATCH).startswith("wrong-coefficient: the derivative by x is 5 times")


def test_a_wrong_term_that_is_no_lost_mean_has_no_name():
    told = failure(forward, lambda *args: backward(*args, mean=2.0), at=BATCH)
    assert told.startswith("the derivative by x is wrong\n")


def softmax_loss(scores, labels):
    shifted = scores - scores.max(axis=1, keepdims=True)
    logs = shifted - numpy.log(numpy.exp(shifted).sum(axis=1, keepdims=True))
    return -logs[numpy.arange(len(labels)), labels].mean()


def softmax_gradient(scores, labels):
    found = numpy.exp(scores) / numpy.exp(scores).sum(axis=1, keepdims=True)
    found[numpy.arange(len(labels)), labels] -= 1
    return found / len(labels)


def test_labels_are_held_fixed():
    at = RNG.normal(size=(4, 3)), numpy.array([0, 2, 1, 1])
    assert_gradient(softmax_loss, softmax_gradient, at=at)
    told = failure(softmax_loss, lambda s, y: len(y) * softmax_gradient(s, y), at=at)
    assert "forgot-mean" in told and "the length of axis 0 of scores" in told


def test_matrices_transposes_and_lost_sums():
    at = RNG.normal(size=(3, 3)), RNG.normal(size=3)
    product = lambda w, x: w @ x  # noqa: E731
    assert_gradient(product, lambda g, w, x: (numpy.outer(g, x), w.T @ g), at=at)
    assert failure(product, lambda g, w, x: (numpy.outer(x, g), w.T @ g), at=at).startswith("transposed")
    at = RNG.normal(size=(2, 3)), RNG.normal(size=3)
    assert failure(product, lambda g, w, x: (numpy.outer(x, g), w.T @ g), at=at).startswith("transposed")
    at = RNG.normal(size=(4, 3)), RNG.normal(size=3)
    assert "a sum over axis 0 is missing" in failure(lambda x, b: x + b, lambda g, x, b: (g, g), at=at)
    assert "has the shape (1, 3)" in failure(lambda x, b: x + b, lambda g, x, b: (g, g.sum(0, keepdims=True)), at=at)


def test_a_cache_is_passed_on():
    def affine(x, w):
        return x @ w, (x, w)

    def back(upstream, cache):
        x, w = cache
        return upstream @ w.T, x.T @ upstream

    at = {"x": RNG.normal(size=(4, 3)), "w": RNG.normal(size=(3, 2))}
    assert_gradient(affine, back, at=at)
    assert "wrong-sign" in failure(affine, lambda g, c: (-back(g, c)[0], back(g, c)[1]), at=at)


def test_arguments_are_not_spoilt_by_code_that_writes_into_them():
    def careless(x):
        found = 2 * x
        x[:] = 0
        return found

    x = numpy.ones(3)
    assert_gradient(lambda x: (x**2).sum(), careless, at=x)
    assert x.tolist() == [1, 1, 1]


def test_a_complex_step_that_lies_is_not_believed():
    # an absolute value of a complex number, and an imaginary part that is dropped on the way
    assert_gradient(lambda x: (abs(x) ** 3).sum(), lambda x: 3 * x * abs(x), at=numpy.array([-1.5, 0.5, 2.0]))

    def filled(x):
        found = numpy.zeros(x.shape)
        found[:] = x**2
        return found.sum()

    assert_gradient(filled, lambda x: 2 * x, at=numpy.array([1.0, 2.0, 3.0]))


def test_entries_at_a_kink_are_left_out_and_the_others_compared():
    at = numpy.array([0.0, 1.0, -2.0])
    assert_gradient(lambda x: abs(x).sum(), lambda x: numpy.where(x == 0, 7.0, numpy.sign(x)), at=at)
    assert "2 of 2 entries" in failure(lambda x: abs(x).sum(), lambda x: -numpy.sign(x), at=at)


def test_single_precision_is_held_to_single_precision():
    x = RNG.normal(size=8).astype(numpy.float32)
    assert_gradient(lambda x: numpy.tanh(x).sum(), lambda x: 1 - numpy.tanh(x) ** 2, at=x)
    failure(lambda x: numpy.tanh(x).sum(), lambda x: 1.01 - numpy.tanh(x) ** 2, at=x)


def test_single_precision_inside_is_found_out():
    inside = lambda f: lambda *v: float(f(*map(numpy.float32, v)))  # noqa: E731
    assert_gradient(inside(lambda x: numpy.tanh(x)), inside(lambda x: 1 - numpy.tanh(x) ** 2), formula="tanh(x)")
    assert "wrong-sign" in failure(None, inside(lambda x: numpy.tanh(x) ** 2 - 1), formula="tanh(x)")
    rough = lambda x: float(numpy.sin(x.astype(numpy.float32)).sum())  # noqa: E731
    at = numpy.array([0.3, 1.1, 2.0])
    assert_gradient(rough, lambda x: numpy.cos(x.astype(numpy.float32)).astype(float), at=at)
    failure(rough, lambda x: 1.05 * numpy.cos(x), at=at)


def test_every_argument_must_have_been_compared():
    fn = lambda x, y: x**2 + abs(y)  # noqa: E731
    with pytest.raises(SymgradError, match="by y could be compared at this point: the function bends here"):
        assert_gradient(fn, lambda x, y: (2 * x, 7.0), at=(1.0, 0.0))
    assert_gradient(fn, lambda x, y: 2 * x, at=(1.0, 0.0), wrt="x")


def test_entries_of_large_arrays_that_are_not_looked_at_count_too():
    x = RNG.normal(size=1000)
    looked_at = {place[0] for place in places(x.shape)}
    missed = next(i for i in range(1000) if i not in looked_at)

    def wrong(x):
        found = 2 * x
        found[missed] += 1
        return found

    assert len(looked_at) == 400
    assert_gradient(lambda x: (x**2).sum(), lambda x: 2 * x, at=x)
    assert "in a random direction of x" in failure(lambda x: (x**2).sum(), wrong, at=x)


def test_too_small_a_domain_is_said():
    with pytest.raises(SymgradError, match="only one point was found"):
        assert_gradient(None, lambda x: 0.0, formula="log(x - 4.9) + log(5.1 - x)")


def test_steep_and_nearly_undefined_places():
    x = numpy.array([1e-3, 1.0, 4.0])
    assert_gradient(lambda x: numpy.sqrt(x).sum(), lambda x: 0.5 / numpy.sqrt(x), at=x)
    assert_gradient(lambda x: numpy.log(x).sum(), lambda x: 1 / x, at=x)
    failure(lambda x: numpy.log(x).sum(), lambda x: 1 / (x + 1e-3), at=x)


@given(plans(SMOOTH + BENT, leaves=6), st.lists(st.floats(-2, 2), min_size=3, max_size=3))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_right_code_is_never_refuted_without_a_formula_and_spoilt_code_is(plan, point):
    graph = Graph()
    for name in NAMES:
        graph.input(name)
    root = planted(graph, plan)
    inputs = graph.free(root.id)
    assume(inputs)
    f = compiled(graph, root.id, inputs, "reverse", "numpy")
    at = numpy.array(point[: len(inputs)])
    fn, right = (lambda v: f(*v)[0]), (lambda v: numpy.array(f(*v)[1]))
    value, slopes = f(*at)
    assume(math.isfinite(value) and abs(value) < 1e4 and all(abs(s) < 1e4 for s in slopes))
    try:
        assert_gradient(fn, right, at=(at,))
    except SymgradError:
        return  # a kink
    with pytest.raises(AssertionError):
        assert_gradient(fn, lambda v: right(v) * 1.01 + 0.0123, at=(at,))


def test_the_error_of_a_slope_bounds_it():
    for f, slope in ((math.exp, math.exp), (math.sin, math.cos), (lambda x: x**7, lambda x: 7 * x**6)):
        for at in (-1.2, 0.3, 2.5):
            probe = Probe(lambda args, f=f: f(float(args[0])), [numpy.array(at)], 2.2e-16)
            found = probe.slope(0, ())
            assert abs(found.value - slope(at)) <= 10 * found.error and found.error < 1e-6 * (1 + abs(slope(at)))


# ----- tensors of other libraries -----


class Tensor:
    """What a tensor of PyTorch can do, as far as it is used: numbers, + and *, a recorded gradient."""

    def __init__(self, value, parents=()):
        self.value, self.parents, self.grad, self.tracked = numpy.asarray(value, dtype=float), parents, None, False

    shape = property(lambda self: self.value.shape)
    new_tensor = staticmethod(lambda value: Tensor(value))
    detach = clone = lambda self: Tensor(self.value)
    cpu = lambda self: self  # noqa: E731
    numpy = lambda self: self.value  # noqa: E731
    sum = lambda self: self  # noqa: E731

    def requires_grad_(self):
        self.tracked = True
        return self

    def __add__(self, other):
        return Tensor(self.value + other.value, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        other = other if isinstance(other, Tensor) else Tensor(other)
        return Tensor(self.value * other.value, ((self, other.value), (other, self.value)))

    __rmul__ = __mul__

    def backward(self, g=1.0):
        self.grad = g if self.grad is None else self.grad + g
        for parent, slope in self.parents:
            parent.backward(g * slope)


def script(x, y):
    a = x + y
    b = x * y
    return a * b


SCRIPT = "a = x + y; b = x*y; f = a*b"


def test_a_recorded_gradient_is_held_against_the_formula():
    at = {"x": Tensor(2.0), "y": Tensor(3.0)}
    assert_gradient(script, formula=SCRIPT, at=at)
    told = failure(lambda x, y: x.detach() * y * (x + y), formula=SCRIPT, at=at)
    assert "the derivative by x is wrong" in told and "at x = 2, y = 3 it is 6 and should be 21" in told


def test_the_small_script_of_pytorch_is_held_against_its_formula():
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: its small script is not run")
    x, y = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
    f = script(x, y)
    f.backward()
    assert (f.item(), x.grad.item(), y.grad.item()) == (30.0, 21.0, 16.0)
    assert_gradient(script, formula=SCRIPT, at={"x": x, "y": y})

    def gradient(x, y):
        leaves = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in (x, y)]
        script(*leaves).backward()
        return tuple(leaf.grad for leaf in leaves)

    assert_gradient(script, gradient, formula=SCRIPT)
    cut = lambda x, y: (x.detach() + y) * (x * y)  # noqa: E731
    assert "at x = 2, y = 3 it is 15 and should be 21" in failure(cut, formula=SCRIPT, at={"x": x, "y": y})
    layer = lambda x, w: torch.tanh(x @ w)  # noqa: E731
    shapes = [torch.ones(4, 3, dtype=torch.float64) / 3, torch.linspace(-1, 1, 6, dtype=torch.float64).reshape(3, 2)]
    assert_gradient(layer, at=tuple(shapes))
    assert "derivative by w is 0 everywhere" in failure(lambda x, w: layer(x, w.detach()), at=tuple(shapes))


def test_a_function_of_jax_is_held_against_the_formula():
    jax = pytest.importorskip("jax", reason="JAX is not installed: its gradients are not compared")
    assert_gradient(script, jax.grad(script, (0, 1)), formula=SCRIPT)
    wrong = jax.grad(lambda x, y: 2 * script(x, y), (0, 1))
    assert "the gradient is 2 times the right one" in failure(script, wrong, formula=SCRIPT)


# ----- derivations -----


def test_a_derivation_in_a_text_or_a_file(tmp_path):
    assert_derivation(r"$y = \sin x$, $\frac{dy}{dx} = \cos x$")
    (tmp_path / "a.md").write_text("Here.\n\n$$\\frac{d}{dx} x^3 = 3x^3$$\n")
    with pytest.raises(AssertionError, match=r"a\.md:3:\d+: refuted: exponent-not-lowered") as caught:
        assert_derivation(tmp_path / "a.md")
    assert "  |\n3 | $$" in str(caught.value) and "^" in str(caught.value)
    with pytest.raises(SymgradError, match="no relation sign"):
        assert_derivation("nothing here")
    with pytest.raises(AssertionError, match=r"undecided|unread"):
        assert_derivation(r"$\sqrt{2} \approx x$")
    assert_derivation(r"$\sqrt{2} \approx x$", lenient=True)


def half(x):
    r"""Half of a square.

    ```math
    y = \frac{x^2}{2}
    ```
    and so
    ```math
    \frac{dy}{dx} = x
    ```
    """


def not_half(x):
    r"""Half of a square.

    ```math
    y = \frac{x^2}{2}, \quad \frac{dy}{dx} = 2 x
    ```
    """


def test_a_derivation_in_a_docstring_has_the_lines_of_its_file():
    from pathlib import Path

    assert_derivation(half)
    assert_derivation(half.__doc__)
    line = 1 + Path(__file__).read_text().split("\n").index(r"    y = \frac{x^2}{2}, \quad \frac{dy}{dx} = 2 x")
    with pytest.raises(AssertionError, match=rf"test_assertions\.py:{line}:46: refuted"):
        assert_derivation(not_half)
    with pytest.raises(SymgradError, match="no text"):
        assert_derivation(3)


# ----- imports -----


def test_importing_the_assertions_imports_no_numpy():
    code = "import sys, symgrad.testing; print([m for m in ('numpy', 'matplotlib', 'torch') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_a_failure_in_a_test_file_shows_the_assertion_and_not_its_inside(tmp_path):
    (tmp_path / "test_it.py").write_text(
        textwrap.dedent(
            """
            from symgrad.testing import assert_gradient

            def test_it():
                assert_gradient(lambda x: x**2, lambda x: x, formula="x^2")
            """
        )
    )
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", tmp_path],
        capture_output=True, text=True, cwd=tmp_path,
    )  # fmt: skip
    assert "1/2 times the right one" in run.stdout and "symgrad/testing/" not in run.stdout
