"""Drawings in Graphviz's language, for Graphviz to set: PNG, PDF, or whatever else it knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symgrad.sheets.label import Label, escape, runs
from symgrad.sheets.svg import ABOVE, BELOW, EDGE, FILL, LINE_COLOUR

if TYPE_CHECKING:
    from symgrad.sheets.drawing import Drawing, Edge, Vertex


def write_dot(drawing: Drawing) -> str:
    """The drawing as a digraph."""
    rows = [
        "digraph {",
        f"  graph [rankdir=LR, ranksep=0.4, nodesep=0.2, tooltip={_quoted(drawing.title)}];",
        '  node [shape=box, style="rounded,filled", fontname="serif", fontsize=14, height=0.35, width=0.4];',
        f'  edge [fontname="serif", fontsize=12, color="{EDGE}", arrowsize=0.8];',
    ]
    rows += [f"  {_vertex(vertex)}" for vertex in drawing.vertices]
    rows += [f"  {_edge(edge)}" for edge in drawing.edges]
    return "\n".join([*rows, "}"]) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def _vertex(vertex: Vertex) -> str:
    if vertex.kind == "stub":
        return f'{_quoted(vertex.id)} [style=invis, label="", width=0.1];'
    label = _lines([_marked(line) for line in vertex.lines])
    colours = f'fillcolor="{FILL[vertex.kind]}", color="{LINE_COLOUR[vertex.kind]}"'
    return f"{_quoted(vertex.id)} [label=<{label}>, {colours}];"


def _edge(edge: Edge) -> str:
    ends = (edge.target, edge.source) if edge.back else (edge.source, edge.target)
    marks = ["dir=back"] if edge.back else []
    rows = [
        f'<font color="{colour}">{_marked(label)}</font>'
        for label, colour in ((edge.above, ABOVE), (edge.below, BELOW))
        if label is not None
    ]
    if rows:
        marks.append(f"label=<{_lines(rows)}>")
    listed = f" [{', '.join(marks)}]" if marks else ""
    return f"{_quoted(ends[0])} -> {_quoted(ends[1])}{listed};"


def _lines(rows: list[str]) -> str:
    """Lines one below the other, apart enough for an exponent below an index."""
    if len(rows) == 1:
        return rows[0]
    cells = "".join(f"<tr><td>{row}</td></tr>" for row in rows)
    return f'<table border="0" cellborder="0" cellspacing="0" cellpadding="1">{cells}</table>'


def _marked(label: Label) -> str:
    found = []
    for run in runs(label.plain):
        text = escape(run.text)
        if run.italic:
            text = f"<i>{text}</i>"
        found.append({-1: f"<sub>{text}</sub>", 1: f"<sup>{text}</sup>"}.get(run.shift, text))
    return "".join(found)
