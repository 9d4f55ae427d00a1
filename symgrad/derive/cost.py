"""What a whole gradient costs in each mode as inputs and outputs grow, counted on the graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from symgrad.graph import Graph, adjoints, tangents

SWEEPS = 64  # inputs or outputs that are counted at the most


@dataclass(frozen=True)
class Cost:
    """Operations of the first outputs with all their derivatives by the first inputs, in both modes.

    Forward mode makes one sweep for each input, reverse mode one for each output. What sweeps share counts once.
    """

    inputs: int
    outputs: int
    function: int
    forward: int
    reverse: int

    def to_dict(self) -> dict[str, int]:
        return asdict(self)


def costs(graph: Graph, outputs: Sequence[int], inputs: Sequence[int]) -> list[Cost]:
    """The costs for 1, 2, 4, ... and all inputs of 1, 2, 4, ... and all outputs.

    >>> g = Graph(); x, y, z = g.input("x"), g.input("y"), g.input("z")
    >>> [(cost.inputs, cost.forward, cost.reverse) for cost in costs(g, [(x * y * z).id], [x.id, y.id, z.id])]
    [(1, 3, 3), (2, 4, 4), (3, 4, 4)]
    """
    outputs, inputs = outputs[:SWEEPS], inputs[:SWEEPS]
    forward = {x: {y: _tangent(graph, x, y) for y in outputs} for x in inputs}
    reverse = {y: adjoints(graph, y) for y in outputs}
    found = []
    for m in _steps(len(outputs)):
        for n in _steps(len(inputs)):
            tops, by = outputs[:m], inputs[:n]
            moved = [forward[x][y] for x in by for y in tops]
            found.append(
                Cost(
                    n, m, graph.operations(*tops),
                    graph.operations(*tops, *(id for id in moved if id is not None)),
                    graph.operations(*tops, *(reverse[y][x] for y in tops for x in by if x in reverse[y])),
                )
            )  # fmt: skip
    return found


def _tangent(graph: Graph, x: int, y: int) -> int | None:
    return tangents(graph, y, {x: graph.number(1).id}).get(y)


def _steps(count: int) -> list[int]:
    """1, 2, 4, ... below a number, and the number."""
    found = [1 << k for k in range(count.bit_length()) if 1 << k < count]
    return [*found, count] if count else []
