"""Equalities of arrays for every size: both sides as sums over indices, in a normal form.

A term is a sum of products of entries X_ij, deltas, and kernels (an elementwise function, an inverse, a determinant, an
unknown function) at indices. Deltas are contracted, bound indices are named by the place where they stand; two sides
with one normal form are equal whatever the sizes. Two normal forms that differ say nothing.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from symgrad.graph import Graph, total, twin
from symgrad.graph.table import ADD, DIV, MUL, NAME, NEG, POW, SUB
from symgrad.graph.terms import Terms, is_vector, numerator
from symgrad.proof.index_sums import MOST, Beyond, Factor, Index, Product, named, scaled, symmetrized, times

DELTA = ("delta",)
SPOT = ("row", "column")  # the indices of what a kernel is taken of


def equal_at_every_size(
    graph: Graph,
    terms: Terms,
    a: int,
    b: int,
    differentials: Mapping[str, int],
    symmetric: Collection[str] = (),
) -> bool:
    """Whether two terms have one normal form. symmetric: names of matrices that are their own transposes."""
    form = _Form(graph, terms, differentials, symmetric)
    try:
        rows, columns = (None if terms.sizes.is_one(d) else k for d, k in zip(terms.shape(a), ("r", "c"), strict=True))
        left, right = (form.normal(form.entry(x, rows, columns)) for x in (a, b))
    except Beyond:
        return False
    return left == right


@dataclass
class _Form:
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

    def _proper(self, shape: tuple[int, int], at: tuple[Index, Index]) -> tuple[Index, Index]:
        """The indices at a shape: none along a dimension of 1."""
        one = self.terms.sizes.is_one
        return None if one(shape[0]) else at[0], None if one(shape[1]) else at[1]

    def bound(self, products: list[Product], *indices: Index) -> list[Product]:
        """Sums over these indices: each is written, so that a sum of what does not depend on it counts its places."""
        marks = tuple((("bound", self.dims[k]), (k,)) for k in indices if k is not None)
        return [(c, (*f, *marks)) for c, f in products]

    # ----- a term at indices -----

    def entry(self, id: int, i: Index, j: Index) -> list[Product]:
        """The entry of a term at a row and a column."""
        terms = self.terms
        term = terms.list[id]
        i, j = self._proper(term.shape, (i, j))
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
            case "derivative" if term.data[1] == "total":
                return self._derivative(args[0], args[1], term.data[0], i, j)
            case "pull":
                return self._pull(args, term.data, i, j)
            case "differential":
                return self._differential(args[0], i, j)
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

    # ----- derivatives -----

    def slope(self, u: int, at: tuple[Index, Index], v: int, by: tuple[Index, Index]) -> list[Product]:
        """The derivative of an entry of u by an entry of v."""
        below = self.terms.list[v]
        if below.op != "entry":
            by = self._proper(below.shape, by)
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
        return self._expanded(found)

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
            return self._of_kernel((("kernel", *self._body(id), args), at), v, by)
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

    def _body(self, id: int) -> tuple[int, tuple[int, ...]]:
        term = self.terms.list[id]
        if term.op == "map":
            return term.data
        x, y = self.graph.input("<0>", "place"), self.graph.input("<1>", "place")
        return (x / y).id, (x.id, y.id)

    def _expanded(self, products: list[Product]) -> list[Product]:
        """Names that stood for themselves are their formulas again."""
        found: list[Product] = []
        for c, factors in products:
            part: list[Product] = [(c, ())]
            for head, at in factors:
                if head[0] in ("map", "divide"):
                    part = times(part, self._of(head[1], at))
                elif head[0] == "node":
                    part = times(part, self._arithmetic(head[1], (), (), (None, None)))
                elif head[0] == "kernel":
                    part = times(part, self._arithmetic(head[1], head[2], head[3], at))
                elif head[0] == "in" and self.terms.list[head[1]].op == "name" and head[1] not in self.cut:
                    part = times(part, self.entry(head[1], *at))
                else:
                    part = [(x, (*f, (head, at))) for x, f in part]
            found += part
        return found

    def _of(self, id: int, at: tuple[Index, ...]) -> list[Product]:
        return self._arithmetic(*self._body(id), self.terms.list[id].args, at)

    def _arithmetic(self, body: int, formals: tuple[int, ...], args: tuple[int, ...], at: Any) -> list[Product]:
        """A kernel as sums and products of what it is made of, as far as that is arithmetic."""
        graph, cell = self.graph, self.graph.cells[body]
        code, one = cell[0], Fraction(1)
        if body in formals:
            return self._expanded(self.entry(args[formals.index(body)], *at))
        value = graph.value(body)
        if value is not None:
            return [(value, ())]
        parts = [partial(self._arithmetic, x, formals, args, at) for x in graph.operands(body)]
        if code == NAME:
            return parts[0]()
        if code in (ADD, SUB):
            return parts[0]() + scaled(parts[1](), 1 if code == ADD else -1)
        if code == NEG:
            return scaled(parts[0](), -1)
        if code == MUL:
            return times(parts[0](), parts[1]())
        if code == DIV:
            return times(parts[0](), self._over(cell[2], formals, args, at))
        power = graph.value(cell[2]) if code == POW else None
        if power is not None and power.denominator == 1 and abs(power) < 5:
            factor = parts[0] if power > 0 else partial(self._over, cell[1], formals, args, at)
            found: list[Product] = [(one, ())]
            for _ in range(abs(int(power))):
                found = times(found, factor())
            return found
        if not formals:
            return [(one, ((("number", twin(graph, body)), ()),))]
        return [(one, ((("leaf", body, formals, args), at),))]

    def _over(self, body: int, formals: tuple[int, ...], args: tuple[int, ...], at: Any) -> list[Product]:
        value = self.graph.value(body)
        if value:
            return [(1 / value, ())]
        below = self.normal(
            self._arithmetic(body, formals, args, tuple(k and n for k, n in zip(at, SPOT, strict=True)))
        )
        return [(Fraction(1), ((("over", tuple(sorted(below.items(), key=repr))), at),))]

    # ----- normal form -----

    def normal(self, products: list[Product]) -> dict[Any, Fraction]:
        found: dict[Any, Fraction] = defaultdict(Fraction)
        if len(products) > MOST:
            raise Beyond
        for c, factors in symmetrized(self._expanded(products), self._is_symmetric):
            scale, key = self._key([*factors])
            found[key] += c * scale
        return {key: c for key, c in found.items() if c}

    def _is_symmetric(self, head: tuple[Any, ...]) -> bool:
        return head[0] == "in" and self.terms.list[head[1]].data in self.symmetric

    def _key(self, factors: list[Factor]) -> tuple[Fraction, Any]:
        kept: list[tuple[Any, tuple[Index, ...]]] = []
        while (k := next((k for k, (head, _) in enumerate(factors) if head == DELTA), None)) is not None:
            (_, (a, b)), rest = factors[k], factors[:k] + factors[k + 1 :]
            if a == b:
                pass  # summed, it counts the places of its index
            elif isinstance(a, int) or isinstance(b, int):
                old, new = (a, b) if isinstance(a, int) else (b, a)
                rest = [
                    (head, tuple(new if x == old else x for x in at))
                    for head, at in rest if not (head[0] == "bound" and at == (old,))
                ]  # fmt: skip
            else:
                rest.append((("unit",), tuple(sorted((str(a), str(b))))))
            factors = rest
        scale = Fraction(1)
        for head, at in factors:
            c, name = self._head(head)
            scale *= c
            if name is not None:
                kept.append((name, at))
        return scale * self._cancel(kept), named(kept)

    def _cancel(self, kept: list[tuple[Any, tuple[Index, ...]]]) -> Fraction:
        """Takes products and what divides by the same ones off; returns the coefficient that is left."""
        scale = Fraction(1)
        for factor in list(kept):
            name, at = factor
            if name[0] == "over" and len(name[1]) == 1:
                (inner, c), put = name[1][0], dict(zip(SPOT, at, strict=True))
                parts = [(head, tuple(put.get(x, x) for x in spot)) for head, spot in inner]
                if all(kept.count(part) >= parts.count(part) for part in parts):
                    for part in (factor, *parts):
                        kept.remove(part)
                    scale /= c
        return scale

    def _head(self, head: tuple[Any, ...]) -> tuple[Fraction, Any]:
        """What a factor is, in words that both sides share; a kernel that is a number is its coefficient."""
        op = head[0]
        if op in ("inverse", "inverse of"):
            arg = self.terms.list[head[1]].args[0] if op == "inverse" else head[1]
            return Fraction(1), ("inverse", self._within(arg))
        if op in ("det", "softmax"):
            return Fraction(1), (op, self._within(self.terms.list[head[1]].args[0]))
        if op == "leaf":
            return self._kernel(*head[1:])
        if op == "opaque":
            term = self.terms.list[head[1]]
            return Fraction(1), (op, term.data, tuple(map(self._within, term.args)), head[2:])
        if op == "in":
            return Fraction(1), (op, self.terms.list[head[1]].data)
        return Fraction(1), head

    def _kernel(self, body: int, formals: tuple[int, ...], args: tuple[int, ...]) -> tuple[Fraction, Any]:
        """A function that is no arithmetic, of what it is taken of; numbers stand in its body."""
        used, inner, put = set(self.graph.free(body)), list[Any](), dict[int, int]()
        for formal, arg in zip(formals, args, strict=True):
            if formal in used:
                form = self._within(arg)
                if all(key == () for key, _ in form):
                    put[formal] = self.graph.number(sum((c for _, c in form), Fraction(0))).id
                else:
                    put[formal] = self.graph.input(f"<{len(inner)}>", "kernel").id
                    inner.append(form)
        return Fraction(1), ("kernel", twin(self.graph, self.graph.substitute(body, put)), tuple(inner))

    def _within(self, id: int) -> Any:
        """The normal form of what a kernel is taken of, at the kernel's own indices."""
        outer, self.cut = self.cut, frozenset()
        found = self.normal(self.entry(id, *SPOT))
        self.cut = outer
        return tuple(sorted(found.items(), key=repr))
