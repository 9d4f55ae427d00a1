"""The one table of derivatives of operations on arrays: the products of each Jacobian with a vector on either side.

Reverse mode multiplies from the left (an adjoint of the result makes one of each operand), forward mode from the
right (a tangent of each operand makes one of the result). For all u and v, <u, J v> = <J^T u, v>.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from symgrad.graph.array_nodes import ArrayNode
from symgrad.graph.graph import Graph
from symgrad.graph.sweeps import local
from symgrad.graph.table import ADD, CONST, DIV, MUL, NEG, POW, SUB
from symgrad.graph.terms import is_vector

Rule = Callable[..., ArrayNode]
POWERS = 4  # whole exponents that are written as products entry by entry


@dataclass(frozen=True)
class JacobianProducts:
    """Of one operation, for each operand.

    vjp: (g, y, *xs) -> what the adjoint g of the result y adds to the adjoint of the operand.
    jvp: (d, y, *xs) -> what the tangent d of the operand adds to the tangent of y.
    """

    name: str
    vjp: tuple[Rule, ...]
    jvp: tuple[Rule, ...]


def onto(x: ArrayNode, g: ArrayNode, slope: ArrayNode) -> ArrayNode:
    """g times the slope, in the shape of x: summed where x is a number beside arrays."""
    if not x.is_scalar:
        return g * slope
    return g.apply("sum") * slope if slope.is_scalar and not g.is_scalar else g.dot(slope)


def across(y: ArrayNode, d: ArrayNode, slope: ArrayNode) -> ArrayNode:
    """A tangent times the slope, in the shape of y: in every place where both are numbers."""
    found = d * slope if d.is_scalar else slope * d
    return found.apply("repeated", y) if found.is_scalar and not y.is_scalar else found


def _rows(x: ArrayNode) -> ArrayNode:
    """The sums of the rows, in each place of its row."""
    return (x @ x.ones(x.shape[1])) @ x.ones(x.shape[1]).T


def _softmax(v: ArrayNode, y: ArrayNode, z: ArrayNode) -> ArrayNode:
    """The Jacobian is symmetric: diag(y) - y y^T, of a column or of each row."""
    one = y.terms.sizes.is_one
    if is_vector(y.terms.sizes, y.shape):
        return y * v - (y.T @ v if one(y.shape[1]) else v @ y.T) * y
    return y * (v - _rows(y * v))


def _sum_adjoint(g: ArrayNode, y: ArrayNode, x: ArrayNode) -> ArrayNode:
    return g * (x.ones(x.shape[0]) @ x.ones(x.shape[1]).T)


def _unrepeated(g: ArrayNode, y: ArrayNode, x: ArrayNode, like: ArrayNode) -> ArrayNode:
    """The sum over the places where an entry stands."""
    one = g.terms.sizes.is_one
    if x.is_scalar:
        return g.apply("sum")
    return g.ones(g.shape[0]).T @ g if one(x.shape[0]) else g @ g.ones(g.shape[1])


ROWS: tuple[JacobianProducts, ...] = (
    JacobianProducts("add", (lambda g, y, a, b: g, lambda g, y, a, b: g),
                     (lambda d, y, a, b: d, lambda d, y, a, b: d)),
    JacobianProducts("sub", (lambda g, y, a, b: g, lambda g, y, a, b: -g),
                     (lambda d, y, a, b: d, lambda d, y, a, b: -d)),
    JacobianProducts("neg", (lambda g, y, a: -g,), (lambda d, y, a: -d,)),
    JacobianProducts("scale", (lambda g, y, c, a: onto(c, g, a), lambda g, y, c, a: c * g),
                     (lambda d, y, c, a: d * a, lambda d, y, c, a: c * d)),
    JacobianProducts("hadamard", (lambda g, y, a, b: g * b, lambda g, y, a, b: g * a),
                     (lambda d, y, a, b: d * b, lambda d, y, a, b: a * d)),
    JacobianProducts("divide", (lambda g, y, a, b: onto(a, g / b, g.number(1)),
                                lambda g, y, a, b: -onto(b, g, y / b)),
                     (lambda d, y, a, b: d / b, lambda d, y, a, b: -(d * y / b))),
    JacobianProducts("matmul", (lambda g, y, a, b: g @ b.T, lambda g, y, a, b: a.T @ g),
                     (lambda d, y, a, b: d @ b, lambda d, y, a, b: a @ d)),
    JacobianProducts("transpose", (lambda g, y, a: g.T,), (lambda d, y, a: d.T,)),
    JacobianProducts("inverse", (lambda g, y, a: -(y.T @ g @ y.T),), (lambda d, y, a: -(y @ d @ y),)),
    JacobianProducts("trace", (lambda g, y, a: g * a.identity(),), (lambda d, y, a: d.trace(),)),
    JacobianProducts("det", (lambda g, y, a: g * y * a.inverse().T,), (lambda d, y, a: y * (a.inverse() @ d).trace(),)),
    JacobianProducts("log det", (lambda g, y, a: g * a.inverse().T,), (lambda d, y, a: (a.inverse() @ d).trace(),)),
    JacobianProducts("sum", (_sum_adjoint,), (lambda d, y, a: d.apply("sum"),)),
    JacobianProducts("norm 2²", (lambda g, y, a: (g * a).times(2),), (lambda d, y, a: a.dot(d).times(2),)),
    JacobianProducts("norm 2", (lambda g, y, a: g * a / y,), (lambda d, y, a: a.dot(d) / y,)),
    JacobianProducts("norm 1", (lambda g, y, a: g * at_entries("sign", a),),
                     (lambda d, y, a: at_entries("sign", a).dot(d),)),
    JacobianProducts("diag", (lambda g, y, a: g.apply("diagonal"),), (lambda d, y, a: d.apply("diag"),)),
    JacobianProducts("diagonal", (lambda g, y, a: g.apply("diag"),), (lambda d, y, a: d.apply("diagonal"),)),
    JacobianProducts("softmax", (_softmax,), (_softmax,)),
    JacobianProducts("repeated", (_unrepeated, lambda g, y, a, like: like.times(0)),
                     (lambda d, y, a, like: d.apply("repeated", like), lambda d, y, a, like: d.times(0))),
)  # fmt: skip
TABLE: dict[str, JacobianProducts] = {row.name: row for row in ROWS}


def log_det(y: ArrayNode) -> ArrayNode | None:
    """The matrix of whose determinant y is the logarithm, else None."""
    if y.term.op != "map" or len(y.args) != 1 or y.args[0].term.op != "det":
        return None
    body, (formal,) = y.term.data
    return y.args[0].args[0] if body == y.graph.apply("log", y.graph.node(formal)).id else None


def jacobian_products(y: ArrayNode) -> tuple[JacobianProducts, tuple[ArrayNode, ...]] | None:
    """The row of an operation, and its operands; None where there is no row."""
    if (matrix := log_det(y)) is not None:
        return TABLE["log det"], (matrix,)
    op, args = y.term.op, y.args
    if op == "map":
        return _of_map(y), args
    row = TABLE.get(f"norm {y.term.data}" if op == "norm" else op)
    return None if row is None else (row, args)


# ----- functions of numbers, entry by entry -----


def _of_map(made: ArrayNode) -> JacobianProducts:
    """The row of a function taken entry by entry: its slopes are those of the table of scalar operations."""
    _, formals = made.term.data

    def vjp(k: int) -> Rule:
        return lambda g, y, *xs: onto(xs[k], g, slope(made, formals[k], y))

    def jvp(k: int) -> Rule:
        return lambda d, y, *xs: across(y, d, slope(made, formals[k], y))

    places = range(len(formals))
    return JacobianProducts("map", tuple(map(vjp, places)), tuple(map(jvp, places)))


def slope(made: ArrayNode, variable: int, y: ArrayNode) -> ArrayNode:
    """The derivative, in every place, of a function taken entry by entry; by an operand or another name in it.

    y: its value, by name if it has one.
    """
    graph, args = made.graph, made.args
    body, formals = made.term.data
    found = local(graph, body, variable)
    put = dict(zip(formals, args, strict=True)) | {body: y}
    for formal, arg in zip(formals, args, strict=True):
        value = arg.value
        if value is not None:
            put[formal] = arg.number(value)
    return made.number(0) if found is None else _entrywise(graph, found, put, made)


def at_entries(name: str, *args: ArrayNode) -> ArrayNode:
    """An operation on numbers at every place of arrays; numbers among these stand in its formula."""
    graph, arrays = args[0].graph, [arg for arg in args if arg.value is None]
    if not arrays:
        return args[0].scalar(graph.apply(name, *(arg.value for arg in args)).id)
    formals = {arg.id: graph.input(f"<{k}>", "place") for k, arg in enumerate(arrays)}
    body = graph.apply(name, *(formals[arg.id] if arg.value is None else arg.value for arg in args))
    data = (body.id, tuple(formals[arg.id].id for arg in arrays))
    return arrays[0].apply("map", *arrays[1:], data=data)


def _entrywise(graph: Graph, root: int, put: Mapping[int, ArrayNode], like: ArrayNode) -> ArrayNode:
    """A formula of numbers with arrays in it, as sums and products entry by entry as far as it is arithmetic."""
    built = dict(put)
    for id in graph.cone([root], stop=built):
        if id in built:
            continue
        code, xs = graph.cells[id][0], [built[x] for x in graph.operands(id)]
        if code == CONST or not set(put) & set(graph.cone([id])):
            built[id] = like.scalar(id)
        elif code in (ADD, SUB) and xs[1].value == 0:
            built[id] = xs[0]
        elif code in (ADD, SUB):
            a, b = (_wide(x, other) for x, other in (xs, xs[::-1]))
            built[id] = a.apply("add" if code == ADD else "sub", b)
        elif code == NEG:
            built[id] = -xs[0]
        elif code == MUL:
            built[id] = xs[0] * xs[1]
        elif code == DIV:
            built[id] = xs[0] / xs[1]
        elif code == POW and xs[1].value in range(1, POWERS + 1):
            built[id] = xs[0]
            for _ in range(int(xs[1].value or 1) - 1):
                built[id] = built[id] * xs[0]
        else:
            built[id] = _function(graph, id, xs)
    return built[root]


def _wide(x: ArrayNode, other: ArrayNode) -> ArrayNode:
    """A number beside an array in a sum, in every place of it."""
    return x.apply("repeated", other) if x.is_scalar and not other.is_scalar else x


def _function(graph: Graph, id: int, xs: list[ArrayNode]) -> ArrayNode:
    """The operation of a node at other operands, as a map."""
    arrays = [x for x in xs if x.value is None]
    formals = [graph.input(f"<{k}>", "place").id for k in range(len(arrays))]
    places = iter(formals)
    operands = [next(places) if x.value is None else graph.number(x.value).id for x in xs]
    cell = graph.cells[id]
    body = graph.cell(*cell[: len(cell) - len(xs)], *operands)
    return arrays[0].apply("map", *arrays[1:], data=(body, tuple(formals)))


__all__ = ["ROWS", "TABLE", "ArrayNode", "JacobianProducts", "across", "jacobian_products", "log_det", "onto", "slope"]
