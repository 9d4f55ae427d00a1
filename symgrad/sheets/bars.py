"""Bars: sizes side by side, as SVG and as TikZ, on a logarithmic axis where they differ much."""

from __future__ import annotations

import math
from dataclasses import dataclass

from symgrad.sheets.content import Bars
from symgrad.sheets.label import escape
from symgrad.sheets.svg import text_of

ROW = 22.0
LONG = 300.0
FEW = 20.0  # times: where sizes differ less, the axis is linear


@dataclass(frozen=True)
class Scale:
    """lengths: of the bars. first: what the axis starts at. logarithmic: whether each power of ten is equally long."""

    lengths: tuple[float, ...]
    first: float
    logarithmic: bool


def scale(sizes: tuple[float, ...]) -> Scale:
    """The lengths of the bars of some sizes; what is zero, or no number, has none.

    >>> scale((1.0, 0.5)).lengths, scale((1.0, 1e-4)).logarithmic
    ((300.0, 150.0), True)
    """
    known = [size for size in sizes if size > 0 and math.isfinite(size)]
    if not known:
        return Scale(tuple(0.0 for _ in sizes), 0.0, False)
    low, high = min(known), max(known)
    if high <= FEW * low:
        return Scale(tuple(LONG * size / high if size in known else 0.0 for size in sizes), 0.0, False)
    first = 10.0 ** (math.ceil(math.log10(low)) - 1)
    reach = math.log10(high / first)
    return Scale(
        tuple(LONG * math.log10(size / first) / reach if size in known else 0.0 for size in sizes), first, True
    )


def bars_svg(bars: Bars) -> str:
    """The bars as SVG, each with its number."""
    found, tall = scale(bars.sizes), ROW * len(bars.sizes)
    said = ", ".join(f"{label.plain}: {size:.3g}" for label, size in zip(bars.labels, bars.sizes, strict=True))
    rows = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="bars" role="img" width="480" height="{tall + 26:.0f}" '
        f'viewBox="0 0 480 {tall + 26:.0f}" aria-label="{escape(f"{bars.title}: {said}")}">',
        f"<title>{escape(bars.title)}</title>",
    ]
    for i, (label, size, length) in enumerate(zip(bars.labels, bars.sizes, found.lengths, strict=True)):
        y = ROW * i
        rows.append(text_of(label, 82, y + 15, 13, ' text-anchor="end" class="ink"'))
        rows.append(f'<rect x="90" y="{y + 4:.0f}" width="{length:.1f}" height="14" fill="#b83262"/>')
        rows.append(f'<text x="{96 + length:.1f}" y="{y + 15:.0f}" font-size="12" class="ink">{size:.3g}</text>')
    rows.append(f'<path d="M90,0V{tall:.0f}" stroke="#74808f"/>')
    if found.logarithmic:
        power = f"{math.log10(found.first):.0f}".replace("-", "−")
        start = f'10<tspan dy="-4" font-size="8">{power}</tspan><tspan dy="4"> (log)</tspan>'
        rows.append(f'<text x="90" y="{tall + 16:.0f}" font-size="11" class="ink">{start}</text>')
    return "".join(rows) + "</svg>"


def bars_tikz(bars: Bars) -> str:
    """The bars as a `tikzpicture`."""
    found = scale(bars.sizes)
    rows = [r"\begin{tikzpicture}[x=0.75pt, y=-0.75pt, every node/.style={inner sep=0pt}]"]
    for i, (label, size, length) in enumerate(zip(bars.labels, bars.sizes, found.lengths, strict=True)):
        y = ROW * i + ROW / 2
        rows.append(rf"  \node[anchor=east] at (-8,{y:.0f}) {{$\scriptstyle {label.latex}$}};")
        rows.append(rf"  \fill[purple!70!black] (0,{y - 6:.0f}) rectangle ({length:.1f},{y + 6:.0f});")
        rows.append(rf"  \node[anchor=west] at ({length + 5:.1f},{y:.0f}) {{\footnotesize ${size:.3g}$}};")
    rows.append(rf"  \draw[gray] (0,0) -- (0,{ROW * len(bars.sizes):.0f});")
    if found.logarithmic:
        rows.append(rf"  \node[anchor=west] at (0,{ROW * len(bars.sizes) + 9:.0f}) "
                    rf"{{\footnotesize $10^{{{math.log10(found.first):.0f}}}$ (log)}};")  # fmt: skip
    return "\n".join([*rows, r"\end{tikzpicture}"]) + "\n"
