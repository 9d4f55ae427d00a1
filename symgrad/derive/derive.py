"""The public functions of this room: derive, and Graph with what people do with one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from symgrad import graph as core
from symgrad.derive.array_derivation import ArrayDerivation
from symgrad.derive.array_modes import derive_arrays
from symgrad.derive.checkpoint import Checkpoints, checkpoints
from symgrad.derive.cost import costs
from symgrad.derive.decompose import decompose
from symgrad.derive.definitions import Definitions, define
from symgrad.derive.derivation import Derivation, derivation
from symgrad.derive.gates import Gates
from symgrad.derive.passes import Passes, passes
from symgrad.graph import Compiled, to_sympy
from symgrad.graph.table import INPUT, NAME
from symgrad.output import shown
from symgrad.source import SymgradError

MODES = ("reverse", "forward", "both")


class Graph(core.Graph):
    """A graph with an output: made from a text or a SymPy expression, differentiated in both modes.

    Its methods raise SymgradError for names that it does not have and for formulas that cannot be read. Griewank and
    Walther, Evaluating Derivatives, 2nd edition, chapter 3.

    >>> g = Graph.parse("y = (x + 1)*x")
    >>> g.gradient()
    {x: 2*x + 1}
    >>> g.evaluate({"x": 3})
    12.0
    """

    def __init__(self) -> None:
        super().__init__()
        self.outputs: dict[str, int] = {}

    @classmethod
    def parse(cls, text: str) -> Graph:
        """The graph of a formula, or of definitions separated by new lines, `;` or `\\\\`. Raises SymgradError."""
        found = cls()
        for name, node in define(text, found):
            found.outputs[name] = node.id
        return found

    @classmethod
    def from_sympy(cls, expression: Any, name: str = "y") -> Graph:
        """The graph of a SymPy expression, its operations named f_1, f_2, ..."""
        found = cls()
        node = core.from_sympy(found, expression)
        found.outputs[name] = decompose(found, node.id, output=name)
        return found

    def _repr_svg_(self) -> str | None:
        return shown(self, "svg")

    def find(self, name: str | None = None) -> int:
        """The node of an output, an intermediate or an input by its name (default: the last output)."""
        if name is None:
            if not self.outputs:
                raise SymgradError("the graph has no output")
            return next(reversed(self.outputs.values()))
        if name in self.outputs:
            return self.outputs[name]
        for id in reversed(self.cone(self.outputs.values())):
            if self.label(id) == name:
                return id
        known = sorted({str(self.label(id)) for id in self.cone(self.outputs.values()) if self.label(id)})
        raise SymgradError(f"nothing is named {name} here", help=f"the names are {', '.join(known)}")

    def forward(self, x: str, of: str | None = None) -> Derivation:
        """The tangents of all intermediates by the input x, as ordered steps."""
        return derivation(self, self.find(of), [self.find(x)], mode="forward")

    def reverse(self, y: str | None = None) -> Derivation:
        """The adjoints of all intermediates and inputs for the output y, as ordered steps."""
        return derivation(self, self.find(y), mode="reverse")

    def gradient(self, y: str | None = None) -> dict[Any, Any]:
        """The derivatives of an output by its inputs: {SymPy symbol: SymPy expression}, in order of the inputs."""
        root = self.find(y)
        inputs = self.free(root)
        found = core.gradient(self, self.node(root), [self.node(id) for id in inputs])
        return {to_sympy(self, x): to_sympy(self, d.id) for x, d in zip(inputs, found, strict=True)}

    def compile(
        self, of: str | None = None, wrt: Iterable[str] | None = None, *, mode: str = "reverse", target: str = "numpy"
    ) -> Compiled:
        """A function of the inputs that gives the value of an output and its derivatives, as straight-line code.

        of: an output or intermediate (default: the last output). wrt: names to differentiate by (default: all inputs).
        mode: reverse, or forward (then it also takes a direction). target: numpy (many points at once) or python
        (floats). Raises SymgradError for unknown names and for functions without a definition.

        >>> value, (slope,) = Graph.parse("log(1 + x^2)").compile(target="python")(1)
        >>> slope
        1.0
        """
        if target not in ("python", "numpy"):
            raise SymgradError(f"'{target}' cannot be run from here", help="python, numpy; to_c writes C")
        if mode not in MODES[:2]:
            raise SymgradError(f"'{mode}' is no mode of a function", help="reverse, forward")
        root = self.find(of)
        return core.compiled(self, root, self._by(root, wrt), mode, target)

    def _by(self, root: int, wrt: Iterable[str] | None) -> list[int]:
        return self.free(root) if wrt is None else [self.find(x) for x in ([wrt] if isinstance(wrt, str) else wrt)]

    def _source(self, of: str | None, mode: str, name: str | None, language: str) -> str:
        root = self.find(of)
        if mode not in MODES[:2]:
            raise SymgradError(f"'{mode}' is no mode of a function", help="reverse, forward")
        forward = mode == "forward"
        what = (
            core.Derivatives.forward(self, root) if forward else core.Derivatives.reverse(self, root, self.free(root))
        )
        return core.source(self, what, core.LANGUAGES[language], name or ("tangent" if forward else "gradient"))

    def to_python(self, of: str | None = None, *, mode: str = "reverse", name: str | None = None) -> str:
        """Python source of the value and the gradient of an output (or its tangent), for floats.

        >>> print(Graph.parse("x^2*y").to_python(), end="")
        def gradient(v0, v1):
            # v0: x
            # v1: y
            v2 = v0 * v0
            v3 = 2.0 * v0
            v4 = v1 * v3
            v5 = v2 * v1
            return v5, (v4, v2)
        """
        return self._source(of, mode, name, "python")

    def to_numpy(self, of: str | None = None, *, mode: str = "reverse", name: str | None = None) -> str:
        """The same for NumPy arrays of points; cases are chosen point by point."""
        return self._source(of, mode, name, "numpy")

    def to_c(self, of: str | None = None, *, mode: str = "reverse", name: str | None = None) -> str:
        """The same in C99: a function of a point that returns the value and fills in the derivatives."""
        return self._source(of, mode, name, "c")

    def gates(self, of: str | None = None, rates: Mapping[str, float] | None = None) -> Gates:
        """The nodes of an output as gates that run forward and backward. rates: the learning rates of the weights."""
        return Gates(self, self.find(of), rates)

    def show_passes(self, values: Mapping[str, Any], of: str | None = None) -> Passes:
        """Both passes through the gates of an output, step by step, at values of its inputs."""
        return passes(self.gates(of), values)

    def checkpoints(self, at: int | str, wrt: str | Iterable[str] | None = None, of: str | None = None) -> Checkpoints:
        """What reverse mode takes if only some values are kept: every at-th, or those of the gates that at names."""
        root = self.find(of)
        return checkpoints(self, root, self.free(root) if wrt is None else named(self, root, wrt), at)

    def evaluate(self, values: Mapping[str, Any], of: str | None = None) -> Any:
        """The value of an output at values of its inputs: a float, or an array where an input is one."""
        root = self.find(of)
        found = core.numbers(self, [root], {self.find(name): value for name, value in values.items()})
        return found[root]


def derive(
    formula: Any,
    wrt: str | Iterable[str] | None = None,
    of: str | None = None,
    mode: str = "reverse",
    at: Mapping[str, Any] | None = None,
    layout: str | None = None,
) -> Derivation | ArrayDerivation:
    """The derivation of a formula (text or SymPy) or of definitions, in reverse, forward or both modes.

    wrt: names of inputs (default: all). of: the output (default: the last that nothing uses). at: values to show.
    layout: of gradients by vectors and matrices, denominator (the default) or numerator. Every step is held against
    sympy.diff, or against sweeps over the entries of arrays; its verdict stands beside it. Raises SymgradError.

    >>> [str(step) for step in derive("exp(x)^2")]
    ['∂y/∂f_1 = 2*f_1', '∂y/∂x = ∂y/∂f_1 ∂f_1/∂x = ∂y/∂f_1·exp(x) = 2*f_1*exp(x)']
    >>> [str(step) for step in derive(r"W \\in \\mathbb{R}^{m \\times n}; L = \\|W\\|_F^2")]
    ['∂L/∂W = 2W']
    """
    if mode not in MODES:
        raise SymgradError(f"'{mode}' is no mode", help="reverse, forward, both")
    if isinstance(formula, str):
        text = Definitions(formula, Graph())
        output = of or ("y" if text.bare is not None else text.outputs[-1])
        if text.bare is None and text.of_arrays(output):
            without_values(at)
            return derive_arrays(text.scope, output, names_of(wrt), mode, layout)
    graph = Graph.parse(formula) if isinstance(formula, str) else Graph.from_sympy(formula)
    outputs = [graph.find(of)] if of is not None else list(graph.outputs.values())
    return derive_graph(graph, graph.find(of), wrt, mode, at, outputs)


def names_of(wrt: str | Iterable[str] | None) -> list[str] | None:
    """`x,w` as names, or names one by one; the comma of `W_1,12` is part of the name."""
    return re.split(r",\s*(?!\d)|\s+", wrt.strip()) if isinstance(wrt, str) else None if wrt is None else list(wrt)


def without_values(at: Mapping[str, Any] | None) -> None:
    """Arrays are not derived at values: raises SymgradError where some are given."""
    if at:
        raise SymgradError("vectors and matrices are derived for all values", help="leave out the values")


def derive_graph(
    graph: core.Graph,
    root: int,
    wrt: str | Iterable[str] | None = None,
    mode: str = "reverse",
    at: Mapping[str, Any] | None = None,
    outputs: Sequence[int] = (),
    checked: bool = True,
) -> Derivation:
    """The derivation of a decomposed node of a graph; names are looked up in its cone.

    outputs: what the costs of both modes are counted for. checked: whether the steps get verdicts.
    """
    cone = graph.cone([root])
    labels = {str(graph.label(id)): id for id in cone if graph.cells[id][0] in (INPUT, NAME)}
    chosen = None if wrt is None else named(graph, root, wrt)
    values = None if at is None else {_found(labels, name): _number(name, value) for name, value in at.items()}
    if values is not None:
        missing = [str(graph.label(id)) for id in graph.free(root) if id not in values]
        if missing:
            raise SymgradError(f"no value is given for {', '.join(missing)}", help="--at x=0,y=1/2")
    found = derivation(graph, root, chosen, mode=mode, at=values, checked=checked)
    inputs = graph.free(*outputs) if chosen is None else chosen
    if len(inputs) > 1 or len(outputs) > 1:
        found.costs = costs(graph, outputs, inputs)
    return found


def named(graph: core.Graph, root: int, names: str | Iterable[str]) -> list[int]:
    """The inputs and intermediates of an output that are named: `x,w`, or one by one."""
    labels = {str(graph.label(id)): id for id in graph.cone([root]) if graph.cells[id][0] in (INPUT, NAME)}
    return [_found(labels, name) for name in names_of(names) or ()]


def _number(name: str, value: Any) -> Fraction:
    try:
        return Fraction(value)
    except (TypeError, ValueError, OverflowError):
        raise SymgradError(
            f"{value!r} is no number for {name}", help="at={'x': 1} or at={'x': Fraction(1, 2)}"
        ) from None


def _found(labels: Mapping[str, int], name: str) -> int:
    plain = name.lstrip("\\").replace("{", "").replace("}", "")
    if plain not in labels and re.fullmatch(r"[A-Za-z]+\d+", plain):
        plain = re.sub(r"(\d+)$", r"_\1", plain)
    if plain not in labels:
        raise SymgradError(f"nothing is named {name} here", help=f"the names are {', '.join(sorted(labels))}")
    return labels[plain]
