"""Drawings as TikZ pictures with Graphviz's positions; formulas are set by TeX."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symgrad.sheets.graphviz import Box, Curve, layout, tenths
from symgrad.sheets.label import Label

if TYPE_CHECKING:
    from symgrad.sheets.drawing import Drawing, Edge, Vertex

SCALE = 0.75  # the layout is made for letters of 14 points, the text around the picture has 10
STYLES = {
    "input": "rounded corners=6pt, draw=orange!60!black, fill=orange!8",
    "gate": "rounded corners=2pt, draw=blue!50!black, fill=blue!6",
    "output": "rounded corners=2pt, draw=green!40!black, fill=green!8",
    "gradient": "rounded corners=2pt, draw=purple!70!black, fill=purple!6",
}
ABOVE, BELOW = "text=green!40!black", "text=purple!70!black"


def write_tikz(drawing: Drawing) -> str:
    """The drawing as a `tikzpicture`; it needs the tikz and amsmath packages."""
    found = layout(drawing)
    rows = [r"\begin{tikzpicture}[x=0.75pt, y=-0.75pt, every node/.style={inner sep=0pt, align=center}, >=latex]"]
    rows += [f"  {_edge(edge, curve)}" for edge, curve in found.curves]
    rows += [f"  {_vertex(vertex, found.boxes[vertex.id])}" for vertex in drawing.vertices if vertex.kind != "stub"]
    return "\n".join([*rows, r"\end{tikzpicture}"]) + "\n"


def _vertex(vertex: Vertex, box: Box) -> str:
    size = f"minimum width={tenths(SCALE * box.width)}pt, minimum height={tenths(SCALE * box.height)}pt"
    small = r"\scriptstyle "
    lines = r" \\ ".join(f"${'' if i == 0 else small}{_set(line)}$" for i, line in enumerate(vertex.lines))
    return rf"\node[{STYLES[vertex.kind]}, {size}] at ({tenths(box.x)},{tenths(box.y)}) {{{lines}}};"


def _set(label: Label) -> str:
    return label.latex.replace(r"\frac{\partial", r"\tfrac{\partial")


def _edge(edge: Edge, curve: Curve) -> str:
    points = [f"({tenths(x)},{tenths(y)})" for x, y in curve.points]
    path = points[0]
    for i in range(1, len(points) - 2, 3):
        path += f" .. controls {points[i]} and {points[i + 1]} .. {points[i + 2]}"
    tip = f"({tenths(curve.tip[0])},{tenths(curve.tip[1])})"
    drawn = f"{tip} -- {path}" if edge.back else f"{path} -- {tip}"
    found = rf"\draw[gray, {'<-' if edge.back else '->'}] {drawn};"
    x, y = curve.middle
    for label, style, anchor, shift in ((edge.above, ABOVE, "south", -3), (edge.below, BELOW, "north", 3)):
        if label is not None:
            place = f"({tenths(x)},{tenths(y + shift)})"
            found += rf" \node[{style}, anchor={anchor}] at {place} {{$\scriptstyle {_set(label)}$}};"
    return found
