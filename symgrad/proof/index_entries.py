"""Entries of terms of arrays at indices: each operation as a sum over products of entries, deltas and kernels.

A kernel is a formula of numbers at the entries of one place, kept unexpanded so that it can be differentiated. What is
kept so below a sum over a letter names the letters that it is open in, and has their indices behind its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from symgrad.graph import Graph, Node
from symgrad.graph.sizes import ONE as SINGLE
from symgrad.graph.terms import Terms
from symgrad.proof.index_sums import ONE, Beyond, Index, Indices, Product, delta, factor, flat, scaled, times

OPEN = ("entry", "over", "at", "member", "number")  # terms that may be open in a letter


class Entries:
    """The entries of one claim's terms."""

    def __init__(self, graph: Graph, terms: Terms, differentials: Mapping[str, int], indices: Indices) -> None:
        self.graph, self.terms, self.differentials, self.indices = graph, terms, differentials, indices
        self.cut: frozenset[int] = frozenset()  # names that stand for themselves
        self.places: dict[str, Index] = {}  # letters of sums -> their indices

    @contextmanager
    def placed(self, letters: Sequence[str], at: Sequence[Index]) -> Iterator[None]:
        """Letters at indices, and no others."""
        outer, self.places = self.places, dict(zip(letters, at, strict=True))
        yield
        self.places = outer

    def proper(self, shape: tuple[int, int], at: tuple[Index, Index]) -> tuple[Index, Index]:
        """The indices at a shape: none along a dimension of 1."""
        one = self.terms.sizes.is_one
        return None if one(shape[0]) else at[0], None if one(shape[1]) else at[1]

    def bound(self, products: list[Product], *indices: Index) -> list[Product]:
        """Sums over these indices: each is written, so that a sum of what does not depend on it counts its places."""
        marks = tuple(self.indices.mark(k) for k in flat(*indices))
        return [(c, (*f, *marks)) for c, f in products]

    def kernel(self, body: int, formals: tuple[int, ...], args: tuple[int, ...], *at: Index) -> list[Product]:
        """A formula of numbers at the entries of some terms."""
        return factor(("kernel", body, formals, args, tuple(self.places)), *at, *self.places.values())

    def closed(self, head: str, id: int, *at: Index) -> list[Product]:
        """A factor that is taken of whole arrays."""
        if self.places and any(self.terms.list[x].op in OPEN for x in self.terms.cone([id])):
            raise Beyond
        return factor((head, id), *at)

    def entry(self, id: int, i: Index, j: Index) -> list[Product]:
        """The entry of a term at a row and a column."""
        terms = self.terms
        term = terms.list[id]
        i, j = self.proper(term.shape, (i, j))
        args = term.args
        match term.op:
            case "name" if id not in self.cut:
                return self.entry(args[0], i, j)
            case "name":
                return factor(("in", id, *self.places), i, j, *self.places.values())
            case "input":
                return factor(("in", id), i, j)
            case "opaque" | "inverse" | "det":
                return self.closed(term.op, id if term.op == "opaque" else args[0], i, j)
            case "node" | "number":
                node = term.data if term.op == "node" else term.data[-1]
                if node is None:
                    raise Beyond
                value = self.graph.value(node)
                return factor(("node", node)) if value is None else scaled(ONE, value)
            case "fill":
                return scaled(ONE, term.data[0])
            case "identity":
                return delta(i, j)
            case "add":
                return self.entry(args[0], i, j) + self.entry(args[1], i, j)
            case "sub":
                return self.entry(args[0], i, j) + scaled(self.entry(args[1], i, j), -1)
            case "neg":
                return scaled(self.entry(args[0], i, j), -1)
            case "scale" | "hadamard":
                return times(self.entry(args[0], i, j), self.entry(args[1], i, j))
            case "matmul":
                k = self.indices.fresh(terms.shape(args[0])[1])
                return self.bound(times(self.entry(args[0], i, k), self.entry(args[1], k, j)), k)
            case "transpose":
                return self.entry(args[0], j, i)
            case "trace":
                k = self.indices.fresh(terms.shape(args[0])[0])
                return self.bound(self.entry(args[0], k, k), k)
            case "sum":
                at = [self.indices.fresh(d) for d in terms.shape(args[0])]
                return self.bound(self.entry(args[0], *at), *at)
            case "norm":
                return self._norm(args[0], term.data)
            case "softmax":
                return self._softmax(args[0], i, j)
            case "diag":
                return times(self.entry(args[0], i, i), delta(i, j))
            case "diagonal":
                return self.entry(args[0], i, i)
            case "vec":
                rows, columns = terms.shape(args[0])
                column, row = self.indices.pair(i, columns, rows)
                return self.entry(args[0], row, column)
            case "kron":
                (rows, columns), inner = terms.shape(args[0]), terms.shape(args[1])
                ends = self.indices.pair(i, rows, inner[0]), self.indices.pair(j, columns, inner[1])
                return times(*(self.entry(arg, a, b) for arg, a, b in zip(args, *ends, strict=True)))
            case "repeated":
                return self.entry(args[0], i, j)
            case "entry":
                spot = [self.places.get(p, p) for p in term.data]
                return self.entry(args[0], spot[0], spot[-1])
            case "over":
                letter, d, body = term.data
                k = self.indices.fresh(d)
                outer, self.places = self.places, self.places | {letter: k}
                found = self.bound(self.entry(body, i, j), k)
                self.places = outer
                return found
            case "map":
                return self.kernel(*term.data, args, i, j)
            case "divide":
                x, y = self._formal(0), self._formal(1)
                return self.kernel((x / y).id, (x.id, y.id), args, i, j)
        return self.differentiated(id, i, j)

    def _formal(self, n: int) -> Node:
        return self.graph.input(f"<{n}>", "place")

    def _each(self, op: str, id: int) -> int:
        """A function of one number at every entry, as a term."""
        x = self._formal(0)
        return self.terms.apply("map", id, data=(self.graph.apply(op, x).id, (x.id,)))

    def _norm(self, id: int, order: str) -> list[Product]:
        if order == "1":
            return self.entry(self.terms.apply("sum", self._each("abs", id)), None, None)
        if order == "2":
            return self.entry(self._each("sqrt", self.terms.apply("norm", id, data="2²")), None, None)
        at = [self.indices.fresh(d) for d in self.terms.shape(id)]
        return self.bound(times(self.entry(id, *at), self.entry(id, *at)), *at)

    def _softmax(self, id: int, i: Index, j: Index) -> list[Product]:
        """The exponentials over their sum, or over that of their row."""
        terms, powers = self.terms, self._each("exp", id)
        columns = terms.shape(id)[1]
        if terms.sizes.is_one(columns):
            below = terms.apply("sum", powers)
        else:
            below = terms.apply("matmul", powers, terms.leaf("fill", (columns, SINGLE), (1, "each of a row")))
            below = terms.apply("repeated", below, powers)
        return self.entry(terms.apply("divide", powers, below), i, j)

    def differentiated(self, id: int, i: Index, j: Index) -> list[Product]:
        """The entry of a derivative or a differential."""
        raise Beyond
