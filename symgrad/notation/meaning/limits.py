"""Limits, as SymPy takes them, as far as values on the way bear them out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from symgrad.graph import Graph, Node, balls, exact, to_sympy
from symgrad.graph.table import CASE, INPUT, row
from symgrad.notation.meaning.answers import answer, ensure_light
from symgrad.notation.meaning.setting import Setting
from symgrad.notation.meaning.unresolved import Unresolved
from symgrad.notation.syntax import Limit

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

    def found(symbols: Mapping[int, Any]) -> Any:
        import sympy

        goal = to_sympy(graph, to.id, symbols) if to is not None else -sympy.oo if side == "-" else sympy.oo
        direction = side if to is not None else "+"
        return sympy.limit(to_sympy(graph, node.id, symbols), symbols[variable.id], goal, direction)

    inputs = graph.free(node.id) if to is None else graph.free(node.id, to.id)
    result = answer(graph, inputs, found, "limit", real=True)
    if not _borne_out(graph, node.id, variable.id, None if to is None else to.id, side, result.id):
        raise Unresolved("the limit was not found: SymPy's does not fit the values on the way to it")
    here.notes.setdefault("the limit is SymPy's, by Gruntz's algorithm")
    return result


def _borne_out(graph: Graph, node: int, variable: int, to: int | None, side: str, result: int) -> bool:
    """Whether the values on the way come closer to the result, wherever they are defined.

    Gruntz's algorithm goes wrong where a comparison of SymPy's does, so its answer is not taken unseen.
    """
    for given in _samples(graph, node, variable, to, result):
        for sign in (1, -1) if side == "+-" else (-1,) if side == "-" else (1,):
            gaps = [_gap(graph, node, variable, to, result, given, sign, power) for power in NEAR]
            if None not in gaps and gaps[1] > 2.0**-20 and gaps[1] > 0.95 * gaps[0]:
                return False
    return True


def _samples(graph: Graph, node: int, variable: int, to: int | None, result: int) -> Iterator[dict[int, Fraction]]:
    roots = [node, result] if to is None else [node, result, to]
    others = [id for id in graph.free(*roots) if id != variable]
    for k in range(len(OTHERS) if others else 1):
        yield {id: OTHERS[(k + i) % len(OTHERS)] * (1 + Fraction(i, 7)) for i, id in enumerate(others)}


def _gap(
    graph: Graph,
    node: int,
    variable: int,
    to: int | None,
    result: int,
    given: Mapping[int, Fraction],
    sign: int,
    power: int,
) -> Any:
    """How far the value is from the result at 2^power, or 2^-power before or behind the place; None if unknown."""
    import flint

    before = flint.ctx.prec
    flint.ctx.prec = BITS
    try:
        values = {id: exact(value) for id, value in given.items()}
        if to is None:
            values[variable] = flint.arb(sign * 2**power)
        else:
            place = balls(graph, graph.cone([to]), values)[0][to]
            values[variable] = place + sign * flint.arb(2) ** -power
        found, _ = balls(graph, graph.cone([node, result]), values)
        gap = abs(found[node] - found[result])
        return float(gap.mid()) if gap.is_finite() and gap.rad() < 2.0**-40 * (1 + gap.mid()) else None
    finally:
        flint.ctx.prec = before


def _bends(code: int) -> bool:
    return code == CASE or (code > CASE and row(code).kink is not None)
