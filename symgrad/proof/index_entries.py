"""Entries of terms of arrays at indices: each operation as a sum over products of entries, deltas and kernels."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from symgrad.graph import Graph
from symgrad.graph.terms import Terms
from symgrad.proof.index_sums import Beyond, Index, Product, scaled, times

DELTA = ("delta",)


@dataclass
class Entries:
    """The entries of one claim's terms. symmetric: names of matrices that are their own transposes."""

    graph: Graph
    terms: Terms
    differentials: Mapping[str, int]
    symmetric: Collection[str] = ()

    def __post_init__(self) -> None:
        self.count = itertools.count()
        self.dims: dict[int, int] = {}  # bound index -> the dimension that it runs over
        self.cut: frozenset[int] = frozenset()  # names that stand for themselves
        self.places: dict[str, Index] = {}

    def fresh(self, d: int) -> Index:
        if self.terms.sizes.is_one(d):
            return None
        k = next(self.count)
        self.dims[k] = self.terms.sizes.find(d)
        return k

    def proper(self, shape: tuple[int, int], at: tuple[Index, Index]) -> tuple[Index, Index]:
        """The indices at a shape: none along a dimension of 1."""
        one = self.terms.sizes.is_one
        return None if one(shape[0]) else at[0], None if one(shape[1]) else at[1]

    def bound(self, products: list[Product], *indices: Index) -> list[Product]:
        """Sums over these indices: each is written, so that a sum of what does not depend on it counts its places."""
        marks = tuple((("bound", self.dims[k]), (k,)) for k in indices if k is not None)
        return [(c, (*f, *marks)) for c, f in products]

    def entry(self, id: int, i: Index, j: Index) -> list[Product]:
        """The entry of a term at a row and a column."""
        terms = self.terms
        term = terms.list[id]
        i, j = self.proper(term.shape, (i, j))
        args, one = term.args, Fraction(1)
        match term.op:
            case "name" if id not in self.cut:
                return self.entry(args[0], i, j)
            case "input" | "name":
                return [(one, ((("in", id), (i, j)),))]
            case "opaque":
                return [(one, ((("opaque", id), (i, j)),))]
            case "node" | "number":
                node = term.data if term.op == "node" else term.data[-1]
                if node is None:
                    raise Beyond
                value = self.graph.value(node)
                return [(value, ())] if value is not None else [(one, ((("node", node), ()),))]
            case "fill":
                return [(Fraction(term.data[0]), ())]
            case "identity":
                return [(one, ((DELTA, (i, j)),))]
            case "add":
                return self.entry(args[0], i, j) + self.entry(args[1], i, j)
            case "sub":
                return self.entry(args[0], i, j) + scaled(self.entry(args[1], i, j), -1)
            case "neg":
                return scaled(self.entry(args[0], i, j), -1)
            case "scale" | "hadamard":
                return times(self.entry(args[0], i, j), self.entry(args[1], i, j))
            case "matmul":
                k = self.fresh(terms.shape(args[0])[1])
                return self.bound(times(self.entry(args[0], i, k), self.entry(args[1], k, j)), k)
            case "transpose":
                return self.entry(args[0], j, i)
            case "trace":
                k = self.fresh(terms.shape(args[0])[0])
                return self.bound(self.entry(args[0], k, k), k)
            case "sum":
                at = [self.fresh(d) for d in terms.shape(args[0])]
                return self.bound(self.entry(args[0], *at), *at)
            case "norm" if term.data == "2²":
                at = [self.fresh(d) for d in terms.shape(args[0])]
                return self.bound(times(self.entry(args[0], *at), self.entry(args[0], *at)), *at)
            case "diag":
                return [(c, (*f, (DELTA, (i, j)))) for c, f in self.entry(args[0], i, i)]
            case "diagonal":
                return self.entry(args[0], i, i)
            case "repeated":
                return self.entry(args[0], i, j)
            case "entry":
                at = [self.places.get(p, p) for p in term.data]
                if len(at) == 1:
                    at = [at[0], at[0]]
                return self.entry(args[0], at[0], at[1])
            case "over":
                letter, d, body = term.data
                outer = dict(self.places)
                self.places[letter] = self.fresh(d)
                found = self.bound(self.entry(body, i, j), self.places[letter])
                self.places = outer
                return found
            case "inverse" | "det" | "softmax" | "map" | "divide":
                return [(one, (((term.op, id), (i, j)),))]
        return self.differentiated(id, i, j)

    def differentiated(self, id: int, i: Index, j: Index) -> list[Product]:
        """The entry of a derivative or a differential."""
        raise Beyond
