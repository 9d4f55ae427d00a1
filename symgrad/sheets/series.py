"""Several measured series in one picture: losses over epochs, sizes of gradients over depth."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from symgrad.sheets.files import save
from symgrad.sheets.plots import drawn_by
from symgrad.source import SymgradError

STYLES = ("-", "--", ":", "-.")  # lines are told apart without colours, too


@dataclass(frozen=True)
class Series:
    """Named lines of points over one axis. logarithmic: the powers of ten of their heights are equally far apart.

    >>> Series({"loss": [(1, 0.5), (2, 0.25)]}, "epoch", "loss").save("loss.png")  # doctest: +SKIP
    """

    lines: Mapping[str, Sequence[tuple[float, float]]]
    across: str
    up: str
    logarithmic: bool = False

    def save(self, path: str | Path) -> None:
        """Writes the picture in the form that the file's ending names: svg, png or pdf."""
        save(path, {f".{form}": lambda form=form: self.drawn(form) for form in ("svg", "png", "pdf")})  # type: ignore[misc]

    def drawn(self, form: str) -> bytes:
        """The picture. Raises SymgradError where matplotlib is not installed."""
        return drawn_by(self._draw, (6.0, 3.6), form)

    def _draw(self, figure: Any) -> None:
        axes = figure.subplots()
        for k, (name, points) in enumerate(self.lines.items()):
            axes.plot(*zip(*self._shown(points), strict=True), STYLES[k % 4], label=name)
        if self.logarithmic:
            axes.set_yscale("log")
        axes.set_xlabel(self.across)
        axes.set_ylabel(self.up)
        axes.legend(frameon=False)
        axes.spines[["top", "right"]].set_visible(False)

    def _shown(self, points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
        """What can be drawn: a logarithmic axis has no place for 0."""
        found = [(x, y) for x, y in points if math.isfinite(y) and (y > 0 or not self.logarithmic)]
        if not found:
            raise SymgradError("a line without a point cannot be drawn")
        return found

    def _repr_svg_(self) -> str:
        return self.drawn("svg").decode()
