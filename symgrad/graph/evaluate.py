"""Evaluation: loops in index order, once for floats and NumPy arrays, once for balls."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from symgrad.graph.graph import Graph
from symgrad.graph.table import CASE, CONST, INPUT, NAME, OPAQUE, row
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
        if x >= 0:
            return 1 / (1 + math.exp(-x))
        e = math.exp(x)
        return e / (1 + e)

    @staticmethod
    def softplus(x: float) -> float:
        return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


class Arrays:
    """The same functions on NumPy arrays."""

    pi = math.pi

    def __init__(self) -> None:
        import numpy

        self._numpy = numpy
        for name in (
            "exp",
            "log",
            "sqrt",
            "sin",
            "cos",
            "tan",
            "sinh",
            "cosh",
            "tanh",
            "where",
            "power",
            "sign",
            "abs",
        ):
            setattr(self, name, getattr(numpy, name))
        for name in ("asin", "acos", "atan", "asinh", "acosh", "atanh"):
            setattr(self, name, getattr(numpy, name.replace("a", "arc", 1)))
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
) -> tuple[dict[int, Any], set[int]]:
    """Certified enclosures (flint.arb, at flint's current precision) of the nodes of a cone, and the kinks met.

    values: input -> arb. Not finite means outside the domain. instance: (Opaque, balls of its operands) -> ball.
    number: number node -> ball, where it is not the exact value. A kink is met where the argument of an operation
    that jumps there is exactly zero or cannot be told from it.
    """
    import flint

    found: dict[int, Any] = {}
    kinks: set[int] = set()
    for id in cone:
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
            found[id] = a if c > 0 else b if c <= 0 else flint.arb.nan()
        else:
            args = tuple(found[x] for x in cell[2:])
            found[id] = flint.arb.nan() if instance is None else instance(graph.opaques[cell[1]], args)
    return found, kinks


def exact(value: Fraction | None) -> Any:
    """The ball of an exact number (None: pi)."""
    import flint

    if value is None:
        return flint.arb.pi()
    if value.denominator == 1:
        return flint.arb(value.numerator)
    return flint.arb(flint.fmpq(value.numerator, value.denominator))
