"""What kind of gate a named node is, and which gates feed it: its formula seen through names that no author gave."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from symgrad.derive.decompose import direct
from symgrad.graph import Graph, operation_name
from symgrad.graph.table import ADD, CODE, CONST, DIV, INPUT, MUL, NAME, NEG, POW, SUB

AUTOMATIC = re.compile(r"f_\d+")  # names that decompose gives
WORDS = {"mul": "multiply", "sub": "subtract", "div": "divide", "neg": "negate", "pow": "power"}


@dataclass(frozen=True)
class Seen:
    """A gate's kind, the nodes of the gates that feed it, and the named nodes that are parts of it."""

    kind: str
    operands: tuple[int, ...] = ()
    inside: frozenset[int] = frozenset()


def kind_of(graph: Graph, gates: Iterable[int], root: int) -> dict[int, Seen]:
    """What each of the inputs and named nodes of an output is.

    >>> g = Graph(); a, b, c = (g.input(name) for name in "abc")
    >>> y = g.named("y", g.named("f_1", a * b) * c)
    >>> seen = kind_of(g, [a.id, b.id, c.id, y.id], y.id)[y.id]
    >>> seen.kind, len(seen.operands), len(seen.inside)
    ('multiply', 3, 1)
    """
    gates = list(gates)
    users: dict[int, int] = {}
    for id in gates:
        if graph.cells[id][0] == NAME:
            for x in direct(graph, id):
                users[x] = users.get(x, 0) + 1
    foldable = {
        id for id, count in users.items()
        if count == 1 and id != root and graph.cells[id][0] == NAME and AUTOMATIC.fullmatch(str(graph.label(id)))
    }  # fmt: skip
    return {id: _Formula(graph, foldable).seen(id) for id in gates}


class _Formula:
    """One gate's formula; `inside` gathers the names that are looked through."""

    def __init__(self, graph: Graph, foldable: set[int]) -> None:
        self.graph, self.foldable = graph, foldable
        self.inside: set[int] = set()

    def seen(self, id: int) -> Seen:
        if self.graph.cells[id][0] == INPUT:
            return Seen("input")
        body = self.graph.cells[id][1]
        for kind, parts in self._readings(body):
            if parts is not None:
                return Seen(kind, tuple(parts), frozenset(self.inside))
            self.inside.clear()
        operands = self.graph.operands(body)
        if self._is_gate(body):
            return Seen("identity", (body,))
        single = all(self._is_gate(x) or self._is_number(x) for x in operands)
        name = operation_name(self.graph, body)
        return Seen(WORDS.get(name, name) if single else "formula", tuple(direct(self.graph, id)))

    def _readings(self, body: int) -> Iterator[tuple[str, list[int] | None]]:
        yield "multiply", self._terms(body, MUL)
        yield "add", self._terms(body, ADD)
        yield "squared loss", self._squared_difference(body)
        yield "sigmoid", self._written_sigmoid(body)

    def _is_gate(self, id: int) -> bool:
        return self.graph.cells[id][0] in (INPUT, NAME)

    def _is_number(self, id: int) -> bool:
        return self.graph.cells[id][0] == CONST

    def _opened(self, id: int, *codes: int) -> int:
        """The formula below a name that may be looked through, if it is one of these operations."""
        body = self.graph.cells[id][1] if id in self.foldable else id
        if body == id or self.graph.cells[body][0] not in codes:
            return id
        self.inside.add(id)
        return body

    def _terms(self, body: int, code: int) -> list[int] | None:
        """The gates of a product or a sum; a number among them is part of it."""
        if self.graph.cells[body][0] != code:
            return None
        found: dict[int, None] = {}
        stack = [body]
        while stack:
            id = self._opened(stack.pop(), code)
            if self.graph.cells[id][0] == code:
                stack += reversed(self.graph.operands(id))
            elif self._is_gate(id):
                found[id] = None
            elif not self._is_number(id):
                return None
        return list(found)

    def _squared_difference(self, body: int) -> list[int] | None:
        cell = self.graph.cells[body]
        if cell[0] != POW or self.graph.value(cell[2]) != 2:
            return None
        base = self.graph.cells[self._opened(cell[1], SUB)]
        return list(base[1:]) if base[0] == SUB and all(map(self._is_gate, base[1:])) else None

    def _written_sigmoid(self, body: int) -> list[int] | None:
        """1/(1 + exp(-z))."""
        cell = self.graph.cells[body]
        if cell[0] != DIV or self.graph.value(cell[1]) != 1:
            return None
        below = self.graph.cells[self._opened(cell[2], ADD)]
        rest = [x for x in below[1:] if self.graph.value(x) != 1]
        if below[0] != ADD or len(rest) != 1:
            return None
        power = self.graph.cells[self._opened(rest[0], CODE["exp"])]
        if power[0] != CODE["exp"]:
            return None
        minus = self.graph.cells[self._opened(power[1], NEG)]
        return [minus[1]] if minus[0] == NEG and self._is_gate(minus[1]) else None
