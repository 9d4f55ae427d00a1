"""Drawings as SVG: text as text, no script, legible on light and dark ground."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from symgrad.sheets.content import anchor
from symgrad.sheets.graphviz import LINE, SIZE, SMALLER, TALL, Box, Curve, layout, tenths
from symgrad.sheets.label import SMALL, Label, escape, runs

if TYPE_CHECKING:
    from symgrad.sheets.drawing import Drawing, Edge, Vertex

FACE = "'STIX Two Text','Latin Modern Roman','TeX Gyre Termes','DejaVu Serif',Georgia,serif"
FILL = {"input": "#fdf3e1", "gate": "#e9f0fb", "output": "#e3f4e8", "gradient": "#fbe9ef", "stub": "none"}
LINE_COLOUR = {"input": "#b7791f", "gate": "#4a6fa5", "output": "#2f855a", "gradient": "#b83262", "stub": "none"}
EDGE, ABOVE, BELOW = "#74808f", "#2f7d4f", "#b83262"
MARGIN = 6.0


def write_svg(drawing: Drawing, key: str = "") -> str:
    """The drawing. key: for the ids of its vertices, which a page can then link to and focus."""
    found = layout(drawing)
    wide, tall = found.width + 2 * MARGIN, found.height + 2 * MARGIN
    rows = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="graph" role="group" '
        f'aria-label="{escape(_described(drawing))}" '
        f'width="{tenths(wide)}" height="{tenths(tall)}" '
        f'viewBox="{tenths(-MARGIN)} {tenths(-MARGIN)} {tenths(wide)} {tenths(tall)}" '
        f'font-family="{FACE}" text-anchor="middle">',
        f"<title>{escape(drawing.title)}</title>",
    ]
    rows += [_edge(edge, curve) for edge, curve in found.curves]
    rows += [_vertex(vertex, found.boxes[vertex.id], key) for vertex in drawing.vertices if vertex.kind != "stub"]
    return "\n".join([*rows, "</svg>"]) + "\n"


def _described(drawing: Drawing) -> str:
    """The drawing in words: each gate with what it is made of."""
    facts = [vertex.facts[0].plain for vertex in drawing.vertices if vertex.facts and vertex.kind in ("gate", "output")]
    return f"{drawing.title}: {'; '.join(facts)}" if facts else drawing.title


def _edge(edge: Edge, curve: Curve) -> str:
    first, *rest = curve.points
    path = f"M{tenths(first[0])},{tenths(first[1])}C" + " ".join(f"{tenths(x)},{tenths(y)}" for x, y in rest)
    near = curve.points[0] if edge.back else curve.points[-1]
    found = f'<g class="edge" stroke="{EDGE}" fill="none"><path d="{path}"/>{_arrow(near, curve.tip)}</g>'
    x, y = curve.middle
    for label, colour, shift in ((edge.above, ABOVE, -5.0), (edge.below, BELOW, SMALLER + 2)):
        if label is not None:
            side = "above" if shift < 0 else "below"
            found += text_of(label, x, y + shift, SMALLER, f' fill="{colour}" class="{side}"')
    return found


def _arrow(start: tuple[float, float], tip: tuple[float, float]) -> str:
    angle = math.atan2(tip[1] - start[1], tip[0] - start[0])
    corners = [(tip[0] - 9 * math.cos(angle + turn), tip[1] - 9 * math.sin(angle + turn)) for turn in (0.32, -0.32)]
    points = " ".join(f"{tenths(x)},{tenths(y)}" for x, y in (tip, *corners))
    return f'<polygon points="{points}" fill="{EDGE}" stroke="none"/>'


def _vertex(vertex: Vertex, box: Box, key: str) -> str:
    facts = "; ".join(fact.plain for fact in vertex.facts) or vertex.lines[0].plain
    named = f' id="{anchor(key, vertex.id)}" tabindex="0" role="img" aria-label="{escape(facts)}"' if key else ""
    rounding = box.height / 2 if vertex.kind == "input" else 6
    found = [
        f'<g class="vertex {vertex.kind}"{named}><title>{escape(facts)}</title>'
        f'<rect x="{tenths(box.x - box.width / 2)}" y="{tenths(box.y - box.height / 2)}" width="{tenths(box.width)}" '
        f'height="{tenths(box.height)}" rx="{tenths(rounding)}" fill="{FILL[vertex.kind]}" '
        f'stroke="{LINE_COLOUR[vertex.kind]}"/>'
    ]
    heights = [TALL if r"\frac" in line.latex else LINE for line in vertex.lines]
    y = box.y - sum(heights) / 2
    for i, (line, height) in enumerate(zip(vertex.lines, heights, strict=True)):
        size = SIZE if i == 0 else SMALLER
        found.append(text_of(line, box.x, y + height / 2 + size / 3, size, ' fill="#111"'))
        y += height
    return "".join(found) + "</g>"


def text_of(label: Label, x: float, y: float, size: float, more: str) -> str:
    """A label as an SVG text; more: further attributes."""
    found, shift = [], 0
    for run in runs(label.plain):
        marks = ' font-style="italic"' if run.italic else ""
        if run.shift:
            marks += f' font-size="{tenths(size * SMALL)}"'
        if run.shift != shift:
            marks += f' dy="{tenths((shift - run.shift) * size * 0.28)}"'
            shift = run.shift
        text = escape(run.text)
        found.append(f"<tspan{marks}>{text}</tspan>" if marks else text)
    place = f'x="{tenths(x)}" y="{tenths(y)}" font-size="{tenths(size)}"'
    return f'<text {place}{more} xml:space="preserve">{"".join(found)}</text>'
