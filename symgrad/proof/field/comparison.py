"""Which of two nodes is larger? The sign of their difference by its factors, in every sign cell."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from symgrad.graph import Graph
from symgrad.proof.cells import Row, contradicts, linear
from symgrad.proof.field.nodes import Field, positive_inputs
from symgrad.proof.field.passes import answer
from symgrad.proof.field.polynomials import frozen, primitive, terms
from symgrad.proof.field.sign_cells import CELLS, Edge, cells, edge_of, inequalities, within

ENDS = 6  # generators whose ends are gone through

Bounds = dict[int, tuple[Fraction | None, Fraction | None]]  # of generators, by assumption


def sign(
    graph: Graph, a: int, b: int, cut: Iterable[int] = (), assume: Iterable[tuple[int, str]] = ()
) -> tuple[tuple[int, bool], list[Edge | None]] | None:
    """The sign of a - b wherever both are defined: (1 or -1, whether it is never zero), (0, False); None: not found.

    With it, where a step in one of the sides may have another value, which this leaves out.

    The difference is split into irreducible factors; those of even multiplicity are squares, the others must have a
    sign that is known by what they are, or at both ends of a bounded generator in which they are linear.
    assume: nodes, and how they stand to zero (others than > and >= are of no use here).
    """
    cut, assumed = list(cut), [(id, how) for id, how in assume if how in (">", ">=")]
    positive = positive_inputs(graph, assumed)
    return answer(lambda learnt: _sign(Field(graph, learnt, cut, positive), a, b, assumed))


def _sign(
    field: Field, a: int, b: int, assume: list[tuple[int, str]]
) -> tuple[tuple[int, bool], list[Edge | None]] | None:
    field.build_sides(a, b, *(id for id, _ in assume))
    edges = [edge_of(field, p) for p in field.jumps]
    n, d = field.difference(a, b)
    if n == 0:
        return (0, False), edges
    sides = ((field.reduced(field.built[id]), how) for id, how in assume)
    given = [(p, how) for (p, q), how in sides if q.is_constant()]
    used = [g for g in field.indicators if any(p.degrees()[g] > 0 for p in (n, d, *(p for p, _ in given)))]
    if len(used) > CELLS:
        return None
    found: set[tuple[int, bool]] = set()
    for cell in cells(used):
        here = [(within(cell, p), how) for p, how in given]
        strict, weak = inequalities(field, cell)
        for p, how in here:
            (strict if how == ">" else weak).append(linear(terms(p), 1))
        if contradicts(strict, weak):
            continue
        known = {frozen(field.indicators[g]) for g, sense in cell.items() if sense > 0}
        known |= {frozen(primitive(p)) for p, how in here if how == ">"}
        least = {frozen(-field.indicators[g]) for g, sense in cell.items() if sense < 0}
        least |= {frozen(primitive(p)) for p, _ in here}
        found.add(_sign_of(field, within(cell, n), within(cell, d), known, least, (strict, weak)))
    if (0, True) in found:
        return None
    senses = {sense for sense, _ in found} - {0}
    if len(senses) > 1:
        return None
    return ((senses.pop() if senses else 0), all(strict and sense for sense, strict in found)), edges


def _sign_of(
    field: Field, n: Any, d: Any, known: set[Any], least: set[Any], rows: tuple[list[Row], list[Row]]
) -> tuple[int, bool]:
    """(sign, never zero) of a fraction by its factors; (0, False) for zero, (0, True) where a sign is not known.

    known: what is positive here; least: what is not negative; rows: that as linear inequalities, > 0 and >= 0.
    """
    if n == 0:
        return 0, False
    found, strict = (1 if n.leading_coefficient() * d.leading_coefficient() > 0 else -1), True
    below = {frozen(p) for p, _ in field.factors(d)}  # is zero nowhere
    for p, e in [*field.factors(n), *field.factors(d)]:
        up = field.positive(p) or frozen(p) in known | least
        down = field.positive(-p) or frozen(-p) in known | least
        apart = field.strictly(p) or field.strictly(-p) or frozen(p) in known or frozen(-p) in known
        if not apart:
            above = contradicts(rows[0], [*rows[1], linear(terms(p), -1)])
            apart = above or contradicts(rows[0], [*rows[1], linear(terms(p), 1)])
            if apart:
                up, down = above, not above
        strict = strict and (apart or frozen(p) in below)
        if not up and not down and e % 2:
            bounds = _bounds([*rows[0], *rows[1]])
            up, down = _at_the_ends(field, p, bounds, 0), _at_the_ends(field, -p, bounds, 0)
            if not up and not down:
                return 0, True
        if down and e % 2:
            found = -found
    return found, strict


def _at_the_ends(field: Field, p: Any, bounds: Bounds, depth: int) -> bool:
    """Whether p >= 0 because it is linear in a bounded generator and not negative at both of its ends."""
    if p == 0 or field.positive(p):
        return True
    if p.is_constant() or depth > ENDS:
        return False
    content, factors = p.factor()
    if content > 0 and all(e % 2 == 0 or field.positive(f) for f, e in factors):
        return True
    for g, e in enumerate(p.degrees()):
        low, high = bounds.get(g) or field.interval(g)
        if e == 1 and low is not None and high is not None:
            ends = [_put(p, g, end) for end in (low, high)]
            return all(_at_the_ends(field, end, bounds, depth + 1) for end in ends)
    return False


def _put(p: Any, g: int, value: Fraction) -> Any:
    """The polynomial, linear in g, at a value of g (times a positive number, to stay with integers)."""
    zero, one = p.subs({f"k{g}": 0}), p.subs({f"k{g}": 1})
    return zero * value.denominator + (one - zero) * value.numerator


def _bounds(rows: list[Row]) -> Bounds:
    """The bounds that inequalities in one generator give."""
    found: Bounds = {}
    for coefficients, constant in rows:
        if len(coefficients) != 1:
            continue
        ((monomial, factor),) = coefficients.items()
        assert isinstance(monomial, tuple)
        if len(monomial) != 1 or monomial[0][1] != 1:
            continue
        low, high = found.get(monomial[0][0], (None, None))
        bound = Fraction(-constant) / factor
        if factor > 0:
            low = bound if low is None else max(low, bound)
        else:
            high = bound if high is None else min(high, bound)
        found[monomial[0][0]] = low, high
    return found
