"""Derivatives of terms of arrays at indices: the product rule, and what each kernel's derivative is."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from symgrad.graph import total
from symgrad.graph.table import INPUT, NAME
from symgrad.graph.terms import is_vector, numerator
from symgrad.proof.index_entries import Entries
from symgrad.proof.index_sums import Beyond, Factor, Index, Product, delta, factor, times


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
            k = self.indices.fresh(self.terms.shape(tensor)[0])
            return self.bound(times(self.entry(a, k, k), self._linear(tensor, (k, k), v, by)), k)
        at = self.indices.fresh(of[0]), self.indices.fresh(of[1])
        return self.bound(times(self.entry(a, *at), self._linear(tensor, at, v, by)), *at)

    def _linear(self, id: int, at: tuple[Index, Index], v: int, by: tuple[Index, Index]) -> list[Product]:
        """The derivative of a vector by a matrix, or a product of matrices with it, at an entry of each."""
        term = self.terms.list[id]
        if term.op == "tensor" and term.data == "total":
            return self.slope(term.args[0], at, v, by)
        if term.op == "scale":
            return times(self.entry(term.args[0], None, None), self._linear(term.args[1], at, v, by))
        if term.op == "matmul":
            k = self.indices.fresh(self.terms.shape(term.args[0])[1])
            return self.bound(times(self.entry(term.args[0], at[0], k), self._linear(term.args[1], (k, k), v, by)), k)
        raise Beyond

    def _differential(self, u: int, i: Index, j: Index) -> list[Product]:
        found: list[Product] = []
        for name, v in self.differentials.items():
            others = {other for other in self.differentials.values() if other != v}
            if not others & set(self.terms.cone([v])):
                at = self.indices.fresh(self.terms.shape(v)[0]), self.indices.fresh(self.terms.shape(v)[1])
                found += self.bound(times(self.slope(u, (i, j), v, at), factor(("d", name), *at)), *at)
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
        if below.op == "node" and not self._is_variable(below.data):
            raise Beyond
        if below.op not in ("input", "name", "opaque", "node"):
            raise Beyond
        outer, self.cut = self.cut, self.cut | {v}
        found = self._product_rule(self.entry(u, *at), v, by)
        self.cut = outer
        return self._restored(found)

    def _is_variable(self, node: int) -> bool:
        return self.graph.cells[node][0] in (INPUT, NAME)

    def _product_rule(self, products: list[Product], v: int, by: tuple[Index, Index]) -> list[Product]:
        found: list[Product] = []
        for c, factors in products:
            for k, one in enumerate(factors):
                rest: list[Product] = [(c, factors[:k] + factors[k + 1 :])]
                found += times(self._of_factor(one, v, by), rest)
        return found

    def _of_factor(self, one: Factor, v: int, by: tuple[Index, Index]) -> list[Product]:
        (op, *rest), at = one
        if op in ("delta", "d", "bound"):
            return []
        if op == "node":
            return self._of_number(rest[0], v)
        if op == "kernel":
            return self._of_kernel(one, v, by)
        id: Any = rest[0]
        if id == v and op in ("in", "opaque") and len(rest) == 1:
            return times(delta(at[0], by[0]), delta(at[1], by[1]))
        if op == "in" and self.terms.list[id].op == "input":
            return []
        if op == "opaque":
            return self._of_unknown(one, v, by)
        if op in ("inverse", "det"):
            a, b = (self.indices.fresh(d) for d in self.terms.shape(id))
            inner = self._inner(id, (a, b), v, by)
            inverse = ("inverse", id)
            if op == "det":
                return self.bound(times([(Fraction(1), (one, (inverse, (b, a))))], inner), a, b)
            return self.bound(times([(Fraction(-1), ((inverse, (at[0], a)), (inverse, (b, at[1]))))], inner), a, b)
        raise Beyond

    def _of_number(self, node: int, v: int) -> list[Product]:
        """The derivative of a formula of numbers by a number, or by an array, of which it is not made."""
        below = self.terms.list[v]
        return factor(("node", total(self.graph, node, below.data))) if below.op == "node" else []

    def _of_unknown(self, one: Factor, v: int, by: tuple[Index, Index]) -> list[Product]:
        """An unknown function's, by the chain rule over all entries of its arguments."""
        head, at = one
        found: list[Product] = []
        for k, arg in enumerate(self.terms.list[head[1]].args):
            rows, columns = self.terms.shape(arg)
            spot = self.indices.fresh(rows), self.indices.fresh(columns)
            found += self.bound(times(factor((*head, k), *at, *spot), self._inner(arg, spot, v, by)), *spot)
        return found

    def _of_kernel(self, one: Factor, v: int, by: tuple[Index, Index]) -> list[Product]:
        (_, body, formals, args, letters), at = one
        found: list[Product] = []
        if self.terms.list[v].op == "node":
            outer = total(self.graph, body, self.terms.list[v].data)
            found += factor(("kernel", outer, formals, args, letters), *at)
        for formal, arg in zip(formals, args, strict=True):
            outer = total(self.graph, body, formal)
            with self.placed(letters, at[2:]):
                inner = self._inner(arg, at[:2], v, by)
            found += times(factor(("kernel", outer, formals, args, letters), *at), inner)
        return found

    def _inner(self, id: int, at: tuple[Index, ...], v: int, by: tuple[Index, Index]) -> list[Product]:
        return self._product_rule(self.entry(id, at[0], at[1]), v, by)

    def _restored(self, products: list[Product]) -> list[Product]:
        """Names that stood for themselves are their formulas again."""
        found: list[Product] = []
        for c, factors in products:
            part: list[Product] = [(c, ())]
            for head, at in factors:
                if head[0] == "in" and self.terms.list[head[1]].op == "name" and head[1] not in self.cut:
                    with self.placed(head[2:], at[2:]):
                        part = times(part, self.entry(head[1], at[0], at[1]))
                else:
                    part = times(part, factor(head, *at))
            found += part
        return found
