"""Derivatives with something held fixed: the other arguments of a function, or names behind a bracket, (∂p/∂V)_T."""

from __future__ import annotations

from symgrad.graph import Node, tangents, total
from symgrad.graph.table import INPUT, NAME, OPAQUE
from symgrad.notation.meaning.setting import Setting
from symgrad.notation.meaning.unresolved import Unresolved
from symgrad.notation.syntax import Derivative, Name


def other_arguments(here: Setting, tree: Derivative) -> list[Node]:
    """For ∂f/∂x of an f introduced as f(x, g): its other arguments, as far as they depend on x."""
    if tree.kind != "partial" or tree.held or not isinstance(tree.of, Name) or tree.of.primes or len(tree.by) != 1:
        return []
    function, variable = here.scope.function(tree.of.name), tree.by[0][0]
    if function is None or not isinstance(variable, Name) or variable.name not in function.params:
        return []
    by = here.named(variable.name).id
    others = [here.named(name) for name in function.params if name != variable.name]
    return [other for other in others if by in here.graph.cone([other.id])]


def holding(here: Setting, u: Node, v: Node, held: list[Node]) -> int | None:
    """du/dv while some nodes do not change; None where v does not vary u.

    A held name h with a formula ties one of its inputs, w, to v: du/dv = u_v - u_w h_v/h_w.
    """
    graph = here.graph
    if graph.cells[v.id][0] == NAME and graph.cells[u.id][0] == INPUT and u.id in graph.cone([v.id]):
        slope = tangents(graph, v.id, {u.id: graph.number(1).id}, [h.id for h in held]).get(v.id)
        return None if slope is None else (1 / graph.node(slope)).id
    tying = [h for h in held if _ties(here, u, h)]
    if not tying:
        return tangents(graph, u.id, {v.id: graph.number(1).id}, [h.id for h in held if h.id != u.id]).get(u.id)
    (h, *more), label = tying, graph.label(tying[0].id)
    if more or graph.cells[v.id][0] != INPUT:
        raise Unresolved(f"what varies while {label} is held fixed is not given")
    fixed = {v.id, *(other.id for other in held)}
    free = [u.id] if graph.cells[u.id][0] == INPUT else [
        id for id in graph.free(h.id) if id not in fixed and here.scope.differentiates_by(str(graph.label(id)))
    ]  # fmt: skip
    if len(free) != 1:
        raise Unresolved(f"what varies while {label} is held fixed is not given")
    h_v, h_w, u_v, u_w = (graph.node(total(graph, top.id, by)) for top in (h, u) for by in (v.id, free[0]))
    return (u_v - u_w * h_v / h_w).id


def _ties(here: Setting, u: Node, h: Node) -> bool:
    """Whether h has a formula of inputs that u holds, too, without being written in h."""
    graph = here.graph
    if graph.cells[h.id][0] != NAME or graph.cells[graph.unnamed(h.id)][0] == OPAQUE:
        return False
    cone = graph.cone([u.id], stop=[h.id])
    return h.id not in cone and bool(set(graph.free(h.id)) & set(cone))
