"""The table of matrix operations: <u, J v> = <J^T u, v> for every row, and both are what the entries' sweeps give."""

import random
from dataclasses import replace
from fractions import Fraction

import pytest

from symgrad.graph import Graph, balls, exact, tangents
from symgrad.graph.array_nodes import ArrayNode
from symgrad.graph.jacobian_products import ROWS, TABLE, at_entries, jacobian_products
from symgrad.graph.sizes import ONE, Sizes
from symgrad.graph.terms import TABLE as OPERATIONS
from symgrad.graph.terms import Terms
from symgrad.notation.arrays import Entries
from symgrad.notation.scope import Scope
from symgrad.proof.refute import precision

FUNCTIONS = ("relu", "sigmoid", "tanh", "exp", "log", "sqrt", "softplus", "sin", "abs", "gelu")


class Ground:
    """Arrays of inputs in one list of terms, and their entries at random sizes and rational values."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.scope = Scope(Graph())
        self.terms = Terms(Sizes())
        self.size = dict(zip("mnk", self.random.sample(range(2, 5), 3), strict=True))

    def array(self, name: str, shape: str) -> ArrayNode:
        """An input: '' a number, n a column, 1n a row, mn a matrix."""
        sizes = self.terms.sizes
        rows, columns = (ONE if letter == "1" else sizes.of(letter) for letter in shape.ljust(2, "1"))
        return ArrayNode(self.scope.graph, self.terms, self.terms.leaf("input", (rows, columns), name))

    def entries(self, *nodes: ArrayNode) -> list[list[int]]:
        sizes = self.terms.sizes
        assigned = {sizes.find(sizes.of(letter)): size for letter, size in self.size.items()}
        return [list(a.entries) for a in Entries(self.scope, self.terms, assigned).of(*(x.id for x in nodes))]

    def values(self, roots: list[int]) -> dict:
        """Balls around the exact values at random rationals, positive ones where a root of others has no value."""
        graph = self.scope.graph
        for low in (-30, 1):
            with precision(256):
                point = {
                    id: exact(Fraction(self.random.randint(low, 30) or 1, self.random.randint(7, 20)))
                    for id in graph.free(*roots)
                }
                found, _ = balls(graph, graph.cone(roots), point)
            if all(found[id].is_finite() for id in roots):
                return found
        raise AssertionError("no point of the domain")


def applied(op: str, data=None):
    return lambda first, *others: first.apply(op, *others, data=data)


def of_function(name: str):
    return lambda *xs: at_entries(name, *xs)


# Of every row, operations on arrays of these shapes.
SAMPLES = {
    "add": [(applied("add"), "mn", "mn"), (applied("add"), "n", "n")],
    "sub": [(applied("sub"), "mn", "mn"), (applied("sub"), "", "")],
    "neg": [(applied("neg"), "mn")],
    "scale": [(applied("scale"), "", "mn"), (applied("scale"), "", "n"), (applied("scale"), "", "")],
    "hadamard": [(applied("hadamard"), "mn", "mn"), (applied("hadamard"), "n", "n")],
    "divide": [(applied("divide"), *shapes) for shapes in (("mn", "mn"), ("n", ""), ("", "n"), ("", ""), ("n", "n"))],
    "matmul": [(applied("matmul"), *shapes) for shapes in (("mn", "nk"), ("mn", "n"), ("1n", "n"), ("n", "1m"))],
    "transpose": [(applied("transpose"), "mn"), (applied("transpose"), "n")],
    "inverse": [(applied("inverse"), "nn")],
    "trace": [(applied("trace"), "nn")],
    "det": [(applied("det"), "nn")],
    "log det": [(lambda x: at_entries("log", x.apply("det")), "nn")],
    "sum": [(applied("sum"), "mn"), (applied("sum"), "n"), (applied("sum"), "1n")],
    "norm 2²": [(applied("norm", "2²"), "n"), (applied("norm", "2²"), "mn")],
    "norm 2": [(applied("norm", "2"), "n"), (applied("norm", "2"), "mn")],
    "norm 1": [(applied("norm", "1"), "n")],
    "diag": [(applied("diag"), "n")],
    "diagonal": [(applied("diagonal"), "nn")],
    "softmax": [(applied("softmax"), "n"), (applied("softmax"), "1n"), (applied("softmax"), "mn")],
    "repeated": [(applied("repeated"), *shapes) for shapes in (("", "mn"), ("m", "mn"), ("1n", "mn"), ("", "n"))],
}  # fmt: skip
CASES = [(name, *sample) for name, samples in SAMPLES.items() for sample in samples]
CASES += [(name, of_function(name), shape) for name in FUNCTIONS for shape in ("n", "mn")]
CASES += [
    ("product", lambda x, y: of_function("mul")(x, y), "n", "n"),
    ("sum beside a number", lambda x, y: of_function("add")(x, y), "n", ""),
    ("product with a number", lambda x, y: of_function("mul")(x, y), "", "mn"),
    ("power", lambda x: of_function("pow")(x, x.number(3)), "mn"),
    ("reciprocal", lambda x: of_function("pow")(x, x.number(-1)), "mn"),
]


def parts(seed: int, operation, shapes):
    ground = Ground(seed)
    xs = [ground.array(f"x_{k}", shape) for k, shape in enumerate(shapes)]
    return ground, operation(*xs)


def gaps(seed: int, operation, shapes, rows=None) -> list[tuple[str, bool]]:
    """For each operand: whether the two inner products are one, and whether the tangent is that of the entries."""
    ground, y = parts(seed, operation, shapes)
    row, operands = (jacobian_products(y) if rows is None else rows(y)) or (None, ())
    found = []
    for k, x in enumerate(operands):
        u, v = (
            ArrayNode(y.graph, y.terms, y.terms.leaf("input", of.shape, f"{name}_{k}"))
            for name, of in (("u", y), ("v", x))
        )
        right, left = row.jvp[k](v, y, *operands), row.vjp[k](u, y, *operands)
        ys, us, vs, pushed, pulled, places = ground.entries(y, u, v, right, left, x)
        graph = ground.scope.graph
        assert len(pulled) == len(vs) and len(pushed) == len(us), "a product with the wrong shape"
        sums = [
            sum((graph.node(a) * graph.node(b) for a, b in zip(*pair, strict=True)), graph.number(0)).id
            for pair in ((us, pushed), (pulled, vs))
        ]
        true = [tangents(graph, e, dict(zip(places, vs, strict=True))).get(e, graph.number(0).id) for e in ys]
        values = ground.values([*sums, *true, *pushed])
        one = bool(values[sums[0]].overlaps(values[sums[1]]))
        same = all(bool(values[a].overlaps(values[b])) for a, b in zip(true, pushed, strict=True))
        sharp = all(values[id].rad() < 1e-30 for id in sums)
        found.append((f"{row.name}, operand {k}", one and same and sharp))
    return found


@pytest.mark.parametrize(("name", "operation", "shapes"), [(c[0], c[1], c[2:]) for c in CASES])
def test_the_products_from_both_sides_are_adjoint(name, operation, shapes):
    for seed in range(4):
        found = gaps(seed, operation, shapes)
        assert found
        assert all(held for _, held in found), found


def test_every_row_is_an_operation_with_a_sample_and_a_product_for_each_operand():
    assert set(TABLE) == set(SAMPLES) and len(TABLE) == len(ROWS)
    for row in ROWS:
        name = row.name.partition(" ")[0] if row.name.startswith("norm") else row.name
        assert name in OPERATIONS or name == "log det"
        assert len(row.vjp) == len(row.jvp)
        for _, *shapes in SAMPLES[row.name]:
            assert len(shapes) == len(row.vjp)


@pytest.mark.parametrize("mode", ["vjp", "jvp"])
@pytest.mark.parametrize("name", sorted(TABLE))
def test_a_wrong_row_is_caught(name, mode):
    """Each product is doubled in turn."""

    def spoiled(y):
        row, operands = jacobian_products(y)
        assert row.name == name
        rules = tuple(lambda g, y, *xs, rule=rule: rule(g, y, *xs).times(2) for rule in getattr(row, mode))
        return replace(row, **{mode: rules}), operands

    operation, *shapes = SAMPLES[name][0]
    found = gaps(0, operation, shapes, spoiled)
    assert any(not held for _, held in found), found
