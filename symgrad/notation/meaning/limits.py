"""Limits, as SymPy takes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symgrad.graph import Node, to_sympy
from symgrad.graph.table import CASE, INPUT, row
from symgrad.notation.meaning.answers import answer, ensure_light
from symgrad.notation.meaning.setting import Setting
from symgrad.notation.meaning.unresolved import Unresolved
from symgrad.notation.syntax import Limit

LIMIT = 60  # operations of a formula whose limit is asked for


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
    here.notes.setdefault("the limit is SymPy's, by Gruntz's algorithm")
    return result


def _bends(code: int) -> bool:
    return code == CASE or (code > CASE and row(code).kink is not None)
