"""What a sheet derives: the outputs of a section that are numbers; of a long graph, the end nearest to its output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from symgrad.derive import Derivation, derive_graph
from symgrad.derive.decompose import direct, places
from symgrad.derive.kinds import AUTOMATIC
from symgrad.graph import Graph, numbers, twin
from symgrad.graph.table import NAME, OPAQUE
from symgrad.notation.arrays import touches
from symgrad.notation.plain import plain
from symgrad.notation.syntax import Name, Tree
from symgrad.review.derivations import section_outputs, stated_values
from symgrad.review.lines import Opened

LONG = 60  # inputs and intermediates; a longer derivation is not read by anyone
SHOWN = 9  # intermediates that are kept of such a graph, and as many more until those below have names


@dataclass(frozen=True)
class Derived:
    """A derivation, and the output of the whole graph. given: intermediates that stand as inputs, of a long graph."""

    derivation: Derivation
    whole: int
    given: tuple[str, ...] = ()


def derived(
    opened: list[Opened], section: Opened, mode: str = "reverse", at: Mapping[str, Any] | None = None
) -> list[Derived]:
    """The derivations of the outputs that a section defines as numbers."""
    graph, found = section.scope.graph, []
    for name, root in section_outputs(section).items():
        inputs = [str(graph.label(id)) for id in graph.free(root)]
        if touches(section.scope, Name(0, 0, name)):  # arrays do not commute as numbers do
            continue
        if any(" " in label for label in inputs):  # what is known of a random name, not what the text is about
            continue
        values = at if at is not None else one_point(opened, section, root)
        below = _cut(graph, root)
        cut = graph.substitute(root, {id: graph.input(str(graph.label(id)), "given").id for id in below})
        if values is not None and below:
            values = dict(values) | _values(graph, root, values, below)
            values = {name: values[name] for name in (str(graph.label(id)) for id in graph.free(cut))}
        one = derive_graph(graph, cut, mode=mode, at=values)
        found.append(Derived(one, root, tuple(str(graph.label(id)) for id in below)))
    return found


def one_point(opened: list[Opened], section: Opened, root: int) -> dict[str, object] | None:
    """The values that the text states for the inputs of an output: one for each, and only where all is defined."""
    graph = section.scope.graph
    inputs = [str(graph.label(id)) for id in graph.free(root)]
    if _several(section, inputs) or any(graph.cells[id][0] == OPAQUE for id in graph.cone([root])):
        return None
    return stated_values(opened, section, inputs)


def _several(section: Opened, names: list[str]) -> bool:
    """Whether a section states different values for one of these names, one after another."""
    stated: dict[str, set[str]] = {}
    for line in section.lines:
        for k, kind in enumerate(line.kinds):
            left, right = line.trees[k], line.trees[k + 1]
            if kind == "value" and isinstance(left, Name) and isinstance(right, Tree):
                stated.setdefault(left.name, set()).add(plain(right))
    return any(len(stated.get(name, ())) > 1 for name in names)


def outermost(found: list[Derived]) -> list[Derived]:
    """Without those whose output stands inside another one's graph."""
    kept = outside([(one.derivation.graph, one.whole) for one in found])
    return [one for one in found if (one.derivation.graph, one.whole) in kept]


def outside(roots: list[tuple[Graph, int]]) -> list[tuple[Graph, int]]:
    """Outputs that do not stand inside the graph of another one."""
    kept = []
    for graph, root in roots:
        others = [other for its, other in roots if its is graph and other != root]
        inside = {twin(graph, id) for other in others for id in graph.cone([other])}
        if twin(graph, graph.unnamed(root)) not in inside:
            kept.append((graph, root))
    return kept


def _cut(graph: Graph, root: int) -> list[int]:
    """The intermediates of a long graph below which nothing is derived; of a short graph none."""
    known = places(graph, root)
    if len(known) <= LONG:
        return []
    gates = [id for id in known if graph.cells[id][0] == NAME]
    users: dict[int, set[int]] = {}
    for u in gates:
        for v in direct(graph, u):
            users.setdefault(v, set()).add(u)
    kept: set[int] = set()
    for gate in sorted(gates, reverse=True):  # users come before what they use
        nameless = len(kept) < 2 * SHOWN and AUTOMATIC.fullmatch(str(graph.label(gate))) is not None
        if len(kept) < SHOWN or (nameless and users[gate] <= kept):
            kept.add(gate)
    return [v for v in gates if v not in kept and users.get(v, set()) & kept]


def _values(graph: Graph, root: int, values: Mapping[str, Any], below: list[int]) -> dict[str, Any]:
    given = {id: float(values[str(graph.label(id))]) for id in graph.free(root)}
    found = numbers(graph, below, given)
    return {str(graph.label(id)): found[id] for id in below}
