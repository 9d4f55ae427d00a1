"""Terms at given sizes: every name, derivative and differential as entries of the scalar graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from symgrad.graph import Graph, Opaque, adjoints, local_partials, tangents
from symgrad.graph.arrays import Array, entry_name
from symgrad.graph.table import CONST, INPUT, NAME
from symgrad.graph.terms import Term, Terms
from symgrad.graph.twins import decided
from symgrad.notation.arrays.conventions import except_at, noted
from symgrad.notation.families import taken_apart
from symgrad.notation.meaning import Meaning
from symgrad.notation.meaning.total_derivatives import edge_of, resolve
from symgrad.notation.meaning.unresolved import Inapplicable, Unresolved
from symgrad.notation.scope import Scope
from symgrad.notation.syntax import Derivative, Name

LARGEST = 40_000  # entries of the tables of derivatives of one term

SIZED = ("over", "at", "number")  # terms that depend on a size without an array among their operands


def at_sizes(scope: Scope, terms: Terms, assigned: dict[int, int]) -> Scope:
    """The scope in which formulas of numbers are built at an assignment: there a size is a number."""
    if not any(term.op == "number" for term in terms.list):
        return scope
    there = scope.fork()
    there.sizes |= terms.sizes.numbers(assigned)
    return there


class Entries:
    """The entries of one claim's terms. assigned: dimension -> size. places: index letter -> place, from 0.

    differentials: the names whose differentials the line writes, with their terms.
    """

    def __init__(
        self,
        scope: Scope,
        terms: Terms,
        assigned: dict[int, int],
        places: Mapping[str, int] | None = None,
        differentials: Mapping[str, int] | None = None,
    ) -> None:
        self.scope, self.terms, self.assigned = scope, terms, assigned
        self.places, self.differentials = dict(places or {}), dict(differentials or {})
        self.notes: dict[str, None] = {}
        self.seeds: dict[int, int] | None = None

    @property
    def graph(self) -> Graph:
        return self.scope.graph

    def of(self, *roots: int) -> list[Array]:
        """The arrays of some terms."""
        built = self.terms.lower(roots, self)
        return [built[root] for root in roots]

    def size(self, d: int) -> int:
        return self.terms.sizes.number(d, self.assigned)

    def made(self, term: Term, args: Sequence[Array]) -> Array:
        """The entries of what is no row of the table: names and other leaves, entries, sums over an index."""
        rows, columns = (self.size(d) for d in term.shape)
        graph = self.graph
        match term.op:
            case "input":
                return Array.inputs(graph, term.data, rows, columns, self.scope.key)
            case "node":
                return Array.scalar(graph, term.data)
            case "fill":
                return Array.filled(graph, rows, columns, term.data[0])
            case "identity":
                return Array.identity(graph, rows)
            case "name":
                return self._labelled(term.data, args[0])
            case "opaque":
                return self._unknown(term, args, rows, columns)
            case "entry":
                at = [int(p) - 1 if p.isdigit() else self._place(p) for p in term.data]
                array = args[0]
                i, j = at if len(at) == 2 else (0, at[0]) if array.rows == 1 else (at[0], 0)
                if not (0 <= i < array.rows and 0 <= j < array.columns):
                    raise Unresolved("an index beyond the size of its array")
                return Array.scalar(graph, array.at(i, j))
            case "over":
                return self._sum_over(term)
            case "member":
                name, letters = term.data
                label = taken_apart(name, set(letters)).at(self._numbers(letters)).name
                return Array.inputs(graph, label, rows, columns, self.scope.key)
            case "number":
                meaning = Meaning(self.scope, places={**self.scope.sizes, **self._numbers(term.data[1])})
                node = meaning.node(term.data[0])
                self.notes.update(noted(meaning))
                return Array.scalar(graph, decided(graph, node.id))
            case "at":
                return self._elsewhere(*term.data)
            case "differential":
                return args[0].each(self._tangent)
        raise Unresolved("this is not read of vectors and matrices")

    def _place(self, letter: str) -> int:
        if letter not in self.places:
            raise Unresolved(f"what {letter} stands for is not clear")
        return self.places[letter]

    def _numbers(self, letters: Iterable[str]) -> dict[str, int]:
        """The places of some letters, counted from 1."""
        return {letter: self._place(letter) + 1 for letter in letters}

    def _elsewhere(self, moved: Sequence[tuple[str, str]], body: int) -> Array:
        """A term that is open in some letters, at other places."""
        outer = self.places
        self.places = outer | {k: int(at) - 1 if at.isdigit() else self._place(at) for k, at in moved}
        (found,) = self.of(body)
        self.places = outer
        return found

    def _labelled(self, name: str, body: Array) -> Array:
        rows, columns = body.rows, body.columns
        name = taken_apart(name, set(self.places)).at({k: at + 1 for k, at in self.places.items()}).name

        def entry(i: int, j: int) -> int:
            label = entry_name(name, i, j, rows, columns)
            return self.graph.named(label, self.graph.node(body.at(i, j))).id

        return Array.build(self.graph, rows, columns, entry)

    def _unknown(self, term: Term, args: Sequence[Array], rows: int, columns: int) -> Array:
        """An unknown function of all entries of its arguments."""
        name, general = term.data
        below = [self.graph.node(x) for arg in args for x in arg.entries]

        def entry(i: int, j: int) -> int:
            label = entry_name(name, i, j, rows, columns)
            return self.graph.opaque(Opaque(label, len(below), (), general), *below).id

        return self._labelled(name, Array.build(self.graph, rows, columns, entry))

    def _sum_over(self, term: Term) -> Array:
        letter, d, body = term.data
        outer = dict(self.places)
        found: Array | None = None
        for k in range(self.size(d)):
            self.places = {**outer, letter: k}
            (part,) = self.of(body)
            found = part if found is None else found.each(
                lambda a, b: self.graph.apply("add", self.graph.node(a), self.graph.node(b)).id, part
            )  # fmt: skip
        self.places = outer
        assert found is not None
        return found

    # ----- derivatives -----

    def slopes(self, u: Sequence[int], v: Sequence[int], mode: str) -> list[list[int]]:
        """The derivatives of the entries of u by those of v, a row for each entry of u."""
        if len(u) * len(v) > LARGEST:
            raise Unresolved("these arrays have too many entries to be differentiated at sizes")
        graph = self.graph
        if any(graph.cells[x][0] == CONST for x in v):
            raise Unresolved("a derivative by numbers")
        if mode == "local":
            return self._local(u, v)
        cone = set(graph.cone(u))
        if all(graph.cells[x][0] in (INPUT, NAME) for x in v) and any(x in cone for x in v):
            self._note_jumps(u, v)
            zero = graph.number(0).id
            return [[adjoints(graph, a).get(b, zero) for b in v] for a in u]
        return [[self._resolved(a, b) for b in v] for a in u]

    def _resolved(self, a: int, b: int) -> int:
        """A derivative by what does not stand there by name."""
        graph = self.graph
        names = [str(graph.label(x) or "this") for x in (a, b)]
        variable = Name(0, 0, names[1])
        here = Meaning(self.scope)
        found = resolve(here, graph.node(a), graph.node(b), Derivative(0, 0, "partial", Name(0, 0, names[0]),
                        ((variable, 1),)), variable, names[0], [])  # fmt: skip
        self.notes.update(noted(here))
        return found

    def _local(self, u: Sequence[int], v: Sequence[int]) -> list[list[int]]:
        graph = self.graph
        found = [local_partials(graph, a, v) for a in u]
        if all(x is None for row in found for x in row):
            raise Inapplicable
        zero = graph.number(0).id
        return [[zero if x is None else x for x in row] for row in found]

    def _note_jumps(self, u: Sequence[int], v: Sequence[int]) -> None:
        """Where cases meet, the derivative is a convention at best: that is noted."""
        graph, below = self.graph, set(v)
        for id in graph.cone(u, stop=v):
            if not below.isdisjoint(graph.operands(id)):
                below.add(id)
            if (edge := edge_of(graph, id)) in below:
                self.notes.setdefault(except_at(graph, edge))

    def _tangent(self, id: int) -> int:
        if self.seeds is None:
            self.seeds = self._seeds()
        graph = self.graph
        if not self.seeds:
            raise Unresolved("a differential of a formula, and none of a name that it is made of")
        return tangents(graph, id, self.seeds).get(id, graph.number(0).id)

    def _seeds(self) -> dict[int, int]:
        """The differentials of the names that depend on no other name of which one is written."""
        terms, found = self.terms, dict[int, int]()
        for name, id in self.differentials.items():
            others = {other for other in self.differentials.values() if other != id}
            if others & set(terms.cone([id])):
                continue
            (array,) = self.of(id)
            change = Array.inputs(self.graph, f"d{name}", array.rows, array.columns, f"{self.scope.key}/d")
            found.update(zip(array.entries, change.entries, strict=True))
        return found
