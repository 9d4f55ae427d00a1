"""The computational graph of a derivation, and the graph of its gradients, as vertices and edges to be drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from symgrad.derive import Derivation, Gates, derive
from symgrad.derive.decompose import direct, places
from symgrad.derive.kinds import AUTOMATIC
from symgrad.graph import Graph, numbers, tangents
from symgrad.graph.table import NAME
from symgrad.notation.writer import written_name
from symgrad.sheets.label import (
    Label,
    equation,
    formula_label,
    left_label,
    name_label,
    number_label,
    partial_label,
    result_label,
)
from symgrad.source import SymgradError

LARGE = 60  # vertices; above, what has a single user is folded into it and edges carry no text
MOST = 4  # inputs; above, the tangents by all of them are too many to show at a node
LONGEST = 44  # characters of a formula that is written into its vertex

Kind = Literal["input", "gate", "output", "gradient", "stub"]


@dataclass(frozen=True)
class Vertex:
    """An input, a gate or a derivative: its lines of text, and the facts that a reader may ask for."""

    id: str
    kind: Kind
    lines: tuple[Label, ...]
    facts: tuple[Label, ...] = ()


@dataclass(frozen=True)
class Edge:
    """From an operand to the gate that uses it. above, below: what stands at the edge. back: drawn against the flow."""

    source: str
    target: str
    above: Label | None = None
    below: Label | None = None
    back: bool = False


@dataclass
class Drawing:
    """A graph to be drawn; `title` says what it shows. What `draw` returns.

    `save` writes SVG, PNG, PDF, DOT or TikZ by the name of the file and raises SymgradError where a program for that
    is missing.

    >>> from symgrad import draw
    >>> sorted((edge.source, edge.target) for edge in draw("a*b").edges)
    [('a', 'y'), ('b', 'y')]
    """

    title: str
    vertices: list[Vertex] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)

    def svg(self) -> str:
        """A picture that needs nothing else, with a title for those who cannot see it."""
        from symgrad.sheets.svg import write_svg

        return write_svg(self)

    def tikz(self) -> str:
        """A `tikzpicture`."""
        from symgrad.sheets.tikz import write_tikz

        return write_tikz(self)

    def dot(self) -> str:
        """The graph in Graphviz's language."""
        from symgrad.sheets.dot import write_dot

        return write_dot(self)

    def save(self, path: str | Path) -> None:
        """Writes the drawing in the form that the file's ending names: svg, png, pdf, dot or tex."""
        from symgrad.sheets.files import save
        from symgrad.sheets.graphviz import render

        writers: dict[str, Callable[[], str | bytes]] = {
            ".svg": self.svg,
            ".dot": self.dot,
            ".tex": self.tikz,
            ".png": lambda: render(self.dot(), "png"),
            ".pdf": lambda: render(self.dot(), "pdf"),
        }
        save(path, writers)

    def _repr_svg_(self) -> str:
        return self.svg()


def draw(
    formula: Any,
    of: str | None = None,
    at: Mapping[str, Any] | None = None,
    *,
    values: bool | None = None,
    gradients: bool = False,
) -> Drawing:
    """The computational graph of a formula, a SymPy expression or a derivation; gates as they stand.

    at: values of the inputs. values: write them into the drawing (default: if there are any). gradients: the graph
    of the adjoints too. Raises SymgradError.

    >>> [vertex.id for vertex in draw("(a + b)*d - f").vertices]
    ['a', 'b', 'd', 'f', 'f_1', 'f_2', 'y']
    """
    if isinstance(formula, Gates):
        from symgrad.sheets.gates import draw_gates

        return draw_gates(formula)
    derivation = formula if isinstance(formula, Derivation) else derive(formula, of=of, at=at)
    if not isinstance(derivation, Derivation):
        raise SymgradError(f"{derivation.output} is made of vectors and matrices: graphs are drawn of numbers")
    values = bool(derivation.values) if values is None else values
    if values and not derivation.values:
        raise SymgradError("there are no values to draw", help="give all inputs a value: --at x=0,y=1/2")
    return _Drawer(derivation, values, gradients).drawing()


class _Drawer:
    def __init__(self, derivation: Derivation, values: bool, gradients: bool) -> None:
        self.derivation, self.graph = derivation, derivation.graph
        self.values, self.gradients = values, gradients
        root = derivation.root
        self.nodes = sorted(places(self.graph, root), key=lambda id: self.graph.cells[id][0] == NAME)
        self.operands = {id: direct(self.graph, id) for id in self.nodes if self.graph.cells[id][0] == NAME}
        self.root = root
        self.large = len(self.nodes) > LARGE
        self.folded = _folded(self.graph, self.operands) if self.large else {}
        self.tangents = self._tangents()

    def drawing(self) -> Drawing:
        output = written_name(self.derivation.output)
        found = Drawing(f"The computational graph of {output}")
        for id in self.nodes:
            if id not in self.folded:
                found.vertices.append(self._vertex(id))
        for u, operands in self.operands.items():
            for v in operands:
                if v not in self.folded:
                    edge = self._edge(v, self.folded.get(u, u))
                    if not self.large or edge not in found.edges:
                        found.edges.append(edge)
        if self.gradients:
            found.title += " and the graph of its derivatives"
            self._add_gradients(found)
        if self.large:
            from symgrad.sheets.repeated import without_repeats

            return without_repeats(found)
        return found

    def _name(self, id: int) -> str:
        return str(self.graph.label(id))

    def _value(self, name: str) -> Label | None:
        value = self.derivation.values.get(name)
        return number_label(value) if self.values and value is not None else None

    def _back(self, v: str, u: str) -> Label | None:
        """What flows back along the edge from v to its user u: its part of the adjoint of v, at the given values."""
        steps = {step.by: step for step in self.derivation.steps if step.mode == "reverse"}
        above = 1.0 if u == self.derivation.output else steps[u].value if u in steps else None
        if v not in steps or above is None:
            return None
        for _, between, partial in steps[v].terms:
            if (between or self.derivation.output) == u:
                return number_label(above * self._number(partial))
        return number_label(0.0)

    # ----- the graph -----

    def _vertex(self, id: int) -> Vertex:
        name = self._name(id)
        lines, facts = [name_label(name)], []
        gate = id in self.operands
        if gate:
            formula = formula_label(self.graph, id)
            facts.append(equation(name_label(name), formula))
            if not self.large and len(formula.plain) <= LONGEST:
                lines.append(formula)
        inside = [name_label(self._name(other)) for other, user in self.folded.items() if user == id]
        if inside:
            lines.append(Label(f"({len(inside)} folded)", rf"\text{{({len(inside)} folded)}}"))
            facts.append(Label("with " + ", ".join(label.plain for label in inside), ""))
        value = self._value(name)
        if value is not None:
            facts.append(equation(name_label(name), value))
            if not self.gradients or self.large:
                lines.append(Label(f"= {value.plain}", f"= {value.latex}"))
        facts += self._derivatives(id)
        kind: Kind = "output" if id == self.root else "gate" if gate else "input"
        return Vertex(name, kind, tuple(lines), tuple(facts))

    def _tangents(self) -> dict[int, list[Label]]:
        """The tangents of every gate by the inputs, at the given values, where no step has them."""
        derivation, found = self.derivation, dict[int, list[Label]]()
        inputs = self.graph.free(self.root)
        if not derivation.values or len(inputs) > MOST or any(step.mode == "forward" for step in derivation.steps):
            return found
        values = {x: derivation.values[self._name(x)] for x in inputs}
        for x in inputs:
            dots = tangents(self.graph, self.root, {x: self.graph.number(1).id})
            known = numbers(self.graph, dots.values(), values)
            for id in self.operands:
                if id in dots:
                    left = partial_label(self._name(id), self._name(x))
                    found.setdefault(id, []).append(equation(left, number_label(known[dots[id]])))
        return found

    def _derivatives(self, id: int) -> list[Label]:
        """The tangents and the adjoint of a node, as far as they were derived."""
        found, name = list(self.tangents.get(id, ())), self._name(id)
        for step in self.derivation.steps:
            if (step.mode == "reverse" and step.by == name) or (step.mode == "forward" and step.of == name):
                label = equation(left_label(step), result_label(step))
                found.append(label if step.value is None else equation(label, number_label(step.value)))
        return found

    def _edge(self, v: int, u: int) -> Edge:
        if self.large or not (self.values and self.gradients):
            return Edge(self._name(v), self._name(u))
        name, user = self._name(v), self._name(u)
        return Edge(name, user, self._value(name), self._back(name, user))

    # ----- the gradient graph -----

    def _add_gradients(self, found: Drawing) -> None:
        output = self.derivation.output
        steps = [step for step in self.derivation.steps if step.mode == "reverse"]
        if not steps:
            raise SymgradError("the gradient graph is drawn from a derivation in reverse mode")
        if self.values and not self.large:
            found.vertices.append(Vertex("out", "stub", ()))
            found.edges.append(Edge(output, "out", self._value(output), number_label(1)))
        found.vertices.append(self._gradient(output, Label("1", "1"), None))
        drawn_in = {self._name(id): self._name(gate) for id, gate in self.folded.items()}
        for step in steps:
            if step.by in drawn_in:
                continue
            found.vertices.append(self._gradient(step.by, result_label(step), step.value))
            for _, between, partial in step.terms:
                label = None if self.large else self._partial(partial)
                value = self._partial_value(partial)
                if label is not None and value is not None and value.plain != label.plain:
                    label = equation(label, value)
                user = drawn_in.get(between or output, between or output)
                edge = Edge(f"d{user}", f"d{step.by}", label, None, back=True)
                if not self.large or edge not in found.edges:
                    found.edges.append(edge)

    def _gradient(self, name: str, result: Label, value: float | None) -> Vertex:
        left, number = partial_label(self.derivation.output, name), None
        if self.values and (value is not None or result.plain == "1"):
            number = number_label(1 if value is None else value)
        lines = [left] if number is None else [left, Label(f"= {number.plain}", f"= {number.latex}")]
        return Vertex(f"d{name}", "gradient", tuple(lines), (equation(left, result),))

    def _partial(self, partial: int) -> Label:
        """A local partial; one that is a named node, by its name."""
        named = self.graph.cells[partial][0] == NAME
        return name_label(self._name(partial)) if named else formula_label(self.graph, partial)

    def _partial_value(self, partial: int) -> Label | None:
        return number_label(self._number(partial)) if self.values else None

    def _number(self, node: int) -> float:
        known = {id: self.derivation.values[self._name(id)] for id in self.graph.free(node)}
        return float(numbers(self.graph, [node], known)[node])


def _folded(graph: Graph, operands: Mapping[int, list[int]]) -> dict[int, int]:
    """Inputs and gates without a name of the author's that have a single user, each with the gate it is drawn in."""
    users: dict[int, list[int]] = {}
    for u, below in operands.items():
        for v in below:
            users.setdefault(v, []).append(u)
    found: dict[int, int] = {}
    for v in sorted(users, reverse=True):
        if len(users[v]) == 1 and (v not in operands or AUTOMATIC.fullmatch(str(graph.label(v)))):
            user = users[v][0]
            found[v] = found.get(user, user)
    return found
