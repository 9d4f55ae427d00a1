"""An oracle of its own: derivatives as the second coefficient of flint's power series, in balls.

It knows nothing of the table's partials: a wrong partial cannot agree with it. Operations that flint has no series
for (those that bend) have no answer here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from symgrad.graph import Graph, balls, exact
from symgrad.graph.table import CASE, CONST, INPUT, NAME, row
from symgrad.proof.points import points
from symgrad.proof.refute import BITS, precision, shown
from symgrad.proof.verdict import Verdict

WRITTEN_OUT: dict[str, Callable[..., Any]] = {  # what flint has no series of its own for
    "pow": lambda x, y: _power(x, y),
    "sinh": lambda x: (x.exp() - (-x).exp()) / 2,
    "cosh": lambda x: (x.exp() + (-x).exp()) / 2,
    "tanh": lambda x: 1 - 2 / (1 + (2 * x).exp()),
    "asinh": lambda x: (x + (x * x + 1).sqrt()).log(),
    "acosh": lambda x: (x + (x * x - 1).sqrt()).log(),
    "atanh": lambda x: ((1 + x) / (1 - x)).log() / 2,
    "softplus": lambda x: (1 + x.exp()).log(),
}
TRIED = 12  # points; the first that lies in the domain decides


def _power(x: Any, y: Any) -> Any:
    """A whole power by multiplication, any other through the logarithm."""
    import flint

    if isinstance(y, flint.arb) and y.is_integer() and abs(y) <= 64:
        e, found = int(y.unique_fmpz()), x * 0 + 1
        for _ in range(abs(e)):
            found = found * x
        return found if e >= 0 else 1 / found
    return (y * x.log()).exp()


def derivative(graph: Graph, of: int, by: int, values: Mapping[int, Any]) -> tuple[dict[int, Any], Any]:
    """(balls of the nodes, d of / d by) at values of the inputs, where the node `by` is cut; None where flint has none.

    >>> g = Graph(); x = g.input("x")
    >>> import flint
    >>> derivative(g, (x * x).id, x.id, {x.id: flint.arb(3)})[1]
    6.00000000000000
    """
    import flint

    found: dict[int, Any] = {}
    cone = graph.cone([of])
    for id in cone:
        cell = graph.cells[id]
        code = cell[0]
        if code == INPUT:
            found[id] = values[id]
        elif code == CONST:
            found[id] = exact(graph.constants[cell[1]].value)
        elif code == NAME:
            found[id] = found[cell[1]]
        elif code > CASE:
            try:
                function = WRITTEN_OUT.get(row(code).name, row(code).ball)
                found[id] = function(*(found[x] for x in cell[1:]))
            except (AttributeError, TypeError, ValueError):
                return found, None
        else:
            return found, None
        if id == by:
            value = found[id] if isinstance(found[id], flint.arb) else found[id][0]
            found[id] = flint.arb_series([value, 1], 2)
    result = found[of]
    return found, result[1] if isinstance(result, flint.arb_series) else flint.arb(0)


def against_series(graph: Graph, of: int, by: int, result: int) -> Verdict | None:
    """A refutation if flint's series and the stated derivative do not meet at a point; None otherwise."""
    inputs = graph.free(of, result)
    names = [str(graph.label(id)) for id in inputs]
    with precision(BITS):
        for turn, point in enumerate(points(len(inputs))):
            if turn >= TRIED:
                return None
            values = {id: exact(Fraction(v) + Fraction(1, 7)) for id, v in zip(inputs, point, strict=True)}
            _, series = derivative(graph, of, by, values)
            if series is None:
                return None
            found, kinks = balls(graph, graph.cone([result]), values)
            stated = found[result]
            if kinks or not (series.is_finite() and stated.is_finite()):
                continue
            if not series.overlaps(stated):
                left, right = shown(stated, series)
                at = {name: str(v + Fraction(1, 7)) for name, v in zip(names, point, strict=True)}
                return Verdict(
                    "refuted", "flint's power series", f"{left} is stated, {right} is found", at, left, right
                )
            return None
    return None
