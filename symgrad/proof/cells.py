"""Sign cells: which combinations of signs of some polynomials can occur at all.

An identity with indicators has to hold in the cells that exist; H(x) and H(x - 1) are not free of each other, since
x - 1 > 0 implies x > 0. Each monomial is taken as an unknown of its own, and Fourier-Motzkin elimination decides
whether the linear inequalities contradict each other: a contradiction proves that the cell is empty; none proves
nothing (the monomials are tied), and then the cell counts as one that exists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import chain
from math import gcd, lcm

Row = tuple[Mapping[object, int | Fraction], int | Fraction]  # sum of coefficients times unknowns + constant > 0
Whole = tuple[dict[object, int], int, bool]  # the same in whole numbers, and whether it is strict: > 0, not >= 0

ROWS = 400  # inequalities at any stage; beyond, the cell counts as one that exists


def contradicts(rows: Sequence[Row], weak: Sequence[Row] = ()) -> bool:
    """Whether no assignment makes every row positive, and the weak ones at least zero.

    >>> x = {"x": Fraction(1)}
    >>> contradicts([(x, Fraction(-1)), ({"x": Fraction(-1)}, Fraction(0))])
    True
    """
    return witness(rows, weak) is None


def witness(rows: Sequence[Row], weak: Sequence[Row] = ()) -> dict[object, Fraction] | None:
    """Values of the unknowns that make every row positive, and the weak ones at least zero.

    None if there are none; empty: not found out, or there are no unknowns.

    >>> witness([({"x": Fraction(1)}, Fraction(-1)), ({"x": Fraction(-1)}, Fraction(2))])
    {'x': Fraction(3, 2)}
    """
    open_ = _tightest([*(_whole(row, True) for row in rows), *(_whole(row, False) for row in weak)])
    stages: list[tuple[object, list[Whole]]] = []
    while len(open_) <= ROWS:
        if any(constant < 0 or (constant == 0 and strict) for held, constant, strict in open_ if not held):
            return None
        open_ = [row for row in open_ if row[0]]
        costs = _costs(open_)
        if not costs:
            return _values(stages)
        least = min(costs.values())
        unknown = min((u for u, cost in costs.items() if cost == least), key=repr)
        above = [row for row in open_ if row[0].get(unknown, 0) > 0]
        below = [row for row in open_ if row[0].get(unknown, 0) < 0]
        kept = [row for row in open_ if unknown not in row[0]]
        open_ = _tightest(chain(kept, (_combined(a, b, unknown) for a in above for b in below)))
        stages.append((unknown, [*above, *below]))
    return {}


def _values(stages: list[tuple[object, list[Whole]]]) -> dict[object, Fraction]:
    """The middle of what is left for each unknown, the last eliminated one first."""
    found: dict[object, Fraction] = {}
    for unknown, rows in reversed(stages):
        low: Fraction | None = None
        high: Fraction | None = None
        for coefficients, constant, _ in rows:
            rest = constant + sum(v * found.get(k, Fraction(0)) for k, v in coefficients.items() if k != unknown)
            bound = Fraction(-rest) / coefficients[unknown]
            if coefficients[unknown] > 0:
                low = bound if low is None else max(low, bound)
            else:
                high = bound if high is None else min(high, bound)
        if low is not None and high is not None:
            found[unknown] = (low + high) / 2
        else:
            found[unknown] = low + 1 if low is not None else high - 1 if high is not None else Fraction(0)
    return found


def _costs(rows: Sequence[Whole]) -> dict[object, int]:
    """How many rows come of eliminating each unknown."""
    counts: dict[object, list[int]] = {}
    for coefficients, _, _ in rows:
        for unknown, value in coefficients.items():
            counts.setdefault(unknown, [0, 0])[value > 0] += 1
    return {unknown: below * above for unknown, (below, above) in counts.items()}


def _combined(a: Whole, b: Whole, unknown: object) -> Whole:
    """The sum of two rows, weighted so that the unknown vanishes."""
    s, t = -b[0][unknown], a[0][unknown]
    coefficients = {key: s * value for key, value in a[0].items()}
    for key, value in b[0].items():
        coefficients[key] = coefficients.get(key, 0) + t * value
    return _primitive(coefficients, s * a[1] + t * b[1], a[2] or b[2])


def _whole(row: Row, strict: bool) -> Whole:
    scale = lcm(row[1].denominator, *(value.denominator for value in row[0].values()))
    return _primitive({key: int(scale * value) for key, value in row[0].items()}, int(scale * row[1]), strict)


def _primitive(coefficients: dict[object, int], constant: int, strict: bool) -> Whole:
    """The row divided by what all its numbers share, so that they stay small."""
    shared = gcd(constant, *coefficients.values()) or 1
    return {key: value // shared for key, value in coefficients.items() if value}, constant // shared, strict


def _tightest(rows: Iterable[Whole]) -> list[Whole]:
    """Of rows that differ in their constants alone, the one that implies the others; not many more than ROWS."""
    found: dict[frozenset[tuple[object, int]], Whole] = {}
    for row in rows:
        key = frozenset(row[0].items())
        other = found.get(key)
        if other is None or (row[1], not row[2]) < (other[1], not other[2]):
            found[key] = row
        if len(found) > ROWS:
            break
    return list(found.values())


def linear(terms: Mapping[object, int], sign: int) -> Row:
    """The row `sign * polynomial > 0` of a polynomial {monomial: coefficient}; the empty monomial is the constant."""
    return {key: sign * value for key, value in terms.items() if key != ()}, sign * terms.get((), 0)
