"""Candidates held against the right value at two points: what differs there is out, the rest is for the judge."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import islice
from typing import Any

from symgrad.graph import balls, exact
from symgrad.graph.table import CONST, INPUT
from symgrad.notation.meaning import Meaning
from symgrad.notation.syntax import Tree
from symgrad.proof import decimals
from symgrad.proof.points import points
from symgrad.proof.refute import BITS, instance, precision, stands
from symgrad.review.mistakes.about import ERRORS, About
from symgrad.review.values import quantities

SIMPLE = 14  # points at which too much coincides
TRIES = 60
ROUNDS = 2
ROUNDING = Fraction(1, 40)


class Sampling:
    """Points of the domain at which a member's right value is known."""

    def __init__(self, about: About, values: dict[str, Tree]) -> None:
        self.about, self.graph = about, about.graph
        self.values = values
        self.fixed = self._fixed()
        self.written = False  # whether decimals stand in the candidates

    def _fixed(self) -> dict[int, int]:
        """The inputs that vanish from the reference to the member, with the nodes of their values."""
        about, wrong = self.about, self.about.reading
        if wrong is None:
            return {}
        found: dict[int, int] = {}
        for id in quantities(about.ground, about.reference) - quantities(about.ground, wrong.node):
            name = str(self.graph.label(id))
            if name in self.values and self.graph.cells[id][0] == INPUT:
                try:
                    found[id] = Meaning(about.ground.scope).node(self.values[name]).id
                except ERRORS:
                    continue
        return found

    def equal(self, pairs: list[tuple[int, int]]) -> list[bool]:
        """Which pairs of nodes are equal at two points of the domain of the first of each pair."""
        if not pairs:
            return []
        cone = self.graph.cone({id for pair in pairs for id in pair})
        self.written = any(
            self.graph.cells[id][0] == CONST and "." in self.graph.constants[self.graph.cells[id][1]].written
            for id in cone
        )
        inputs = [id for id in cone if self.graph.cells[id][0] == INPUT and id not in self.fixed]
        alive, rounds = [True] * len(pairs), 0
        listed = islice(points(len(inputs)), SIMPLE, SIMPLE + TRIES) if inputs else iter([()])
        for point in listed:
            left = [i for i, lives in enumerate(alive) if lives]
            if rounds == ROUNDS or not left:
                break
            found = self._at([pairs[i] for i in left], inputs, point)
            if found is None:
                continue
            rounds += 1
            for i in left:
                a, b = pairs[i]
                alive[i] = self._meet(found[a], found[b], b)
        return alive if rounds else [False] * len(pairs)

    def _at(self, pairs: list[tuple[int, int]], inputs: list[int], point: Iterable[Fraction]) -> dict[int, Any] | None:
        """The values of all nodes at a point; None where the right value is not defined or an assumption fails."""
        graph = self.graph
        with precision(BITS):
            values = {id: exact(v) for id, v in zip(inputs, point, strict=True)}
            if self.fixed:
                constants, _ = balls(graph, graph.cone(self.fixed.values()), {}, instance)
                values |= {id: constants[node] for id, node in self.fixed.items()}
            roots = {id for pair in pairs for id in pair}
            assumed = [id for id, _ in self.about.ground.assume]
            cone = graph.cone([*roots, *assumed])
            for id in cone:
                if graph.cells[id][0] == INPUT and id not in values:
                    values[id] = exact(Fraction(1, 2))
            found, _ = balls(graph, cone, values, instance)
            for id, how in self.about.ground.assume:
                if not stands(found[id], how):
                    return None
            if not found[pairs[0][0]].is_finite():
                return None
        return found

    def _meet(self, right: Any, candidate: Any, node: int) -> bool:
        if not (right.is_finite() and candidate.is_finite()):
            return False
        if self.written and decimals(self.graph, node):
            return bool(abs(right - candidate) <= abs(right) * exact(ROUNDING))
        return bool(right.overlaps(candidate))

    def number(self) -> float | None:
        """The right value where it is one number."""
        inputs = [id for id in self.graph.free(self.about.reference) if id not in self.fixed]
        if inputs:
            return None
        found = self._at([(self.about.reference, self.about.reference)], [], ())
        return None if found is None else float(found[self.about.reference])
