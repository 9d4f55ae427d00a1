"""Compiled graphs against SymPy's code, PyTorch's gradients, the C compiler, and their own branches."""

import ast
import ctypes
import functools
import math
import random
import shutil
import subprocess
import warnings
from fractions import Fraction
from pathlib import Path

import numpy
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from test_table import EVERY, points_of, setting

import symgrad
from symgrad.document.files import load
from symgrad.graph import LANGUAGES, Derivatives, Graph, compiled, numbers, source, to_sympy
from symgrad.graph.table import op
from symgrad.review.derivations import outputs
from symgrad.source import SymgradError

PROBLEMS = sorted((Path(__file__).parent.parent / "problems").glob("*.md"))
CLOSE = 1e-12
needs_cc = pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler called cc here")


def close(a, b):
    return abs(a - b) <= CLOSE * max(1.0, abs(a), abs(b))


def check_close(found, wanted, what=""):
    """Values and derivatives are the same to 1e-12, each measured by its own size where that is above 1."""
    assert len(found) == len(wanted)
    for k, (a, b) in enumerate(zip(found, wanted, strict=True)):
        assert close(float(a), float(b)), (what, k, a, b)


def test_the_comparison_can_fail():
    with pytest.raises(AssertionError):
        check_close([1.0, 2.0], [1.0, 2.0 + 1e-11])
    with pytest.raises(AssertionError):
        check_close([1.0, math.nan], [1.0, 2.0])


def c_function(text, arguments, folder):
    """A function of C source, compiled with all warnings as errors."""
    (folder / "f.c").write_text(text)
    library = folder / "f.so"
    quiet = ["-Wno-unused-parameter", "-Wno-unused-variable"]
    flags = ["-std=c99", "-O2", "-Wall", "-Wextra", "-Werror", *quiet, "-shared", "-fPIC"]
    subprocess.run(["cc", *flags, "-o", library, folder / "f.c", "-lm"], check=True, capture_output=True, text=True)
    loaded = ctypes.CDLL(str(library))
    function = loaded.gradient if hasattr(loaded, "gradient") else loaded.tangent
    function.restype = ctypes.c_double
    many = ctypes.c_double * max(1, arguments)

    def call(*vectors, count):
        found = many(*[0.0] * count)
        value = function(*(many(*vector) for vector in vectors), found)
        return [value, *found[:count]]

    return call


# ----- every row in every language -----


@pytest.mark.parametrize("target", ["python", "numpy"])
@EVERY
def test_a_row_means_the_same_in_code(line, target):
    graph, xs, y = setting(line)
    f = compiled(graph, y.id, [] if line.name == "trigamma" else [x.id for x in xs], "reverse", target)
    points = [tuple(map(float, p)) for p in points_of(line)]
    bar = Derivatives.reverse(graph, y.id, [x.id for x in xs if line.name != "trigamma"])
    for point in points:
        known = numbers(graph, [y.id, *bar.derivatives], {x.id: v for x, v in zip(xs, point, strict=True)})
        value, found = f(*point)
        check_close([value, *found], [known[y.id], *(known[d] for d in bar.derivatives)], line.name)


@needs_cc
def test_every_row_means_the_same_in_c(tmp_path):
    for k, line in enumerate(symgrad.graph.table.ROWS):
        graph, xs, y = setting(line)
        bar = Derivatives.reverse(graph, y.id, [x.id for x in xs if line.name != "trigamma"])
        (folder := tmp_path / str(k)).mkdir()
        call = c_function(source(graph, bar, LANGUAGES["c"], "gradient"), 2, folder)
        for point in points_of(line):
            values = list(map(float, point))
            known = numbers(graph, [y.id, *bar.derivatives], {x.id: v for x, v in zip(xs, values, strict=True)})
            found = call(values, count=len(bar.derivatives))
            check_close(found, [known[y.id], *(known[d] for d in bar.derivatives)], line.name)


# ----- the formulas of the problems -----


def _is_known(graph, root):
    """Whether all functions below an output are known; of a graph too long for SymPy nothing is asked."""
    cone = graph.cone([root])
    return len(cone) < 300 and not any(graph.cells[id][0] == symgrad.graph.table.OPAQUE for id in cone)


@functools.cache
def formulas():
    """(name, graph, root) of every output of the problems whose functions are all known."""
    found = []
    for path in PROBLEMS:
        try:
            here = outputs(load(str(path)))
        except SymgradError:
            continue  # a text without scalar definitions
        found += [
            (f"{path.stem} {graph.label(root)}", graph, root) for _, graph, root in here if _is_known(graph, root)
        ]
    return found


def sample(graph, root, count=8):
    """Points at which a formula and its derivatives are finite and nothing bends."""
    inputs, rng = graph.free(root), random.Random(root)
    f = compiled(graph, root, inputs, "reverse", "numpy")
    found = []
    for _ in range(400):
        point = [rng.uniform(-2, 2) if rng.random() < 0.5 else rng.uniform(0.1, 2) for _ in inputs]
        with numpy.errstate(all="ignore"):
            value, bar = f(*point)
        if all(map(math.isfinite, [value, *bar])):
            found.append(point)
        if len(found) == count:
            break
    return found


def test_the_problems_have_formulas():
    assert len(formulas()) >= 25 and all(sample(graph, root) for _, graph, root in formulas())


def test_problems_compiled_agree_with_lambdified_derivatives_of_sympy():
    for name, graph, root in formulas():
        inputs = graph.free(root)
        symbols = {id: sympy.Symbol(f"s{k}", real=True) for k, id in enumerate(inputs)}
        whole = to_sympy(graph, root, symbols)
        slopes = [sympy.diff(whole, symbols[id]) for id in inputs]
        slow = sympy.lambdify(list(symbols.values()), [whole, *slopes], "math")
        for target in ("python", "numpy"):
            f = compiled(graph, root, inputs, "reverse", target)
            for point in sample(graph, root):
                value, bar = f(*point)
                check_close([value, *bar], slow(*point), name)


class Torch:
    """The `number` column on tensors: their values by the table, their derivatives by PyTorch alone."""

    pi = math.pi

    def __init__(self, torch):
        self.torch = torch

    def __getattr__(self, name):
        return getattr(self.torch, name)

    def power(self, a, b):
        return self.torch.as_tensor(a, dtype=self.torch.float64) ** b

    def softplus(self, x):
        return self.torch.nn.functional.softplus(x, threshold=1000)

    def where(self, condition, a, b):
        tensors = (self.torch.as_tensor(v, dtype=self.torch.float64) for v in (a, b))
        return self.torch.where(condition, *tensors)


def test_problems_compiled_agree_with_pytorch():
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: its gradients are not compared")
    space = Torch(torch)
    for name, graph, root in formulas():
        inputs = graph.free(root)
        f = compiled(graph, root, inputs, "reverse", "python")
        for point in sample(graph, root):
            tensors = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in point]
            found = dict(zip(inputs, tensors, strict=True))
            for id in graph.cone([root]):
                cell = graph.cells[id]
                if id in found:
                    continue
                if cell[0] == symgrad.graph.table.NAME:
                    found[id] = found[cell[1]]
                elif cell[0] == symgrad.graph.table.CONST:
                    value = graph.constants[cell[1]].value
                    found[id] = torch.tensor(math.pi if value is None else float(value), dtype=torch.float64)
                elif cell[0] == symgrad.graph.table.CASE:
                    c, a, b = (found[x] for x in cell[1:])
                    found[id] = a if c > 0 else b
                else:
                    found[id] = symgrad.graph.table.row(cell[0]).number(space, *(found[x] for x in cell[1:]))
            if found[root].requires_grad:
                found[root].backward()
            value, bar = f(*point)
            theirs = [0.0 if t.grad is None else t.grad.item() for t in tensors]
            check_close([value, *bar], [found[root].item(), *theirs], name)


@needs_cc
def test_problems_in_c_agree_in_both_modes(tmp_path):
    for k, (name, graph, root) in enumerate(formulas()):
        inputs = graph.free(root)
        (folder := tmp_path / str(k)).mkdir()
        (other := tmp_path / f"{k}t").mkdir()
        reverse = source(graph, Derivatives.reverse(graph, root, inputs), LANGUAGES["c"], "gradient")
        forward = source(graph, Derivatives.forward(graph, root), LANGUAGES["c"], "tangent")
        call, along = c_function(reverse, len(inputs), folder), c_function(forward, len(inputs), other)
        f = compiled(graph, root, inputs, "reverse", "python")
        for point in sample(graph, root, 3):
            value, bar = f(*point)
            check_close(call(point, count=len(inputs)), [value, *bar], name)
            direction = [math.cos(i) for i in range(len(inputs))]
            slope = math.fsum(d * g for d, g in zip(direction, bar, strict=True))
            check_close(along(point, direction, count=1), [value, slope], name)


@pytest.mark.parametrize("target", ["python", "numpy"])
def test_forward_is_reverse_in_a_direction(target):
    for name, graph, root in formulas():
        f = compiled(graph, root, graph.free(root), "reverse", target)
        t = compiled(graph, root, graph.free(root), "forward", target)
        direction = [math.sin(1 + i) for i in range(len(f.inputs))]
        for point in sample(graph, root, 3):
            value, bar = f(*point)
            slope = math.fsum(d * g for d, g in zip(direction, bar, strict=True))
            check_close(t(*point, seed=direction), [value, slope], name)


# ----- branches -----

LEAVES = {
    "log(x)": (math.log, lambda x: 1 / x),
    "sqrt(x)": (math.sqrt, lambda x: 0.5 / math.sqrt(x)),
    "1/x": (lambda x: 1 / x, lambda x: -1 / x**2),
    "exp(x^3)": (lambda x: math.exp(x**3), lambda x: 3 * x**2 * math.exp(x**3)),
    "asin(x)": (math.asin, lambda x: 1 / math.sqrt(1 - x * x)),
    "x^2": (lambda x: x * x, lambda x: 2 * x),
}
TREES = st.recursive(
    st.sampled_from(sorted(LEAVES)),
    lambda inner: st.tuples(st.integers(-4, 4), inner, inner),
    max_leaves=6,
)


def grown(graph, x, leaves, tree):
    """A tree of cases as a node: (k, a, b) is a where x > k/4, else b."""
    if isinstance(tree, str):
        return leaves[tree]
    return graph.apply("case", x - Fraction(tree[0], 4), *(grown(graph, x, leaves, part) for part in tree[1:]))


def chosen(tree, x):
    while not isinstance(tree, str):
        tree = tree[1] if x > tree[0] / 4 else tree[2]
    return tree


@given(TREES, st.booleans())
@settings(max_examples=150, deadline=None)
def test_an_idle_branch_neither_warns_nor_spoils(tree, shared):
    graph = Graph()
    x = graph.input("x")
    leaves = {}
    for name in LEAVES:  # shared by all cases that name them
        head = {"log(x)": "log", "sqrt(x)": "sqrt", "asin(x)": "asin"}.get(name)
        leaves[name] = op(head)(x) if head else {"1/x": 1 / x, "exp(x^3)": op("exp")(x**3), "x^2": x * x}[name]
    root = grown(graph, x, leaves, tree)
    if shared:
        root = root * root + root
    for target in ("python", "numpy"):
        f = compiled(graph, root.id, [x.id], "reverse", target)
        for at in (-1.37, -0.6, -0.125, 0.3, 0.8, 1.9, 9.5):
            value_of, slope_of = LEAVES[chosen(tree, at)]
            try:
                value, slope = value_of(at), slope_of(at)
                wanted = [value * value + value, 2 * value * slope + slope] if shared else [value, slope]
            except (ValueError, OverflowError):
                continue  # the branch that counts is itself undefined
            if not all(map(math.isfinite, wanted)):
                continue
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                found, (bar,) = f(at)
            check_close([found, bar], wanted, (tree, at))


def test_what_is_undefined_where_it_counts_is_said():
    f = symgrad.Graph.parse(r"y = \begin{cases} \log x & x > -1 \\ x & \text{otherwise} \end{cases}")
    assert f.compile(target="python")(-2) == (-2.0, (1.0,))
    with pytest.raises(ValueError):
        f.compile(target="python")(-0.5)
    with pytest.warns(RuntimeWarning, match="log"):
        assert math.isnan(f.compile()(-0.5)[0])


def test_a_case_whose_condition_is_undefined_has_no_value():
    graph = Graph()
    x = graph.input("x")
    root = graph.apply("case", op("log")(x), x, graph.number(7))
    with numpy.errstate(all="ignore"):
        assert math.isnan(compiled(graph, root.id, [x.id], "reverse", "numpy")(-1.0)[0])


def test_kinks_follow_the_convention_of_the_table():
    f = symgrad.Graph.parse("relu(x) + max(x, y) + |x|").compile()
    assert f(0, 0) == (0.0, (0.0, 0.0))
    assert f(2, 1) == (6.0, (3.0, 0.0))


# ----- points and shapes -----


def test_many_points_at_once_are_the_points_one_by_one():
    graph = symgrad.Graph.parse("L = (sigma(w*x + b) - y)^2")
    f, one = graph.compile(), graph.compile(target="python")
    rng = numpy.random.default_rng(0)
    points = rng.normal(size=(len(f.inputs), 5, 7))
    value, bar = f(*points)
    assert value.shape == (5, 7) and all(d.shape == (5, 7) for d in bar)
    for i in range(5):
        for j in range(7):
            wanted, slopes = one(*points[:, i, j])
            check_close([value[i, j], *(d[i, j] for d in bar)], [wanted, *slopes])


def test_results_have_the_shape_of_all_arguments_and_are_their_own():
    x = numpy.arange(3)
    value, (dx, dy) = symgrad.Graph.parse("x*y").compile()(x, 2)
    assert dx.tolist() == [2.0, 2.0, 2.0] and dy.tolist() == [0.0, 1.0, 2.0]
    x = numpy.ones((2, 1))
    value, (dx, dy) = symgrad.Graph.parse("x*y").compile()(x, numpy.ones(3))
    assert value.shape == dx.shape == dy.shape == (2, 3)
    x = numpy.ones(3)
    _, (_, dy) = symgrad.Graph.parse("x*y").compile()(x, numpy.ones(3))
    dy += 1
    assert x.tolist() == [1.0, 1.0, 1.0]


def test_whole_numbers_are_taken_as_numbers():
    value, (slope,) = symgrad.Graph.parse("1/x^2").compile()(numpy.array([2, 4]))
    assert value.tolist() == [0.25, 0.0625] and slope.tolist() == [-0.25, -0.03125]
    assert symgrad.Graph.parse("x/2").compile(target="python")(3) == (1.5, (0.5,))


def test_derivatives_by_some_names_only():
    graph = symgrad.Graph.parse("z = w*x; L = z^2*w")
    value, (dz,) = graph.compile(wrt=["z"])(w=3, x=2)
    assert (value, dz) == (108.0, 36.0)
    assert graph.compile(wrt="w").wrt == ("w",)


# ----- what cannot be compiled, and text from outside -----


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda g: g.compile(target="c"), "cannot be run from here"),
        (lambda g: g.compile(mode="both"), "no mode"),
        (lambda g: g.to_c(mode="sideways"), "no mode"),
        (lambda g: g.compile("q"), "nothing is named q"),
        (lambda g: g.to_python(name="f(x)\nimport os"), "no name for a function"),
        (lambda g: g.to_python(name="f é"), "no name for a function"),
        (lambda g: g.compile()(1), "1 values are given for 2 inputs"),
        (lambda g: g.compile()(x=1, z=2), "y is not as it should be"),
        (lambda g: g.compile()(1, 2, seed=(1, 0)), "direction"),
        (lambda g: g.compile(mode="forward")(1, 2), "direction"),
    ],
)
def test_what_cannot_be_used_is_turned_away(call, message):
    with pytest.raises(SymgradError, match=message):
        call(symgrad.Graph.parse("x*y"))


def test_an_unknown_function_has_no_code():
    with pytest.raises(SymgradError, match="f has no definition"):
        symgrad.Graph.from_sympy(sympy.Function("f")(sympy.Symbol("x")) + 1).compile()


@pytest.mark.parametrize("label", ["x\nimport os", "x\rimport os", "x\u2028import os", "x\\\nimport os", "x*/ int y;"])
def test_a_name_stays_inside_its_comment(label):
    graph = Graph()
    y = graph.input(label) * 2
    what = Derivatives.reverse(graph, y.id, graph.free(y.id))
    (function,) = ast.parse(source(graph, what, LANGUAGES["python"], "f")).body
    assert isinstance(function, ast.FunctionDef)
    code = [line for line in source(graph, what, LANGUAGES["c"], "f").splitlines() if not line.startswith("//")]
    assert not any("import" in line or "int y" in line for line in code)
    assert label not in compiled(graph, y.id, graph.free(y.id), "reverse", "python").source


def test_a_deep_graph_is_compiled():
    graph = Graph()
    x = y = graph.input("x")
    for _ in range(20_000):
        y = op("sin")(y) + x
    value, (slope,) = compiled(graph, y.id, [x.id], "reverse", "python")(0.5)
    assert math.isfinite(value) and math.isfinite(slope)


def test_shared_subexpressions_are_computed_once():
    text = symgrad.Graph.parse("exp(x*y)*sin(x*y) + exp(x*y)").to_python()
    assert text.count("exp(v") == 1 and text.count("v0 * v1") == 1
