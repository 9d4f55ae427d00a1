"""Differentials: `d(uv) = u dv + v du`, `dz = 2x dx`."""

from __future__ import annotations

from symgrad.graph import Graph, Node, total
from symgrad.notation.meaning.setting import Setting
from symgrad.notation.meaning.unresolved import Unresolved
from symgrad.notation.syntax import Tree

MARK = "d "  # how the input is labelled that stands for the differential of an input


def differential(here: Setting, body: Tree) -> Node:
    """The sum of the partials by the inputs, each times the differential of the input."""
    graph = here.graph
    varied = {id for name in here.scope.all_varied() for id in graph.free(here.named(name).id)}
    node = here.node(body)
    found: Node | None = None
    for id in graph.free(node.id):
        name = str(graph.label(id))
        if id not in varied:
            raise Unresolved(f"whether {name} is constant is not said")
        term = graph.node(total(graph, node.id, id)) * graph.input(MARK + name, here.scope.key)
        found = term if found is None else found + term
    return graph.number(0) if found is None else found


def differentials_in(graph: Graph, *roots: int) -> set[str]:
    """The inputs whose differentials stand below the roots."""
    names = (str(graph.label(id)) for id in graph.free(*roots))
    return {name.removeprefix(MARK) for name in names if name.startswith(MARK)}
