"""Graphviz: where vertices and edges of a drawing lie, and pictures made by Graphviz itself.

pygraphviz brings Graphviz along and lays out in this process; where it is not installed, a `dot` on the path serves.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from symgrad.sheets.label import width
from symgrad.source import SymgradError

if TYPE_CHECKING:
    from symgrad.sheets.drawing import Drawing, Edge, Vertex

SIZE = 14.0  # of letters, in points of 1/72 inch
SMALLER = 12.0  # of the lines below the first one, and of texts at edges
LINE = 19.0
TALL = 26.0  # a fraction
PAD = 9.0
MANY = 60  # edges; above, the layers stand farther apart
GAP = 28.0  # between the graph and the one below it

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """The centre, width and height of something in the picture (y grows downwards)."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Curve:
    """An edge: Bezier points of its line, where its arrow points to, and the place for what stands at it."""

    points: tuple[Point, ...]
    tip: Point
    middle: Point


@dataclass(frozen=True)
class Layout:
    width: float
    height: float
    boxes: dict[str, Box]
    curves: list[tuple[Edge, Curve]]


def layout(drawing: Drawing) -> Layout:
    """Boxes for the vertices of a drawing and curves for its edges; derivatives lie below what they are of."""
    above = [vertex for vertex in drawing.vertices if vertex.kind != "gradient"]
    below = [vertex for vertex in drawing.vertices if vertex.kind == "gradient"]
    found = Layout(0.0, -GAP, {}, [])
    for vertices in (above, below):
        if vertices:
            inside = {vertex.id for vertex in vertices}
            found = _stacked(found, _laid_out(vertices, [edge for edge in drawing.edges if edge.source in inside]))
    return found


def _stacked(first: Layout, second: Layout) -> Layout:
    down = first.height + GAP

    def moved(point: Point) -> Point:
        return point[0], round(point[1] + down, 1)

    boxes = {id: Box(*moved((box.x, box.y)), box.width, box.height) for id, box in second.boxes.items()}
    curves = [
        (edge, Curve(tuple(map(moved, curve.points)), moved(curve.tip), moved(curve.middle)))
        for edge, curve in second.curves
    ]
    return Layout(
        max(first.width, second.width), down + second.height, first.boxes | boxes, [*first.curves, *curves]
    )  # fmt: skip


def _laid_out(vertices: list[Vertex], edges: list[Edge]) -> Layout:
    sizes = [_size(vertex) for vertex in vertices]
    return _read(vertices, edges, sizes, json.loads(render(_skeleton(vertices, edges, sizes), "json0")))


def render(dot: str, format: str) -> bytes:
    """What Graphviz makes of a text in its language. Raises SymgradError where there is no Graphviz."""
    try:
        import pygraphviz
    except ImportError:
        return _by_command(dot, format)
    graph = pygraphviz.AGraph(string=dot)
    return bytes(graph.draw(format=format, prog="dot"))


def _by_command(dot: str, format: str) -> bytes:
    import shutil
    import subprocess

    if shutil.which("dot") is None:
        raise SymgradError("a drawing is laid out by Graphviz, which is not here", help="pip install 'symgrad[draw]'")
    done = subprocess.run(["dot", f"-T{format}"], input=dot.encode(), capture_output=True, check=False)
    if done.returncode:
        raise SymgradError(f"Graphviz failed: {done.stderr.decode(errors='replace').strip()[:200]}")
    return done.stdout


def _size(vertex: Vertex) -> tuple[float, float]:
    if vertex.kind == "stub":
        return 1.0, 1.0
    wide = max(width(line.plain, SIZE if i == 0 else SMALLER) for i, line in enumerate(vertex.lines))
    tall = sum(TALL if r"\frac" in line.latex else LINE for line in vertex.lines)
    return max(wide + 2 * PAD, 34.0), tall + PAD


def _skeleton(vertices: list[Vertex], edges: list[Edge], sizes: list[tuple[float, float]]) -> str:
    """The drawing without texts, in Graphviz's language. An edge that carries text is led through a box for it."""
    apart = 0.35 if len(edges) < MANY else 0.9
    rows = [f"digraph {{ graph [rankdir=LR, ranksep={apart}, nodesep=0.18];"]
    rows.append('node [shape=box, fixedsize=true, label=""];')
    index = {vertex.id: i for i, vertex in enumerate(vertices)}
    rows += [f"v{i} [width={_inches(w)}, height={_inches(h)}];" for i, (w, h) in enumerate(sizes)]
    for k, edge in enumerate(edges):
        a, b = f"v{index[edge.source]}", f"v{index[edge.target]}"
        if edge.back:
            a, b = b, a
        texts = [label for label in (edge.above, edge.below) if label is not None]
        if not texts:
            rows.append(f'{a} -> {b} [id="e{k}"{", dir=back" if edge.back else ""}];')
            continue
        wide = max(width(label.plain, SMALLER) for label in texts) + PAD
        tall = 2 * max(TALL if r"\frac" in label.latex else LINE for label in texts)
        first, second = ("dir=back", "dir=none") if edge.back else ("dir=none", "dir=forward")
        rows.append(f"m{k} [width={_inches(wide)}, height={_inches(tall)}];")
        rows.append(f'{a} -> m{k}:w [id="e{k}", {first}]; m{k}:e -> {b} [id="f{k}", {second}];')
    return "\n".join([*rows, "}"])


def tenths(value: float) -> str:
    """A coordinate as it is written into a picture."""
    return f"{value:.1f}".removesuffix(".0")


def _inches(points: float) -> str:
    return f"{points / 72:.4f}"


def _read(vertices: list[Vertex], edges: list[Edge], sizes: list[tuple[float, float]], found: dict[str, Any]) -> Layout:
    _, _, wide, tall = map(float, found["bb"].split(","))

    def point(text: str) -> Point:
        x, y = text.split(",")
        return round(float(x), 1), round(tall - float(y), 1)

    places = {each["name"]: point(each["pos"]) for each in found["objects"]}
    boxes = {vertex.id: Box(*places[f"v{i}"], *sizes[i]) for i, vertex in enumerate(vertices)}
    splines = {each["id"]: each["pos"] for each in found.get("edges", ())}
    curves = [(edge, _curve(k, splines, places, point)) for k, edge in enumerate(edges)]
    return Layout(round(wide, 1), round(tall, 1), boxes, curves)


def _curve(k: int, splines: dict[str, str], places: dict[str, Point], point: Callable[[str], Point]) -> Curve:
    """The curve of an edge: one spline, or two on both sides of the box for its texts."""
    points: list[Point] = []
    tip: Point | None = None
    for key in (f"e{k}", f"f{k}"):
        parts = splines[key].split() if key in splines else []
        if parts and parts[0][:2] in ("e,", "s,"):
            tip = point(parts.pop(0)[2:])
        more = [point(part) for part in parts]
        points += [points[-1], more[0], *more] if points and more else more  # straight on through the box
    assert tip is not None
    return Curve(tuple(points), tip, places.get(f"m{k}", points[len(points) // 2]))
