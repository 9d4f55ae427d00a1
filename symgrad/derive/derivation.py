"""Forward and reverse mode as people write them: ordered steps over the named intermediates of a graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from symgrad.derive.cost import Cost
from symgrad.derive.decompose import direct, local_by_name
from symgrad.derive.oracle import against_sympy
from symgrad.derive.products import product, summed, term
from symgrad.derive.worked import WorkedStep, aligned, listed, tally
from symgrad.graph import Graph, to_sympy
from symgrad.graph.table import INPUT, NAME
from symgrad.notation.writer import write, written_name
from symgrad.output import shown
from symgrad.proof import Sign, Verdict, against_series, nearest

UNCHECKED = Verdict("undecided", "", "not held against a second computation")
SERIES = 200  # nodes of a formula that flint's power series is asked about too


@dataclass
class Step(WorkedStep):
    """One derivative: the chain rule in partials, local partials put in, and the result in the intermediates.

    of, by: names. terms: (adjoint or tangent that is carried, name of the node in between, local partial); a term
    without node in between is a local partial by itself. result: node. verdict: of the result, held against sympy.diff.

    >>> from symgrad import derive
    >>> step = derive("exp(x)^2").steps[-1]
    >>> step.chain, step.rhs, step.verdict.kind
    ('∂y/∂x = ∂y/∂f_1 ∂f_1/∂x', 2*f_1*exp(x), 'proved')
    """

    graph: Graph
    of: str
    by: str
    mode: str
    terms: tuple[tuple[int | None, str, int], ...]
    result: int
    verdict: Verdict
    value: float | None = None

    # ----- as text -----

    def _partial(self, u: str, v: str, latex: bool) -> str:
        a, b = written_name(u, latex=latex), written_name(v, latex=latex)
        return rf"\frac{{\partial {a}}}{{\partial {b}}}" if latex else f"∂{a}/∂{b}"

    def _carried(self, name: str, latex: bool) -> str:
        return self._partial(self.of, name, latex) if self.mode == "reverse" else self._partial(name, self.by, latex)

    def _edge(self, name: str, latex: bool) -> str:
        return self._partial(name, self.by, latex) if self.mode == "reverse" else self._partial(self.of, name, latex)

    def left(self, *, latex: bool = False) -> str:
        return self._partial(self.of, self.by, latex)

    def chain_rule(self, *, latex: bool = False) -> str:
        if all(not name for _, name, _ in self.terms):
            return ""
        parts = []
        for _, name, partial in self.terms:
            pair = [self._carried(name, latex), self._edge(name, latex)] if name else []
            parts.append(
                " ".join(pair if self.mode == "reverse" else pair[::-1]) if pair else self._text(partial, latex)
            )
        return " + ".join(parts)

    def _text(self, id: int, latex: bool) -> str:
        """A node in the names of the intermediates, also where it is one of them."""
        if self.graph.cells[id][0] == NAME:
            return written_name(str(self.graph.label(id)), latex=latex)
        return write(self.graph, id, latex=latex)

    def put_in(self, *, latex: bool = False) -> str:
        if all(not name for _, name, _ in self.terms):
            return ""
        parts = []
        for _, name, partial in self.terms:
            text = self._text(partial, latex)
            if not name:
                parts.append(text)
                continue
            bracketed = f"({text})" if _loose(self._text(partial, False)) else text
            sign = r" \cdot " if latex else "·"
            carried = self._carried(name, latex)
            pair = (carried, bracketed) if self.mode == "reverse" else (bracketed, carried)
            parts.append(carried if text == "1" else sign.join(pair))
        return " + ".join(parts)

    def result_text(self, *, latex: bool = False) -> str:
        return self._text(self.result, latex)

    # ----- as SymPy -----

    @cached_property
    def lhs(self) -> Any:
        """The derivative, unevaluated: Derivative(y(f_3), f_3)."""
        import sympy

        variable = sympy.Symbol(self.by)
        return sympy.Derivative(sympy.Function(self.of)(variable), variable)

    @cached_property
    def rhs(self) -> Any:
        """The result in the names of the intermediates."""
        return to_sympy(self.graph, self.result, True)


@dataclass
class Derivation:
    """The definitions of a graph and the ordered steps of one or both modes.

    function, gradient: how many operations the output takes, and all its adjoints (or tangents) beside it.
    costs: what the whole gradient takes in each mode, as inputs and outputs grow. What `derive` returns.
    Griewank and Walther, Evaluating Derivatives, 2nd edition, chapter 3.

    >>> from symgrad import derive
    >>> print(derive("exp(x)^2"))
    f_1 = exp(x)
    y = f_1^2
    ∂y/∂f_1 = 2*f_1
    ∂y/∂x = ∂y/∂f_1 ∂f_1/∂x = ∂y/∂f_1·exp(x) = 2*f_1*exp(x)
    """

    graph: Graph
    output: str
    definitions: list[tuple[str, int]]
    steps: list[Step]
    mode: str
    inputs: list[str]
    function: int = 0
    gradient: int = 0
    values: dict[str, float] = field(default_factory=dict)
    costs: list[Cost] = field(default_factory=list)
    root: int = -1  # the node of the output

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    @property
    def verdicts(self) -> dict[str, int]:
        return tally(self.steps)

    def latex(self) -> str:
        """The derivation as an `aligned` environment."""
        return aligned(self._defined(latex=True), self.steps)

    def _defined(self, *, latex: bool = False) -> list[tuple[str, str]]:
        return [(name, write(self.graph, id, latex=latex)) for name, id in self.definitions]

    def markdown(self) -> str:
        return f"$$\n{self.latex()}\n$$"

    def _repr_latex_(self) -> str:
        return self.markdown()

    def _repr_html_(self) -> str | None:
        return shown(self, "html")

    def _repr_svg_(self) -> str | None:
        return shown(self, "svg")

    def __str__(self) -> str:
        return listed(self._defined(), self.steps)

    def to_dict(self) -> dict[str, Any]:
        return {
            "output": self.output,
            "mode": self.mode,
            "inputs": self.inputs,
            "definitions": [
                {"name": name, "formula": write(self.graph, id, latex=True), "value": self.values.get(name)}
                for name, id in self.definitions
            ],
            "steps": [step.to_dict() for step in self.steps],
            "operations": {"function": self.function, "gradient": self.gradient},
            "costs": [cost.to_dict() for cost in self.costs],
        }


def derivation(
    graph: Graph,
    root: int,
    wrt: Iterable[int] | None = None,
    *,
    mode: str = "reverse",
    at: Mapping[int, Any] | None = None,
    assume: list[Sign] | None = None,
    checked: bool = True,
) -> Derivation:
    """The derivation of a decomposed output (a named node) by inputs.

    wrt: inputs or names (default: all inputs). at: input -> number, to show values. checked: whether each step is
    held against a second computation, which takes most of the time.
    """
    cone = graph.cone([root])
    free = [id for id in cone if graph.cells[id][0] == INPUT]
    chosen = list(wrt) if wrt is not None else free
    gates = [id for id in cone if graph.cells[id][0] == NAME]
    definitions = [(str(graph.label(id)), id) for id in gates]
    found = Derivation(
        graph, str(graph.label(root)), definitions, [], mode, [str(graph.label(id)) for id in chosen],
        graph.operations(root), root=root,
    )  # fmt: skip
    builder = _Builder(graph, root, gates, assume or [], checked)
    if mode in ("forward", "both"):
        for x in chosen:
            found.steps += builder.forward(x)
    if mode in ("reverse", "both"):
        found.steps += builder.reverse(chosen)
    found.gradient = graph.operations(*(step.result for step in found.steps)) if found.steps else 0
    if at is not None:
        roots = [*free, *gates, *(step.result for step in found.steps)]
        known = nearest(graph, roots, {id: Fraction(value) for id, value in at.items()})
        found.values = {str(graph.label(id)): known[id] for id in (*free, *gates)}
        for step in found.steps:
            step.value = known[step.result]
    return found


class _Builder:
    def __init__(self, graph: Graph, root: int, gates: list[int], assume: list[Sign], checked: bool) -> None:
        self.graph, self.root, self.gates, self.assume, self.checked = graph, root, gates, assume, checked
        self.operands = {u: direct(graph, u) for u in gates}

    def _edge(self, u: int, v: int) -> int:
        found = local_by_name(self.graph, u, v)
        shown = self.graph.unnamed(u) if found == u else found  # the derivative of y = exp(x) is exp(x), not y
        return product(self.graph, term(self.graph, shown))

    def _label(self, id: int) -> str:
        return str(self.graph.label(id))

    # ----- reverse -----

    def reverse(self, wrt: Iterable[int]) -> list[Step]:
        """Adjoints from the output down; only nodes from which the chosen inputs are reached."""
        graph, wanted = self.graph, set(wrt)
        needed = {id for id in [*self.gates, *wanted] if id in wanted or wanted & set(graph.cone([id]))}
        bar = {self.root: graph.number(1).id}
        steps = []
        order = sorted({*self.gates, *(x for xs in self.operands.values() for x in xs)} - {self.root}, reverse=True)
        for v in order:
            users = [u for u in sorted(self.gates, reverse=True) if v in self.operands[u] and u in bar]
            if v not in needed or not users:
                continue
            terms: list[tuple[int | None, str, int]] = []
            for u in users:
                edge = self._edge(u, v)
                if graph.value(edge) != 0:
                    terms.append((None, "", edge) if u == self.root else (bar[u], self._label(u), edge))
            bar[v] = summed(graph, [term(graph, *([] if g is None else [g]), edge) for g, _, edge in terms])
            steps.append(self._step(self.root, v, "reverse", terms, bar[v]))
        return steps

    # ----- forward -----

    def forward(self, x: int) -> list[Step]:
        """Tangents by one input, in order."""
        graph = self.graph
        dot = {x: graph.number(1).id}
        steps = []
        for u in self.gates:
            if u == x:
                continue
            terms: list[tuple[int | None, str, int]] = []
            for w in self.operands[u]:
                if w in dot:
                    edge = self._edge(u, w)
                    if graph.value(edge) != 0:
                        terms.append((None, "", edge) if w == x else (dot[w], self._label(w), edge))
            if not terms:
                continue
            dot[u] = summed(graph, [term(graph, edge, *([] if g is None else [g])) for g, _, edge in terms])
            steps.append(self._step(u, x, "forward", terms, dot[u]))
        return steps

    # ----- results -----

    def _step(self, of: int, by: int, mode: str, terms: list[tuple[int | None, str, int]], result: int) -> Step:
        verdict = against_sympy(self.graph, of, by, result, self.assume) if self.checked else UNCHECKED
        if verdict.holds and len(self.graph.cone([of])) <= SERIES:
            doubt = against_series(self.graph, of, by, result)
            verdict = verdict if doubt is None else doubt
        return Step(self.graph, self._label(of), self._label(by), mode, tuple(terms), result, verdict)


def _loose(text: str) -> bool:
    """Whether a formula needs brackets as a factor."""
    depth = 0
    for i, char in enumerate(text):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(char, 0)
        if depth == 0 and ((char == "-" and (i == 0 or text[i - 1] == " ")) or char == "+"):
            return True
    return False


__all__ = ["Derivation", "Step", "derivation"]
