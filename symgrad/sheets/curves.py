"""Functions of one input with their derivatives, as points, and where either is largest or smallest."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from symgrad.derive import Derivation
from symgrad.graph import Graph, numbers, tangents
from symgrad.graph.table import OPAQUE
from symgrad.notation.writer import written_name
from symgrad.sheets.label import Label

POINTS = 481
RANGE = (-6.0, 6.0)
MOST = 4  # extrema of a curve that are marked; where there are more, none is
JUMP = 0.2  # of a curve's height: a larger step from one point to the next breaks the line

Point = tuple[float, float]


@dataclass(frozen=True)
class Line:
    """A curve: its points (nan where it is broken) and its extrema inside the range."""

    label: Label
    points: tuple[Point, ...]
    extrema: tuple[Point, ...]


@dataclass(frozen=True)
class Curves:
    """A function of one input, and its derivative."""

    variable: Label
    lines: tuple[Line, Line]

    @property
    def heights(self) -> list[float]:
        return [y for line in self.lines for _, y in line.points if math.isfinite(y)]


def curves(one: Derivation, at: Mapping[str, Any], ends: Point = RANGE) -> Curves | None:
    """The output over the one input that `at` leaves open, or None where there is not exactly one."""
    graph, root = one.graph, one.root
    inputs = {str(graph.label(id)): id for id in graph.free(root)}
    left_open = [name for name in inputs if name not in at] if len(inputs) > 1 else list(inputs)
    if len(left_open) != 1 or _undefined(graph, root):
        return None
    x = inputs[left_open[0]]
    given = {inputs[name]: float(value) for name, value in at.items() if name in inputs}
    slope = tangents(graph, root, {x: graph.number(1).id}).get(root, graph.number(0).id)
    u, v = str(graph.label(root)), left_open[0]
    a, b = written_name(u, latex=True), written_name(v, latex=True)
    first = _line(Label(written_name(u), a), lambda t: numbers(graph, [root], given | {x: t})[root], ends)
    quotient = Label(f"d{written_name(u)}/d{written_name(v)}", rf"\frac{{\mathrm{{d}} {a}}}{{\mathrm{{d}} {b}}}")
    second = _line(quotient, lambda t: numbers(graph, [slope], given | {x: t})[slope], ends)
    return Curves(Label(written_name(v), b), (first, second))


def _undefined(graph: Graph, root: int) -> bool:
    """Whether a function without definition stands in the formula."""
    return any(graph.cells[id][0] == OPAQUE for id in graph.cone([root]))


def _line(label: Label, f: Callable[[float], float], ends: Point) -> Line:
    low, high = ends
    xs = [low + (high - low) * i / (POINTS - 1) for i in range(POINTS)]
    ys = [f(x) for x in xs]
    return Line(label, tuple(_broken(xs, ys)), tuple(_extrema(f, xs, ys)))


def _broken(xs: list[float], ys: list[float]) -> list[Point]:
    """The points, with a gap where the curve jumps."""
    finite = [y for y in ys if math.isfinite(y)]
    height = max(finite) - min(finite) if finite else 0.0
    found: list[Point] = []
    for x, y in zip(xs, ys, strict=True):
        if found and height and abs(y - found[-1][1]) > JUMP * height:
            found.append((x, math.nan))
        found.append((x, y if math.isfinite(y) else math.nan))
    return found


def _extrema(f: Callable[[float], float], xs: list[float], ys: list[float]) -> list[Point]:
    """Inner points where a smooth stretch is higher or lower than on both sides, each found to many digits."""
    found: list[Point] = []
    finite = [y for y in ys if math.isfinite(y)]
    jump = JUMP * (max(finite) - min(finite)) if finite else 0.0
    for i in range(1, len(xs) - 2):
        before, here, after = ys[i - 1], ys[i], ys[i + 1]
        last = i + 1 if here != after else i + 2
        if max(abs(here - before), abs(ys[last] - here)) > jump:
            continue
        if before != here and (here - before) * (here - ys[last]) > 0:
            sign = 1.0 if here > before else -1.0
            at = _peak(lambda t, sign=sign: sign * f(t), xs[i - 1], xs[last])  # type: ignore[misc]
            at = 0.0 if abs(at) < 1e-6 else at
            found.append((at, f(at)))
    return found if len(found) <= MOST else []


def _peak(f: Callable[[float], float], low: float, high: float) -> float:
    """Golden section search for the highest point between two."""
    ratio = (math.sqrt(5) - 1) / 2
    a, b = high - ratio * (high - low), low + ratio * (high - low)
    for _ in range(60):
        if f(a) >= f(b):
            high, b = b, a
            a = high - ratio * (high - low)
        else:
            low, a = a, b
            b = low + ratio * (high - low)
    return (low + high) / 2
