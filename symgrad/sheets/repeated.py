"""Long chains of layers that are alike, shortened to the first, the last, and one vertex for all between."""

from __future__ import annotations

import re
from dataclasses import replace

from symgrad.sheets.drawing import Drawing, Edge, Vertex
from symgrad.sheets.label import Label

ALIKE = 5  # layers; fewer are drawn
LAYER = 8  # vertices of one at the most


def without_repeats(drawing: Drawing) -> Drawing:
    """The drawing with each chain of layers shortened; formulas are alike that differ in numbers alone."""
    moved: dict[str, str] = {}
    between: dict[str, Vertex] = {}
    for chain in _chains(drawing):
        start, length, count = _layers([_shape(vertex) for vertex in chain])
        if count < ALIKE:
            continue
        hidden = chain[start + length : start + length * (count - 1)]
        first, last = hidden[0], hidden[-1]
        ends = Label(f"{first.lines[0].plain} … {last.lines[0].plain}",
                     rf"{first.lines[0].latex} \dots {last.lines[0].latex}")  # fmt: skip
        layers = Label(f"({count - 2} layers)", rf"\text{{({count - 2} layers)}}")
        for mark in ("", "d"):
            id = f"{mark}{first.id}…"
            moved |= {f"{mark}{vertex.id}": id for vertex in hidden}
            kind = first.kind if not mark else "gradient"
            between[f"{mark}{first.id}"] = Vertex(id, kind, (ends, layers) if not mark else (Label("…", r"\dots"),))
    vertices = [between.get(vertex.id, vertex) for vertex in drawing.vertices
                if vertex.id in between or vertex.id not in moved]  # fmt: skip
    edges: dict[Edge, None] = {}
    for edge in drawing.edges:
        source, target = (moved.get(end, end) for end in (edge.source, edge.target))
        if source != target:
            edges[replace(edge, source=source, target=target)] = None
    return Drawing(drawing.title, vertices, list(edges))


def _chains(drawing: Drawing) -> list[list[Vertex]]:
    """The paths in which each vertex is used by the next one alone, which uses nothing else."""
    known = {vertex.id: vertex for vertex in drawing.vertices if vertex.kind in ("gate", "output")}
    users: dict[str, list[str]] = {}
    operands: dict[str, list[str]] = {}
    for edge in drawing.edges:
        if not edge.back:
            users.setdefault(edge.source, []).append(edge.target)
            operands.setdefault(edge.target, []).append(edge.source)
    after = {
        v: us[0] for v, us in users.items() if len(us) == 1 and len(operands[us[0]]) == 1 and {v, us[0]} <= set(known)
    }
    found = []
    for id in known:
        if id not in after.values():
            chain = [known[id]]
            while chain[-1].id in after:
                chain.append(known[after[chain[-1].id]])
            found.append(chain)
    return found


def _shape(vertex: Vertex) -> str:
    """The formula of a vertex without its numbers; what is drawn inside it counts by its number."""
    return re.sub(r"_?\d+", "", vertex.facts[0].plain) + " ".join(
        line.plain for line in vertex.lines[1:] if "folded" in line.plain
    )


def _layers(shapes: list[str]) -> tuple[int, int, int]:
    """Where the longest run of equal layers starts, how many vertices a layer has, and how many layers there are."""
    best = (0, 1, 0)
    for length in range(1, LAYER + 1):
        start = 0
        same = [a == b for a, b in zip(shapes, shapes[length:], strict=False)] + [False]
        for i, equal in enumerate(same):
            if not equal:
                count = (i - start) // length + 1
                if count * length > best[1] * best[2] and i > start:
                    best = (start, length, count)
                start = i + 1
    return best
