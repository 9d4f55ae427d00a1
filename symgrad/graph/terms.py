"""Formulas of arrays: a second list of operations, each term with its shape, and the short table of its rows.

A term is lowered to an array of nodes of the scalar graph once its dimensions have sizes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from symgrad.graph.arrays import Array
from symgrad.graph.graph import Graph
from symgrad.graph.sizes import ONE, Misfit, Shape, Sizes
from symgrad.graph.twins import decided


@dataclass(frozen=True)
class Term:
    """An operation on earlier terms; `data` is what else it needs to be known by."""

    op: str
    args: tuple[int, ...]
    shape: Shape
    data: Any = None


class Lowering(Protocol):
    """What terms are lowered with: entries for names and other leaves, and derivatives of entries."""

    @property
    def graph(self) -> Graph: ...

    def made(self, term: Term, args: Sequence[Array]) -> Array: ...

    def slopes(self, u: Sequence[int], v: Sequence[int], mode: str) -> list[list[int]]: ...


ShapeRule = Callable[[Sizes, Sequence[Shape], Any], Shape]
LowerRule = Callable[[Lowering, Sequence[Array], Any], Array]


@dataclass(frozen=True)
class ArrayRow:
    """One operation on arrays: the shape that it makes (raises Misfit), and its entries."""

    name: str
    shape: ShapeRule
    lower: LowerRule


def is_scalar(sizes: Sizes, shape: Shape) -> bool:
    return sizes.is_one(shape[0]) and sizes.is_one(shape[1])


def _alike(sizes: Sizes, shapes: Sequence[Shape], data: Any) -> Shape:
    """One shape for all that are no scalars."""
    arrays = [shape for shape in shapes if not is_scalar(sizes, shape)]
    for shape in arrays[1:]:
        same(sizes, arrays[0], shape)
    return arrays[0] if arrays else (ONE, ONE)


def _equal(sizes: Sizes, shapes: Sequence[Shape], data: Any) -> Shape:
    same(sizes, shapes[0], shapes[1])
    return shapes[0]


def same(sizes: Sizes, a: Shape, b: Shape) -> None:
    """Both shapes are one from here on. Raises Misfit with both written out."""
    if not (sizes.fit(a[0], b[0]) and sizes.fit(a[1], b[1])):
        raise Misfit(written(sizes, a), written(sizes, b))
    sizes.same(a[0], b[0])
    sizes.same(a[1], b[1])


def written(sizes: Sizes, shape: Shape) -> str:
    return f"({sizes.text(shape[0])} × {sizes.text(shape[1])})"


def _product(sizes: Sizes, shapes: Sequence[Shape], data: Any) -> Shape:
    a, b = shapes
    if not sizes.fit(a[1], b[0]):
        raise Misfit(written(sizes, a), written(sizes, b))
    sizes.same(a[1], b[0])
    return a[0], b[1]


def _cross(sizes: Sizes, shapes: Sequence[Shape], data: Any) -> Shape:
    three = sizes.of("3"), ONE
    for shape in shapes:
        same(sizes, shape, three)
    return three


def _square(sizes: Sizes, shapes: Sequence[Shape], data: Any) -> Shape:
    sizes.same(*shapes[0])
    return shapes[0]


def _of_square(sizes: Sizes, shapes: Sequence[Shape], data: Any) -> Shape:
    _square(sizes, shapes, data)
    return ONE, ONE


def _number(sizes: Sizes, shapes: Sequence[Shape], data: Any) -> Shape:
    return ONE, ONE


def length(sizes: Sizes, shape: Shape) -> int:
    """The dimension of a vector, or of all entries of a matrix."""
    return sizes.product(*shape)


def _diag(sizes: Sizes, shapes: Sequence[Shape], data: Any) -> Shape:
    n = length(sizes, shapes[0])
    return n, n


def _derivative(sizes: Sizes, shapes: Sequence[Shape], data: Any) -> Shape:
    """The shape of du/dv in a layout; u or v is a scalar, or both are vectors."""
    u, v = shapes
    layout = data[0]
    if is_scalar(sizes, u):
        return v if layout == "denominator" else (v[1], v[0])
    if is_scalar(sizes, v):
        return (u[1], u[0]) if layout == "denominator" and is_vector(sizes, u) else u
    m, n = length(sizes, u), length(sizes, v)
    return (m, n) if numerator(sizes, u, v, layout) else (n, m)


def is_vector(sizes: Sizes, shape: Shape) -> bool:
    return sizes.is_one(shape[0]) != sizes.is_one(shape[1])


def numerator(sizes: Sizes, u: Shape, v: Shape, layout: str) -> bool:
    """Whether the derivative of vector by vector has a row for each entry of u: a transpose that is written decides."""
    u_lies, v_lies = sizes.is_one(u[0]), sizes.is_one(v[0])
    return v_lies if u_lies != v_lies else layout == "numerator"


def _lower_derivative(low: Lowering, args: Sequence[Array], data: Any) -> Array:
    u, v = args
    layout, mode = data[:2]
    slopes = low.slopes(u.entries, v.entries, mode)
    if len(u.entries) == 1:
        found = Array(low.graph, v.rows, v.columns, tuple(slopes[0]))
        return found if layout == "denominator" else found.T
    if len(v.entries) == 1:
        found = Array(low.graph, u.rows, u.columns, tuple(row[0] for row in slopes))
        return found.T if layout == "denominator" and 1 in (u.rows, u.columns) else found
    found = Array(low.graph, len(u.entries), len(v.entries), tuple(x for row in slopes for x in row))
    lies = u.rows == 1, v.rows == 1
    return found if (lies[1] if lies[0] != lies[1] else layout == "numerator") else found.T


def _tensor(low: Lowering, args: Sequence[Array], data: Any) -> Array:
    slopes = low.slopes(args[0].entries, args[1].entries, data)
    return Array(low.graph, len(args[0].entries), len(args[1].entries), tuple(x for row in slopes for x in row))


def _pull(low: Lowering, args: Sequence[Array], data: Any) -> Array:
    tensor, a, v = args
    flat = Array(low.graph, 1, len(a.entries), a.entries) @ tensor
    found = Array(low.graph, v.rows, v.columns, flat.entries)
    return found if data == "denominator" else found.T


def _softmax(low: Lowering, args: Sequence[Array], data: Any) -> Array:
    """exp(z) over its sum: of a vector, or of each row of a matrix."""
    graph, z = low.graph, args[0]
    lines = [z] if z.columns == 1 else [Array(graph, 1, z.columns, z.entries[i * z.columns : (i + 1) * z.columns])
                                        for i in range(z.rows)]  # fmt: skip
    found: list[int] = []
    for line in lines:
        powers = [graph.apply("exp", graph.node(x)) for x in line.entries]
        below = Array(graph, 1, len(powers), tuple(x.id for x in powers)).sum()
        found += [(x / graph.node(below.only)).id for x in powers]
    return Array(graph, z.rows, z.columns, tuple(found))


def _norm(low: Lowering, args: Sequence[Array], data: Any) -> Array:
    graph, x = low.graph, args[0]
    if data == "1":
        return x.each(lambda e: graph.apply("abs", graph.node(e)).id).sum()
    squares = x.each(lambda e: graph.apply("pow", graph.node(e), 2).id).sum()
    return squares.each(lambda e: graph.apply("sqrt", graph.node(e)).id) if data == "2" else squares


def _map(low: Lowering, args: Sequence[Array], data: Any) -> Array:
    """A formula of formal parameters, at the entries of each place."""
    body, formals = data
    return args[0].each(
        lambda *xs: decided(low.graph, low.graph.substitute(body, dict(zip(formals, xs, strict=True))), stop=xs),
        *args[1:],
    )


def _entrywise(name: str) -> LowerRule:
    return lambda low, args, data: args[0].each(
        lambda *xs: low.graph.apply(name, *(low.graph.node(x) for x in xs)).id, *args[1:]
    )


def _blocks(low: Lowering, args: Sequence[Array], data: Any) -> Array:
    rows = [args[k : k + data] for k in range(0, len(args), data)]
    lines = [
        [x for part in row for x in part.entries[i * part.columns : (i + 1) * part.columns]]
        for row in rows for i in range(row[0].rows)
    ]  # fmt: skip
    return Array(low.graph, len(lines), len(lines[0]), tuple(x for line in lines for x in line))


def _block_shape(sizes: Sizes, shapes: Sequence[Shape], data: Any) -> Shape:
    """Numbers side by side; wider blocks only as one row or one column of them."""
    columns = len(shapes) if data is None else data
    rows = len(shapes) // columns
    if all(is_scalar(sizes, shape) for shape in shapes):
        return sizes.of(str(rows)), sizes.of(str(columns))
    raise Misfit("a matrix of blocks", "numbers")


def _diagonal_power(low: Lowering, args: Sequence[Array], data: Any) -> Array:
    """A power of a matrix whose other entries are 0."""
    graph, a = low.graph, args[0]
    zero = graph.number(0).id

    def entry(i: int, j: int) -> int:
        return graph.apply("pow", graph.node(a.at(i, i)), graph.number(data)).id if i == j else zero

    return Array.build(graph, a.rows, a.columns, entry)


def _repeated(low: Lowering, args: Sequence[Array], data: Any) -> Array:
    a, like = args
    return Array.build(low.graph, like.rows, like.columns, lambda i, j: a.at(i % a.rows, j % a.columns))


ROWS: tuple[ArrayRow, ...] = (
    ArrayRow("add", _equal, _entrywise("add")),
    ArrayRow("sub", _equal, _entrywise("sub")),
    ArrayRow("neg", _alike, _entrywise("neg")),
    ArrayRow("scale", _alike, _entrywise("mul")),
    ArrayRow("hadamard", _equal, _entrywise("mul")),
    ArrayRow("divide", _alike, _entrywise("div")),
    ArrayRow("map", _alike, _map),
    ArrayRow("matmul", _product, lambda low, args, data: args[0] @ args[1]),
    ArrayRow("kron", lambda s, x, d: (s.product(x[0][0], x[1][0]), s.product(x[0][1], x[1][1])),
             lambda low, args, data: args[0].kron(args[1])),
    ArrayRow("cross", _cross, lambda low, args, data: args[0].cross(args[1])),
    ArrayRow("transpose", lambda s, x, d: (x[0][1], x[0][0]), lambda low, args, data: args[0].T),
    ArrayRow("inverse", _square, lambda low, args, data: args[0].inverse()),
    ArrayRow("diagonal power", _square, _diagonal_power),
    ArrayRow("trace", _of_square, lambda low, args, data: args[0].trace()),
    ArrayRow("det", _of_square, lambda low, args, data: args[0].det()),
    ArrayRow("sum", _number, lambda low, args, data: args[0].sum()),
    ArrayRow("norm", _number, _norm),
    ArrayRow("diag", _diag, lambda low, args, data: args[0].diag()),
    ArrayRow("diagonal", lambda s, x, d: (_square(s, x, d)[0], ONE), lambda low, args, data: args[0].diagonal()),
    ArrayRow("vec", lambda s, x, d: (s.product(x[0][1], x[0][0]), ONE), lambda low, args, data: args[0].vec),
    ArrayRow("softmax", _alike, _softmax),
    ArrayRow("blocks", _block_shape, _blocks),
    ArrayRow("repeated", lambda s, x, d: x[1], _repeated),
    ArrayRow("derivative", _derivative, _lower_derivative),
    ArrayRow("tensor", lambda s, x, d: (length(s, x[0]), length(s, x[1])), _tensor),
    ArrayRow("pull", lambda s, x, d: x[2] if d == "denominator" else (x[2][1], x[2][0]), _pull),
)  # fmt: skip
TABLE: dict[str, ArrayRow] = {row.name: row for row in ROWS}


class Terms:
    """The list of terms of one claim, and the dimensions that its shapes are made of."""

    def __init__(self, sizes: Sizes) -> None:
        self.sizes = sizes
        self.list: list[Term] = []
        self._index: dict[tuple[str, tuple[int, ...], Any], int] = {}

    def leaf(self, op: str, shape: Shape, data: Any) -> int:
        """A term whose entries the lowering knows."""
        return self._append(Term(op, (), shape, data))

    def apply(self, op: str, *args: int, data: Any = None) -> int:
        """An operation of the table. Raises Misfit."""
        shape = TABLE[op].shape(self.sizes, [self.list[x].shape for x in args], data)
        return self._append(Term(op, args, shape, data))

    def shaped(self, op: str, args: tuple[int, ...], shape: Shape, data: Any = None) -> int:
        """An operation whose shape is known where it is written."""
        return self._append(Term(op, args, shape, data))

    def _append(self, term: Term) -> int:
        key = (term.op, term.args, term.data)
        found = self._index.get(key)
        if found is None:
            found = self._index[key] = len(self.list)
            self.list.append(term)
        return found

    def substitute(self, root: int, mapping: Mapping[int, int]) -> int:
        """The root with some terms replaced by others of their shapes."""
        built = dict(mapping)
        for id in self.cone([root]):
            if id not in built:
                term = self.list[id]
                built[id] = self.shaped(term.op, tuple(built[x] for x in term.args), term.shape, term.data)
        return built[root]

    def shape(self, id: int) -> Shape:
        return self.list[id].shape

    def is_scalar(self, id: int) -> bool:
        return is_scalar(self.sizes, self.shape(id))

    def text(self, id: int) -> str:
        return written(self.sizes, self.shape(id))

    def cone(self, roots: Iterable[int]) -> list[int]:
        """All terms that the roots are made of, in order."""
        seen, stack = set(roots), list(roots)
        while stack:
            for x in self.list[stack.pop()].args:
                if x not in seen:
                    seen.add(x)
                    stack.append(x)
        return sorted(seen)

    def dimensions(self, roots: Iterable[int]) -> list[int]:
        """The dimensions below some terms, those inside sums over an index included."""
        found: list[int] = []
        for id in self.cone(roots):
            term = self.list[id]
            found += term.shape
            if term.op == "over":
                found += [term.data[1], *self.dimensions([term.data[2]])]
            elif term.op == "at":
                found += self.dimensions([term.data[1]])
            elif term.op == "number":
                found += term.data[2]
        return found

    def copy(self) -> Terms:
        """The same list, to be continued without telling on this one."""
        other = Terms(self.sizes.copy())
        other.list, other._index = list(self.list), dict(self._index)
        return other

    def lower(self, roots: Iterable[int], low: Lowering, known: dict[int, Array] | None = None) -> dict[int, Array]:
        """The entries of all terms below the roots. known: those of terms that are lowered already; added to."""
        built: dict[int, Array] = {} if known is None else known
        for id in self.cone(roots):
            if id in built:
                continue
            term = self.list[id]
            args = [built[x] for x in term.args]
            row = TABLE.get(term.op)
            built[id] = low.made(term, args) if row is None else row.lower(low, args, term.data)
        return built
