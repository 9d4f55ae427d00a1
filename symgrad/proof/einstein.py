"""Equalities of arrays for every size: both sides as sums over indices, in a normal form.

A term is a sum of products of entries X_ij, deltas, and kernels (an elementwise function, an inverse, a determinant, an
unknown function) at indices. Deltas are contracted, bound indices are named by the place where they stand; two sides
with one normal form are equal whatever the sizes. Two normal forms that differ say nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from fractions import Fraction
from functools import partial
from typing import Any

from symgrad.graph import Graph, twin
from symgrad.graph.table import ADD, DIV, MUL, NAME, NEG, POW, SUB
from symgrad.graph.terms import Terms
from symgrad.proof.index_entries import DELTA
from symgrad.proof.index_slopes import Slopes
from symgrad.proof.index_sums import MOST, Beyond, Factor, Index, Product, named, scaled, symmetrized, times

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


class _Form(Slopes):
    """Normal forms of sums of products."""

    # ----- kernels as arithmetic -----

    def _expanded(self, products: list[Product]) -> list[Product]:
        """Names and kernels as what they are made of."""
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
        return self._arithmetic(*self.body(id), self.terms.list[id].args, at)

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
