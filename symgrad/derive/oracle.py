"""A derivative held against one that the table of operations has no part in: SymPy's, or else a forward sweep."""

from __future__ import annotations

from symgrad.graph import Graph, from_sympy, heavy, tangents, to_sympy, total
from symgrad.graph.table import INPUT, OPAQUE
from symgrad.proof import Sign, Verdict, judge
from symgrad.source import SymgradError

TREE = 4000  # operations of an expanded formula that SymPy is asked to differentiate


def against_sympy(graph: Graph, of: int, by: int, result: int, assume: list[Sign] | None = None) -> Verdict:
    """The verdict on `result` held against sympy.diff of the whole formula, cut at the variable."""
    if any(graph.cells[id][0] == OPAQUE for id in graph.cone([of])):
        return judge(graph, result, total(graph, of, by)).noting("functions without definition are not asked of SymPy")
    if tree_size(graph, of, by) > TREE or heavy(graph, of):
        return _against_forward(graph, of, by, result, "too large for SymPy")
    import sympy

    cone = graph.cone([of], stop=[by])
    symbols = {id: sympy.Symbol(f"v{id}", real=True) for id in cone if graph.cells[id][0] == INPUT or id == by}
    symbol = symbols.setdefault(by, sympy.Symbol(f"v{by}", real=True))
    try:
        oracle = sympy.diff(to_sympy(graph, of, symbols), symbol).replace(sympy.DiracDelta, lambda *_: sympy.Integer(0))
        node = from_sympy(graph, oracle, "sympy")
    except (SymgradError, RecursionError):  # a form that the graph does not know; a depth that SymPy cannot take
        return _against_forward(graph, of, by, result, "SymPy does not answer")
    mapping = {graph.input(s.name, "sympy").id: id for id, s in symbols.items()}
    return judge(graph, result, graph.substitute(node.id, mapping), assume=assume or ())


def _against_forward(graph: Graph, of: int, by: int, result: int, why: str) -> Verdict:
    forward = tangents(graph, of, {by: graph.number(1).id}).get(of, graph.number(0).id)
    return judge(graph, result, forward).noting(f"{why}: held against a forward sweep")


def tree_size(graph: Graph, root: int, cut: int) -> int:
    """How many operations the formula has when nothing is shared."""
    size: dict[int, int] = {}
    for id in graph.cone([root], stop=[cut]):
        size[id] = 1 if id == cut else 1 + sum(size[x] for x in graph.operands(id))
        if size[id] > 100 * TREE:
            return size[id]
    return size[root]
