"""Derivatives of terms of arrays at indices: the product rule, and what each kernel's derivative is."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from symgrad.graph import total
from symgrad.graph.terms import is_vector, numerator
from symgrad.proof.index_entries import DELTA, Entries
from symgrad.proof.index_sums import Beyond, Factor, Index, Product, times


class Slopes(Entries):
    """The entries of terms, derivatives and differentials among them."""

    def differentiated(self, id: int, i: Index, j: Index) -> list[Product]:
        term = self.terms.list[id]
        match term.op:
            case "derivative" if term.data[1] == "total":
                return self._derivative(term.args[0], term.args[1], term.data[0], i, j)
            case "pull":
                return self._pull(term.args, term.data, i, j)
            case "differential":
                return self._differential(term.args[0], i, j)
        raise Beyond

    def _derivative(self, u: int, v: int, layout: str, i: Index, j: Index) -> list[Product]:
        terms = self.terms
        of, by = terms.shape(u), terms.shape(v)
        if terms.is_scalar(u):
            at = (i, j) if layout == "denominator" else (j, i)
            return self.slope(u, (None, None), v, at)
        if terms.is_scalar(v):
            turned = layout == "denominator" and is_vector(terms.sizes, of)
            return self.slope(u, (j, i) if turned else (i, j), v, (None, None))
        a, b = (i, j) if numerator(terms.sizes, of, by, layout) else (j, i)
        return self.slope(u, (a, a), v, (b, b))

    def _pull(self, args: tuple[int, ...], layout: str, i: Index, j: Index) -> list[Product]:
        tensor, a, v = args
        term, by = self.terms.list[tensor], ((i, j) if layout == "denominator" else (j, i))
        of = self.terms.shape(term.args[0])
        if term.op != "tensor" or is_vector(self.terms.sizes, of):
            k = self.fresh(self.terms.shape(tensor)[0])
            return self.bound(times(self.entry(a, k, k), self._linear(tensor, (k, k), v, by)), k)
        at = self.fresh(of[0]), self.fresh(of[1])
        return self.bound(times(self.entry(a, *at), self._linear(tensor, at, v, by)), *at)

    def _linear(self, id: int, at: tuple[Index, Index], v: int, by: tuple[Index, Index]) -> list[Product]:
        """The derivative of a vector by a matrix, or a product of matrices with it, at an entry of each."""
        term = self.terms.list[id]
        if term.op == "tensor" and term.data == "total":
            return self.slope(term.args[0], at, v, by)
        if term.op == "scale":
            return times(self.entry(term.args[0], None, None), self._linear(term.args[1], at, v, by))
        if term.op == "matmul":
            k = self.fresh(self.terms.shape(term.args[0])[1])
            return self.bound(times(self.entry(term.args[0], at[0], k), self._linear(term.args[1], (k, k), v, by)), k)
        raise Beyond

    def _differential(self, u: int, i: Index, j: Index) -> list[Product]:
        found: list[Product] = []
        for name, v in self.differentials.items():
            others = {other for other in self.differentials.values() if other != v}
            if not others & set(self.terms.cone([v])):
                at = self.fresh(self.terms.shape(v)[0]), self.fresh(self.terms.shape(v)[1])
                change: list[Product] = [(Fraction(1), ((("d", name), at),))]
                found += self.bound(times(self.slope(u, (i, j), v, at), change), *at)
        return found

    # ----- derivatives of entries -----

    def slope(self, u: int, at: tuple[Index, Index], v: int, by: tuple[Index, Index]) -> list[Product]:
        """The derivative of an entry of u by an entry of v."""
        below = self.terms.list[v]
        if below.op != "entry":
            by = self.proper(below.shape, by)
        if below.op == "transpose":
            return self.slope(u, at, below.args[0], (by[1], by[0]))
        if below.op == "entry":
            spot = [self.places.get(p, p) for p in below.data]
            return self.slope(u, at, below.args[0], (spot[0], spot[-1]))
        if below.op not in ("input", "name", "opaque"):
            raise Beyond
        outer, self.cut = self.cut, self.cut | {v}
        found = self._product_rule(self.entry(u, *at), v, by)
        self.cut = outer
        return self.restored(found)

    def _product_rule(self, products: list[Product], v: int, by: tuple[Index, Index]) -> list[Product]:
        found: list[Product] = []
        for c, factors in products:
            for k, factor in enumerate(factors):
                rest: list[Product] = [(c, factors[:k] + factors[k + 1 :])]
                found += times(self._factor(factor, v, by), rest)
        return found

    def _factor(self, factor: Factor, v: int, by: tuple[Index, Index]) -> list[Product]:
        (op, *rest), at = factor
        one = Fraction(1)
        if op == "kernel":
            return self._of_kernel(factor, v, by)
        if op in ("delta", "node", "number", "d", "bound"):
            return []
        if op == "over" and all(head[0] == "number" for key, _ in rest[0] for head, _ in key):
            return []
        if op in ("over", "leaf"):
            raise Beyond
        id: Any = rest[0]
        if id == v and op in ("in", "opaque") and len(rest) == 1:
            return [(one, tuple((DELTA, pair) for pair in zip(at, by, strict=True) if pair != (None, None)))]
        if v not in self.terms.cone([id]):
            return []
        args = self.terms.list[id].args
        if op == "in":
            return []
        if op == "opaque":
            found: list[Product] = []
            for k, arg in enumerate(args):
                spot = self.fresh(self.terms.shape(arg)[0]), self.fresh(self.terms.shape(arg)[1])
                partial: list[Product] = [(one, (((op, *rest, k), (*at, *spot)),))]
                found += self.bound(times(partial, self._inner(arg, spot, v, by)), *spot)
            return found
        if op in ("inverse", "det"):
            a, b = (self.fresh(d) for d in self.terms.shape(args[0]))
            inner = self._inner(args[0], (a, b), v, by)
            inverse = ("inverse", id) if op == "inverse" else ("inverse of", args[0])
            if op == "det":
                return self.bound(times([(one, (factor, (inverse, (b, a))))], inner), a, b)
            return self.bound(times([(-one, ((inverse, (at[0], a)), (inverse, (b, at[1]))))], inner), a, b)
        if op == "softmax":
            k = self.fresh(self.terms.shape(id)[0 if self.terms.sizes.is_one(self.terms.shape(id)[1]) else 1])
            there = (k, None) if at[1] is None else (at[0], k)
            inner = self._inner(args[0], there, v, by)
            same = (DELTA, (at[0] if at[1] is None else at[1], k))
            return self.bound(times([(one, (factor, same)), (-one, (factor, (factor[0], there)))], inner), k)
        if op in ("map", "divide"):
            return self._of_kernel((("kernel", *self.body(id), args), at), v, by)
        raise Beyond

    def _of_kernel(self, factor: Factor, v: int, by: tuple[Index, Index]) -> list[Product]:
        (_, body, formals, args), at = factor
        found: list[Product] = []
        for formal, arg in zip(formals, args, strict=True):
            outer = total(self.graph, body, formal)
            kernel: list[Product] = [(Fraction(1), ((("kernel", outer, formals, args), at),))]
            found += times(kernel, self._inner(arg, at, v, by))
        return found

    def _inner(self, id: int, at: tuple[Index, Index], v: int, by: tuple[Index, Index]) -> list[Product]:
        return self._product_rule(self.entry(id, *at), v, by)

    def body(self, id: int) -> tuple[int, tuple[int, ...]]:
        term = self.terms.list[id]
        if term.op == "map":
            return term.data
        x, y = self.graph.input("<0>", "place"), self.graph.input("<1>", "place")
        return (x / y).id, (x.id, y.id)

    def restored(self, products: list[Product]) -> list[Product]:
        """Names that stood for themselves are their formulas again."""
        found: list[Product] = []
        for c, factors in products:
            part: list[Product] = [(c, ())]
            for head, at in factors:
                name = head[0] == "in" and self.terms.list[head[1]].op == "name" and head[1] not in self.cut
                part = times(part, self.entry(head[1], *at) if name else [(Fraction(1), ((head, at),))])
            found += part
        return found
