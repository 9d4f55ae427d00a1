"""Equality under premises: where other equations hold, are two nodes equal?"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from symgrad.graph import Graph, balls, exact, rational, total
from symgrad.graph.table import CASE, INPUT, NEG, OPAQUE
from symgrad.proof import field
from symgrad.proof.judge import judge, unknowns_as_inputs
from symgrad.proof.points import points
from symgrad.proof.refute import BITS, Sign, precision, shown, stands
from symgrad.proof.verdict import Verdict

Equation = tuple[int, int]
PLACES = 12  # points of the other inputs at which a premise is solved
SECONDS = 3.0


def judge_under(graph: Graph, premises: Sequence[Equation], a: int, b: int, assume: Sequence[Sign] = ()) -> Verdict:
    """The verdict on `a = b` at all values of the inputs that satisfy the premises and the assumptions.

    Premises that are linear in an input are solved for it, those with a number for a slope first; where a slope
    could vanish, a proof leaves those places out and only agrees. One that remains is a curve: proved if every factor
    of it that can vanish makes a - b vanish, refuted at a point of it. A premise that shares no input does not count.
    """
    sides = [side for pair in premises for side in pair]
    nodes, _ = unknowns_as_inputs(graph, *sides, a, b, *(id for id, _ in assume))
    if any(graph.cells[id][0] == OPAQUE for id in graph.cone(nodes[: len(sides)])):
        return Verdict("undecided", message="a derivative of an unknown function stands beside a premise on it")
    pairs = list(dict.fromkeys((nodes[2 * k], nodes[2 * k + 1]) for k in range(len(premises))))
    a, b, *signed = nodes[2 * len(premises) :]
    signs = [(id, how) for id, (_, how) in zip(signed, assume, strict=True)]
    curves = pairs
    for side, value in filter(None, (_of_a_function(graph, pair) for pair in pairs if len(pairs) > 1)):
        put = {side: value}
        curves = [pair for pair in _put(graph, curves, put) if pair[0] != pair[1]]
        a, b = graph.substitute(a, put), graph.substitute(b, put)
    narrow = len(curves) < len(pairs)  # as \\sin t = r holds for some r only
    solved: list[str] = []
    partly = False
    while True:
        found = next(filter(None, (_solved(graph, pair) for pair in curves)), None)
        if found is None and len(curves) > 1:
            found, partly = next(filter(None, (_solved(graph, pair, anywhere=False) for pair in curves)), None), True
        if found is None:
            break
        x, value = found
        solved.append(str(graph.label(x)))
        put = {x: value}
        curves = [pair for pair in _put(graph, curves, put) if not judge(graph, *pair).holds]
        a, b = graph.substitute(a, put), graph.substitute(b, put)
        signs = [(graph.substitute(id, put), how) for id, how in signs]
    curves = [pair for pair in curves if set(graph.free(*pair)) & set(graph.free(a, b))]
    verdict = judge(graph, a, b, assume=signs)
    if not verdict.holds and len(curves) > 1:
        return Verdict("undecided", message="more than one premise that could not be solved")
    if not verdict.holds and curves:
        verdict = _on_curve(graph, curves[0], (a, b), signs)
    if verdict.kind == "proved" and partly:
        verdict = replace(verdict, kind="agrees")
    if verdict.kind == "refuted" and narrow:
        return Verdict("undecided", message="whether the premises hold where the sides differ was not found out")
    return verdict.noting(f"solved for {', '.join(solved)}") if solved and not verdict.holds else verdict


def _put(graph: Graph, pairs: list[Equation], put: dict[int, int]) -> list[Equation]:
    return [(graph.substitute(p, put), graph.substitute(q, put)) for p, q in pairs]


def _of_a_function(graph: Graph, premise: Equation) -> Equation | None:
    """(function of an input, what it equals) where a premise gives it, as `\\sin t = x/r`."""
    for side, other in (premise, premise[::-1]):
        cell = graph.cells[side]
        called = cell[0] > CASE and len(cell) == 2 and cell[0] != NEG and graph.cells[cell[1]][0] == INPUT
        if called and cell[1] not in graph.cone([other]):
            return side, other
    return None


def _solved(graph: Graph, premise: Equation, *, anywhere: bool = True) -> tuple[int, int] | None:
    """(input, its formula) where the premise is linear in an input.

    anywhere: with a number for its slope; else with one that may vanish at some values of the other inputs.
    """
    gap = graph.node(premise[0]) - graph.node(premise[1])
    for x in reversed(graph.free(gap.id)):
        slope = total(graph, gap.id, x)
        value = rational(graph, slope)
        rest = graph.node(graph.substitute(gap.id, {x: graph.number(0).id}))
        if anywhere and value:
            return x, (rest * Fraction(-1 / value)).id
        if (
            not anywhere
            and value != 0
            and x not in graph.free(slope)
            and not judge(graph, slope, graph.number(0).id).holds
            and not judge(graph, rest.id, graph.number(0).id).holds  # a product that is 0: either factor may be
        ):
            return x, (-rest / graph.node(slope)).id
    return None


def _on_curve(graph: Graph, premise: Equation, claim: Equation, assume: Sequence[Sign]) -> Verdict:
    met = 0
    for verdict in at_places(graph, premise, claim, assume):
        if verdict is not None:
            return verdict
        met += 1
    how = field.implies(graph, premise, claim, assume)
    if how is None:
        return Verdict("undecided", message="whether this follows from the premise was not found out")
    if not met:
        return Verdict("agrees", "every solution", notes=("no point that satisfies the premise was found",))
    return Verdict("proved", f"every solution: {how}" if how else "every solution")


def at_places(
    graph: Graph, premise: Equation, claim: Equation, assume: Sequence[Sign], *, above: bool = False
) -> Iterator[Verdict | None]:
    """At points where an equation holds: None where both sides of another meet, else its refutation.

    above: only points with positive coordinates.
    """
    cone = graph.cone([*premise, *claim, *(id for id, _ in assume)])
    free = graph.free(*cone)
    deadline = time.monotonic() + SECONDS
    for x in reversed(graph.free(*premise)):
        others = [id for id in free if id != x]
        for place, _ in zip(points(len(others)), range(PLACES), strict=False):
            if time.monotonic() > deadline:
                return
            if above and min(place, default=1) <= 0:
                continue
            put = {id: graph.number(value).id for id, value in zip(others, place, strict=True)}
            p, q = (graph.substitute(side, put) for side in premise)
            with precision(4 * BITS):
                roots = field.solutions(graph, p, q, x) if x in graph.free(p, q) else []
            for root in roots:
                if above and not root > 0:
                    continue
                with precision(2 * BITS):
                    values = {x: root, **{id: exact(value) for id, value in zip(others, place, strict=True)}}
                    found, kinks = balls(graph, cone, values)
                    left, right = found[claim[0]], found[claim[1]]
                    inside = all(stands(found[id], how) for id, how in assume)
                    if kinks or not (inside and left.is_finite() and right.is_finite()):
                        continue
                    if left.overlaps(right):
                        yield None
                        continue
                    u, v, w = shown(left, right, root)
                at = {str(graph.label(id)): str(value) for id, value in zip(others, place, strict=True)}
                at[str(graph.label(x))] = w
                point = ", ".join(f"{name} = {value}" for name, value in at.items())
                message = f"at {point}, where the premise holds, the left side is {u} and the right side is {v}"
                yield Verdict("refuted", f"balls, {2 * BITS} bits", message, at, u, v)
                return
