"""The total derivative of one node by another, or why the text does not say."""

from __future__ import annotations

from collections.abc import Iterable

from symgrad.graph import Node, tangents, total, twin
from symgrad.graph.table import CASE, CODE, CONST, INPUT, NAME
from symgrad.notation.meaning.setting import Setting
from symgrad.notation.meaning.unresolved import Unresolved
from symgrad.notation.syntax import Derivative, Name, Tree


def resolve(here: Setting, u: Node, v: Node, tree: Derivative, variable: Tree, label: str, held: list[Node]) -> int:
    """du/dv through every path; Unresolved where the graph does not say."""
    graph = here.graph
    cone = graph.cone([u.id])
    name = variable.name if isinstance(variable, Name) else "this formula"
    if graph.cells[v.id][0] == CONST:
        raise Unresolved(f"a derivative by the number {name}")
    if v.id in cone and (graph.cells[v.id][0] in (INPUT, NAME) or _all_there(here, u, v)):
        if held:
            kept = [h.id for h in held if h.id != u.id]
            note_jumps(here, u, v, stop=kept)
            found = tangents(graph, u.id, {v.id: graph.number(1).id}, kept)
            return found.get(u.id, graph.number(0).id)
        return noted_total(here, u, v)
    seen = _occurrences(here, cone, v)
    if seen:
        found = tangents(graph, u.id, {id: graph.number(1).id for id in seen})
        rest = set(graph.free(v.id)) & set(graph.cone([u.id], stop=seen))
        if not rest:
            for id in seen:
                note_jumps(here, u, graph.node(id))
            return found.get(u.id, graph.number(0).id)
    return _unreached(here, u, v, tree, name, label, cone)


def _all_there(here: Setting, u: Node, v: Node) -> bool:
    """Whether the inputs of the formula v stand in u only inside v."""
    seen = _occurrences(here, here.graph.cone([u.id]), v)
    return not set(here.graph.free(v.id)) & set(here.graph.cone([u.id], stop=seen))


def _occurrences(here: Setting, cone: list[int], v: Node) -> list[int]:
    """Where the formula of v stands in a cone although its name does not."""
    if here.graph.cells[v.id][0] == INPUT:
        return []
    target = twin(here.graph, v.id)
    return [id for id in cone if here.graph.cells[id][0] != CONST and twin(here.graph, id) == target]


def _unreached(here: Setting, u: Node, v: Node, tree: Derivative, name: str, label: str, cone: list[int]) -> int:
    """du/dv where v does not stand in u."""
    graph = here.graph
    base = name.partition("_")[0]
    if base != name and any(graph.label(id) == base for id in cone if graph.cells[id][0] in (INPUT, NAME)):
        raise Unresolved(f"{label} is written in {base}, without the index of {name}")
    inputs = graph.free(v.id)
    above = graph.cone([v.id])
    named = graph.cells[v.id][0] == NAME
    if v.id not in graph.free(v.id):
        if u.id in above and (tree.kind == "d" or graph.cells[u.id][0] == INPUT) and len(inputs) == 1:
            return (1 / graph.node(noted_total(here, v, u))).id
        common = [id for id in inputs if id in cone and here.scope.differentiates_by(str(graph.label(id)))]
        if tree.kind == "d" and named and u.id not in above and len(common) == 1:
            inputs = common
        whole = not any(graph.cells[id][0] == NAME and id != u.id for id in cone)
        if len(inputs) == 1 and inputs[0] in cone and (tree.kind == "d" or not named or whole) and u.id not in above:
            here.notes.setdefault(f"taken as a quotient of the derivatives by {graph.label(inputs[0])}")
            t = graph.node(inputs[0])
            return (graph.node(noted_total(here, u, t)) / graph.node(noted_total(here, v, t))).id
        if not named:
            raise Unresolved(f"{label} is not written in terms of {_text(tree)}")
        if u.id in above and graph.cells[u.id][0] == NAME:
            return graph.number(0).id
        if whole and set(inputs) & set(cone):
            raise Unresolved(f"{label} is not written in terms of {name}")
        return graph.number(0).id
    if graph.cells[u.id][0] == INPUT and not here.scope.stands(label):
        raise Unresolved(f"{label} has no formula")
    if here.scope.stands(name) or here.scope.family(name):
        return graph.number(0).id
    if not graph.free(u.id):
        return graph.number(0).id
    raise Unresolved(f"{label} is not written in terms of {name}")


def noted_total(here: Setting, u: Node, v: Node, put: Node | None = None) -> int:
    """du/dv through every path, noting where it is a convention. put: what stands for v in the end."""
    note_jumps(here, u, v, put)
    return total(here.graph, u.id, v.id)


def note_jumps(here: Setting, u: Node, v: Node, put: Node | None = None, stop: Iterable[int] = ()) -> None:
    """Where cases meet, or an indicator jumps, the derivative is a convention at best. stop: what is held fixed."""
    graph = here.graph
    for id in graph.cone([u.id], stop=[v.id, *stop]):
        code = graph.cells[id][0]
        if code == CASE or code in (CODE["step"], CODE["sign"]):
            edge = graph.operands(id)[0]
            edge = graph.operands(edge)[0] if graph.cells[edge][0] == CODE["neg"] else edge
            if v.id in graph.cone([edge], stop=stop):
                here.jumps.setdefault(edge if put is None else graph.substitute(edge, {v.id: put.id}))


def with_given(here: Setting, node: Node) -> Node:
    """With the stated derivatives of unknown names put in."""
    given = here.scope.given_nodes
    if given is None:
        here.scope.given_nodes = given = {}
        for (u, v), value in here.scope.all_given().items():
            if v == "'":
                edges = here.scope.edges_of(u)
                if len(edges) != 1:
                    continue
                v = edges[0]
            derivative = total(here.graph, here.named(u).id, here.named(v).id)
            given[derivative] = here.node(value).id
    return here.graph.node(here.graph.substitute(node.id, given)) if given else node


def _text(tree: Derivative) -> str:
    variable = tree.by[0][0]
    return variable.name if isinstance(variable, Name) else "the formula below the fraction bar"
