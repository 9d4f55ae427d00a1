"""Points of a formula's domain, with the exact derivatives there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from symgrad.derive import Graph
from symgrad.graph import Derivatives, runnable
from symgrad.graph.table import CASE, row
from symgrad.proof.points import points as drawn
from symgrad.source import SymgradError
from symgrad.testing.calls import array, plain

CANDIDATES = 1500  # points drawn at the most
GRID = 64  # drawn points are multiples of 1/GRID: exact in single precision too
FEWEST = 3  # points that show anything
NEAR = 1e-6  # of a kink


@dataclass(frozen=True)
class Formula:
    """A formula and what it is held against: the inputs in the order of the code, what it is differentiated by."""

    graph: Graph
    root: int
    inputs: tuple[str, ...]
    wrt: tuple[str, ...]
    ids: tuple[int, ...]
    partials: tuple[int, ...]

    @classmethod
    def read(cls, formula: Any, of: str | None, order: Sequence[str] | None, wrt: Sequence[str] | None) -> Formula:
        """order: the inputs as the code takes them."""
        graph = formula if isinstance(formula, Graph) else None
        if graph is None:
            graph = Graph.parse(formula) if isinstance(formula, str) else Graph.from_sympy(formula)
        root = graph.find(of)
        free = {str(graph.label(id)): id for id in graph.free(root)}
        names = tuple(free) if order is None else tuple(_found(free, name) for name in order)
        by = names if wrt is None else tuple(_found(free, name) for name in wrt)
        partials = Derivatives.reverse(graph, root, [free[name] for name in by]).derivatives
        return cls(graph, root, names, by, tuple(free[name] for name in names), partials)

    def evaluate(self, nodes: Iterable[int], values: Sequence[Any]) -> list[Any]:
        """Nodes at many points, in the precision of the values."""
        import numpy

        graph, nodes = self.graph, tuple(nodes)
        what = Derivatives(self.root, tuple(graph.free(self.root)), nodes)
        function, _ = runnable(graph, what, "numpy")
        by_node = dict(zip(self.ids, values, strict=True))
        shape = numpy.broadcast_shapes(*(numpy.shape(v) for v in values)) if values else ()
        with numpy.errstate(all="ignore"):
            value, found = function(*(by_node[id] for id in what.inputs))
        return [numpy.broadcast_to(x, shape) for x in (value, *found)]

    def kinks(self) -> list[int]:
        """What is zero where the formula bends; the bend of a number is none."""
        graph = self.graph
        found = []
        for id in graph.cone([self.root]):
            cell = graph.cells[id]
            if cell[0] == CASE:
                found.append(cell[1])
            elif cell[0] > CASE and (kink := row(cell[0]).kink) is not None:
                found.append(graph.handle(kink(*(graph.node(x) for x in cell[1:]))).id)
        return [id for id in found if graph.free(id)]


def _found(free: Mapping[str, int], name: str) -> str:
    known = {plain(label): label for label in free}
    if plain(name) not in known:
        raise SymgradError(f"the formula has no input {name}", help=f"its inputs are {', '.join(free)}")
    return known[plain(name)]


@dataclass(frozen=True)
class Sample:
    """Points (an array of each input) with the value and the derivatives there, and how well each is known."""

    values: tuple[Any, ...]
    value: Any
    partials: tuple[Any, ...]
    noise: tuple[Any, ...]  # what the last digits of a float cost: of the value, then of each derivative


def draw(formula: Formula, count: int) -> Sample:
    """Points of the domain, simple ones first, none of them at a kink."""
    import numpy

    n = len(formula.ids)
    points = [[round(float(v) * GRID) / GRID for v in point] for point in islice(drawn(n), CANDIDATES)]
    columns = numpy.array(list(dict.fromkeys(map(tuple, points))), dtype=float).T.reshape(n, -1)
    kept = numpy.flatnonzero(usable(formula, list(columns)))[:count] if n else numpy.zeros(1, dtype=int)
    if len(kept) < (FEWEST if n else 1):
        many = ("no point was", "only one point was", f"only {len(kept)} points were")[min(len(kept), 2)]
        raise SymgradError(f"{many} found at which the formula has a value and a gradient", help="give at=...")
    return measured(formula, [column[kept] for column in columns])


def usable(formula: Formula, values: Sequence[Any]) -> Any:
    """Where the formula has a value and derivatives and does not bend, as an array of truth values."""
    import numpy

    found = formula.evaluate([*formula.partials, *formula.kinks()], values)
    smooth, bends = found[: 1 + len(formula.partials)], found[1 + len(formula.partials) :]
    kept = numpy.ones(found[0].shape, dtype=bool)
    for x in smooth:
        kept &= numpy.isfinite(x)
    for x in bends:
        kept &= ~(abs(x) < NEAR)
    return kept


def measured(formula: Formula, values: Sequence[Any]) -> Sample:
    """The sample at given points: computed in extended precision, and once more in double to see what that costs."""
    import numpy

    exact = formula.evaluate(formula.partials, [numpy.asarray(array(v), dtype=numpy.longdouble) for v in values])
    rough = formula.evaluate(formula.partials, [numpy.asarray(array(v), dtype=float) for v in values])
    noise = tuple(numpy.asarray(abs(a - b), dtype=float) for a, b in zip(exact, rough, strict=True))
    value, *partials = (numpy.asarray(x, dtype=float) for x in exact)
    return Sample(tuple(values), value, tuple(partials), noise)
