"""The total derivative of one node by another, or why the text does not say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from symgrad.graph import Graph, Node, Opaque, tangents, total, twin
from symgrad.graph.table import CASE, CODE, CONST, INPUT, NAME, OPAQUE
from symgrad.notation.meaning.held import holding
from symgrad.notation.meaning.setting import Setting
from symgrad.notation.meaning.unresolved import Unresolved
from symgrad.notation.syntax import Derivative, Name, Tree

HIGHEST = 4  # order of a derivative that is worked out from the stated one
UNNAMED = "argument"  # how the scope of an input ends that stands for what a bare function is taken at


def resolve(here: Setting, u: Node, v: Node, tree: Derivative, variable: Tree, label: str, held: list[Node]) -> int:
    """du/dv through every path; Unresolved where the graph does not say."""
    graph = here.graph
    cone = graph.cone([u.id])
    name = variable.name if isinstance(variable, Name) else "this formula"
    if graph.cells[v.id][0] == CONST:
        raise Unresolved(f"a derivative by the number {name}")
    if held:
        note_jumps(here, u, v, stop=[h.id for h in held if h.id != u.id])
        found = holding(here, u, v, held)
        if found is not None:
            return found
    if graph.cells[v.id][0] == OPAQUE and isinstance(variable, Name) and (variable.dots or variable.primes):
        if v.id not in cone and graph.cells[u.id][0] == INPUT:
            raise Unresolved(f"{label} has no formula")
        note_jumps(here, u, v)
        return tangents(graph, u.id, {v.id: graph.number(1).id}).get(u.id, graph.number(0).id)
    if v.id in cone and (graph.cells[v.id][0] in (INPUT, NAME) or _all_there(here, u, v)):
        return graph.number(0).id if held else noted_total(here, u, v)
    seen = _occurrences(here, cone, v)
    if seen:
        dots = tangents(graph, u.id, {id: graph.number(1).id for id in seen})
        rest = set(graph.free(v.id)) & set(graph.cone([u.id], stop=seen))
        if not rest:
            for id in seen:
                note_jumps(here, u, graph.node(id))
            return dots.get(u.id, graph.number(0).id)
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
    named = any(graph.cells[id][0] == NAME for id in cone)
    if (here.scope.stands(name) and (not named or here.scope.in_formula(name))) or here.scope.family(name):
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
        edge = edge_of(graph, id)
        if edge is not None and v.id in graph.cone([edge], stop=stop):
            here.jumps.setdefault(edge if put is None else graph.substitute(edge, {v.id: put.id}))


def edge_of(graph: Graph, id: int) -> int | None:
    """What is zero where the cases of a node meet, or where it jumps; None for a node that does neither."""
    if graph.cells[id][0] not in (CASE, CODE["step"], CODE["sign"]):
        return None
    edge = graph.operands(id)[0]
    return graph.operands(edge)[0] if graph.cells[edge][0] == CODE["neg"] else edge


def with_given(here: Setting, node: Node) -> Node:
    """With the stated derivatives of unknown names put in, and what follows from them for higher orders."""
    given = here.scope.given_nodes
    if given is None:
        here.scope.given_nodes = given = {}
        for (u, v), value in here.scope.all_given().items():
            if v == "'":
                edges = here.scope.edges_of(u)
                if len(edges) != 1:
                    continue  # a bare function, see below
                v = edges[0]
            derivative = total(here.graph, here.named(u).id, here.named(v).id)
            given[derivative] = here.node(value).id
    for _ in range(HIGHEST if here.scope.all_given() else 0):
        put = {id: given[id] for id in _higher(here, node, given)}
        if not put:
            break
        node = here.graph.node(here.graph.substitute(node.id, put))
    return node


def is_unnamed(graph: Graph, id: int) -> bool:
    """Whether a node stands for what a bare function is taken at."""
    cell = graph.cells[id]
    return cell[0] == INPUT and graph.inputs[cell[1]][0].endswith(f"/{UNNAMED}")


def _higher(here: Setting, node: Node, given: dict[int, int]) -> list[int]:
    """The stated derivatives in a formula; one of a higher order is stated by the one below it."""
    graph = here.graph
    opaque = [id for id in graph.cone([node.id]) if id not in given and graph.cells[id][0] == OPAQUE]
    for id in opaque:
        function, operands = graph.opaques[graph.cells[id][1]], graph.operands(id)
        args = [graph.node(x) for x in operands]
        if function.slots and is_unnamed(graph, operands[0]):
            _state(here, function, args[0])
        for k in range(len(function.slots) - 1, 0, -1):
            lower = graph.opaque(replace(function, slots=function.slots[:k]), *args)
            if lower.id in given:
                value = given[lower.id]
                for slot in function.slots[k:]:
                    value = total(graph, value, operands[slot])
                given[id] = value
                break
    return [id for id in graph.cone([node.id]) if id in given]


def _state(here: Setting, function: Opaque, at: Node) -> None:
    """Enter the stated derivative of a bare function, `f' = f(1 - f)`."""
    value = here.scope.all_given().get((function.name, "'"))
    if value is not None and here.scope.given_nodes is not None:
        bare = here.graph.named(function.name, here.graph.opaque(replace(function, slots=()), at))
        inner = replace(here, env={**here.env, function.name: bare}, modes={})
        first = here.graph.opaque(replace(function, slots=(0,)), at)
        here.scope.given_nodes[first.id] = inner.node(value).id


def _text(tree: Derivative) -> str:
    variable = tree.by[0][0]
    return variable.name if isinstance(variable, Name) else "the formula below the fraction bar"
