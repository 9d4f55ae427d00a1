"""Normal forms in index notation: each has the value of the term that it is a form of, at several sizes."""

import itertools
import math

import numpy
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from symgrad.graph import Graph, twin
from symgrad.graph.array_nodes import ArrayNode
from symgrad.graph.evaluate import numbers
from symgrad.graph.sizes import ONE, Sizes
from symgrad.graph.table import INPUT
from symgrad.graph.terms import Terms
from symgrad.notation.arrays import Entries
from symgrad.notation.scope import Scope
from symgrad.proof import equal_at_every_size
from symgrad.proof.einstein import PLACE
from symgrad.proof.index_functions import Functions
from symgrad.proof.index_kernels import Kernels
from symgrad.proof.index_patterns import SLOTS
from symgrad.proof.index_slopes import Slopes
from symgrad.proof.index_sums import Beyond, Indices

INPUTS = {"A": "nn", "B": "nn", "S": "nn", "X": "mn", "Y": "mn", "x": "n1", "c": "n1", "y": "m1"}
ASSIGNED = {"n": 3, "m": 2}, {"n": 2, "m": 4}
FUNCTIONS = {"exp": numpy.exp, "log": numpy.log, "sqrt": numpy.sqrt, "tanh": numpy.tanh, "abs": abs,
             "sigmoid": lambda x: 1 / (1 + numpy.exp(-x)), "step": lambda x: float(x > 0), "sign": numpy.sign,
             "sin": numpy.sin, "cos": numpy.cos}  # fmt: skip

EACH = ["exp", "tanh", "sigmoid", "sin", "abs", "sign", "step", "softplus", "swish"]


class World:
    """Terms over the inputs above; S is symmetric, t a number."""

    def __init__(self):
        self.scope = Scope(Graph())
        self.graph = self.scope.graph
        self.terms = Terms(Sizes())
        self.d = {"n": self.terms.sizes.of("n"), "m": self.terms.sizes.of("m"), "1": ONE}
        self.inputs = {name: self.node(self.terms.leaf("input", self.shape(shape), name))
                       for name, shape in INPUTS.items()}  # fmt: skip
        self.t = self.graph.input("t")
        self.number = self.node(self.terms.leaf("node", (ONE, ONE), self.t.id))

    def node(self, id):
        return ArrayNode(self.graph, self.terms, id)

    def shape(self, text):
        return self.d[text[0]], self.d[text[1]]

    def each(self, op, a):
        x = self.graph.input("<0>", "place")
        return a.apply("map", data=(self.graph.apply(op, x).id, (x.id,)))

    def derivative(self, u, name):
        return u.apply("derivative", self.inputs[name], data=("denominator", "total"))

    def values(self, sizes, seed):
        """Inputs at random, with matrices whose inverses and determinants are of moderate size."""
        random = numpy.random.default_rng(seed)
        found = {"t": float(random.uniform(0.5, 1.5))}
        for name, shape in INPUTS.items():
            rows, columns = (sizes.get(d, 1) for d in shape)
            found[name] = random.uniform(-1, 1, (rows, columns)) + (2 * numpy.eye(rows) if shape == "nn" else 0)
        found["S"] = (found["S"] + found["S"].T) / 2
        return found

    def entries(self, term, sizes, given):
        """The value by the entries of the scalar graph, in which index notation has no part."""
        assigned = {self.d[name]: size for name, size in sizes.items()}
        (array,) = Entries(self.scope, self.terms, assigned).of(term)
        put = {}
        for id, label in [(x.id, self.graph.label(x.id)) for x in self.graph if self.graph.cells[x.id][0] == INPUT]:
            name, _, place = label.partition("_")
            at = tuple(int(k) - 1 for k in place)
            if name == "t":
                put[id] = given[name]
            elif name in given and all(k < n for k, n in zip(at, given[name].shape, strict=False)):
                put[id] = given[name][at if len(at) == 2 else (at[0], 0)]
        found = numbers(self.graph, array.entries, put)
        return numpy.array([float(found[x]) for x in array.entries]).reshape(array.rows, array.columns)

    def form(self, term):
        indices = Indices(self.terms.sizes)
        kernels = Kernels(Slopes(self.graph, self.terms, {}, indices), Functions(indices, ("S",)))
        return kernels.form(term, PLACE)

    def text(self, id):
        term = self.terms.list[id]
        return f"{term.op}({', '.join([*map(self.text, term.args), *([str(term.data)] if term.data else [])])})"

    def is_proved(self, a, b):
        return equal_at_every_size(self.graph, self.terms, a.id, b.id, {}, ("S",))


class Value:
    """The value of a normal form, by its definition: sums over all places of all bound indices."""

    def __init__(self, world, sizes, given):
        self.world, self.given = world, given
        self.size = {world.terms.sizes.find(d): sizes.get(name, 1) for name, d in world.d.items()}

    def of(self, form, at):
        return sum(float(c) * self.product(key, at) for key, c in form)

    def product(self, key, at):
        bound = [(spot[0], range(self.size[head[1]])) for head, spot in key if head[0] == "bound"]
        found = 0.0
        for places in itertools.product(*(r for _, r in bound)):
            put = {**at, **dict(zip((k for k, _ in bound), places, strict=True))}
            found += math.prod(self.atom(head, tuple(put.get(x, x) for x in spot)) for head, spot in key)
        return found

    def atom(self, head, at):
        inner = dict(zip(SLOTS, at, strict=False))
        match head[0]:
            case "bound":
                return 1.0
            case "size":
                return self.size[head[1]]
            case "delta":
                return float(at[0] == at[1])
            case "in":
                return self.given[head[1]][at[0] or 0, at[1] or 0]
            case "number":
                assert head[1] == twin(self.world.graph, self.world.t.id)
                return self.given["t"]
            case "over":
                return 1 / self.of(head[1], inner)
            case "function":
                return float(FUNCTIONS[head[1]](*(self.of(form, inner) for form in head[2:])))
            case "inverse":
                return numpy.linalg.inv(self.matrix(head[1]))[at]
            case "det":
                return numpy.linalg.det(self.matrix(head[1]))
        raise AssertionError(head)

    def matrix(self, form):
        n = self.size[self.along(form, SLOTS[0])]
        return numpy.array([[self.of(form, {SLOTS[0]: i, SLOTS[1]: j}) for j in range(n)] for i in range(n)])

    def along(self, form, slot):
        """The dimension that a slot runs along, by where it stands."""
        for key, _ in form:
            for head, spot in key:
                for k, x in enumerate(spot):
                    if x == slot and head[0] == "in":
                        return self.world.terms.sizes.find(self.world.d[INPUTS[head[1]][k]])
                    if x == slot and head[0] in ("over", "function", "inverse"):
                        return self.along(head[-1], SLOTS[k])
        raise AssertionError("a slot that stands nowhere")


def same(a, b):
    return numpy.allclose(a, b, rtol=1e-7, atol=1e-7 * (1 + abs(b).max()))


@st.composite
def formulas(draw, world, shape, depth):
    """A term of a shape: '11', 'n1', 'nn', 'mn' and so on."""
    of = lambda text: draw(formulas(world, text, depth - 1))  # noqa: E731
    leaves = [name for name, own in INPUTS.items() if own == shape]
    turned = [name for name, own in INPUTS.items() if own == shape[::-1] and own != shape]
    if depth == 0 or draw(st.integers(0, 5)) == 0:
        if shape == "11":
            return draw(st.sampled_from([world.number, world.number.number(2)]))
        if leaves or turned:
            name = draw(st.sampled_from(leaves + turned))
            return world.inputs[name] if name in leaves else world.inputs[name].T
        depth = max(depth, 1)
    ops = ["add", "sub", "scale", "matmul", "quotient"]
    if shape == "11":
        ops += ["trace", "sum", "norm", "squared", "det", "kron", "vec", "number function", "derivative number"]
    else:
        ops += ["hadamard", "transpose", "function"]
    if shape[0] == shape[1] and shape != "11":
        ops += ["inverse", "inverse", "diag"]
    if shape in ("n1", "m1"):
        ops += ["softmax", "diagonal", "gradient"]
    op = draw(st.sampled_from(ops))
    match op:
        case "add" | "sub" | "hadamard":
            return of(shape).apply(op, of(shape))
        case "scale":
            return of("11").apply("scale", of(shape))
        case "matmul":
            k = draw(st.sampled_from("nm"))
            return of(shape[0] + k).apply("matmul", of(k + shape[1]))
        case "quotient":
            return of(shape).apply("divide", world.each("exp", of("11")))
        case "trace":
            return of("nn").apply("trace")
        case "sum":
            return of(draw(st.sampled_from(["n1", "mn"]))).apply("sum")
        case "norm" | "squared":
            data = "2²" if op == "squared" else draw(st.sampled_from(["1", "2"]))
            return of(draw(st.sampled_from(["n1", "mn"]))).apply("norm", data=data)
        case "det":
            return of("nn").apply("det")
        case "kron":
            return of("nn").apply("kron", of("nn")).apply("trace")
        case "vec":
            shape = draw(st.sampled_from(["mn", "nn"]))
            return of(shape).apply("vec").apply("transpose").apply("matmul", of(shape).apply("vec"))
        case "number function" | "function":
            return world.each(draw(st.sampled_from(EACH)), of(shape))
        case "derivative number":
            made = of("11").apply("scale", world.number)
            return made.apply("derivative", world.number, data=("denominator", "total"))
        case "transpose":
            return of(shape[::-1]).apply("transpose")
        case "inverse":
            return of(shape).apply("inverse")
        case "diag":
            return of(shape[0] + "1").apply("diag")
        case "softmax":
            return of(shape).apply("softmax")
        case "diagonal":
            return of(shape[0] * 2).apply("diagonal")
        case "gradient":
            name = draw(st.sampled_from([n for n, own in INPUTS.items() if own == shape]))
            made = of("11").apply("scale", world.inputs[name].apply("norm", data="2²"))
            return world.derivative(made, name)
    raise AssertionError(op)


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.data())
def test_a_normal_form_has_the_value_of_its_term(data):
    world = World()
    shape = data.draw(st.sampled_from(["11", "n1", "nn", "mn", "1n"]))
    term = data.draw(formulas(world, shape, 3))
    try:
        form = world.form(term.id)
    except Beyond:
        assume(False)
    for seed, sizes in enumerate(ASSIGNED):
        given = world.values(sizes, seed)
        try:
            expected = world.entries(term.id, sizes, given)
            inverted = [world.terms.list[id].args[0] for id in world.terms.cone([term.id])
                        if world.terms.list[id].op in ("inverse", "det")]  # fmt: skip
            assume(all(numpy.linalg.cond(world.entries(id, sizes, given)) < 1e5 for id in inverted))
        except (ArithmeticError, ValueError):
            assume(False)
        assume(numpy.isfinite(expected).all() and abs(expected).max() < 1e6)
        value = Value(world, sizes, given)
        rows, columns = expected.shape
        found = [[value.of(form, dict(zip(PLACE, (i, j), strict=True))) for j in range(columns)] for i in range(rows)]
        assert same(numpy.array(found), expected), (world.text(term.id), form)
