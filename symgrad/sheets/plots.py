"""Plots: functions with their derivatives and extrema, and the sizes of adjoints, drawn by matplotlib."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from symgrad.derive import Derivation
from symgrad.sheets.chart import marks
from symgrad.sheets.curves import Curves, curves
from symgrad.sheets.files import save
from symgrad.sheets.label import Label, left_label
from symgrad.source import SymgradError

COLOURS = ("#1d4f91", "#b83262")
POLE = 4  # times as high as nine tenths of its points: such a curve has a pole


class Picture(ABC):
    """What matplotlib draws."""

    @abstractmethod
    def drawn(self, form: str) -> bytes:
        """The picture. Raises SymgradError where matplotlib is not installed."""

    def save(self, path: str | Path) -> None:
        """Writes the picture in the form that the file's ending names: svg, png or pdf."""
        save(path, {f".{form}": partial(self.drawn, form) for form in ("svg", "png", "pdf")})

    def _repr_svg_(self) -> str:
        return self.drawn("svg").decode()


@dataclass
class Plot(Picture):
    """Curves side by side, or bars of sizes, to be drawn."""

    curves: list[Curves] = field(default_factory=list)
    sizes: list[tuple[Label, float]] = field(default_factory=list)

    def drawn(self, form: str) -> bytes:
        if self.sizes:
            return drawn_by(lambda figure: _bars(figure, self.sizes), (6.0, 0.8 + 0.28 * len(self.sizes)), form)
        wide, tall = min(3, len(self.curves)), -(-len(self.curves) // 3)

        def panels(figure: Any) -> None:
            for axes, each in zip(figure.subplots(tall, wide, squeeze=False).flat, self.curves, strict=False):
                _draw(axes, each)
            for axes in figure.axes[len(self.curves) :]:
                axes.set_axis_off()

        return drawn_by(panels, (4.2 * wide + 0.4, 3.2 * tall), form)


def drawn_by(draw: Callable[[Any], None], size: tuple[float, float], form: str) -> bytes:
    """A picture in inches, the same bytes each time. Raises SymgradError where matplotlib is not installed."""
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError:
        raise SymgradError("plots are drawn by matplotlib", help="pip install 'symgrad[plot]'") from None
    settings = {"svg.hashsalt": "symgrad", "mathtext.fontset": "cm", "font.family": "serif"}
    with matplotlib.rc_context(settings):
        figure = Figure(figsize=size, layout="constrained")
        draw(figure)
        made = BytesIO()
        data = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {}}[form]
        figure.savefig(made, format=form, metadata=data, dpi=150)
    return made.getvalue()


def plot(derivations: Sequence[Derivation], at: Mapping[str, Any], ends: tuple[float, float]) -> Plot:
    """Curves of the outputs that have one input left open, or the sizes of the adjoints where all are given."""
    if not ends[0] < ends[1] or not all(map(math.isfinite, ends)):
        raise SymgradError("a range goes from a smaller number to a larger one", help="--range=-6,6")
    valued = [one for one in derivations if one.values]
    if valued and any(len(one.graph.free(one.root)) > 1 for one in valued):
        steps = [step for step in valued[0].steps if step.value is not None]
        return Plot(sizes=[(left_label(s), abs(s.value or 0.0)) for s in steps])
    found = [each for one in derivations if (each := curves(one, at, ends)) is not None]
    if not found:
        raise SymgradError("no output has exactly one input left open", help="--at x=0,y=1/2 gives the others a value")
    return Plot(found)


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
    placed = marks(curves)
    for line, found, colour, style in zip(curves.lines, placed, COLOURS, ("-", "--"), strict=True):
        axes.plot(*zip(*line.points, strict=True), style, color=colour, label=_set(line.label))
        for (x, y), mark in zip(line.extrema, found, strict=True):
            axes.plot([x], [y], "o", color=colour, markersize=5)
            away = [0.6 * (mark.place[0] - mark.point[0]), 0.6 * (mark.point[1] - mark.place[1])]
            axes.annotate(mark.text, (x, y), away, textcoords="offset points", fontsize=9)
    axes.set_ylim(*_heights(curves))
    axes.axhline(0, color="#9aa3ad", linewidth=0.6, zorder=0)
    axes.axvline(0, color="#9aa3ad", linewidth=0.6, zorder=0)
    axes.set_xlabel(_set(curves.variable))
    axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)


def _heights(curves: Curves) -> tuple[float, float]:
    """The heights that are shown: near a pole a curve leaves the picture, so that the rest of it is seen."""
    known = sorted(curves.heights)
    low, high = known[0], known[-1]
    inner, outer = known[len(known) // 20], known[-1 - len(known) // 20]
    if high - low > POLE * (outer - inner) > 0:
        low, high = max(low, 2 * inner - outer), min(high, 2 * outer - inner)
    room = 0.05 * (high - low) or 1.0
    return low - room, high + room


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
