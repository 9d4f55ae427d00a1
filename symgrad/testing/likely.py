"""Which mistake a wrong gradient looks like: named only if exactly one explanation fits every point.

The names are those of `symgrad explain`, which say how a derivation goes wrong; a gradient in code goes wrong alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symgrad.graph import adjoints, partials, times, total, twin
from symgrad.graph.table import CASE, CODE, CONST, NAME
from symgrad.notation.writer import write, written_name
from symgrad.testing.points import Formula, Sample

FITS = 1e-6  # relative: an explanation must hold everywhere to this
FEWEST = 3  # numbers that must bear an explanation out
LARGEST = 300  # nodes of a formula whose every term and factor is tried


@dataclass(frozen=True)
class Compared:
    """The derivative by one argument, as it is and as it should be, at the entries (or points) that were compared.

    shape: of the argument. whole: the two as arrays of that shape, where every entry was compared. fits: how closely
    an explanation must hold, relative to what it explains.
    """

    name: str
    got: Any
    wanted: Any
    shape: tuple[int, ...] = ()
    whole: tuple[Any, Any] | None = None
    fits: float = FITS

    def meets(self, a: Any, b: Any) -> bool:
        """Whether two arrays are the same, measured by their own size and a little by that of the derivatives."""
        import numpy

        size: Any = numpy.max(abs(self.got), initial=0.0) + numpy.max(abs(self.wanted), initial=0.0)
        return bool(numpy.all(abs(a - b) <= self.fits * (abs(b) + 1e-3 * size)))

    def explained(self, instead: Any) -> bool:
        """Whether what was got is this."""
        return self.meets(self.got, instead)

    @property
    def ratio(self) -> float | None:
        """The number that the right derivative is multiplied by, if it is one number."""
        import numpy

        wanted = self.wanted
        large = abs(wanted) > 1e-6 * numpy.max(abs(wanted), initial=0.0)
        if not large.any():
            return None
        with numpy.errstate(all="ignore"):
            found = float(numpy.median(self.got[large] / wanted[large]))
        return found if numpy.isfinite(found) and self.explained(found * wanted) else None


def alike(wrong: Sequence[Compared]) -> float | None:
    """The number that all of these derivatives are multiplied by, if it is one number."""
    ratios, fits = [c.ratio for c in wrong], max(c.fits for c in wrong)
    first = ratios[0]
    if first is None or any(r is None or abs(r - first) > fits * abs(first) for r in ratios):
        return None
    near = float(Fraction(first).limit_denominator(1000))
    return near if abs(near - first) <= fits * abs(first) else first


@dataclass(frozen=True)
class Likely:
    """A mistake's name ('' where none of the catalogue's fits) and what is known of it."""

    slug: str
    message: str


def of_factor(ratio: float, wrong: Sequence[str], count: str = "") -> Likely:
    """A derivative that is a multiple of the right one. count: what the ratio (or its inverse) counts, if anything."""
    it = "the gradient is" if len(wrong) > 1 else f"the derivative by {written_name(wrong[0])} is"
    if ratio == 0:
        return Likely("", f"{it} 0 everywhere")
    if ratio == -1:
        return Likely("wrong-sign", f"{it} -1 times the right one")
    times_it = f"{it} {_number(ratio)} times the right one"
    if not count:
        return Likely("wrong-coefficient", times_it)
    if ratio > 1:
        return Likely("forgot-mean", f"{times_it}: a factor 1/m is lost, m = {_number(ratio)} being {count}")
    return Likely("extra-factor", f"{times_it}: a factor 1/m is too much, m = {_number(1 / ratio)} being {count}")


def _number(value: float) -> str:
    near = Fraction(value).limit_denominator(1000)
    return str(near) if float(near) == value else f"{value:.6g}"


def of_exchange(compared: Sequence[Compared], wrong: Sequence[Compared]) -> Likely | None:
    """Derivatives that stand in each other's places, or entries of one that do."""
    for one in wrong:
        if one.whole is not None and len(one.shape) == 2 and one.shape[0] == one.shape[1]:
            got, wanted = one.whole
            if one.meets(got, wanted.T) and not one.meets(wanted, wanted.T):
                return Likely("transposed", f"the derivative by {one.name} is the transpose of the right one")
    if len(wrong) == 2:
        a, b = wrong
        if a.got.shape == b.got.shape and a.explained(b.wanted) and b.explained(a.wanted):
            return Likely("wrong-variable", f"the derivatives by {a.name} and {b.name} are exchanged")
    if len(wrong) == 1:
        others = [c for c in compared if c is not wrong[0] and c.wanted.shape == wrong[0].got.shape]
        fitting = [c for c in others if wrong[0].explained(c.wanted)]
        if len(fitting) == 1:
            return Likely("wrong-variable", f"the derivative by {wrong[0].name} is the one by {fitting[0].name}")
    return None


# ----- where there is a formula: its terms and factors -----


def of_formula(formula: Formula, sample: Sample, one: Compared, kept: Any) -> Likely | None:
    """The path, sign or factor of the formula that a wrong derivative lacks. kept: the points that were compared."""
    import numpy

    graph = formula.graph
    x = next(id for id, name in zip(formula.ids, formula.inputs, strict=True) if name == one.name)
    if len(graph.cone([formula.root])) > LARGEST or one.got.size < FEWEST:
        return None
    terms, factors = dict(_terms(formula, x)), dict(_factors(formula, x))
    nodes = [*terms.values(), *factors.values()]
    found = formula.evaluate(nodes, sample.values)[1:]
    columns = [numpy.asarray(column, dtype=float).ravel()[kept] for column in found]
    fits: list[Likely] = []
    for label, column in zip(terms, columns, strict=False):
        for multiple, slug, said in (
            (1, "missing-path", f"the path {label} is not counted"),
            (2, "wrong-sign", f"the path {label} is counted with the wrong sign"),
            (-1, "counted-twice", f"the path {label} is counted twice"),
        ):
            if one.explained(one.wanted - multiple * column) and _speaks(column):
                fits.append(Likely(slug, f"{_by(one)} is wrong: {said}"))
    for (label, inner), column in zip(factors, columns[len(terms) :], strict=True):
        if _speaks(column) and one.meets(one.got * column, one.wanted):
            slug = "missing-inner-derivative" if inner else "missing-factor"
            fits.append(Likely(slug, f"{_by(one)} lacks the factor {label}"))
        if _speaks(column) and one.explained(one.wanted * column):
            fits.append(Likely("extra-factor", f"{_by(one)} has the factor {label} too much"))
    if {likely.slug for likely in fits} == {"missing-factor", "missing-inner-derivative"}:
        fits = [likely for likely in fits if likely.slug == "missing-inner-derivative"]  # the same factor, said better
    return fits[0] if len({likely.slug for likely in fits}) == 1 else None


def _by(one: Compared) -> str:
    return f"the derivative by {written_name(one.name)}"


def _speaks(column: Any) -> bool:
    """Whether a term or factor takes values that tell it from a number."""
    import numpy

    return bool(numpy.all(numpy.isfinite(column))) and len(numpy.unique(numpy.round(column, 9))) >= FEWEST


def _terms(formula: Formula, x: int) -> Iterator[tuple[str, int]]:
    """What each path from an input adds to the derivative, where several paths meet: (its name, its node)."""
    graph, root = formula.graph, formula.root
    bar = dict(adjoints(graph, root))
    cone = graph.cone([root])
    users: dict[int, list[tuple[int, int]]] = {}
    for u in cone:
        if u in bar:
            for v, partial in zip(graph.operands(u), partials(graph, u), strict=True):
                if graph.cells[v][0] != CONST and graph.value(partial) != 0:
                    users.setdefault(v, []).append((u, partial))
    for v in cone:
        if len(users.get(v, ())) > 1:
            below = graph.number(1).id if v == x else total(graph, v, x)
            if graph.value(below) == 0:
                continue
            for u, partial in users[v]:
                term = times(graph, times(graph, bar[u], partial), below)
                path = [graph.label(x), graph.label(v) if v != x else None, _name_above(formula, u, cone)]
                path.append(graph.label(root) if graph.label(root) != path[-1] else None)
                yield " -> ".join(written_name(p) for p in path if p), term


def _name_above(formula: Formula, u: int, cone: Iterable[int]) -> str | None:
    graph = formula.graph
    label = graph.label(u)
    if label is not None:
        return label
    named = [id for id in cone if graph.cells[id][0] == NAME and graph.unnamed(id) == u]
    return graph.label(named[0]) if named else write(graph, u)


def _factors(formula: Formula, x: int) -> Iterator[tuple[tuple[str, bool], int]]:
    """What may be lost or put in as a factor: ((how it is written, whether it is an inner derivative), its node).

    These are the inner derivatives of the chain rule by x, then inputs, intermediates and local partials.
    """
    graph = formula.graph
    cone = graph.cone([formula.root])
    arithmetic = {CODE[name] for name in ("add", "sub", "mul", "div", "neg")}
    for id in cone:
        if graph.cells[id][0] > CASE and graph.cells[id][0] not in arithmetic:
            inner = graph.cells[id][1]
            slope = total(graph, inner, x)
            if graph.free(slope):
                yield (f"{write(graph, slope)}, the inner derivative of {write(graph, inner)}", True), slope
    seen: set[Any] = set()
    for id in [*cone, *(p for u in cone for p in partials(graph, u))]:
        key = twin(graph, id)
        if graph.cells[id][0] != CONST and graph.free(id) and key not in seen:
            seen.add(key)
            yield (write(graph, id), False), id
