"""What a sheet derives: the outputs of a section that are numbers; of a long graph, the end nearest to its output."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symgrad.derive import Derivation, derive_graph
from symgrad.derive.decompose import direct
from symgrad.graph import Graph, twin
from symgrad.graph.table import INPUT, NAME
from symgrad.notation.arrays import touches
from symgrad.notation.syntax import Name
from symgrad.review.derivations import section_outputs, stated_values
from symgrad.review.lines import Opened

LONG = 60  # inputs and intermediates; a longer derivation is not read by anyone
SHOWN = 9  # derivatives of such a graph


def derived(
    opened: list[Opened], section: Opened, mode: str = "reverse", at: Mapping[str, Any] | None = None
) -> list[Derivation]:
    """The derivations of the outputs that a section defines as numbers."""
    graph, found = section.scope.graph, []
    for name, root in section_outputs(section).items():
        if not touches(section.scope, Name(0, 0, name)):  # arrays do not commute as numbers do
            inputs = [str(graph.label(id)) for id in graph.free(root)]
            values = at if at is not None else stated_values(opened, section, inputs)
            found.append(derive_graph(graph, root, nearest(graph, root), mode, values))
    return found


def outermost(derivations: list[Derivation]) -> list[Derivation]:
    """Without those whose output stands inside another one's graph."""
    found = []
    for one in derivations:
        mine = twin(one.graph, one.graph.unnamed(one.root))
        others = [d for d in derivations if d is not one and d.graph is one.graph]
        inside = {twin(d.graph, id) for d in others for id in d.graph.cone([d.root])}
        if mine not in inside:
            found.append(one)
    return found


def places(graph: Graph, root: int) -> list[int]:
    """The inputs and intermediates of an output."""
    return [id for id in graph.cone([root]) if graph.cells[id][0] in (INPUT, NAME)]


def nearest(graph: Graph, root: int) -> list[str] | None:
    """The inputs nearest to the output of a long graph, as many as a sheet has room for; None: all."""
    known = places(graph, root)
    if len(known) <= LONG:
        return None
    users: dict[int, list[int]] = {}
    far = {root: 0}
    for u in reversed(known):
        for v in direct(graph, u) if graph.cells[u][0] == NAME else ():
            users.setdefault(v, []).append(u)
            far[v] = max(far.get(v, 0), far[u] + 1)
    inputs = sorted((id for id in known if graph.cells[id][0] == INPUT), key=lambda id: far[id])
    chosen: list[int] = []
    steps: set[int] = set()
    for x in inputs:
        more, stack = set(steps), [x]
        while stack:
            if (v := stack.pop()) not in more:
                more.add(v)
                stack += users.get(v, ())
        if chosen and len(more) > SHOWN:
            break
        chosen, steps = [*chosen, x], more
    return [str(graph.label(x)) for x in chosen]
