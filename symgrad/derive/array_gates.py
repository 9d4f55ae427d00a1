"""The names below an output as gates of arrays: what each is made of, and both products with its Jacobians."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from symgrad.graph import local
from symgrad.graph.array_nodes import ArrayNode
from symgrad.graph.jacobian_products import across, jacobian_products, onto, slope
from symgrad.graph.table import INPUT, NAME
from symgrad.notation.arrays import Builder

Product = Callable[[ArrayNode], ArrayNode]


class NoForm(Exception):
    """An operation without a row in the table: only its Jacobian can be named."""


@dataclass(frozen=True)
class Edge:
    """From an operation to one of its operands. pull: what an adjoint sends on; push: what a tangent sends up."""

    operand: ArrayNode
    pull: Product
    push: Product


@dataclass(frozen=True)
class ArrayGate:
    """A name: its term, the term that it stands for (None of an input or of an unknown function), what feeds it."""

    name: str
    node: ArrayNode
    body: ArrayNode | None
    operands: tuple[ArrayNode, ...]


class ArrayGates:
    """The gates below one output, each after those that feed it.

    >>> from symgrad.graph import Graph
    >>> from symgrad.graph.sizes import Sizes
    >>> from symgrad.graph.terms import Terms
    >>> from symgrad.notation.scope import Scope
    >>> graph, terms = Graph(), Terms(Sizes()); n = terms.sizes.of("n")
    >>> x = ArrayNode(graph, terms, terms.leaf("input", (n, 0), "x"))
    >>> y = ArrayNode(graph, terms, terms.shaped("name", ((x.T @ x).id,), (0, 0), "y"))
    >>> [gate.name for gate in ArrayGates(Builder(Scope(graph), terms), y.id).order]
    ['x', 'y']
    """

    def __init__(self, builder: Builder, root: int) -> None:
        self.builder, self.graph, self.terms = builder, builder.scope.graph, builder.terms
        self.named = frozenset(builder.names.values())
        self.root = self.node(root)

    def node(self, id: int) -> ArrayNode:
        return ArrayNode(self.graph, self.terms, id)

    @cached_property
    def order(self) -> list[ArrayGate]:
        """Every gate once, the output last."""
        found: dict[int, ArrayGate] = {}
        stack = [self._gate(self.root)]
        while stack:
            gate = stack[-1]
            missing = next((x for x in gate.operands if x.id not in found), None)
            if missing is None:
                found[stack.pop().node.id] = gate
            else:
                stack.append(self._gate(missing))
        return list(found.values())

    def _gate(self, node: ArrayNode) -> ArrayGate:
        term = node.term
        if term.op == "node":
            cell = self.graph.cells[term.data]
            body = node.scalar(cell[1]) if cell[0] == NAME else None
            return ArrayGate(str(self.graph.label(term.data)), node, body, self._below(body))
        if term.op == "opaque":
            return ArrayGate(term.data[0], node, None, node.args)
        body = node.args[0] if term.op == "name" else None
        return ArrayGate(term.data, node, body, self._below(body))

    def is_gate(self, node: ArrayNode) -> bool:
        op = node.term.op
        if op == "node":
            return self.graph.label(node.term.data) is not None
        return op in ("input", "name") or (op == "opaque" and node.id in self.named)

    # ----- inside a gate -----

    def _below(self, body: ArrayNode | None) -> tuple[ArrayNode, ...]:
        """The gates that a formula is written in."""
        parts = [] if body is None else self.inside(body)
        found = dict.fromkeys(x for part in parts for x in self.scalars(part))
        return tuple(dict.fromkeys([*filter(self.is_gate, parts), *found]))

    def inside(self, body: ArrayNode) -> list[ArrayNode]:
        """The operations of a formula, each after its operands; the gates that it is written in first of all."""
        seen, stack = {body.id}, [body]
        while stack:
            node = stack.pop()
            for x in () if self.is_gate(node) else self.made_of(node):
                if x.id not in seen:
                    seen.add(x.id)
                    stack.append(x)
        return [self.node(id) for id in sorted(seen)]

    def made_of(self, node: ArrayNode) -> tuple[ArrayNode, ...]:
        """What an operation is made of; a sum over an index has its body beside its operands."""
        return (self.node(node.term.data[2]),) if node.term.op == "over" else node.args

    def scalars(self, node: ArrayNode) -> list[ArrayNode]:
        """The names of numbers that stand in a formula of numbers, or in one that is taken entry by entry."""
        op, data = node.term.op, node.term.data
        if op not in ("node", "map") or self.is_gate(node):
            return []
        body = data if op == "node" else data[0]
        formals = () if op == "node" else data[1]
        cone, held = [], [body]
        while held:
            id = held.pop()
            if id in cone:
                continue
            cone.append(id)
            if self.graph.cells[id][0] not in (INPUT, NAME):
                held += self.graph.operands(id)
        return [node.scalar(id) for id in sorted(cone) if self.graph.label(id) is not None and id not in formals]

    def edges(self, made: ArrayNode, gate: ArrayGate) -> Iterator[Edge]:
        """The edges of one operation inside a gate. Raises NoForm."""
        y = gate.node if made == gate.body else made  # its own name where its value stands in a partial
        if made.term.op in ("fill", "identity"):
            return
        for x in self.scalars(made):
            if made.term.op == "node":
                partial = local(self.graph, made.term.data, x.term.data)
                yield _scaled(x, y.number(0) if partial is None else y.scalar(partial))
            else:
                yield _spread(y, x, slope(made, x.term.data, y))
        if made.term.op == "node":
            return
        found = jacobian_products(made)
        if found is None:
            raise NoForm(made.term.op)
        row, operands = found
        for k, x in enumerate(operands):
            yield Edge(x, _bound(row.vjp[k], y, operands), _bound(row.jvp[k], y, operands))

    def reaching(self, wanted: Collection[int]) -> set[int]:
        """The gates that depend on some others, and these."""
        found = set(wanted)
        for gate in self.order:
            if any(x.id in found for x in gate.operands):
                found.add(gate.node.id)
        return found


def _bound(rule: Callable[..., ArrayNode], y: ArrayNode, operands: tuple[ArrayNode, ...]) -> Product:
    return lambda g: rule(g, y, *operands)


def _scaled(x: ArrayNode, slope: ArrayNode) -> Edge:
    return Edge(x, lambda g: g * slope, lambda d: slope * d)


def _spread(y: ArrayNode, x: ArrayNode, slope: ArrayNode) -> Edge:
    """A number in the formula at every place: what comes back is summed over the places."""
    return Edge(x, lambda g: onto(x, g, slope), lambda d: across(y, d, slope))


__all__ = ["ArrayGate", "ArrayGates", "Edge", "NoForm"]
