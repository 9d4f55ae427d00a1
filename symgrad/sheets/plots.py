"""Plots: functions with their derivatives and extrema, and the sizes of adjoints, drawn by matplotlib."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from symgrad.derive import Derivation
from symgrad.graph import numbers, tangents
from symgrad.notation.writer import written_name
from symgrad.sheets.files import save
from symgrad.sheets.label import Label, number
from symgrad.source import SymgradError

POINTS = 1201
COLOURS = ("#1d4f91", "#b83262")


@dataclass(frozen=True)
class Curves:
    """A function of one input and its derivative at the same points. extrema: of both, (x, y, text)."""

    variable: Label
    labels: tuple[Label, Label]
    xs: Any
    ys: tuple[Any, Any]
    extrema: tuple[tuple[float, float, int], ...]


@dataclass
class Plot:
    """Curves side by side, or bars of sizes, to be drawn."""

    curves: list[Curves] = field(default_factory=list)
    sizes: list[tuple[Label, float]] = field(default_factory=list)

    def save(self, path: str | Path) -> None:
        """Writes the plot in the form that the file's ending names: svg, png or pdf."""
        save(path, {f".{form}": lambda form=form: self.drawn(form) for form in ("svg", "png", "pdf")})  # type: ignore[misc]

    def drawn(self, form: str) -> bytes:
        """The picture. Raises SymgradError where matplotlib is not installed."""
        try:
            import matplotlib
            from matplotlib.figure import Figure
        except ImportError:
            raise SymgradError("plots are drawn by matplotlib", help="pip install 'symgrad[plot]'") from None
        settings = {"svg.hashsalt": "symgrad", "mathtext.fontset": "cm", "font.family": "serif"}
        with matplotlib.rc_context(settings):
            if self.sizes:
                figure = Figure(figsize=(6.0, 0.8 + 0.28 * len(self.sizes)), layout="constrained")
                _bars(figure, self.sizes)
            else:
                wide, tall = min(3, len(self.curves)), -(-len(self.curves) // 3)
                figure = Figure(figsize=(4.2 * wide + 0.4, 3.2 * tall), layout="constrained")
                for axes, curves in zip(figure.subplots(tall, wide, squeeze=False).flat, self.curves, strict=False):
                    _draw(axes, curves)
                for axes in figure.axes[len(self.curves) :]:
                    axes.set_axis_off()
            made = BytesIO()
            data = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {}}[form]
            figure.savefig(made, format=form, metadata=data, dpi=150)
        return made.getvalue()

    def _repr_svg_(self) -> str:
        return self.drawn("svg").decode()


def plot(derivations: Sequence[Derivation], at: Mapping[str, Any], ends: tuple[float, float]) -> Plot:
    """Curves of the outputs that have one input left open, or the sizes of the adjoints where all are given."""
    if not ends[0] < ends[1] or not all(map(math.isfinite, ends)):
        raise SymgradError("a range goes from a smaller number to a larger one", help="--range=-6,6")
    valued = [one for one in derivations if one.values]
    if valued and any(len(one.graph.free(one.definitions[-1][1])) > 1 for one in valued):
        steps = [step for step in valued[0].steps if step.value is not None]
        return Plot(sizes=[(Label(s.left(), s.left(latex=True)), abs(s.value or 0.0)) for s in steps])
    found = [curves for one in derivations if (curves := _curves(one, at, ends)) is not None]
    if not found:
        raise SymgradError("no output has exactly one input left open", help="--at x=0,y=1/2 gives the others a value")
    return Plot(found)


def _curves(one: Derivation, at: Mapping[str, Any], ends: tuple[float, float]) -> Curves | None:
    try:
        import numpy
    except ImportError:
        raise SymgradError("plots are drawn by matplotlib", help="pip install 'symgrad[plot]'") from None
    graph, root = one.graph, one.definitions[-1][1]
    inputs = {str(graph.label(id)): id for id in graph.free(root)}
    open_ = [id for name, id in inputs.items() if name not in at] if len(inputs) > 1 else list(inputs.values())
    if len(open_) != 1:
        return None
    x = open_[0]
    slope = tangents(graph, root, {x: graph.number(1).id}).get(root, graph.number(0).id)
    xs = numpy.linspace(*ends, POINTS)
    values: dict[int, Any] = {inputs[name]: float(value) for name, value in at.items() if name in inputs}
    known = numbers(graph, [root, slope], values | {x: xs})
    ys = tuple(numpy.broadcast_to(numpy.asarray(known[id], dtype=float), xs.shape) for id in (root, slope))
    name, variable = str(graph.label(root)), str(graph.label(x))
    labels = tuple(_labels(name, variable))
    extrema = [(*place, k) for k in (0, 1) for place in _extrema(graph, (root, slope)[k], x, values, xs, ys[k])]
    shown = Label(written_name(variable), written_name(variable, latex=True))
    return Curves(shown, labels, xs, ys, tuple(extrema))  # type: ignore[arg-type]


def _labels(name: str, variable: str) -> list[Label]:
    u, v = (written_name(name), written_name(variable))
    a, b = (written_name(name, latex=True), written_name(variable, latex=True))
    return [Label(u, a), Label(f"d{u}/d{v}", rf"\frac{{\mathrm{{d}} {a}}}{{\mathrm{{d}} {b}}}")]


def _extrema(graph: Any, node: int, x: int, values: dict[int, Any], xs: Any, ys: Any) -> list[tuple[float, float]]:
    """Inner points where a curve is strictly higher or lower than on both sides, each found to many digits."""
    found = []
    for i in range(1, len(xs) - 1):
        a, b, c = ys[i - 1], ys[i], ys[i + 1]
        if (b - a) * (b - c) > 0 or (b != a and b == c and i + 2 < len(xs) and (b - a) * (b - ys[i + 2]) > 0):
            sign = 1.0 if b > a else -1.0
            low, high = float(xs[i - 1]), float(xs[min(i + 2, len(xs) - 1)])
            at = _peak(lambda t, sign=sign: sign * numbers(graph, [node], values | {x: t})[node], low, high)  # type: ignore[misc]
            at = 0.0 if abs(at) < 1e-6 else at
            found.append((at, float(numbers(graph, [node], values | {x: at})[node])))
    return found if len(found) <= 4 else []


def _peak(f: Any, low: float, high: float) -> float:
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


# ----- drawing -----


def _set(label: Label) -> str:
    """A label as matplotlib sets it: mathematics where it can, else plain text."""
    from matplotlib.mathtext import MathTextParser

    try:
        MathTextParser("path").parse(f"${label.latex}$")
    except ValueError:
        return label.plain.replace("$", r"\$")
    return f"${label.latex}$"


def _draw(axes: Any, curves: Curves) -> None:
    for label, ys, colour, style in zip(curves.labels, curves.ys, COLOURS, ("-", "--"), strict=True):
        axes.plot(curves.xs, ys, style, color=colour, label=_set(label))
    for x, y, k in curves.extrema:
        axes.plot([x], [y], "o", color=COLOURS[k], markersize=5)
        axes.annotate(f"({number(x)}, {number(y)})", (x, y), (6, 6), textcoords="offset points", fontsize=9)
    axes.axhline(0, color="#9aa3ad", linewidth=0.6, zorder=0)
    axes.axvline(0, color="#9aa3ad", linewidth=0.6, zorder=0)
    axes.set_xlabel(_set(curves.variable))
    axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)


def _bars(figure: Any, sizes: list[tuple[Label, float]]) -> None:
    axes = figure.subplots()
    known = [size for _, size in sizes if size > 0 and math.isfinite(size)]
    axes.barh(range(len(sizes)), [size if size in known else 0.0 for _, size in sizes], color=COLOURS[1])
    axes.set_yticks(range(len(sizes)), [_set(label) for label, _ in sizes])
    axes.invert_yaxis()
    if known:
        axes.set_xscale("log")
        axes.set_xlim(min(known) / 3, max(known) * 2)
    axes.set_xlabel("|adjoint|")
    axes.spines[["top", "right"]].set_visible(False)
