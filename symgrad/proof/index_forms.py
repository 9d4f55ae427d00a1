"""Normal forms of sums of products of entries and atoms, and the rewriting that leads there.

A form is a sum with a coefficient for each product, its bound indices named by where they stand. Atoms are taken of
forms: the reciprocal of a form, an inverse, a function. Each rule holds for every size: deltas are contracted,
`D / D` is 1, `A^{-1} A` is a delta, a square root times itself is what it is taken of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from symgrad.proof.index_patterns import SLOTS, occurrence
from symgrad.proof.index_sums import DELTA, MOST, Beyond, Factor, Index, Indices, Product, factor, named, scaled, times

STEPS = 3000  # rewritings of one claim


class Form(tuple[tuple[Any, Fraction], ...]):
    """Products with their coefficients; equal forms of a claim are one object, which its number stands for."""

    number: int

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)

    def __repr__(self) -> str:
        return f"form {self.number}"


class Forms:
    """Normal forms in one claim. symmetric: names of matrices that are their own transposes."""

    def __init__(self, indices: Indices, symmetric: Collection[str] = ()) -> None:
        self.indices, self.names = indices, symmetric
        self.steps = 0
        self._known: dict[tuple[Any, ...], Form] = {}
        self._turned: dict[Form, Form] = {}

    # ----- forms -----

    def form(self, products: list[Product]) -> Form:
        """The normal form of a sum of products of atoms. Raises Beyond."""
        found: dict[Any, Fraction] = defaultdict(Fraction)
        stack = list(products)
        while stack:
            self.steps += 1
            if len(stack) > MOST or self.steps > STEPS:
                raise Beyond
            c, factors = stack.pop()
            contracted = _contracted(list(factors))
            if contracted is None:
                continue
            c, factors = self.indices.counted((c, tuple(contracted)))
            rewritten = next(self._rewritten(list(factors)), None)
            if rewritten is None:
                found[named(list(factors), self.is_symmetric)] += c
            else:
                stack += scaled(rewritten, c)
        return self.known(sorted(((key, c) for key, c in found.items() if c), key=repr))

    def known(self, parts: Iterable[tuple[Any, Fraction]]) -> Form:
        """The form of products that are in normal form and in order."""
        found = Form(parts)
        if tuple(found) not in self._known:
            found.number = len(self._known)
            self._known[tuple(found)] = found
        return self._known[tuple(found)]

    def spread(
        self, form: Iterable[tuple[Any, Fraction]], at: Sequence[Index] | Mapping[Index, Index]
    ) -> list[Product]:
        """A form at indices, each of its sums over a new one."""
        put = at if isinstance(at, Mapping) else dict(zip(SLOTS, at, strict=False))
        return [(c, self._product(key, put)) for key, c in form]

    def _product(self, key: Any, at: Mapping[Index, Index]) -> tuple[Factor, ...]:
        put = {**at} | {spot[0]: self.indices.fresh(head[1]) for head, spot in key if head[0] == "bound"}
        return tuple((head, tuple(put.get(x, x) for x in spot)) for head, spot in key)

    def turned(self, form: Form) -> Form:
        """A form with its first two slots exchanged."""
        if form not in self._turned:
            self._turned[form] = self.form(self.spread(form, (SLOTS[1], SLOTS[0])))
        return self._turned[form]

    def is_symmetric(self, head: tuple[Any, ...]) -> bool:
        """Whether the two indices of an atom may be exchanged."""
        if head[0] == "in":
            return head[1] in self.names
        forms = head[2:] if head[0] == "function" else head[1:] if head[0] in ("inverse", "over") else ()
        return head == DELTA or (forms != () and all(self.turned(form) == form for form in forms))

    # ----- rewriting -----

    def _rewritten(self, factors: list[Factor]) -> Iterator[list[Product]]:
        for k, (head, at) in enumerate(factors):
            rest = factors[:k] + factors[k + 1 :]
            if head[0] == "over":
                yield from self._cancelled(head, at, rest)
            elif head[0] == "inverse":
                yield from self._inverted(head, at, rest)
            elif head[:2] == ("function", "sqrt") and (head, at) in rest:
                rest.remove((head, at))
                yield times([(Fraction(1), tuple(rest))], self.spread(head[2], at))
            elif head[:2] == ("function", "step") and (head, at) in rest:
                yield [(Fraction(1), tuple(rest))]

    def _cancelled(self, head: tuple[Any, ...], at: Sequence[Index], rest: list[Factor]) -> Iterator[list[Product]]:
        """1/D times the leading product of D: 1 without 1/D times the others."""
        key, c, others = _led(head[1])
        found = occurrence(key, rest, dict(zip(SLOTS, at, strict=False)), self.is_symmetric) if key else None
        if found is not None:
            left: list[Product] = [(1 / c, tuple(found[0]))]
            below = times(factor(head, *at), self.spread(others, at)) if others else []
            yield times(left, [(Fraction(1), ()), *scaled(below, -1)])

    def _inverted(self, head: tuple[Any, ...], at: Sequence[Index], rest: list[Factor]) -> Iterator[list[Product]]:
        """An inverse times the leading product of what it is of: a delta without the inverse times the others."""
        key, c, others = _led(head[1])
        turns = self.is_symmetric(head)
        for side, slot in ((0, 0), (0, 1), (1, 0), (1, 1)):
            k, other = at[side], at[1 - side]
            if not key or not isinstance(k, int) or k == other or (side == slot and not turns):
                continue
            within = [part for part in rest if part != self.indices.mark(k)]
            found = occurrence(key, within, {SLOTS[slot]: k}, self.is_symmetric)
            if found is None or SLOTS[1 - slot] not in found[1]:
                continue
            left, j = found[0], found[1][SLOTS[1 - slot]]
            if j == k or any(k in spot for _, spot in left):
                continue
            new = self.indices.fresh(self.indices.dims[k])
            ends = (new, j) if slot == 0 else (j, new)
            inverse = factor(head, *((new, other) if side == 0 else (other, new)))
            below = times(times(inverse, [(Fraction(1), (self.indices.mark(new),))]), self.spread(others, ends))
            yield times([(1 / c, tuple(left))], factor(DELTA, other, j) + scaled(below, -1))


def _led(form: Form) -> tuple[Any, Fraction, Sequence[tuple[Any, Fraction]]]:
    """The longest product of a form that can be recognized, its coefficient, and the others."""
    keys = [part for part in form if part[0] and all(head != DELTA for head, _ in part[0])]
    if not keys:
        return None, Fraction(1), form
    lead = max(keys, key=lambda part: (len(part[0]), repr(part)))
    return *lead, tuple(part for part in form if part != lead)


def _contracted(factors: list[Factor]) -> list[Factor] | None:
    """The factors without deltas of a bound index; None where a delta is 0."""
    kept: list[Factor] = []
    while (k := next((k for k, (head, _) in enumerate(factors) if head == DELTA), None)) is not None:
        (_, (a, b)), factors = factors[k], factors[:k] + factors[k + 1 :]
        if a == b:
            continue  # summed, it counts the places of its index
        if isinstance(a, int) or isinstance(b, int):
            old, new = (a, b) if isinstance(a, int) else (b, a)
            factors = [part for part in factors if not (part[0][0] == "bound" and part[1] == (old,))]
        else:
            new, old = sorted((a, b))
            if new.isdigit() and old.isdigit():
                return None
            kept = [(head, tuple(new if x == old else x for x in at)) for head, at in kept]
            kept.append((DELTA, (new, old)))
        factors = [(head, tuple(new if x == old else x for x in at)) for head, at in factors]
    return factors + list(dict.fromkeys(kept))
