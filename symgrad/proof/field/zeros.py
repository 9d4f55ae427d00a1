"""Where is a difference zero? The solutions of an equation in one input, and what follows from an equation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from symgrad.graph import Graph
from symgrad.proof.field.nodes import Field, positive_inputs
from symgrad.proof.field.passes import answer
from symgrad.proof.field.polynomials import complex_roots, isolable


def implies(
    graph: Graph, premise: tuple[int, int], conclusion: tuple[int, int], assume: Iterable[tuple[int, str]] = ()
) -> str | None:
    """The kernels by which every zero of one difference is a zero of the other, or None.

    assume: nodes, and how they stand to zero; no factor vanishes that is an input greater than zero.
    """
    positive = positive_inputs(graph, assume)
    return answer(lambda learnt: _implies(Field(graph, learnt, (), positive), premise, conclusion))


def solutions(graph: Graph, a: int, b: int, x: int) -> list[Any]:
    """Balls around the real solutions of a = b in the input x that can be isolated; there may be more."""
    return answer(lambda learnt: _solutions(Field(graph, learnt), a, b, x)) or []


def _implies(field: Field, premise: tuple[int, int], conclusion: tuple[int, int]) -> str | None:
    """Whether each factor of the premise that can vanish divides the conclusion (or gives a value that does)."""
    field.build(field.graph.cone([*premise, *conclusion]))
    n, _ = field.difference(*premise)
    m, _ = field.difference(*conclusion)
    if field.jumps:
        return None
    if n == 0:
        return ", ".join(sorted(field.used)) if m == 0 else None
    some = False
    for p, _ in field.factors(n):
        if p.is_constant() or field.strictly(p) or field.strictly(-p):
            continue
        some = True
        ways = [p, *field.solved(p)]
        if not any(m == 0 or _divides(way, m) for way in ways):
            return None
    return ", ".join(sorted(field.used)) if some else None


def _divides(p: Any, m: Any) -> bool:
    return not p.is_constant() and bool(divmod(m, p)[1] == 0)


def _solutions(field: Field, a: int, b: int, x: int) -> list[Any]:
    field.build(field.graph.cone([a, b]))
    n, _ = field.difference(a, b)
    found = []
    for p, _ in field.factors(n) if n != 0 else []:
        g = isolable(p)
        if g is not None:
            roots = [root.real for root in complex_roots(p, g) if root.imag.is_zero()]
            found += [y for root in roots if (y := field.undone(g, root, x)) is not None]
    return found
