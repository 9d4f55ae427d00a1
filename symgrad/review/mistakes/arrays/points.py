"""Whether entries are equal at two points of the domain: what differs there is no repair, the rest is for the judge."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from symgrad.graph import Graph, balls, exact
from symgrad.graph.table import INPUT
from symgrad.proof import Sign
from symgrad.proof.refute import BITS, instance, precision, stands

TRIES, ROUNDS = 9, 2


class Points:
    """Points of the domain, each with the values that are known there. put: inputs that have the value of others."""

    def __init__(self, graph: Graph, assume: Sequence[Sign], put: Mapping[int, int] | None = None) -> None:
        self.graph, self.assume, self.put = graph, assume, dict(put or {})
        self.known: list[dict[int, Any]] = [{} for _ in range(TRIES)]
        self.barred: set[int] = set()

    def alike(self, pairs: Sequence[tuple[int, int]]) -> bool:
        """Whether the right one of each pair is the left one, where all left ones have a value."""
        rounds = 0
        for k, (right, stated) in enumerate(self._values([a for a, _ in pairs], [b for _, b in pairs])):
            if not all(ball.is_finite() for ball in right):
                continue
            if not all(b.is_finite() and bool(a.overlaps(b)) for a, b in zip(right, stated, strict=True)):
                return False
            rounds += 1
            if rounds == ROUNDS or k == TRIES:
                break
        return rounds > 0

    def vanish(self, nodes: Sequence[int]) -> bool:
        """Whether all nodes are zero at all points."""
        return all(ball.contains(0) for found, _ in self._values(nodes, ()) for ball in found)

    def _values(self, left: Sequence[int], right: Sequence[int]) -> Iterator[tuple[list[Any], list[Any]]]:
        for turn in range(TRIES):
            if turn not in self.barred and self._enter(turn, (*left, *right)):
                known = self.known[turn]
                yield [known[id] for id in left], [known[id] for id in right]

    def _enter(self, turn: int, nodes: Sequence[int]) -> bool:
        """Find the values of nodes at a point; False where an assumption does not hold."""
        graph, known = self.graph, self.known[turn]
        fresh = not known
        wanted = [*nodes, *(id for id, _ in self.assume)] if fresh else list(nodes)
        with precision(BITS):
            cone = [id for id in graph.cone(wanted, stop=known) if id not in known]
            free = [id for id in cone if graph.cells[id][0] == INPUT]
            inputs = {id: exact(_draw(str(graph.label(self.put.get(id, id))), turn)) for id in free}
            balls(graph, cone, inputs, instance, known=known)
            if fresh and not all(stands(known[id], how) for id, how in self.assume):
                self.barred.add(turn)
        return turn not in self.barred


def _draw(label: str, turn: int) -> Fraction:
    """A coordinate by its name: of both signs, positive, and between 0 and 1 in turns."""
    drawn = Fraction(zlib.crc32(f"{turn} {label}".encode()) % 997 + 1, 499)  # between 0 and 2
    return (drawn * 2 - 2, drawn, drawn / 2)[turn % 3]
