"""Equality where several equations hold that are linear in as many inputs: the system is solved in balls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from symgrad.graph import Graph, balls, exact, total
from symgrad.graph.table import OPAQUE
from symgrad.proof.points import points
from symgrad.proof.refute import BITS, Sign, apart, precision, sharp, shown, stands
from symgrad.proof.verdict import Verdict
from symgrad.proof.wording import words

Equation = tuple[int, int]
PLACES = 6  # points of the other inputs at which the equations are solved
TRIED = 40


def judge_where_solved(
    graph: Graph,
    system: Sequence[Equation],
    unknowns: Sequence[int],
    claims: Sequence[Equation],
    assume: Sequence[Sign] = (),
) -> list[Verdict] | None:
    """The verdicts on claims where all equations of a system hold, if they are as many as the unknowns and linear.

    Refuted at a solution; else it agrees at all solutions that were looked at. None for any other system.
    """
    gaps = [(graph.node(a) - graph.node(b)).id for a, b in system]
    slopes = [[total(graph, gap, x) for x in unknowns] for gap in gaps]
    nodes = [id for row in slopes for id in row]
    if len(gaps) != len(unknowns) or not gaps or set(graph.free(*nodes)) & set(unknowns):
        return None
    zero = graph.number(0).id
    rests = [graph.substitute(gap, dict.fromkeys(unknowns, zero)) for gap in gaps]
    roots = [*nodes, *rests, *(side for pair in claims for side in pair), *(id for id, _ in assume)]
    if any(graph.cells[id][0] == OPAQUE for id in graph.cone(roots)):
        return None
    found: list[Verdict | None] = [None] * len(claims)
    met = [0] * len(claims)
    for place in _solutions(graph, roots, slopes, rests, unknowns, assume):
        for k, (a, b) in enumerate(claims):
            left, right = place[a], place[b]
            met[k] += sharp(left) and sharp(right)
            if found[k] is None and left.is_finite() and right.is_finite() and apart(left, right):
                u, v = shown(left, right)
                at = {str(graph.label(id)): shown(place[id])[0] for id in graph.free(*roots)}
                found[k] = Verdict(
                    "refuted", f"balls, {2 * BITS} bits",
                    f"at {words(at)}, where the condition holds, the left side is {u} and the right side is {v}",
                    at, u, v,
                )  # fmt: skip
    if not any(met):
        nowhere = Verdict(
            "undecided", message="no point of the domain was found at which the condition has one solution"
        )
        return [nowhere] * len(claims)
    agrees = Verdict("agrees", f"at {PLACES} solutions of the condition")
    few = Verdict("undecided", message="too few solutions of the condition were found")
    return [
        verdict if verdict is not None else agrees if count == PLACES else few
        for verdict, count in zip(found, met, strict=True)
    ]


def _solutions(
    graph: Graph,
    roots: Sequence[int],
    slopes: Sequence[Sequence[int]],
    rests: Sequence[int],
    unknowns: Sequence[int],
    assume: Sequence[Sign],
) -> Iterator[Mapping[int, Any]]:
    """The balls of all nodes below the roots, at points where the system holds."""
    import flint

    cone = graph.cone(roots)
    others = [id for id in graph.free(*cone) if id not in set(unknowns)]
    left = PLACES
    for place, _ in zip(points(len(others)), range(TRIED), strict=False):
        with precision(2 * BITS):
            values = {id: exact(Fraction(value)) for id, value in zip(others, place, strict=True)}
            known, kinks = balls(graph, graph.cone([*rests, *(id for row in slopes for id in row)]), values)
            matrix = flint.arb_mat([[known[id] for id in row] for row in slopes])
            column = flint.arb_mat([[-known[id]] for id in rests])
            try:
                solved = matrix.solve(column)
            except (ZeroDivisionError, ValueError):
                continue
            values |= {x: solved[k, 0] for k, x in enumerate(unknowns)}
            found, more = balls(graph, cone, values)
            if kinks or more or not all(stands(found[id], how) for id, how in assume):
                continue
            yield found
        left -= 1
        if not left:
            return
