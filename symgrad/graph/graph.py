"""The graph: one append-only list of operations on earlier entries, and handles for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from symgrad.graph.table import ADD, CASE, CODE, CONST, DIV, INPUT, MUL, NAME, NEG, OPAQUE, POW, SUB, row
from symgrad.source import SymgradError

FOLD_BITS = 512  # numbers are folded while the result stays below; larger powers stay operations


@dataclass(frozen=True)
class Constant:
    """A number: its exact value, or the symbol of an irrational one; `written` keeps a decimal's digits."""

    value: Fraction | None
    written: str = ""


@dataclass(frozen=True)
class Opaque:
    """A function known only by name, or one of its partials (`slots`: sorted operand numbers).

    `general` says that the text declares the function to be any function; otherwise its definition is missing.
    `stated`: that its operands are all is known only from what the text differentiates it by.
    """

    name: str
    arity: int
    slots: tuple[int, ...] = ()
    general: bool = False
    stated: bool = field(default=False, compare=False)


class Node:
    """A handle: a graph and an index. Operators append to the graph, with zeros, ones and numbers folded."""

    __slots__ = ("graph", "id")

    def __init__(self, graph: Graph, id: int) -> None:
        self.graph = graph
        self.id = id

    def __add__(self, other: Any) -> Node:
        return self.graph.apply("add", self, other)

    def __radd__(self, other: Any) -> Node:
        return self.graph.apply("add", other, self)

    def __sub__(self, other: Any) -> Node:
        return self.graph.apply("sub", self, other)

    def __rsub__(self, other: Any) -> Node:
        return self.graph.apply("sub", other, self)

    def __mul__(self, other: Any) -> Node:
        return self.graph.apply("mul", self, other)

    def __rmul__(self, other: Any) -> Node:
        return self.graph.apply("mul", other, self)

    def __truediv__(self, other: Any) -> Node:
        return self.graph.apply("div", self, other)

    def __rtruediv__(self, other: Any) -> Node:
        return self.graph.apply("div", other, self)

    def __pow__(self, other: Any) -> Node:
        return self.graph.apply("pow", self, other)

    def __rpow__(self, other: Any) -> Node:
        return self.graph.apply("pow", other, self)

    def __neg__(self) -> Node:
        return self.graph.apply("neg", self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Node) and other.graph is self.graph and other.id == self.id

    def __hash__(self) -> int:
        return hash((id(self.graph), self.id))

    def __repr__(self) -> str:
        return f"<Node {self.id}: {self.graph.describe(self.id)}>"


class Graph:
    """A list of cells `(operation, operand, ...)`; a node is an index, and operands come before their users.

    Equal cells are the same node. `name` cells stand over the formula that they name, so that an author's
    intermediates are nodes of their own. Inputs are keyed by scope and name.

    >>> g = Graph()
    >>> x = g.input("x")
    >>> y = g.apply("exp", x) + x
    >>> y == g.apply("exp", x) + x
    True
    """

    def __init__(self) -> None:
        self.cells: list[tuple[int, ...]] = []
        self.index: dict[tuple[int, ...], int] = {}
        self.inputs: list[tuple[str, str]] = []
        self.constants: list[Constant] = []
        self.labels: list[str] = []
        self.opaques: list[Opaque] = []
        self._keys: dict[Any, int] = {}
        self.partials: dict[int, tuple[int, ...]] = {}  # of a node by its operands, filled by the sweeps
        self.adjoints: dict[int, dict[int, int]] = {}  # of an output by the nodes below it
        self.twins: dict[int, Any] = {}
        self.at_zero: Fraction | None = None  # relu'(0), where a text declares it

    def __len__(self) -> int:
        return len(self.cells)

    # ----- building -----

    def cell(self, *cell: int) -> int:
        """The index of a cell, appended unless it is there."""
        found = self.index.get(cell)
        if found is None:
            found = self.index[cell] = len(self.cells)
            self.cells.append(cell)
        return found

    def _side(self, table: list[Any], entry: Any) -> int:
        key = (id(table), entry)
        if key not in self._keys:
            self._keys[key] = len(table)
            table.append(entry)
        return self._keys[key]

    def node(self, id: int) -> Node:
        return Node(self, id)

    def input(self, name: str, scope: str = "") -> Node:
        return Node(self, self.cell(INPUT, self._side(self.inputs, (scope, name))))

    def number(self, value: int | Fraction, written: str = "") -> Node:
        return Node(self, self.cell(CONST, self._side(self.constants, Constant(Fraction(value), written))))

    @property
    def pi(self) -> Node:
        return Node(self, self.cell(CONST, self._side(self.constants, Constant(None, "pi"))))

    def named(self, label: str, formula: Node) -> Node:
        return Node(self, self.cell(NAME, formula.id, self._side(self.labels, label)))

    def opaque(self, function: Opaque, *args: Node) -> Node:
        if len(args) != function.arity:
            raise SymgradError(f"{function.name} takes {function.arity} arguments, not {len(args)}")
        return Node(self, self.cell(OPAQUE, self._side(self.opaques, function), *(x.id for x in args)))

    def derivative_of(self, name: str, x: Node) -> Node:
        """The derivative of a function of one operand for which there is no row."""
        return self.opaque(Opaque(name, 1, (0,)), x)

    def handle(self, x: Any) -> Node:
        """A handle for a handle or an exact number."""
        if isinstance(x, Node):
            if x.graph is not self:
                raise SymgradError("the two nodes belong to different graphs")
            return x
        if isinstance(x, (int, Fraction)):
            return self.number(x)
        raise SymgradError(f"{x!r} is neither a node nor an exact number (write a float as Fraction)")

    def write(self, name: str, *xs: Node) -> Node:
        """The operation exactly as given: nothing is folded."""
        code = CASE if name == "case" else CODE[name]
        return Node(self, self.cell(code, *(x.id for x in xs)))

    def apply(self, name: str, *operands: Any) -> Node:
        """The operation with zeros, ones and numbers folded."""
        xs = [self.handle(x) for x in operands]
        folded = _fold(self, name, xs)
        return self.write(name, *xs) if folded is None else folded

    # ----- looking -----

    def value(self, id: int) -> Fraction | None:
        """The exact value of a constant node, else None."""
        cell = self.cells[id]
        return self.constants[cell[1]].value if cell[0] == CONST else None

    def operands(self, id: int) -> tuple[int, ...]:
        cell = self.cells[id]
        code = cell[0]
        if code > CASE or code == CASE:
            return cell[1:]
        if code == NAME:
            return cell[1:2]
        return cell[2:] if code == OPAQUE else ()

    def label(self, id: int) -> str | None:
        """The name of an input or a named node."""
        cell = self.cells[id]
        if cell[0] == INPUT:
            return self.inputs[cell[1]][1]
        return self.labels[cell[2]] if cell[0] == NAME else None

    def unnamed(self, id: int) -> int:
        """The node below any names that stand over it."""
        while self.cells[id][0] == NAME:
            id = self.cells[id][1]
        return id

    def cone(self, roots: Iterable[int], stop: Iterable[int] = ()) -> list[int]:
        """All nodes that the roots are made of, in order; the operands of `stop` are not followed."""
        held = stop if isinstance(stop, (set, frozenset, dict)) else set(stop)
        seen, stack = set(roots), list(roots)
        while stack:
            id = stack.pop()
            if id in held:
                continue
            for x in self.operands(id):
                if x not in seen:
                    seen.add(x)
                    stack.append(x)
        return sorted(seen)

    def free(self, *roots: int) -> list[int]:
        """The inputs that the roots are made of, in order."""
        return [id for id in self.cone(roots) if self.cells[id][0] == INPUT]

    def operations(self, *roots: int) -> int:
        """How many operations it takes to evaluate the roots (names, inputs and numbers cost nothing)."""
        return sum(self.cells[id][0] >= OPAQUE for id in self.cone(roots))

    def substitute(self, root: int, mapping: Mapping[int, int]) -> int:
        """The root with some nodes replaced; names that stand over something replaced stay."""
        return self.substituted([root], mapping)[0]

    def substituted(self, roots: Sequence[int], mapping: Mapping[int, int]) -> list[int]:
        """Many roots with the same nodes replaced: what they share is built once."""
        if not mapping:
            return list(roots)
        built = dict(mapping)
        for id in self.cone(roots, stop=built):
            if id in built:
                continue
            cell = self.cells[id]
            operands = self.operands(id)
            if all(built[x] == x for x in operands):
                built[id] = id
            elif cell[0] == NAME:
                built[id] = self.cell(NAME, built[cell[1]], cell[2])
            else:
                head = cell[: len(cell) - len(operands)]
                built[id] = self.cell(*head, *(built[x] for x in operands))
        return [built[root] for root in roots]

    def describe(self, id: int) -> str:
        cell = self.cells[id]
        code = cell[0]
        if code in (INPUT, NAME):
            return str(self.label(id))
        if code == CONST:
            constant = self.constants[cell[1]]
            return constant.written or str(constant.value)
        args = ", ".join(map(str, self.operands(id)))
        return f"{operation_name(self, id)}({args})"

    def __iter__(self) -> Iterator[Node]:
        return (Node(self, id) for id in range(len(self.cells)))


def operation_name(graph: Graph, id: int) -> str:
    """The name of the operation of a node, for messages."""
    cell = graph.cells[id]
    if cell[0] > CASE:
        return row(cell[0]).name
    if cell[0] == OPAQUE:
        return graph.opaques[cell[1]].name
    return {INPUT: "input", CONST: "number", NAME: "name", CASE: "case"}[cell[0]]


def _fold(graph: Graph, name: str, xs: list[Node]) -> Node | None:
    """What an operation on these operands is without an operation, or None."""
    values = [_value(graph, x.id) for x in xs]
    code = CASE if name == "case" else CODE[name]
    if code == NEG:
        x = xs[0]
        if graph.cells[x.id][0] == NEG:
            return Node(graph, graph.cells[x.id][1])
        return None if values[0] is None else graph.number(-values[0])
    if code == CASE:
        if values[0] is not None:
            return xs[1] if values[0] > 0 else xs[2]
        return xs[1] if xs[1].id == xs[2].id else None
    if code not in (ADD, SUB, MUL, DIV, POW):
        return None
    (a, b), (u, v) = xs, values
    if code == ADD:
        if u == 0 or v == 0:
            return b if u == 0 else a
        if graph.cells[b.id][0] == NEG:
            return graph.apply("sub", a, Node(graph, graph.cells[b.id][1]))
    elif code == SUB:
        if v == 0 or u == 0:
            return a if v == 0 else -b
        if a.id == b.id:
            return graph.number(0)
        if graph.cells[b.id][0] == NEG:
            return graph.apply("add", a, Node(graph, graph.cells[b.id][1]))
    elif code == MUL:
        if u == 0 or v == 0:
            return graph.number(0)
        if u == 1 or v == 1:
            return b if u == 1 else a
        if u == -1 or v == -1:
            return -b if u == -1 else -a
    elif code == DIV:
        if u == 0 and v != 0:
            return graph.number(0)
        if v == 1 or v == -1:
            return a if v == 1 else -a
    elif v == 1 or v == 0:
        return a if v == 1 else graph.number(1)
    if u is None or v is None:
        return None
    return _fold_numbers(graph, code, u, v)


def _value(graph: Graph, id: int) -> Fraction | None:
    """The value of a number, also of one that is written with a sign before it."""
    cell = graph.cells[id]
    if cell[0] != NEG:
        return graph.value(id)
    value = graph.value(cell[1])
    return None if value is None else -value


def _fold_numbers(graph: Graph, code: int, u: Fraction, v: Fraction) -> Node | None:
    if code == ADD:
        return graph.number(u + v)
    if code == SUB:
        return graph.number(u - v)
    if code == MUL:
        return graph.number(u * v)
    if code == DIV:
        return None if v == 0 else graph.number(u / v)
    bits = max(u.numerator.bit_length(), u.denominator.bit_length())
    if v.denominator != 1 or bits * abs(v.numerator) > FOLD_BITS or (u == 0 and v < 0):
        return None
    return graph.number(u**v.numerator)
