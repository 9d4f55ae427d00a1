"""Points at which steps jump: where a text declares relu'(0), two sides must be equal there, too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice

from symgrad.graph import Graph, bends, rational, settled, total
from symgrad.graph.table import CASE, CODE, row
from symgrad.proof.points import points, spelled
from symgrad.proof.refute import Comparison, Sample

STEPS = 12  # of a comparison, that are looked at
EACH = 6  # points of one step


def refuted_at_kinks(comparison: Comparison) -> Sample | None:
    """A point at which steps jump and the relation fails, where the text declares what they are there."""
    return failing_at_kinks(comparison) if settled(comparison.graph) else None


def failing_at_kinks(comparison: Comparison) -> Sample | None:
    """A point at which steps jump and the relation fails if they are 0 there."""
    graph = comparison.graph
    if not comparison.defined:
        return None
    for point in kink_points(graph, comparison.cone, comparison.inputs):
        a, b = (_at(graph, id, point) for id in (comparison.a, comparison.b))
        assume = [(_at(graph, id, point), how) for id, how in comparison.assume]
        there = Comparison(graph, a, b, assume, comparison.relation)
        sample = there.run(1)
        if sample.refuted:
            values = [point.get(id, Fraction(0)) for id in comparison.inputs]
            sample.point = spelled(comparison.names, values) | sample.point
            return sample
    return None


def _at(graph: Graph, root: int, point: Mapping[int, Fraction]) -> int:
    """A formula at a point, with the exact arguments of its steps: a ball around 0.3 - 0.3 tells no side."""
    root = graph.substitute(root, {id: graph.number(value).id for id, value in point.items()})
    exact = {}
    for id in graph.cone([root]):
        if graph.cells[id][0] == CODE["step"] and (value := rational(graph, graph.cells[id][1])) is not None:
            exact[graph.cells[id][1]] = graph.number(value).id
    return graph.substitute(root, exact)


def kink_points(graph: Graph, cone: Sequence[int], inputs: Sequence[int]) -> Iterator[dict[int, Fraction]]:
    """Points where the argument of a step is zero, found by an input in which that argument is linear."""
    for jump in [id for id in cone if graph.cells[id][0] > CASE and row(graph.cells[id][0]).jumps][:STEPS]:
        argument = graph.cells[jump][1]
        below = graph.cone([argument])
        if any(bends(graph.cells[id][0]) for id in below):
            continue
        for x in [id for id in inputs if id in below]:
            slope = total(graph, argument, x)
            if x in graph.cone([slope]) or graph.value(slope) == 0:
                continue
            there = -graph.node(graph.substitute(argument, {x: graph.number(0).id})) / graph.node(slope)
            others = [id for id in inputs if id != x]
            for point in islice(points(len(others)), 1, 1 + EACH) if others else iter([()]):
                at = dict(zip(others, point, strict=True))
                value = rational(graph, graph.substitute(there.id, {id: graph.number(v).id for id, v in at.items()}))
                if value is not None:
                    yield {**at, x: value}
            break
