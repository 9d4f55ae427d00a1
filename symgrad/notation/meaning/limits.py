"""Limits, as SymPy takes them."""

from __future__ import annotations

from symgrad.graph import Node, from_sympy, heavy, to_sympy
from symgrad.graph.table import INPUT
from symgrad.notation.meaning.setting import Setting
from symgrad.notation.meaning.unresolved import Unresolved
from symgrad.notation.syntax import Limit

LIMIT = 60  # operations of a formula whose limit is asked for


def limit(here: Setting, tree: Limit) -> Node:
    """The limit by Gruntz's algorithm, as SymPy has it, held against values on the way."""
    import sympy

    graph = here.graph
    node, variable = here.node(tree.body), here.variable_node(tree.variable)
    if graph.operations(node.id) > LIMIT or graph.cells[variable.id][0] != INPUT:
        raise Unresolved("this limit is too large to be taken, or not by an input")
    symbols = {id: sympy.Symbol(f"v{id}", real=True) for id in graph.free(node.id)}
    if variable.id not in symbols:
        return node
    if heavy(graph, node.id):
        raise Unresolved("a number in this limit is too large to work with")
    goal = sympy.oo if tree.to is None else to_sympy(graph, here.node(tree.to).id, symbols)
    goal = -goal if tree.to is None and tree.side == "-" else goal
    direction = tree.side if tree.to is not None and tree.side else "+-" if tree.to is not None else "+"
    try:
        found = sympy.limit(to_sympy(graph, node.id, symbols), symbols[variable.id], goal, direction)
        back = from_sympy(graph, found, "limit")
    except TimeoutError:
        raise
    except Exception as error:  # SymPy's many ways of not knowing
        raise Unresolved(f"the limit was not found ({type(error).__name__})") from None
    mapping = {graph.input(symbol.name, "limit").id: id for id, symbol in symbols.items()}
    here.notes.setdefault("the limit is SymPy's, by Gruntz's algorithm")
    return graph.node(graph.substitute(back.id, mapping))
