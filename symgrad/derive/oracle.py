"""A derivative held against one that the table of operations has no part in: SymPy's, or else a forward sweep."""

from __future__ import annotations

from collections.abc import Collection
from weakref import WeakKeyDictionary

from symgrad.graph import Graph, from_sympy, heavy, tangents, to_sympy, total
from symgrad.graph.table import INPUT, NAME, OPAQUE
from symgrad.proof import Sign, Verdict, judge
from symgrad.source import SymgradError

WHOLE = 60  # operations of an expanded formula that SymPy is asked to differentiate as a whole
TREE = 4000  # operations of a single definition that SymPy is asked to differentiate
BY_DEFINITIONS = "sympy.diff of each definition, put together by the chain rule"

# (name, what stands in its definition) -> the partial, which no other name has a part in
_slopes: WeakKeyDictionary[Graph, dict[tuple[int, int], int]] = WeakKeyDictionary()


def against_sympy(graph: Graph, of: int, by: int, result: int, assume: list[Sign] | None = None) -> Verdict:
    """The verdict on `result` held against sympy.diff, cut at the variable.

    A short formula is differentiated as a whole; a long one definition by definition, from the variable upwards, so
    that the work grows with the graph and not with what it expands to.
    """
    cone = graph.cone([of], stop=[by])
    if any(graph.cells[id][0] == OPAQUE for id in graph.cone([of])):
        return judge(graph, result, total(graph, of, by)).noting("functions without definition are not asked of SymPy")
    if heavy(graph, of):
        return _against_forward(graph, of, by, result, "too large for SymPy")
    short = tree_size(graph, of, [by]) <= WHOLE or graph.cells[by][0] not in (INPUT, NAME)
    names = [] if short else [id for id in cone if graph.cells[id][0] == NAME and id not in (of, by)]
    if any(tree_size(graph, id, {by, *names} - {id}) > TREE for id in (*names, of)):
        return _against_forward(graph, of, by, result, "too large for SymPy")
    try:
        slope = _chained(graph, [*names, of], by) if names else _by_sympy(graph, of, by, {by})
    except (SymgradError, RecursionError):  # a form that the graph does not know; a depth that SymPy cannot take
        return _against_forward(graph, of, by, result, "SymPy does not answer")
    verdict = judge(graph, result, slope, assume=assume or ())
    return verdict.noting(BY_DEFINITIONS) if names else verdict


def _chained(graph: Graph, definitions: list[int], by: int) -> int:
    """The derivative of the last definition by the variable: every path from one definition to the next counts."""
    cut = {by, *definitions}
    known = _slopes.setdefault(graph, {})
    slopes = {by: graph.number(1)}
    for u in definitions:
        slope = graph.number(0)
        for w in graph.cone([u], stop=cut - {u}):
            if w in slopes and w != u:
                if (u, w) not in known:
                    known[u, w] = _by_sympy(graph, u, w, cut - {u})
                slope = slope + graph.node(known[u, w]) * slopes[w]
        slopes[u] = slope
    return slopes[definitions[-1]].id


def _by_sympy(graph: Graph, of: int, by: int, cut: Collection[int]) -> int:
    """sympy.diff of a formula, in which the nodes of the cut stand for themselves."""
    import sympy

    cone = graph.cone([of], stop=cut)
    symbols = {
        id: sympy.Symbol(f"v{id}", real=True) for id in cone if graph.cells[id][0] == INPUT or id in cut or id == by
    }
    expression = sympy.diff(to_sympy(graph, of, symbols), symbols[by])
    node = from_sympy(graph, expression.replace(sympy.DiracDelta, lambda *_: sympy.Integer(0)), "sympy")
    return graph.substitute(node.id, {graph.input(s.name, "sympy").id: id for id, s in symbols.items()})


def _against_forward(graph: Graph, of: int, by: int, result: int, why: str) -> Verdict:
    forward = tangents(graph, of, {by: graph.number(1).id}).get(of, graph.number(0).id)
    return judge(graph, result, forward).noting(f"{why}: held against a forward sweep")


def tree_size(graph: Graph, root: int, cut: Collection[int]) -> int:
    """How many operations the formula has when nothing is shared."""
    size: dict[int, int] = {}
    for id in graph.cone([root], stop=cut):
        size[id] = 1 if id in cut else 1 + sum(size[x] for x in graph.operands(id))
        if size[id] > 100 * TREE:
            return size[id]
    return size[root]
