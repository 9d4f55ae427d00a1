"""Inequalities on a domain: refuted by a certified point, proved by the signs of factors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from symgrad.graph import Graph, balls, rational
from symgrad.graph.table import NAME
from symgrad.proof import field
from symgrad.proof.judge import by_zero, holds_at_edges, judge, refutation
from symgrad.proof.kinks import failing_at_kinks
from symgrad.proof.refute import BITS, Comparison, Sign, about, precision, shown, stands
from symgrad.proof.verdict import Kind, Verdict
from symgrad.proof.wording import words

POINTS = 60
WIDER = tuple(Fraction(n, 2) for n in (3, 4, 6, 8, 20))


def judge_order(
    graph: Graph, a: int, b: int, relation: str, assume: Sequence[Sign] = (), *, offered: bool = True
) -> Verdict:
    """The verdict on `a relation b` (< > ≤ ≥) for all values of the inputs that satisfy the assumptions."""
    if relation in (">", "≥"):
        verdict = judge_order(graph, b, a, {">": "<", "≥": "≤"}[relation], assume, offered=False)
        return replace(verdict, message=_turned(verdict), left=verdict.right, right=verdict.left)
    comparison = Comparison(graph, a, b, assume, relation)
    sample = comparison.run(POINTS)
    if sample.refuted:
        verdict = refutation(sample)
        return verdict.noting(offer) if offered and (offer := _offer(graph, a, b, relation, assume)) else verdict
    if not sample.met and not sample.blurred:
        if not comparison.defined:
            return Verdict("undecided", message="unknown functions")
        nowhere = by_zero(graph, a, b)
        return Verdict("undecided", message="no point of the domain was found") if nowhere is None else nowhere
    names = {id for id in graph.cone([a, b]) if graph.cells[id][0] == NAME} - {a, b}
    for generators in (names, set()) if names else (set(),):
        found = field.sign(graph, a, b, generators, assume)
        if found is None:
            continue
        sign, edges = found
        if (sign[0] <= 0 if relation == "≤" else sign == (-1, True)) and holds_at_edges(
            graph, a, b, assume, edges, lambda a, b, signs: judge_order(graph, a, b, relation, signs, offered=False)
        ):
            return Verdict("proved", "signs of factors")
    if not comparison.inputs and sample.met:
        return Verdict("proved", f"balls, {BITS} bits")
    if relation == "<":
        equal = _equality(graph, a, b, assume)
        open_ = f"holds at {sample.met} points; no proof that it is strict was found"
        return Verdict("undecided", message=open_) if equal is None else equal
    if sample.met >= POINTS:
        verdict = Verdict("agrees", f"balls of {BITS} bits: holds at {sample.met} points")
        jump = failing_at_kinks(comparison)
        return verdict if jump is None else verdict.noting(f"except where a step jumps, as at {words(jump.point)}")
    return Verdict("undecided", message=f"holds at {sample.met} points; no proof was found")


def standing(graph: Graph, id: int, how: str) -> Kind:
    """Whether an assumption holds for a node, whatever its inputs: proved, refuted or undecided."""
    zero = graph.number(0).id
    if how in (">", ">=", "="):
        relation = {">": "<", ">=": "≤"}.get(how)
        verdict = judge_order(graph, zero, id, relation) if relation else judge(graph, id, zero)
        return "proved" if verdict.holds else verdict.kind
    value = rational(graph, id)
    if value is None:
        return "undecided"
    return "proved" if (value != 0 if how == "!=" else value.denominator == 1) else "refuted"


def _equality(graph: Graph, a: int, b: int, assume: Sequence[Sign]) -> Verdict | None:
    """A point of the domain at which both sides are equal, which refutes a strict inequality in one input."""
    free = graph.free(a, b)
    about_it = about(graph, assume, free[0]) if len(free) == 1 else None
    if about_it is None:
        return None
    with precision(4 * BITS):
        for root in field.solutions(graph, a, b, free[0]):
            found, _ = balls(graph, graph.cone([a, b, *(id for id, _ in about_it)]), {free[0]: root})
            inside = all(stands(found[id], how) for id, how in about_it)
            if inside and found[a].is_finite() and found[b].is_finite():
                (place,) = shown(root)
                name = str(graph.label(free[0]))
                return Verdict("refuted", "isolated root", f"at {name} = {place} both sides are equal", {name: place})
    return None


def _offer(graph: Graph, a: int, b: int, relation: str, assume: Sequence[Sign]) -> str:
    """A bound that does hold, where the right side is a number: the smallest of a few multiples of it."""
    value = rational(graph, b)
    if value is None or value <= 0:
        return ""
    for factor in WIDER:
        wider = value * factor
        if judge_order(graph, a, graph.number(wider).id, relation, assume, offered=False).kind == "proved":
            return f"holds with {wider} on the right side"
    return ""


def _turned(verdict: Verdict) -> str:
    if verdict.left is None:
        return verdict.message
    place = f"at {', '.join(f'{k} = {v}' for k, v in verdict.at.items())} " if verdict.at else ""
    return f"{place}the left side is {verdict.right} and the right side is {verdict.left}"
