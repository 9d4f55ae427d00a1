"""Evaluation: loops in index order, once for floats and NumPy arrays, once for balls."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from symgrad.graph.graph import Graph
from symgrad.graph.languages import ARCS, COMMON
from symgrad.graph.table import CASE, CODE, CONST, INPUT, NAME, OPAQUE, ball_case, exact, row
from symgrad.source import SymgradError


class Floats:
    """The functions of the table's `number` column on Python floats."""

    pi = math.pi
    exp, log, sqrt = staticmethod(math.exp), staticmethod(math.log), staticmethod(math.sqrt)
    sin, cos, tan = staticmethod(math.sin), staticmethod(math.cos), staticmethod(math.tan)
    asin, acos, atan = staticmethod(math.asin), staticmethod(math.acos), staticmethod(math.atan)
    sinh, cosh, tanh = staticmethod(math.sinh), staticmethod(math.cosh), staticmethod(math.tanh)
    asinh, acosh, atanh = staticmethod(math.asinh), staticmethod(math.acosh), staticmethod(math.atanh)
    abs, erf, gamma = staticmethod(abs), staticmethod(math.erf), staticmethod(math.gamma)

    @staticmethod
    def where(condition: bool, a: float, b: float) -> float:
        return a if condition else b

    @staticmethod
    def power(a: float, b: float) -> float:
        found = a**b
        return math.nan if isinstance(found, complex) else found

    @staticmethod
    def sign(x: float) -> float:
        return (x > 0) - (x < 0)

    @staticmethod
    def digamma(x: float) -> float:
        import flint

        return float(flint.arb(x).digamma())

    @staticmethod
    def trigamma(x: float) -> float:
        import flint

        return float(flint.acb(x).polygamma(flint.acb(1)).real)

    @staticmethod
    def sigmoid(x: float) -> float:
        e = math.exp(-abs(x))
        return (1 if x >= 0 else e) / (1 + e)

    @staticmethod
    def softplus(x: float) -> float:
        return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


class Arrays:
    """The same functions on NumPy arrays."""

    pi = math.pi

    def __init__(self) -> None:
        import numpy

        self._numpy = numpy
        for name in (*COMMON, *ARCS, "where", "power", "sign", "abs"):
            setattr(self, name, getattr(numpy, ARCS.get(name, name)))
        for name in ("erf", "gamma", "digamma", "trigamma"):
            setattr(self, name, numpy.vectorize(getattr(Floats, name), otypes=[float]))

    def sigmoid(self, x: Any) -> Any:
        e = self._numpy.exp(-abs(x))
        return self._numpy.where(x >= 0, 1, e) / (1 + e)

    def softplus(self, x: Any) -> Any:
        return self._numpy.logaddexp(0.0, x)


def numbers(graph: Graph, roots: Iterable[int], values: Mapping[int, Any]) -> dict[int, Any]:
    """The value of every node of the roots' cone, as float (or array where an input is one).

    values: input (or name, which is then cut) -> number or array. Outside the domain the value is nan.
    """
    arrays = any(hasattr(v, "shape") for v in values.values())
    space: Any = Arrays() if arrays else Floats
    found: dict[int, Any] = {id: v if hasattr(v, "shape") else float(v) for id, v in values.items()}
    if arrays:
        import numpy

        with numpy.errstate(all="ignore"):
            _loop(graph, roots, found, space)
    else:
        _loop(graph, roots, found, space)
    return found


def _loop(graph: Graph, roots: Iterable[int], found: dict[int, Any], space: Any) -> None:
    for id in graph.cone(roots, stop=found):
        if id in found:
            continue
        cell = graph.cells[id]
        code = cell[0]
        try:
            if code > CASE:
                found[id] = row(code).number(space, *(found[x] for x in cell[1:]))
            elif code == CASE:
                c, a, b = (found[x] for x in cell[1:])
                found[id] = space.where(c > 0, a, b)
            elif code == NAME:
                found[id] = found[cell[1]]
            elif code == CONST:
                value = graph.constants[cell[1]].value
                found[id] = space.pi if value is None else float(value)
            else:
                raise SymgradError(no_value(graph, id))
        except (ValueError, ZeroDivisionError, OverflowError):
            found[id] = math.nan


def no_value(graph: Graph, id: int) -> str:
    if graph.cells[id][0] == OPAQUE:
        return f"{graph.opaques[graph.cells[id][1]].name} has no definition, so it has no value"
    return f"no value is given for {graph.label(id)}"


def balls(
    graph: Graph,
    cone: Iterable[int],
    values: Mapping[int, Any],
    instance: Callable[[Any, tuple[Any, ...]], Any] | None = None,
    number: Callable[[int], Any] | None = None,
    known: dict[int, Any] | None = None,
) -> tuple[dict[int, Any], set[int]]:
    """Certified enclosures (flint.arb, at flint's current precision) of the nodes of a cone, and the kinks met.

    values: input -> arb. Not finite means outside the domain. instance: (Opaque, balls of its operands) -> ball.
    number: number node -> ball, where it is not the exact value. known: the balls of nodes that need none; added
    to. A kink is met where the argument of an operation that jumps there is exactly zero or cannot be told from
    it, unless the text says what relu does there.
    """
    import flint

    found: dict[int, Any] = {} if known is None else known
    kinks: set[int] = set()
    for id in cone:
        if known is not None and id in known:
            continue
        cell = graph.cells[id]
        code = cell[0]
        if code > CASE:
            operands = [found[x] for x in cell[1:]]
            line = row(code)
            if line.jumps and line.kink is not None and line.kink(*operands).contains(0):
                kinks.add(id)
            found[id] = line.ball(*operands)
        elif code == CONST:
            found[id] = exact(graph.constants[cell[1]].value) if number is None else number(id)
        elif code == NAME:
            found[id] = found[cell[1]]
        elif code == INPUT:
            found[id] = values[id]
        elif code == CASE:
            c, a, b = (found[x] for x in cell[1:])
            if c.contains(0):
                kinks.add(id)
            found[id] = ball_case(c, a, b)
        else:
            args = tuple(found[x] for x in cell[2:])
            found[id] = flint.arb.nan() if instance is None else instance(graph.opaques[cell[1]], args)
    return found, set() if kinks and settled(graph) else kinks


def settled(graph: Graph) -> bool:
    """Whether a declared relu'(0) says what holds at every kink: nothing else bends, and no jump is differentiated."""
    if graph.at_zero is None or any(_jumps(graph.cells[id][0]) for id in graph.partials):
        return False
    return all(
        code in (CODE["relu"], CODE["step"]) or (code == CODE["max"] and any(graph.value(x) == 0 for x in operands))
        for code, *operands in graph.cells
        if code > CASE and bends(code)
    )


def bends(code: int) -> bool:
    """Whether an operation, or a case distinction, has a kink."""
    return code == CASE or (code > CASE and row(code).kink is not None)


def _jumps(code: int) -> bool:
    return code == CASE or (code > CASE and row(code).jumps)
