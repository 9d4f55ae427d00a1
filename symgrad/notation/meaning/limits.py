"""Limits, as SymPy takes them, as far as values on the way bear them out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symgrad.graph import Graph, Node, balls, exact, to_sympy
from symgrad.graph.table import CASE, INPUT, row
from symgrad.notation.meaning.answers import answer, ensure_light
from symgrad.notation.meaning.setting import Setting
from symgrad.notation.meaning.unresolved import Infinite, Unresolved
from symgrad.notation.syntax import Limit

BY_GRUNTZ = "the limit is SymPy's, by Gruntz's algorithm"
LIMIT = 60  # operations of a formula whose limit is asked for
NEAR = (20, 40)  # powers of two: how far towards the limit its values are looked at
BITS = 512
OTHERS = (Fraction(1, 2), Fraction(3), Fraction(-2, 3))  # of the inputs that stay where they are


def limit(here: Setting, tree: Limit) -> Node:
    """The limit by Gruntz's algorithm, as SymPy has it."""
    graph = here.graph
    node, variable = here.node(tree.body), here.variable_node(tree.variable)
    to = None if tree.to is None else here.node(tree.to)
    if graph.operations(node.id) > LIMIT or graph.cells[variable.id][0] != INPUT:
        raise Unresolved("this limit is too large to be taken, or not by an input")
    if variable.id not in graph.free(node.id):
        return node
    ensure_light(graph, node.id, "limit")
    if to is not None and graph.free(to.id):
        if variable.id in graph.free(to.id):
            raise Unresolved("a limit at a place that moves along")
        if any(_bends(graph.cells[id][0]) for id in graph.cone([node.id])):
            raise Unresolved("a limit of cases at a place that is not a number")
    side = tree.side or ("+-" if to is not None else "+")

    endless: list[int] = []  # the sign of an infinite one

    def found(symbols: Mapping[int, Any]) -> Any:
        import sympy

        goal = to_sympy(graph, to.id, symbols) if to is not None else -sympy.oo if side == "-" else sympy.oo
        direction = side if to is not None else "+"
        result = sympy.limit(to_sympy(graph, node.id, symbols), symbols[variable.id], goal, direction)
        if result in (sympy.oo, -sympy.oo):
            endless.append(1 if result == sympy.oo else -1)
        return sympy.Integer(0) if endless else result

    inputs = graph.free(node.id) if to is None else graph.free(node.id, to.id)
    result = answer(graph, inputs, found, "limit", real=True)
    way = _Way(graph, node.id, variable.id, None if to is None else to.id, side, result.id)
    if endless and way.grows(endless[0]):
        raise Infinite(f"the limit is {'∞' if endless[0] > 0 else '-∞'}")
    if endless or not way.borne_out():
        raise Unresolved("the limit was not found: SymPy's does not fit the values on the way to it")
    here.notes.setdefault(BY_GRUNTZ)
    return result


@dataclass(frozen=True)
class _Way:
    """Values of a formula on the way to a place (None: infinity), and of what its limit is said to be.

    Gruntz's algorithm goes wrong where a comparison of SymPy's does, so its answer is not taken unseen.
    """

    graph: Graph
    node: int
    variable: int
    to: int | None
    side: str
    result: int

    def borne_out(self) -> bool:
        """Whether the values come closer to the result, wherever they are defined."""
        for near, far in self._pairs():
            gaps = [abs(gap) for _, gap in (near, far)]
            known = all(gap.is_finite() and gap.rad() < 2.0**-40 * (1 + gap.mid()) for gap in gaps)
            if known and float(gaps[1].mid()) > 2.0**-20 and float(gaps[1].mid()) > 0.95 * float(gaps[0].mid()):
                return False
        return True

    def grows(self, sign: int) -> bool:
        """Whether the values grow above 1, or fall below -1, wherever they are looked at."""
        return all(1 < sign * near[0] < sign * far[0] for near, far in self._pairs())

    def _pairs(self) -> Iterator[tuple[tuple[Any, Any], tuple[Any, Any]]]:
        """The value, and how far it is from the result, at two places on each way there."""
        for given in self._samples():
            for sign in (1, -1) if self.side == "+-" else (-1,) if self.side == "-" else (1,):
                near, far = (self._at(given, sign, power) for power in NEAR)
                yield near, far

    def _samples(self) -> Iterator[dict[int, Fraction]]:
        roots = [self.node, self.result] if self.to is None else [self.node, self.result, self.to]
        others = [id for id in self.graph.free(*roots) if id != self.variable]
        for k in range(len(OTHERS) if others else 1):
            yield {id: OTHERS[(k + i) % len(OTHERS)] * (1 + Fraction(i, 7)) for i, id in enumerate(others)}

    def _at(self, given: Mapping[int, Fraction], sign: int, power: int) -> tuple[Any, Any]:
        """The same at 2^power, or 2^-power before or behind the place."""
        import flint

        before = flint.ctx.prec
        flint.ctx.prec = BITS
        try:
            values = {id: exact(value) for id, value in given.items()}
            if self.to is None:
                values[self.variable] = flint.arb(sign * 2**power)
            else:
                place = balls(self.graph, self.graph.cone([self.to]), values)[0][self.to]
                values[self.variable] = place + sign * flint.arb(2) ** -power
            found, _ = balls(self.graph, self.graph.cone([self.node, self.result]), values)
            return found[self.node], found[self.node] - found[self.result]
        finally:
            flint.ctx.prec = before


def _bends(code: int) -> bool:
    return code == CASE or (code > CASE and row(code).kink is not None)
