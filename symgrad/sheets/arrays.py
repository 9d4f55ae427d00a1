"""The vectors and matrices of a section: what defines each name, its shape, and the graph of the names."""

from __future__ import annotations

import re

from symgrad.derive import as_latex, sizes_text
from symgrad.graph.sizes import Sizes
from symgrad.graph.terms import Terms
from symgrad.notation.arrays import Builder, is_array, touches
from symgrad.notation.arrays.kinds import HEADS
from symgrad.notation.meaning import Inapplicable, Unresolved
from symgrad.notation.meaning.functions import SYMBOLS
from symgrad.notation.plain import plain
from symgrad.notation.scope import Scope, names_in
from symgrad.notation.syntax import Name, Tree, Unread, walk
from symgrad.notation.tokens import FUNCTIONS
from symgrad.notation.writer import written_name
from symgrad.review.lines import Opened
from symgrad.sheets.content import Block, Figure, Heading, Inline, Table, inline
from symgrad.sheets.drawing import LONGEST, Drawing, Edge, Kind, Vertex
from symgrad.sheets.formula import safe
from symgrad.sheets.label import Label, equation, name_label
from symgrad.sheets.plain import from_plain

NUMBER = "1 × 1"


def array_blocks(section: Opened, say: dict[str, str], key: str) -> list[Block]:
    """Definitions with shapes, and the graph of the names; nothing where no vector or matrix is defined."""
    drawing = array_drawing(section)
    if drawing is None:
        return []
    scope = section.scope
    written, shapes = _written(section), _shapes(scope, [vertex.id for vertex in drawing.vertices])
    listed = [v.id for v in drawing.vertices if v.kind != "input" or is_array(scope, v.id)]
    made = {vertex.id for vertex in drawing.vertices if vertex.kind != "input"}
    rows = [(name_label(name), written.get(name) if name in made else None, shapes.get(name)) for name in listed]
    heads = (say["name"], say["formula"], say["shape"])
    return [Heading(3, say["definitions"]), Table(heads, tuple(rows)), Heading(3, say["graph"]),
            Figure(drawing, key)]  # fmt: skip


def array_drawing(section: Opened) -> Drawing | None:
    """The graph of the names of vectors and matrices that a section defines, with their shapes."""
    scope = section.scope
    made = [name for name in scope.formulas if scope.function(name) is None and touches(scope, Name(0, 0, name))]
    if not made:
        return None
    operands = {name: _operands(scope, name) for name in made}
    below = dict.fromkeys(v for vs in operands.values() for v in vs if v not in made)
    shapes = _shapes(scope, [*below, *made])
    drawing = Drawing("The graph of the names")
    drawing.vertices += [_vertex(v, None, shapes, output=False) for v in below]
    used = {v for vs in operands.values() for v in vs}
    drawing.vertices += [_vertex(u, scope.formulas[u], shapes, output=u not in used) for u in made]
    drawing.edges += [Edge(v, u) for u, vs in operands.items() for v in vs]
    return drawing


def _operands(scope: Scope, name: str) -> list[str]:
    """The names that a formula is written in, in order; functions and bound letters left out."""
    found = dict.fromkeys(part.name for part in walk(scope.formulas[name]) if isinstance(part, Name))
    names = names_in(scope.formulas[name]) - {name} - scope.indices
    return [
        v
        for v in found
        if v in names and scope.function(v) is None and (scope.knows(v) or v not in {*FUNCTIONS, *SYMBOLS, *HEADS})
    ]


def _written(section: Opened) -> dict[str, Inline]:
    """Name -> the formula that defines it, as its author wrote it."""
    found: dict[str, Inline] = {}
    for line in section.lines:
        for k, kind in enumerate(line.kinds):
            left, right = line.trees[k], line.trees[k + 1]
            if kind == "definition" and isinstance(left, Name) and isinstance(right, Tree):
                text = line.statement.member_span(k + 1).text
                found.setdefault(left.name, inline(text, line.statement.latex, plain(right)))
    return found


def _shapes(scope: Scope, names: list[str]) -> dict[str, Label]:
    """The shapes that the declarations and definitions give, where both sizes have a symbol or a number."""
    terms = Terms(Sizes())
    builder, built = Builder(scope, terms), {}
    for name in names:
        try:
            built[name] = builder.named(name)
        except (Unresolved, Unread, Inapplicable):
            continue  # what its claims say of it stands at their verdicts
    found: dict[str, Label] = {}
    for name, term in built.items():
        sizes = [terms.sizes.text(size) for size in terms.shape(term)]
        if all(re.fullmatch(r"(?:(?:length|rows|columns) of )?\w+", size) for size in sizes):
            plain_text = " × ".join(written_name(size) if size.isidentifier() else sizes_text(size) for size in sizes)
            latex = " × ".join(written_name(size, latex=True) if size.isidentifier() else size for size in sizes)
            found[name] = Label(plain_text, as_latex(latex))
    return found


def _vertex(name: str, formula: Tree | None, shapes: dict[str, Label], *, output: bool) -> Vertex:
    label, facts = name_label(name), []
    lines = [label]
    if formula is not None:
        text = plain(formula)
        latex = safe(from_plain(text))
        if latex is not None:
            facts.append(equation(label, Label(text, latex)))
            lines += [Label(text, latex)] if len(text) <= LONGEST else []
    if name in shapes and shapes[name].plain != NUMBER:
        lines.append(shapes[name])
        facts.append(shapes[name])
    kind: Kind = "input" if formula is None else "output" if output else "gate"
    return Vertex(name, kind, tuple(lines), tuple(facts))
