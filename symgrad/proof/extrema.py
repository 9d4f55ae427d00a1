"""Extrema: a bound that holds everywhere, and a point where it is reached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product

from symgrad.graph import Graph
from symgrad.proof.implies import judge_conclusion
from symgrad.proof.judge import judge
from symgrad.proof.order import judge_order, standing
from symgrad.proof.points import SIMPLE
from symgrad.proof.refute import Sign
from symgrad.proof.verdict import Kind, Verdict, worst

GAPS = tuple(Fraction(1, 10**k) for k in range(1, 7))


def judge_extremum(
    graph: Graph,
    kind: str,
    body: int,
    variables: Sequence[int],
    stated: int,
    assume: Sequence[Sign] = (),
    hints: Iterable[int] = (),
) -> Verdict:
    """The verdict on `kind over variables of body = stated` (max, min, sup, inf), or on `argmax = stated`.

    The bound is proved or refuted as an inequality; a maximum must also be reached, which is tried at simple points and
    at `hints` (nodes that the text gives as values of the variable).
    """
    if kind.startswith("arg"):
        return _judge_place(graph, kind, body, variables, stated, assume)
    relation = "≤" if kind in ("max", "sup") else "≥"
    bound = judge_order(graph, body, stated, relation, assume)
    if not bound.holds:
        return bound
    for point in _places(graph, variables, hints):
        if _inside(graph, variables, point, assume) != "proved":
            continue
        there = graph.substitute(body, dict(zip(variables, point, strict=True)))
        reached = judge(graph, there, stated, assume=assume)
        if reached.holds:
            names = ", ".join(f"{graph.label(v)} = {graph.describe(p)}" for v, p in zip(variables, point, strict=True))
            verdict = bound if bound.kind == "agrees" else reached
            return replace(verdict, by=f"{bound.by}; reached at {names}").noting(f"reached at {names}")
    strict = "<" if relation == "≤" else ">"
    never = judge_order(graph, body, stated, strict, assume)
    if kind in ("max", "min") and never.kind == "proved":
        return Verdict("refuted", never.by, "the bound holds but is never reached")
    if kind in ("sup", "inf") and (near := _approached(graph, body, variables, stated)):
        return Verdict("agrees", bound.by, notes=(f"within 10^-9 of the bound at {near}",))
    scale = 1 + abs(graph.value(stated) or Fraction(1))
    for gap in GAPS:
        shift = gap * scale if relation == "≤" else -gap * scale
        tighter = judge_order(graph, body, (graph.node(stated) - graph.number(shift)).id, relation, assume)
        if tighter.kind == "proved":
            return Verdict("refuted", tighter.by, f"the bound holds, but so does one that is {gap * scale} tighter")
    return Verdict("undecided", message="the bound holds; whether it is reached was not found out")


def _judge_place(
    graph: Graph, kind: str, body: int, variables: Sequence[int], stated: int, assume: Sequence[Sign]
) -> Verdict:
    """The verdict on `argmax = stated` or `argmin = stated`: the bound is reached there, and nowhere else."""
    if len(variables) != 1:
        return Verdict("undecided", message="the place of an extremum is judged in one variable")
    inside = _inside(graph, variables, (stated,), assume)
    if inside == "refuted":
        return Verdict("refuted", "assumptions", "the stated place is not in the domain")
    if inside != "proved":
        return Verdict("undecided", message="whether the stated place is in the domain was not found out")
    best = graph.substitute(body, {variables[0]: stated})
    verdict = judge_order(graph, body, best, "≤" if kind == "argmax" else "≥", assume)
    if verdict.kind != "proved":
        return verdict
    only = judge_conclusion(graph, (body, best), (variables[0], stated), assume)
    if only.kind == "refuted":
        return replace(only, message=f"it is not the only place: {only.message}")
    if only.kind == "proved":
        return verdict
    return replace(verdict, kind="agrees").noting("whether it is the only place was not found out")


def _inside(graph: Graph, variables: Sequence[int], point: Sequence[int], assume: Sequence[Sign]) -> Kind:
    """Whether the assumptions hold at a place: proved, refuted or undecided."""
    found: list[Kind] = ["proved"]
    for id, how in assume:
        there = graph.substitute(id, dict(zip(variables, point, strict=True)))
        if there != id:
            found.append(standing(graph, there, how))
    return worst(found)


def _approached(graph: Graph, body: int, variables: Sequence[int], stated: int) -> str:
    """A far point at which the body comes within 10^-9 of the bound, or ''."""
    gap = graph.node(body) - graph.node(stated)
    for far in (40, -40, 10**5, -(10**5), 10**10):
        there = graph.substitute(gap.id, {v: graph.number(far).id for v in variables})
        square = graph.apply("pow", graph.node(there), 2)
        if judge_order(graph, square.id, graph.number(Fraction(1, 10**18)).id, "<").holds:
            return ", ".join(f"{graph.label(v)} = {far}" for v in variables)
    return ""


def _places(graph: Graph, variables: Sequence[int], hints: Iterable[int]) -> Iterable[tuple[int, ...]]:
    simple = [graph.number(value).id for value in SIMPLE]
    places = [*hints, *simple] if len(variables) == 1 else simple[:4]
    return product(places, repeat=len(variables)) if len(variables) <= 3 else ()
