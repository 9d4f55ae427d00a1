"""The public functions of this room: derive, and Graph with what people do with one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from symgrad import graph as core
from symgrad.derive.checkpoint import Checkpoints, checkpoints
from symgrad.derive.cost import costs
from symgrad.derive.decompose import decompose
from symgrad.derive.derivation import Derivation, derivation
from symgrad.derive.gates import Gates
from symgrad.derive.passes import Passes, passes
from symgrad.graph import Compiled, Node, to_sympy
from symgrad.graph.table import INPUT, NAME
from symgrad.notation.meaning import Inapplicable, Meaning, Unresolved
from symgrad.notation.nesting import LEVEL, between
from symgrad.notation.reader import read
from symgrad.notation.scope import Function, Scope, names_in
from symgrad.notation.syntax import Bracket, Name, Product, Tree, Unread, walk
from symgrad.notation.tokens import Token, tokenize
from symgrad.output import shown
from symgrad.source import Source, Span, SymgradError

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


def define(text: str, graph: core.Graph) -> list[tuple[str, Node]]:
    """The outputs of a text of definitions, decomposed; a lone formula is called y."""
    source = Source(text.strip().strip("$"))
    latex = "\\" in source.text or "{" in source.text
    tokens = [
        token
        for token in tokenize(source, 0, len(source.text), latex=latex)
        if token.kind not in ("begin", "end") or token.value.startswith("cases")
    ]
    scope = Scope(graph)
    last: tuple[str, Tree] | None = None
    bare: Tree | None = None
    try:
        for part in _parts(tokens, source.text):
            signs = [i for i, level in _levels(part) if part[i].kind == "relation" and level == 0]
            trees = [read(piece) for piece in between(part, signs)]
            scope.letters |= set().union(*(_bare_names(tree) for tree in trees[-1:]))
            if not signs:
                bare = trees[0]
                continue
            if any(part[i].value not in ("=", ":=") for i in signs):
                raise SymgradError("a definition is written name = formula", Span(source, part[0].start, part[-1].end))
            for left in trees[:-1]:
                last = _name_of(left, source), trees[-1]
                if isinstance(left, Product):
                    scope.functions[last[0]] = Function(_params(left), trees[-1])
                scope.formulas[last[0]] = trees[-1]
        if bare is None and last is None:
            raise SymgradError("no formula is given")
        meaning = Meaning(scope)
        if bare is not None:
            return [("y", graph.node(decompose(graph, meaning.node(bare).id)))]
        used = set().union(*(names_in(tree) for tree in scope.formulas.values()))
        outputs = [name for name in scope.formulas if name not in used] or [last[0]]  # type: ignore[index]
        found = [(name, meaning.node(Name(0, 0, name))) for name in outputs]
        return [(name, graph.node(decompose(graph, node.id, output=name))) for name, node in found]
    except Unread as unread:
        raise SymgradError(unread.reason, Span(source, unread.start, unread.end)) from None
    except (Unresolved, Inapplicable) as error:
        raise SymgradError(str(error), Span(source, 0, len(source.text))) from None


def _bare_names(tree: Tree) -> set[str]:
    applied = {
        a.name
        for part in walk(tree)
        if isinstance(part, Product)
        for (_, a), (sign, b) in zip(part.factors, part.factors[1:], strict=False)
        if isinstance(a, Name) and isinstance(b, Bracket) and sign == ""
    }
    return names_in(tree) - applied


def _name_of(tree: Tree, source: Source) -> str:
    if isinstance(tree, Name) and not tree.primes:
        return tree.name
    if isinstance(tree, Product) and isinstance(tree.factors[0][1], Name) and _params(tree):
        return tree.factors[0][1].name
    raise SymgradError("the left side of a definition is a name", Span(source, tree.start, tree.end))


def _params(tree: Product) -> tuple[str, ...]:
    last = tree.factors[-1][1]
    if len(tree.factors) == 2 and isinstance(last, Bracket):
        return tuple(part.name for part in last.parts if isinstance(part, Name))
    return ()


def _levels(tokens: list[Token]) -> Iterable[tuple[int, int]]:
    level = 0
    for i, token in enumerate(tokens):
        level += LEVEL.get(token.kind, 0)
        yield i, level


def _parts(tokens: list[Token], text: str) -> list[list[Token]]:
    """The definitions of a text: separated by rows, semicolons, commas at the top, and new lines."""
    parts: list[list[Token]] = [[]]
    before = 0
    for i, level in _levels(tokens):
        token = tokens[i]
        if (level == 0 and token.kind in ("row", "semicolon", "comma", "quad")) or (
            token.kind in ("begin", "end") and not token.value.startswith("cases")
        ):
            parts.append([])
        elif token.kind == "cell" and level == 0:
            continue
        else:
            new_line = "\n" in text[before : token.start] and level == LEVEL.get(token.kind, 0)
            if new_line and "=" in text[token.start :].partition("\n")[0]:
                parts.append([])
            parts[-1].append(token)
        before = token.end
    return [part for part in parts if part]


def derive(
    formula: Any,
    wrt: str | Iterable[str] | None = None,
    of: str | None = None,
    mode: str = "reverse",
    at: Mapping[str, Any] | None = None,
) -> Derivation:
    """The derivation of a formula (text or SymPy) or of definitions, in reverse, forward or both modes.

    wrt: names of inputs (default: all). of: the output (default: the last that nothing uses). at: values to show.
    Every step is held against sympy.diff; its verdict stands beside it. Raises SymgradError.

    >>> [str(step) for step in derive("exp(x)^2")]
    ['∂y/∂f_1 = 2*f_1', '∂y/∂x = ∂y/∂f_1 ∂f_1/∂x = ∂y/∂f_1·exp(x) = 2*f_1*exp(x)']
    """
    if mode not in MODES:
        raise SymgradError(f"'{mode}' is no mode", help="reverse, forward, both")
    graph = Graph.parse(formula) if isinstance(formula, str) else Graph.from_sympy(formula)
    outputs = [graph.find(of)] if of is not None else list(graph.outputs.values())
    return derive_graph(graph, graph.find(of), wrt, mode, at, outputs)


def derive_graph(
    graph: core.Graph,
    root: int,
    wrt: str | Iterable[str] | None = None,
    mode: str = "reverse",
    at: Mapping[str, Any] | None = None,
    outputs: Sequence[int] = (),
) -> Derivation:
    """The derivation of a decomposed node of a graph; names are looked up in its cone.

    outputs: what the costs of both modes are counted for.
    """
    cone = graph.cone([root])
    labels = {str(graph.label(id)): id for id in cone if graph.cells[id][0] in (INPUT, NAME)}
    chosen = None if wrt is None else named(graph, root, wrt)
    values = None if at is None else {_found(labels, name): _number(name, value) for name, value in at.items()}
    if values is not None:
        missing = [str(graph.label(id)) for id in graph.free(root) if id not in values]
        if missing:
            raise SymgradError(f"no value is given for {', '.join(missing)}", help="--at x=0,y=1/2")
    found = derivation(graph, root, chosen, mode=mode, at=values)
    inputs = graph.free(*outputs) if chosen is None else chosen
    if len(inputs) > 1 or len(outputs) > 1:
        found.costs = costs(graph, outputs, inputs)
    return found


def named(graph: core.Graph, root: int, names: str | Iterable[str]) -> list[int]:
    """The inputs and intermediates of an output that are named: `x,w`, or one by one."""
    labels = {str(graph.label(id)): id for id in graph.cone([root]) if graph.cells[id][0] in (INPUT, NAME)}
    return [_found(labels, name) for name in (re.split(r"[,\s]+", names.strip()) if isinstance(names, str) else names)]


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
