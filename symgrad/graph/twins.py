"""Canonical twins: what two formulas must share to count as the same formula.

Names are taken off, sums and products are flat and sorted, numbers are folded. Written nodes keep the author's
order and factors; look-ups ("does L hold the formula of q?") go by the twin.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from symgrad.graph.graph import Graph
from symgrad.graph.table import ADD, CASE, CONST, DIV, INPUT, MUL, NAME, NEG, OPAQUE, POW, SUB

BITS = 8192  # of a number; a larger power is not multiplied out
WIDE = 400  # a longer sum or product is not flattened any further

Terms = list[tuple[int, int]]  # nodes, each with its sign


def twin(graph: Graph, root: int) -> int:
    """The number of the twin: equal for formulas that differ in names, order and brackets only.

    >>> g = Graph(); x, y = g.input("x"), g.input("y")
    >>> twin(g, (x * y + 1).id) == twin(g, (1 + y * x).id)
    True
    """
    missing, stack = dict[int, Terms](), [root]
    while stack:
        id = stack.pop()
        if id not in missing and id not in graph.twins:
            missing[id] = _terms(graph, id)
            stack += [x for x, _ in missing[id]] or graph.operands(id)
    for id in sorted(missing):
        graph.twins[id] = _added(graph, missing[id]) if missing[id] else _key(graph, id)
    return _number(graph, graph.twins[root])


def rational(graph: Graph, root: int) -> Fraction | None:
    """The exact value of a formula of numbers, if it is rational by arithmetic alone.

    >>> g = Graph(); rational(g, g.write("div", g.number(4), g.number(5)).id)
    Fraction(4, 5)
    """
    twin(graph, root)
    key = graph.twins[root]
    return key[1] if key[2] == () else None


def decided(graph: Graph, root: int, stop: Iterable[int] = ()) -> int:
    """The root with every case on a rational number replaced by what holds then; what `stop` is made of is not read."""
    put: dict[int, int] = {}
    for id in graph.cone([root], stop):
        if graph.cells[id][0] == CASE:
            condition, yes, no = (graph.substitute(x, put) for x in graph.operands(id))
            value = rational(graph, condition)
            if value is not None:
                put[id] = yes if value > 0 else no
    return graph.substitute(root, put) if put else root


def _number(graph: Graph, key: Any) -> int:
    return graph._keys.setdefault(("twin", key), len(graph._keys))


def _terms(graph: Graph, root: int) -> Terms:
    """The terms of a sum with their signs, so that no sum inside of it needs a key; none where they are too many."""
    found: Terms = []
    stack = [(root, 1)] if graph.cells[root][0] in (ADD, SUB, NEG) else []
    wide = 0
    while stack and wide <= WIDE:
        id, sign = stack.pop()
        code, *operands = graph.cells[id][:3]
        if id not in graph.twins and code in (ADD, SUB, NEG, NAME):
            stack.append((operands[0], -sign if code == NEG else sign))
            if code in (ADD, SUB):
                stack.append((operands[1], sign if code == ADD else -sign))
        else:
            found.append((id, sign))
            wide += max(1, len(graph.twins[id][2])) if id in graph.twins else 1
    return found if wide <= WIDE else []


def _added(graph: Graph, terms: Terms) -> Any:
    constant, parts = Fraction(0), dict[Any, Fraction]()
    for id, sign in terms:
        _, own, inner = graph.twins[id]
        constant += sign * own
        for part, coefficient in inner:
            parts[part] = parts.get(part, Fraction(0)) + sign * coefficient
    return ("+", constant, _sorted(parts))


def _key(graph: Graph, id: int) -> Any:
    """Keys: ('+', constant, ((part, coefficient), ...)) and, for parts, ('*', ((factor, exponent), ...)) or cells."""
    cell = graph.cells[id]
    code = cell[0]
    twins = graph.twins
    if code == NAME:
        return twins[cell[1]]
    if code == CONST:
        value = graph.constants[cell[1]].value
        return ("+", value, ()) if value is not None else _atom(("pi",))
    if code == INPUT:
        return _atom((INPUT, cell[1]))
    if code in (ADD, SUB, NEG):
        a, b = (("+", Fraction(0), ()), twins[cell[1]]) if code == NEG else (twins[cell[1]], twins[cell[2]])
        return _sum(graph, a, b, 1 if code == ADD else -1)
    if code in (MUL, DIV):
        return _product(graph, twins[cell[1]], twins[cell[2]], 1 if code == MUL else -1)
    if code == POW:
        base, exponent = twins[cell[1]], twins[cell[2]]
        if exponent[2] == () and exponent[1].denominator == 1 and abs(exponent[1]) <= WIDE:
            return _product(graph, ("+", Fraction(1), ()), base, int(exponent[1]))
    first = cell[:2] if code == OPAQUE else cell[:1]
    return _atom((*first, *(_number(graph, twins[x]) for x in graph.operands(id))))


def _atom(cell: tuple[Any, ...]) -> Any:
    return ("+", Fraction(0), ((("*", ((cell, 1),)), Fraction(1)),))


def _sum(graph: Graph, a: Any, b: Any, sign: int) -> Any:
    if len(a[2]) + len(b[2]) > WIDE:
        return _atom(("sum", sign, _number(graph, a), _number(graph, b)))
    parts = dict(a[2])
    for part, coefficient in b[2]:
        parts[part] = parts.get(part, Fraction(0)) + sign * coefficient
    return ("+", a[1] + sign * b[1], _sorted(parts))


def _product(graph: Graph, a: Any, b: Any, exponent: int) -> Any:
    scale, factors = Fraction(1), dict[Any, int]()
    for key, power in ((a, 1), (b, exponent)):
        constant, parts = key[1], key[2]
        if not parts:
            if constant == 0 and power < 0:
                return _atom(("undefined",))
            bits = max(constant.numerator.bit_length(), constant.denominator.bit_length())
            if bits * abs(power) > BITS:
                factor = ("number", _number(graph, key))
                factors[factor] = factors.get(factor, 0) + power
                continue
            scale *= constant**power
        elif constant == 0 and len(parts) == 1 and len(parts[0][0][1]) <= WIDE:
            (_, inner), coefficient = parts[0]
            scale *= coefficient**power
            for factor, e in inner:
                factors[factor] = factors.get(factor, 0) + e * power
        else:
            factor = ("sum", _number(graph, key))
            factors[factor] = factors.get(factor, 0) + power
    kept = _sorted(factors)
    if scale == 0 or not kept:
        return ("+", scale, ())
    return ("+", Fraction(0), ((("*", kept), scale),))


def _sorted(parts: dict[Any, Any]) -> tuple[Any, ...]:
    return tuple(sorted(((k, v) for k, v in parts.items() if v != 0), key=lambda item: repr(item[0])))
