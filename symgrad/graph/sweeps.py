"""Forward and reverse sweeps: derivatives are appended to the graph that they are taken on.

Griewank and Walther, Evaluating Derivatives, 2nd edition, chapter 3: the tangent of a node is the sum of its
partials times the tangents of its operands; the adjoint of a node is the sum, over its users, of the user's
adjoint times the user's partial. Both visit each edge once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from symgrad.graph.graph import Graph, Node
from symgrad.graph.table import CASE, CONST, DIV, INPUT, NAME, NEG, OPAQUE, row


def partials(graph: Graph, id: int) -> tuple[int, ...]:
    """The local partials of a node by its operands, as nodes of the same graph."""
    found = graph.partials.get(id)
    if found is None:
        found = graph.partials[id] = _partials(graph, id)
    return found


def _partials(graph: Graph, id: int) -> tuple[int, ...]:
    cell = graph.cells[id]
    code = cell[0]
    if code in (INPUT, CONST):
        return ()
    if code == NAME:
        return (graph.number(1).id,)
    if code == CASE:
        c, one, zero = graph.node(cell[1]), graph.number(1), graph.number(0)
        return zero.id, graph.apply("case", c, one, zero).id, graph.apply("case", c, zero, one).id
    xs = [graph.node(x) for x in graph.operands(id)]
    if code == OPAQUE:
        function = graph.opaques[cell[1]]
        return tuple(
            graph.opaque(replace(function, slots=tuple(sorted((*function.slots, k)))), *xs).id for k in range(len(xs))
        )
    return tuple(graph.handle(p).id for p in row(code).partials(graph.node(id), *xs))


def times(graph: Graph, g: int, partial: int) -> int:
    """`g * partial`, with a fraction's denominator and a minus sign taken to g first.

    That keeps a division at four operations: t = g/b serves both operands, since -(y/b) g = -(t y).
    """
    cell = graph.cells[partial]
    if cell[0] == NEG:
        return graph.apply("neg", graph.node(times(graph, g, cell[1]))).id
    if cell[0] == DIV:
        return graph.apply("mul", graph.apply("div", graph.node(g), graph.node(cell[2])), graph.node(cell[1])).id
    return graph.apply("mul", graph.node(g), graph.node(partial)).id


def plus(graph: Graph, total: int | None, term: int) -> int:
    """`total + term`, where nothing yet (None) is no operation."""
    return term if total is None else graph.apply("add", graph.node(total), graph.node(term)).id


def tangents(graph: Graph, root: int, seeds: Mapping[int, int], held: Collection[int] = ()) -> dict[int, int]:
    """The tangent of every node of the root's cone that the seeds reach.

    seeds: node -> its tangent; a seeded node is cut: what it is made of does not count. held: nodes with tangent 0.
    """
    dot = dict(seeds)
    for id in graph.cone([root], stop=[*seeds, *held]):
        if id in seeds or id in held:
            continue
        operands = graph.operands(id)
        if any(x in dot for x in operands):
            total = None
            for x, partial in zip(operands, partials(graph, id), strict=True):
                if x in dot:
                    term = times(graph, dot[x], partial)
                    if graph.value(term) != 0:
                        total = plus(graph, total, term)
            if total is not None:
                dot[id] = total
    return dot


def adjoints(graph: Graph, root: int) -> dict[int, int]:
    """The adjoint of every node of the root's cone: d root / d node through every path (cached)."""
    found = graph.adjoints.get(root)
    if found is None:
        found = graph.adjoints[root] = _adjoints(graph, root)
    return found


def _adjoints(graph: Graph, root: int, held: Collection[int] = ()) -> dict[int, int]:
    bar = {root: graph.number(1).id}
    for id in reversed(graph.cone([root], stop=held)):
        g = bar.get(id)
        if g is None or id in held:
            continue
        for x, partial in zip(graph.operands(id), partials(graph, id), strict=True):
            if graph.cells[x][0] == CONST:
                continue
            term = times(graph, g, partial)
            if graph.value(term) != 0:
                bar[x] = plus(graph, bar.get(x), term)
    return bar


def total(graph: Graph, u: int, v: int) -> int:
    """du/dv through every path from the node v to u; v is cut, so its own operands do not count."""
    if graph.cells[v][0] in (INPUT, NAME):
        found = adjoints(graph, u).get(v)
    else:
        found = tangents(graph, u, {v: graph.number(1).id}).get(u)
    return graph.number(0).id if found is None else found


def local(graph: Graph, u: int, v: int, transparent: Collection[int] = ()) -> int | None:
    """The local partial of u by v, every other name held fixed; None where v is no direct operand of u.

    transparent: names that are notation only (a function at its own parameters) and do not hold anything.
    """
    body = graph.unnamed(u) if u != v else u
    near = _down_to_names(graph, body, transparent)
    if v not in near:
        return None
    held = {id for id in near if graph.cells[id][0] == NAME} - {v, body, *transparent}
    return tangents(graph, body, {v: graph.number(1).id}, held).get(body, graph.number(0).id)


def local_partials(graph: Graph, u: int, variables: Iterable[int]) -> list[int | None]:
    """The local partials of u by many nodes, by one reverse sweep down to the names, which hold what is below them."""
    body = graph.unnamed(u)
    near = _down_to_names(graph, body)
    bar = _adjoints(graph, body, {id for id in near if graph.cells[id][0] == NAME})
    one, zero = graph.number(1).id, graph.number(0).id
    return [one if v == u else bar.get(v, zero) if v in near else None for v in variables]


def _down_to_names(graph: Graph, body: int, transparent: Collection[int] = ()) -> set[int]:
    seen, stack = {body}, [body]
    while stack:
        for x in graph.operands(stack.pop()):
            if x not in seen:
                seen.add(x)
                if graph.cells[x][0] != NAME or x in transparent:
                    stack.append(x)
    return seen


def gradient(graph: Graph, output: Node, inputs: Iterable[Node]) -> list[Node]:
    """The derivatives of an output by inputs (or names), by one reverse sweep.

    >>> g = Graph(); x, y = g.input("x"), g.input("y")
    >>> gradient(g, x * y, [x, y]) == [y, x]
    True
    """
    bar = adjoints(graph, output.id)
    return [graph.node(bar.get(x.id, graph.number(0).id)) for x in inputs]
