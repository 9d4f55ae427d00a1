"""Sign cells: which combinations of signs of some polynomials can occur at all.

An identity with indicators has to hold in the cells that exist; H(x) and H(x - 1) are not free of each other, since
x - 1 > 0 implies x > 0. Each monomial is taken as an unknown of its own, and Fourier-Motzkin elimination decides
whether the linear inequalities contradict each other: a contradiction proves that the cell is empty; none proves
nothing (the monomials are tied), and then the cell counts as one that exists.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

Row = tuple[dict[object, Fraction], Fraction]  # sum of coefficients times unknowns + constant > 0

STRICT = "strict"  # an unknown of its own: `p > 0` is `p - STRICT >= 0`, where STRICT is smaller than any number
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
    open_ = [_scaled(({**coefficients, STRICT: Fraction(-1)}, constant)) for coefficients, constant in rows]
    open_ += [_scaled(row) for row in weak]
    stages: list[tuple[object, list[Row]]] = []
    while True:
        settled = [row for row in open_ if not row[0].keys() - {STRICT}]
        if any(constant < 0 or (constant == 0 and STRICT in coefficients) for coefficients, constant in settled):
            return None
        open_ = [row for row in open_ if row[0].keys() - {STRICT}]
        costs = _costs(open_)
        if not costs:
            return _values(stages)
        least = min(costs.values())
        unknown = min((u for u, cost in costs.items() if cost == least), key=repr)
        above = [row for row in open_ if row[0].get(unknown, 0) > 0]
        below = [row for row in open_ if row[0].get(unknown, 0) < 0]
        kept = [row for row in open_ if unknown not in row[0]]
        kept += [_combined(a, b, unknown) for a in above for b in below]
        if len(kept) > ROWS:
            return {}
        stages.append((unknown, [*above, *below]))
        open_ = kept


def _values(stages: list[tuple[object, list[Row]]]) -> dict[object, Fraction]:
    """The middle of what is left for each unknown, the last eliminated one first."""
    found: dict[object, Fraction] = {}
    for unknown, rows in reversed(stages):
        low: Fraction | None = None
        high: Fraction | None = None
        for coefficients, constant in rows:
            rest = constant + sum(
                v * found.get(k, Fraction(0)) for k, v in coefficients.items() if k not in (unknown, STRICT)
            )
            bound = -rest / coefficients[unknown]
            if coefficients[unknown] > 0:
                low = bound if low is None else max(low, bound)
            else:
                high = bound if high is None else min(high, bound)
        if low is not None and high is not None:
            found[unknown] = (low + high) / 2
        else:
            found[unknown] = low + 1 if low is not None else high - 1 if high is not None else Fraction(0)
    return found


def _costs(rows: Sequence[Row]) -> dict[object, int]:
    """Unknown -> the rows that its elimination makes."""
    above: Counter[object] = Counter()
    below: Counter[object] = Counter()
    for coefficients, _ in rows:
        for unknown, value in coefficients.items():
            (above if value > 0 else below)[unknown] += 1
    return {u: above[u] * below[u] for u in {*above, *below} - {STRICT}}


def _combined(a: Row, b: Row, unknown: object) -> Row:
    """The sum of two rows, weighted so that the unknown vanishes."""
    s, t = -b[0][unknown], a[0][unknown]
    coefficients: dict[object, Fraction] = {}
    for row, weight in ((a, s), (b, t)):
        for key, value in row[0].items():
            coefficients[key] = coefficients.get(key, Fraction(0)) + weight * value
    return _scaled(({k: v for k, v in coefficients.items() if v}, s * a[1] + t * b[1]))


def _scaled(row: Row) -> Row:
    """The row divided by its largest coefficient, so that numbers stay small."""
    largest = max((abs(v) for k, v in row[0].items() if k != STRICT), default=Fraction(1))
    return {k: v / largest for k, v in row[0].items()}, row[1] / largest


def linear(terms: Mapping[object, int], sign: int) -> Row:
    """The row `sign * polynomial > 0` of a polynomial {monomial: coefficient}; the empty monomial is the constant."""
    coefficients = {key: Fraction(sign * value) for key, value in terms.items() if key != ()}
    return coefficients, Fraction(sign * terms.get((), 0))
