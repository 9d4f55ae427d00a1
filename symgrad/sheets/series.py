"""Several measured series in one picture: losses over epochs, sizes of gradients over depth."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symgrad.sheets.plots import Picture, drawn_by
from symgrad.source import SymgradError

STYLES = ("-", "--", ":", "-.")  # lines are told apart without colours, too


@dataclass(frozen=True)
class Series(Picture):
    """Named lines of points over one axis. logarithmic: the powers of ten of their heights are equally far apart.

    >>> Series({"loss": [(1, 0.5), (2, 0.25)]}, "epoch", "loss").save("loss.png")  # doctest: +SKIP
    """

    lines: Mapping[str, Sequence[tuple[float, float]]]
    across: str
    up: str
    logarithmic: bool = False

    def drawn(self, form: str) -> bytes:
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
