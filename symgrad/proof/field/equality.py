"""Are two nodes equal? Their difference reduces to zero, as a whole or in every sign cell."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterable
from fractions import Fraction
from functools import partial

from symgrad.graph import Graph
from symgrad.graph.table import INPUT
from symgrad.proof.field.nodes import Field
from symgrad.proof.field.passes import GivenUp, Learnt, answer
from symgrad.proof.field.polynomials import frozen, primitive
from symgrad.proof.field.sign_cells import Edge, corners, edge_of, vanishes_in_every_cell


@dataclasses.dataclass
class Outcome:
    """kernels: by which equality is proved (a comma list, may be empty), or None. corners: points of the sign cells.

    jumps: where a step in one of the sides may have another value, which the proof leaves out.
    """

    kernels: str | None = None
    jumps: list[Edge | None] = dataclasses.field(default_factory=list)
    corners: list[dict[int, Fraction]] = dataclasses.field(default_factory=list)


def prove(graph: Graph, a: int, b: int, cut: Iterable[int] = (), assume: Iterable[tuple[int, str]] = ()) -> Outcome:
    """Whether a = b is proved; where it is not, a point of every sign cell that linear inequalities can tell.

    cut: nodes taken as generators (the formula of a cut name is the same generator). assume: nodes, and how they stand
    to zero (others than > and >= are of no use here).
    """
    assumed = [(id, how) for id, how in assume if how in (">", ">=")]
    least = {id for id, how in assumed if how == ">="} - {id for id, how in assumed if how == ">"}
    cut, positive = list(cut), [id for id, _ in assumed if graph.cells[id][0] == INPUT]
    outcome = Outcome()

    def attempt(split: bool, learnt: Learnt) -> None:
        field = Field(graph, learnt, cut, positive, least, split=split)
        with contextlib.suppress(GivenUp):
            outcome.kernels = _proof(field, a, b, [id for id, _ in assumed], least)
            outcome.jumps = [edge_of(field, p) for p in field.jumps]
        if outcome.kernels is None:
            outcome.corners = corners(field)

    for split in (False, True):
        if outcome.kernels is None:
            answer(partial(attempt, split))
    return outcome


def _proof(field: Field, a: int, b: int, assume: list[int], least: set[int]) -> str | None:
    cone = field.graph.cone(assume)
    if field.strict(cone):
        field.build(cone)
        for id in assume:
            p, q = field.built[id]
            if q.is_constant() and not p.is_constant():
                known = frozen(primitive(p))
                if id not in least:
                    field.learnt.vanishing.discard(known)
                elif known not in field.learnt.positive:
                    field.learnt.vanishing.add(known)
                field.learnt.positive.add(known)
    field.build_sides(a, b)
    (p, q), (r, s) = field.reduced(field.built[a]), field.reduced(field.built[b])
    n, _ = field.reduced((p * s - r * q, field.one))
    if n != 0 and field.indicators and vanishes_in_every_cell(field, n):
        field.used.add("sign cells")
        n = field.zero
    return ", ".join(sorted(field.used)) if n == 0 else None
