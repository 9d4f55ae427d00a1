"""A graph as a function of Python, NumPy or C: a value with its gradient, or with its tangent.

The code is straight: one line for each node of the graph of the value and its derivatives, so what they share is
computed once. Griewank and Walther, Evaluating Derivatives, 2nd edition, chapters 3 and 6.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import product
from typing import Any

from symgrad.graph.code import Ink, Spelling
from symgrad.graph.evaluate import Floats, no_value
from symgrad.graph.graph import Graph
from symgrad.graph.guards import ALWAYS, NEVER, Guard, both, guards, ordered, when
from symgrad.graph.languages import LANGUAGES, Language
from symgrad.graph.sweeps import gradient, tangents
from symgrad.graph.table import CASE, CONST, DIV, NAME, row
from symgrad.source import SymgradError

PROBES = (0.5, 2.0, -2.0, 0.0, 1000.0)  # the first at which an operation is defined stands in for its idle operands


@dataclass(frozen=True)
class Derivatives:
    """What is computed: a root, and its derivatives by some nodes or its tangent; `seeds` are further parameters."""

    root: int
    inputs: tuple[int, ...]
    derivatives: tuple[int, ...]
    seeds: tuple[int, ...] = ()

    @classmethod
    def of(cls, graph: Graph, root: int, wrt: Iterable[int], mode: str) -> Derivatives:
        """By one sweep, reverse or forward. Raises SymgradError for any other mode."""
        if mode not in ("reverse", "forward"):
            raise SymgradError(f"'{mode}' is no mode of a function", help="reverse, forward")
        return cls.forward(graph, root) if mode == "forward" else cls.reverse(graph, root, wrt)

    @property
    def name(self) -> str:
        """What a function of these is called."""
        return "tangent" if self.seeds else "gradient"

    @classmethod
    def reverse(cls, graph: Graph, root: int, wrt: Iterable[int]) -> Derivatives:
        """The value and its derivatives, by one reverse sweep."""
        found = gradient(graph, graph.node(root), [graph.node(id) for id in wrt])
        return cls(root, tuple(graph.free(root)), tuple(d.id for d in found))

    @classmethod
    def forward(cls, graph: Graph, root: int) -> Derivatives:
        """The value and its tangent for a direction that is given with the point, by one forward sweep."""
        inputs = graph.free(root)
        seeds = [graph.input(f"{k}", "direction").id for k in range(len(inputs))]
        dot = tangents(graph, root, dict(zip(inputs, seeds, strict=True))).get(root, graph.number(0).id)
        return cls(root, tuple(inputs), (dot,), tuple(seeds))


def source(graph: Graph, what: Derivatives, language: Language, name: str, *, notes: bool = True) -> str:
    """The source of a function. notes: say in comments which parameter is which name. Raises SymgradError.

    Identifiers are v0, v1, ..., d0, d1, ... whatever the inputs are called.
    """
    if not (name.isascii() and name.isidentifier()):
        raise SymgradError(f"{name!r} is no name for a function", help="letters, digits and _, as in gradient")
    writer = _Writer(graph, what, language)
    body = writer.lines()
    told = [f"{language.mark} v{k}: {_plain(graph.label(id))}" for k, id in enumerate(what.inputs)] if notes else []
    parts = language.sources(writer.spelling.used)
    imports = [part for part in parts if part.startswith(("import ", "from "))]
    rest = [part for part in parts if part not in imports]
    if language.name == "c":
        imports = ["#include <math.h>"]
    blank = "\n" if language.name == "c" else "\n\n"
    blocks = ["\n".join(imports), *(part.rstrip("\n") for part in rest), "\n".join(writer.function(name, told, body))]
    return f"\n{blank}".join(filter(None, blocks)) + "\n"


def _plain(label: str | None) -> str:
    """A name as a comment may hold it: whatever is written in a text, the comment stays one."""
    return "".join(char if char.isalnum() or char in "_^{}(),.' " else "?" for char in str(label))


class _Writer:
    """Writes the lines of one function."""

    def __init__(self, graph: Graph, what: Derivatives, language: Language) -> None:
        self.graph, self.what, self.language = graph, what, language
        self.spelling = Spelling(language)
        self.ink: dict[int, Ink] = {id: Ink(f"v{k}") for k, id in enumerate(what.inputs)}
        self.ink |= {id: Ink(f"d{k}") for k, id in enumerate(what.seeds)}
        self.masks: dict[Guard, Ink] = {}
        self.written: list[str] = []
        self.count = len(what.inputs)

    def lines(self) -> list[str]:
        roots = [self.what.root, *self.what.derivatives]
        guard, self.support = guards(self.graph, roots)
        for id in ordered(self.graph, roots, guard):
            if id not in self.ink:
                self.ink[id] = self._node(id, guard[id])
        return self.written

    def _node(self, id: int, guard: Guard) -> Ink:
        graph, cell = self.graph, self.graph.cells[id]
        code = cell[0]
        if code == NAME:
            return self.ink[cell[1]]
        if code == CONST:
            return self._constant(id)
        if code == CASE:
            c, a, b = (self.ink[x] for x in cell[1:])
            above, under = (self._mask(when(cell[1], sign)) for sign in (True, False))
            where = self.spelling.where
            return self._line(where(above, a, where(under, b, c)))  # c itself where it is no number
        if code < CASE:
            raise SymgradError(no_value(graph, id))
        operands = self._operands(id, guard)
        values = [ink.value for ink in operands]
        if None not in values and _defined(row(code).number, values):
            return Ink.of(row(code).number(Floats, *values))
        return self._line(row(code).number(self.spelling, *operands))

    def _operands(self, id: int, guard: Guard) -> list[Ink]:
        """The operands; where the result is not needed, something that the operation is defined for."""
        cell = self.graph.cells[id]
        found = [self.ink[x] for x in cell[1:]]
        if cell[0] == DIV:
            guard = both(guard, self.support[cell[1]])
        if guard == ALWAYS:
            return found
        instead = _stand_ins(cell[0], tuple(ink.value for ink in found))
        for k, value in enumerate(instead):
            if value is not None and not (cell[0] == DIV and k == 0):  # 0 over what is guarded stays 0
                idle = Ink.of(value)
                found[k] = idle if guard == NEVER else self.spelling.where(self._mask(guard), found[k], idle)
        return found

    def _mask(self, guard: Guard) -> Ink:
        if guard not in self.masks:
            language = self.language
            signs = [[self.ink[c] > 0.0 if above else self.ink[c] <= 0.0 for c, above in sorted(one)] for one in guard]
            parts = sorted(f" {language.every} ".join(sign.tight for sign in one) for one in signs)
            text = f" {language.some} ".join(f"({part})" for part in parts)
            if len(signs) == 1:
                text = signs[0][0].text if len(signs[0]) == 1 else parts[0]
            self.written.append(f"{language.declare[1]}m{len(self.masks)} = {text}{language.end}")
            self.masks[guard] = Ink(f"m{len(self.masks)}")
        return self.masks[guard]

    def _constant(self, id: int) -> Ink:
        value = self.graph.constants[self.graph.cells[id][1]].value
        try:
            return self.spelling.pi if value is None else Ink.of(float(value))
        except OverflowError:
            raise SymgradError("a number of the formula is too large for a float") from None

    def _line(self, ink: Ink) -> Ink:
        name = f"v{self.count}"
        self.count += 1
        self.written.append(f"{self.language.declare[0]}{name} = {ink.text}{self.language.end}")
        return Ink(name)

    def function(self, name: str, told: Sequence[str], body: Sequence[str]) -> list[str]:
        """The function around these lines."""
        value, found = self.ink[self.what.root].text, [self.ink[id].text for id in self.what.derivatives]
        params = [self.ink[id].text for id in self.what.inputs]
        seeds = [self.ink[id].text for id in self.what.seeds]
        if self.language.name == "c":
            second = ["const double direction[]"] if self.what.seeds else []
            lines = [f"double {name}({', '.join(['const double point[]', *second, 'double derivative[]'])}) {{"]
            lines += [f"    const double {p} = point[{k}];" for k, p in enumerate(params)]
            lines += [f"    const double {p} = direction[{k}];" for k, p in enumerate(seeds)]
            lines += [f"    {line}" for line in body]
            lines += [f"    derivative[{k}] = {text};" for k, text in enumerate(found)]
            return [*told, *lines, f"    return {value};", "}"]
        given = found[0] if self.what.seeds else f"({', '.join(found)}{',' if len(found) == 1 else ''})"
        lines = [*told, *body, f"return {value}, {given}"]
        return [f"def {name}({', '.join([*params, *seeds])}):", *(f"    {line}" for line in lines)]


@cache
def _stand_ins(code: int, fixed: tuple[float | None, ...]) -> tuple[float | None, ...]:
    """For each operand, what may stand in for it where the result is not needed; None: it may be anything.

    fixed: the values of operands that are numbers. An operation that is defined at all probes needs no stand-in.
    """
    free = [k for k, value in enumerate(fixed) if value is None]
    first: tuple[float, ...] | None = None
    total = True
    for probe in product(PROBES, repeat=len(free)):
        operands = list(fixed)
        for k, value in zip(free, probe, strict=True):
            operands[k] = value
        if _defined(row(code).number, operands):
            first = first or probe
        else:
            total = False
    if total or first is None:
        return (None,) * len(fixed)
    return tuple(first[free.index(k)] if k in free else None for k in range(len(fixed)))


def _defined(number: Callable[..., Any], operands: Sequence[Any]) -> bool:
    try:
        value = number(Floats, *operands)
    except (ValueError, ZeroDivisionError, OverflowError):
        return False
    return abs(value) < float("inf")


@dataclass(frozen=True)
class Compiled:
    """A compiled graph: called with numbers (or arrays of points, for NumPy), it gives a value and its derivatives.

    inputs: the names of its parameters, in order. wrt: what the derivatives are by, in order. mode: reverse (a value
    and a tuple of derivatives) or forward (a value and its tangent in the direction `seed`). source: the code that
    runs. function: the bare function, without any look at its arguments.

    Outside the domain NumPy gives nan or inf with its warnings, and Python raises ValueError, ZeroDivisionError or
    OverflowError; what an idle case would give does neither.

    >>> from symgrad import Graph
    >>> f = Graph.parse("x^2*y").compile()
    >>> f(3, 2)
    (18.0, (12.0, 9.0))
    >>> f(y=2, x=3)[1]
    (12.0, 9.0)
    """

    inputs: tuple[str, ...]
    wrt: tuple[str, ...]
    mode: str
    target: str
    source: str
    function: Callable[..., Any]

    def __call__(self, *point: Any, seed: Sequence[Any] | None = None, **named: Any) -> tuple[Any, Any]:
        """The value and its derivatives at a point, given in the order of `inputs` or by name."""
        values = [*point, *self._named(named, len(point))]
        if len(values) != len(self.inputs):
            names = ", ".join(self.inputs) or "none"
            raise SymgradError(
                f"{len(values)} values are given for {len(self.inputs)} inputs", help=f"they are {names}"
            )
        if (self.mode == "forward") != (seed is not None) or (seed is not None and len(seed) != len(values)):
            raise SymgradError("forward mode, and it alone, takes a direction", help="seed=(1, 0), one for each input")
        values += seed or []
        if self.target == "python":
            return self.function(*map(float, values))
        return self._broadcast(values)

    def _named(self, named: Mapping[str, Any], start: int) -> list[Any]:
        wanted = self.inputs[start:] if named else ()
        if set(wanted) != set(named):
            odd = sorted(set(named) ^ set(wanted))
            raise SymgradError(f"{odd[0]} is not as it should be among the inputs", help=f"give {', '.join(wanted)}")
        return [named[name] for name in wanted]

    def _broadcast(self, values: Sequence[Any]) -> tuple[Any, Any]:
        """All results have the shape of all values together, and none of them is an argument itself."""
        import numpy

        arrays = [numpy.asarray(value, dtype=float) for value in values]
        shape = numpy.broadcast_shapes(*(a.shape for a in arrays))
        value, found = self.function(*arrays)

        def whole(x: Any) -> Any:
            if isinstance(x, numpy.ndarray) and x.shape == shape and shape and not any(x is a for a in arrays):
                return x
            return numpy.array(numpy.broadcast_to(x, shape)) if shape else float(x)

        return whole(value), whole(found) if self.mode == "forward" else tuple(map(whole, found))


def runnable(graph: Graph, what: Derivatives, target: str, name: str = "gradient") -> tuple[Callable[..., Any], str]:
    """The function of a value and derivatives in Python or NumPy, and its source."""
    if target == "numpy" and find_spec("numpy") is None:
        raise SymgradError("NumPy is not installed", help="pip install numpy, or target='python'")
    text = source(graph, what, LANGUAGES[target], name, notes=False)
    space: dict[str, Any] = {}
    # This runs no text of a user's: the code was written above from a graph, in identifiers, numbers and functions of
    # our own. As a loop over closures the same graph takes ten times as long.
    exec(compile(text, "<symgrad>", "exec"), space)
    return space[name], text


def compiled(graph: Graph, root: int, wrt: Sequence[int], mode: str, target: str) -> Compiled:
    """A node of a graph as a function of Python floats or of NumPy arrays."""
    what = Derivatives.of(graph, root, wrt, mode)
    function, text = runnable(graph, what, target, what.name)
    names = tuple(str(graph.label(id)) for id in what.inputs)
    return Compiled(names, tuple(str(graph.label(id)) for id in wrt), mode, target, text, function)
