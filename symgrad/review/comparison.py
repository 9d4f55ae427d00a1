"""Two nodes held against each other: equal, rounded, of one order of magnitude, smaller or greater.

Each for all values, else at the values of the names that vanish from the left to the right.
"""

from __future__ import annotations

from symgrad.notation.meaning import Meaning
from symgrad.notation.scope import Scope
from symgrad.notation.syntax import Tree
from symgrad.proof import Verdict, decimals, evaluated, judge, judge_order, judge_rounding
from symgrad.review.ground import Ground
from symgrad.review.values import at_values, quantities


def agree(scope: Scope, first: Tree, second: Tree) -> bool:
    """Whether two formulas of one name are equal, built apart from the scope's own nodes."""
    trial = scope.fork()
    a, b = Meaning(trial).node(first), Meaning(trial).node(second)
    return judge(scope.graph, a.id, b.id).holds


def equality(ground: Ground, a: int, b: int, values: dict[str, Tree], reference: int | None, last: bool) -> Verdict:
    """Whether a = b, for all values, else at the known ones, else as a rounded number.

    reference: the exact value of the chain, which rounded numbers are held against. last: b ends the chain.
    """
    verdict = ground.judge(a, b)
    if verdict.holds:
        return verdict
    graph = ground.graph
    put_in = at_values(ground, a, b, values)
    if isinstance(put_in, Verdict):
        return put_in
    closed_a, closed_b, note = a, b, ""
    if put_in is not None:
        closed_a, closed_b, note = put_in
        found = ground.judge(closed_a, closed_b)
        if found.holds:
            return found.noting(note)
        verdict = found.noting(note)
    stated = decimals(graph, b)
    if stated and (last or not graph.free(b)):
        rounded = rounding(ground, reference if reference is not None else a, b, values)
        return rounded.noting(note) if rounded.kind != "undecided" or verdict.kind != "refuted" else verdict
    if decimals(graph, a) and reference is not None and reference not in (a, b):
        exact = equality(ground, reference, b, values, None, last)
        if exact.holds:
            return exact
    return verdict


def rounding(ground: Ground, true: int, stated: int, values: dict[str, Tree]) -> Verdict:
    put_in = at_values(ground, true, stated, values)
    if isinstance(put_in, Verdict):
        return put_in
    if put_in is not None:
        true, stated, note = put_in
        return judge_rounding(ground.graph, true, stated).noting(note)
    return judge_rounding(ground.graph, true, stated)


def magnitude(ground: Ground, a: int, b: int, values: dict[str, Tree]) -> Verdict:
    """`0.25^10 ≈ 10^-6`: the same order of magnitude, |log10 of the ratio| < 1/2."""
    graph = ground.graph
    put_in = at_values(ground, a, b, values)
    if isinstance(put_in, Verdict):
        return put_in
    if put_in is not None:
        a, b = put_in[:2]
    ratio = graph.node(a) / graph.node(b)
    wide = judge_order(graph, graph.apply("pow", ratio, 2).id, graph.number(10).id, "<")
    narrow = judge_order(graph, graph.number(1).id, (graph.apply("pow", ratio, 2) * 10).id, "<")
    same = judge_order(graph, graph.number(0).id, ratio.id, "<")
    if wide.holds and narrow.holds and same.holds:
        return Verdict("agrees", "order of magnitude", notes=("the two sides differ by less than a factor of √10",))
    if "refuted" in (wide.kind, narrow.kind, same.kind):
        value = evaluated(graph, a, {}) if not graph.free(a) else "the left side"
        return Verdict("refuted", "order of magnitude", f"{value} is not of this order of magnitude")
    return Verdict("undecided", message="the order of magnitude could not be told")


def inequality(ground: Ground, a: int, b: int, relation: str, values: dict[str, Tree]) -> Verdict:
    """`< > ≤ ≥` on the domain, else at the values of the names that vanish; `≠` between numbers."""
    if relation == "≠":
        verdict = ground.judge(a, b)
        if verdict.kind == "proved":
            return Verdict("refuted", verdict.by, "both sides are equal")
        closed = not quantities(ground, a) and not quantities(ground, b)
        if verdict.kind == "refuted" and closed:
            return Verdict("proved", verdict.by)
        return Verdict("undecided", message="≠ between formulas is not judged")
    verdict = judge_order(ground.graph, a, b, relation, ground.assume)
    put_in = at_values(ground, a, b, values)
    if verdict.holds or not isinstance(put_in, tuple) or ground.restricted:
        return verdict  # what is said to hold for x > 0 is not said of one value
    return judge_order(ground.graph, put_in[0], put_in[1], relation, ground.assume).noting(put_in[2])
