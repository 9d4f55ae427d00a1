"""Nodes of the graph as fractions over all kernels."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from symgrad.graph import Graph
from symgrad.graph.table import CASE, CODE, CONST, DIV, INPUT, MUL, NAME, NEG, OPAQUE, POW, SUB, row
from symgrad.proof.field.circular import Circular
from symgrad.proof.field.exponentials import Exponentials
from symgrad.proof.field.passes import GivenUp, Learnt


def positive_inputs(graph: Graph, assume: Iterable[tuple[int, str]]) -> list[int]:
    """The inputs that are assumed to be positive."""
    return [id for id, how in assume if how == ">" and graph.cells[id][0] == INPUT]


class Field(Exponentials, Circular):
    """One pass: the fractions of all nodes below the two sides, over one ring.

    cut: nodes taken as generators. positive: inputs that are assumed to be positive; least: those that may be zero.
    """

    def __init__(
        self,
        graph: Graph,
        learnt: Learnt,
        cut: Iterable[int] = (),
        positive: Iterable[int] = (),
        least: Iterable[int] = (),
        *,
        split: bool = False,
    ) -> None:
        super().__init__(learnt, split)
        self.graph, self.cut, self.assumed = graph, frozenset(cut), frozenset(positive)
        self.least = frozenset(least)
        self.alias = {  # the formula below a name that is a generator is that generator, wherever it stands
            graph.cells[id][1]: id
            for id in sorted(self.cut, reverse=True)
            if graph.cells[id][0] == NAME and graph.cells[graph.cells[id][1]][0] not in (INPUT, CONST, NAME)
        }
        self.built: dict[int, tuple[Any, Any]] = {}
        self.keys: dict[int, Any] = {}
        self.jumping: dict[int, list[Any]] = {}  # nodes whose value may be another where one of these is zero
        self.jumps: list[Any] = []  # those of the sides

    def build(self, cone: Iterable[int]) -> None:
        for id in cone:
            self.built[id] = self._node(id)

    def build_sides(self, *sides: int) -> None:
        """The sides over the generators; what they need positive counts only if no part of them may be idle."""
        cone = self.graph.cone(sides, stop=[*self.cut, *self.alias])
        self.learns = self.strict(cone)
        self.build(cone)
        self.jumps = [edge for id in cone for edge in self.jumping.get(id, ())]

    def difference(self, a: int, b: int) -> tuple[Any, Any]:
        return self.reduced(self._add(self.built[a], self.built[b], -1))

    def strict(self, cone: list[int]) -> bool:
        """Whether every operand counts: no branch that may be idle, no power zero."""
        idle = (CASE, CODE["leaky"], CODE["elu"])
        cells = [self.graph.cells[id] for id in cone]
        return not any(c[0] in idle or (c[0] == POW and self.graph.value(c[2]) == 0) for c in cells)

    def _node(self, id: int) -> tuple[Any, Any]:
        if time.monotonic() > self.learnt.deadline:
            raise GivenUp
        graph, built = self.graph, self.built
        cell = graph.cells[id]
        code = cell[0]
        if id in self.alias:
            return self._of(self._generator(("node", self.alias[id])))
        if id in self.cut or code == INPUT:
            return self._of(self._generator(("node", id), positive=id in self.assumed, vanishing=id in self.least))
        if code == NAME:
            return built[cell[1]]
        if code == CONST:
            value = graph.constants[cell[1]].value
            return self._number(value) if value is not None else self._of(self._generator("pi", positive=True))
        xs = [built[x] for x in graph.operands(id)]
        if code == CASE:
            c, a, b = xs
            return self._add(b, self._mul(self._add(a, b, -1), self._branch(id, c, self._add(a, b, -1))))
        if code == OPAQUE:
            return self._opaque(cell[1], graph.operands(id))
        name = row(code).name
        if code <= SUB:
            return self._add(xs[0], xs[1], 1 if code < SUB else -1)
        if code == MUL:
            return self._mul(*xs)
        if code == DIV:
            return self._mul(xs[0], self._inverse(xs[1]))
        if code == NEG:
            return -xs[0][0], xs[0][1]
        meaning = row(code).meaning
        if name == "step":
            return self._branch(id, xs[0], self._number(1))
        if name == "tanh":
            return self._tanh(xs[0])
        if name == "softplus":
            return self._log(self._add(self._number(1), self._exp(xs[0])))
        if meaning is not None:
            return self._meaning(meaning, id)
        if name in ("gamma", "digamma", "trigamma"):
            self.used.add(name)
            return self._of(self._generator((name, self._key(self.reduced(xs[0])))))
        found: tuple[Any, Any] = getattr(self, "_pow_node" if name == "pow" else f"_{name}")(*xs)
        return found

    def _branch(self, id: int, c: tuple[Any, Any], jump: tuple[Any, Any]) -> tuple[Any, Any]:
        """I[c > 0] as a factor of `jump`, in a node: what vanishes at an edge does not jump there."""
        self.edges = []
        found = self._step(c)
        edges = [edge for edge in self.edges if divmod(self.reduced(jump)[0], edge)[1] != 0]
        if edges:
            self.jumping[id] = edges
        return found

    def _meaning(self, meaning: Callable[..., Any], id: int) -> tuple[Any, Any]:
        """The node through its meaning in simpler operations, which is appended to the graph."""
        root = self.graph.handle(meaning(*(self.graph.node(x) for x in self.graph.operands(id)))).id
        for x in self.graph.cone([root], stop=self.built):
            if x not in self.built:
                self.built[x] = self._node(x)
                if x in self.jumping and row(self.graph.cells[id][0]).jumps:
                    self.jumping[id] = self.jumping[x]
        return self.built[root]

    def _opaque(self, function: int, operands: Iterable[int]) -> tuple[Any, Any]:
        self.used.add(self.graph.opaques[function].name)
        return self._of(self._generator(("opaque", function, *map(self._key_of, operands))))

    def _key_of(self, id: int) -> Any:
        if id not in self.keys:  # the entries of an unknown function share their arguments
            self.keys[id] = self._key(self.reduced(self.built[id]))
        return self.keys[id]
