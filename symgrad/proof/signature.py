"""A modular signature: both sides at random points of a prime field, where a proof would grow too large.

Arithmetic is done modulo a prime; everything else (exp, log, indicators, ...) is a random number by its canonical
twin. Sides that differ as rational functions of these meet with probability at most degree / prime at a point
(Schwartz 1980, Zippel 1979). It says "agrees, but for an error bound", never "proved".
"""

from __future__ import annotations

import random
from fractions import Fraction

from symgrad.graph import Graph, twin
from symgrad.graph.table import ADD, CONST, DIV, MUL, NAME, NEG, POW, SUB

PRIME = 2**127 - 1
ROUNDS = 4


def signature(graph: Graph, a: int, b: int) -> float | None:
    """A bound on the probability that equal signatures belong to different functions; None if they differ or fail.

    >>> g = Graph(); x = g.input("x")
    >>> signature(g, ((x + 1) * (x - 1)).id, (x * x - 1).id) < 1e-100
    True
    """
    cone = graph.cone([a, b])
    rng = random.Random(len(cone))
    for _ in range(ROUNDS):
        values = _values(graph, cone, rng)
        if values is None or values[a] is None or values[a] != values[b]:
            return None
    degree = max(_degree(graph, cone, a), _degree(graph, cone, b))
    return float(min(1.0, degree / PRIME) ** ROUNDS) if degree < PRIME else None


def _values(graph: Graph, cone: list[int], rng: random.Random) -> dict[int, int | None] | None:
    found: dict[int, int | None] = {}
    drawn: dict[int, int] = {}
    for id in cone:
        cell = graph.cells[id]
        code = cell[0]
        if code == NAME:
            found[id] = found[cell[1]]
            continue
        if code == CONST:
            value = graph.constants[cell[1]].value
            if value is not None:
                found[id] = _modulo(value)
                continue
        if code in (ADD, SUB, MUL, DIV, NEG, POW):
            x, y = found[cell[1]], found[cell[-1]]
            exponent = graph.value(cell[2]) if code == POW else None
            whole = exponent is not None and exponent.denominator == 1
            if x is None or y is None:
                return None
            if code in (ADD, SUB):
                found[id] = (x + y if code == ADD else x - y) % PRIME
            elif code == MUL:
                found[id] = x * y % PRIME
            elif code == NEG:
                found[id] = -x % PRIME
            elif code == DIV:
                found[id] = x * pow(y, -1, PRIME) % PRIME if y else None
            elif whole and (x or exponent > 0):  # type: ignore[operator]
                found[id] = pow(x, int(exponent), PRIME)  # type: ignore[arg-type]
            else:
                found[id] = drawn.setdefault(twin(graph, id), rng.randrange(PRIME))
            if found[id] is None:
                return None
            continue
        found[id] = drawn.setdefault(twin(graph, id), rng.randrange(PRIME))
    return found


def _modulo(value: Fraction) -> int:
    return value.numerator * pow(value.denominator, -1, PRIME) % PRIME


def _degree(graph: Graph, cone: list[int], root: int) -> int:
    """A bound on the degree of numerator and denominator of a node as a rational function."""
    degree: dict[int, int] = {}
    for id in cone:
        cell = graph.cells[id]
        code = cell[0]
        if code in (ADD, SUB, MUL, DIV):
            degree[id] = degree[cell[1]] + degree[cell[2]]
        elif code in (NAME, NEG):
            degree[id] = degree[cell[1]]
        elif code == POW and (exponent := graph.value(cell[2])) is not None and exponent.denominator == 1:
            degree[id] = degree[cell[1]] * abs(int(exponent))
        else:
            degree[id] = 0 if code == CONST else 1
    return degree[root]
