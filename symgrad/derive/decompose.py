"""Formulas to graphs of named intermediates: every unnamed operation gets a name."""

from __future__ import annotations

from collections.abc import Collection

from symgrad.graph import Graph, local, twin
from symgrad.graph.table import ADD, CASE, CONST, INPUT, NAME, NEG, OPAQUE, SUB


def decompose(graph: Graph, root: int, *, output: str = "y", prefix: str = "f") -> int:
    """The root with a name over every operation: the author's names stay, the others are f_1, f_2, ...

    Equal subformulas are named once; a sum of many terms is one gate. The result is a named node.

    >>> g = Graph(); x = g.input("x")
    >>> y = decompose(g, (g.apply("exp", x) * x).id)
    >>> [g.label(id) for id in g.cone([y]) if g.label(id)]
    ['x', 'f_1', 'y']
    """
    cone = graph.cone([root])
    taken = {str(graph.label(id)) for id in cone if graph.label(id)}
    absorbed = _absorbed(graph, cone, root)
    built: dict[int, int] = {}
    gates: dict[int, int] = {}
    count = 0
    for id in cone:
        cell = graph.cells[id]
        code = cell[0]
        if code in (INPUT, CONST):
            built[id] = id
            continue
        if code == NAME:
            below = built[cell[1]]
            formula = graph.unnamed(below) if below in gates.values() else below
            built[id] = graph.cell(NAME, formula, cell[2])
            gates[twin(graph, id)] = built[id]
            continue
        operands = graph.operands(id)
        formula = graph.cell(*cell[: len(cell) - len(operands)], *(built[x] for x in operands))
        if id in absorbed:
            built[id] = formula
            continue
        if id == root:
            output = next((name for name in (output, "y", "z", "u", "F", "G", "out") if name not in taken), output)
            built[id] = graph.named(output, graph.node(formula)).id
            continue
        key = twin(graph, id)
        if key not in gates:
            count += 1
            while f"{prefix}_{count}" in taken:
                count += 1
            gates[key] = graph.named(f"{prefix}_{count}", graph.node(formula)).id
        built[id] = gates[key]
    return built[root]


def direct(graph: Graph, gate: int) -> list[int]:
    """The names and inputs that a gate's formula is written in, in order of appearance."""
    body = graph.cells[gate][1]
    held = [id for id in graph.cone([body]) if graph.cells[id][0] == NAME]
    return [id for id in graph.cone([body], stop=held) if graph.cells[id][0] in (NAME, INPUT)]


def local_by_name(graph: Graph, gate: int, operand: int, inside: Collection[int] = ()) -> int:
    """The local partial of a gate, its own name where its formula stands in it: s(1 - s), not σ(z)(1 - σ(z)).

    inside: names that are parts of the gate.
    """
    found, body = local(graph, gate, operand, inside), graph.unnamed(gate)
    assert found is not None
    return found if body == operand else graph.substitute(found, {body: gate})


def places(graph: Graph, root: int) -> list[int]:
    """The inputs and intermediates of an output, in order."""
    return [id for id in graph.cone([root]) if graph.cells[id][0] in (INPUT, NAME)]


def _absorbed(graph: Graph, cone: list[int], root: int) -> set[int]:
    """Operations that are part of a larger gate or stand under the author's name."""
    users: dict[int, list[int]] = {}
    for id in cone:
        for x in graph.operands(id):
            users.setdefault(x, []).append(id)
    found = set()
    for id in cone:
        code = graph.cells[id][0]
        above = users.get(id, [])
        if code < OPAQUE or (code == CASE and not above):
            continue
        if (
            (len(above) == 1 and graph.cells[above[0]][0] == NAME)
            or (len(above) == 1 and code in (ADD, SUB, NEG) and graph.cells[above[0]][0] in (ADD, SUB))
            or (not graph.free(id) and id != root)
        ):
            found.add(id)
    return found
