"""Conclusions: does every solution of one equation satisfy another?"""

from __future__ import annotations

from collections.abc import Sequence

from symgrad.graph import Graph, balls
from symgrad.proof import field
from symgrad.proof.judge import quotients
from symgrad.proof.premised import at_places
from symgrad.proof.refute import BITS, Sign, about, precision, shown, stands
from symgrad.proof.verdict import Verdict


def judge_conclusion(
    graph: Graph, premise: tuple[int, int], conclusion: tuple[int, int], assume: Sequence[Sign] = ()
) -> Verdict:
    """The verdict on `a = b implies c = d`.

    Proved if every factor of a - b that can vanish makes c - d vanish; refuted by an isolated root of a - b (in one
    input, as a ball) at which c - d is not zero, or if c = d divides by what is zero at every solution.
    """
    root = counterexample(graph, premise, conclusion, assume)
    if root is not None:
        return root
    how = field.implies(graph, premise, conclusion, assume)
    if how is not None:
        return Verdict("proved", f"every solution: {how}" if how else "every solution")
    for verdict in at_places(graph, premise, conclusion, assume, above=True):  # others may be ruled out
        if verdict is not None:
            return verdict
    zero = graph.number(0).id
    for above, below in quotients(graph, *conclusion):
        if field.implies(graph, premise, (below, zero)) is None:
            continue
        if field.implies(graph, premise, (above, zero)) is None:
            return Verdict("refuted", "every solution", "this divides by zero at every solution")
    return Verdict("undecided", message="whether every solution satisfies this was not found out")


def counterexample(
    graph: Graph, premise: tuple[int, int], conclusion: tuple[int, int], assume: Sequence[Sign]
) -> Verdict | None:
    """A root of the premise, in its only input, that does not satisfy the conclusion."""
    a, b = premise
    free = graph.free(a, b)
    if len(free) != 1 or set(graph.free(*conclusion)) - set(free):
        return None
    about_it = about(graph, assume, free[0])
    if about_it is None:
        return None
    with precision(4 * BITS):
        roots = field.solutions(graph, a, b, free[0])
    for root in roots:
        values = {free[0]: root}
        with precision(2 * BITS):
            cone = graph.cone([*premise, *conclusion, *(id for id, _ in about_it)])
            found, _ = balls(graph, cone, values)
            if not (found[a].is_finite() and found[b].is_finite()):
                continue
            if not all(stands(found[id], how) for id, how in about_it):
                continue
            left, right = found[conclusion[0]], found[conclusion[1]]
            if left.is_finite() and right.is_finite() and not left.overlaps(right):
                x, y, z = shown(left, right, root)
                name = str(graph.label(free[0]))
                message = f"{name} = {z} is a solution too, and there the left side is {x} and the right side is {y}"
                return Verdict("refuted", f"balls, {2 * BITS} bits", message, {name: z}, x, y)
    return None
