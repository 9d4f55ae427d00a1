"""Sums of products at indices: how they are multiplied, and in which order and names their factors stand."""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from symgrad.graph.sizes import Sizes

# None along a dimension of 1, a letter where it is free, a number where it is bound; a pair along a product.
Index = Any
Factor = tuple[tuple[Any, ...], tuple[Index, ...]]
Product = tuple[Fraction, tuple[Factor, ...]]
DELTA = ("delta",)
ONE: list[Product] = [(Fraction(1), ())]
MOST, TIES = 400, 720  # products of a sum, orders of bound indices that stand alike


class Beyond(Exception):
    """A term that has no form in indices here, or one that is too long."""


class Indices:
    """Bound indices, each with the dimension that it runs over."""

    def __init__(self, sizes: Sizes) -> None:
        self.sizes = sizes
        self.dims: list[int] = []
        self.along: dict[str, int] = {}  # what free indices run over

    def fresh(self, d: int) -> Index:
        """A new index; None along a dimension of 1."""
        if self.sizes.is_one(d):
            return None
        root = self.sizes.find(d)
        if factors := self.sizes.table[root].factors:
            return tuple(map(self.fresh, factors))
        self.dims.append(root)
        return len(self.dims) - 1

    def free(self, name: str, d: int) -> Index:
        """A free index of a name."""
        if self.sizes.is_one(d):
            return None
        root = self.sizes.find(d)
        if factors := self.sizes.table[root].factors:
            return tuple(self.free(f"{name} {n}", factor) for n, factor in enumerate(factors))
        self.along[name] = root
        return name

    def pair(self, index: Index, outer: int, inner: int) -> tuple[Index, Index]:
        """The indices along two dimensions of one along their product. Raises Beyond where it is another product."""
        if self.sizes.is_one(outer) or self.sizes.is_one(inner):
            return (None, index) if self.sizes.is_one(outer) else (index, None)
        if not isinstance(index, tuple) or [*map(self._runs, index)] != [*map(self.sizes.find, (outer, inner))]:
            raise Beyond
        return index

    def _runs(self, index: Index) -> int | None:
        return self.dims[index] if isinstance(index, int) else self.along.get(index)

    def mark(self, k: int) -> Factor:
        """What says that a product is summed over an index."""
        return ("bound", self.dims[k]), (k,)

    def counted(self, product: Product) -> Product:
        """The same product, with the size for a sum over an index that nothing in it depends on."""
        c, factors = product
        often = Counter(x for _, at in factors for x in at if isinstance(x, int))
        kept: list[Factor] = []
        for head, at in factors:
            if head[0] == "bound" and often[at[0]] == 1:
                text = self.sizes.text(head[1])
                if text.isdigit():
                    c *= int(text)
                else:
                    kept.append((("size", head[1]), ()))
            else:
                kept.append((head, at))
        return c, tuple(kept)


def factor(head: tuple[Any, ...], *at: Index) -> list[Product]:
    """One factor as a sum. Raises Beyond at a pair of indices."""
    if any(isinstance(x, tuple) for x in at):
        raise Beyond
    return [(Fraction(1), ((head, at),))]


def delta(i: Index, j: Index) -> list[Product]:
    """Whether two indices are one."""
    if isinstance(i, tuple) and isinstance(j, tuple):
        return times(delta(i[0], j[0]), delta(i[1], j[1]))
    return ONE if i is None and j is None else factor(DELTA, i, j)


def flat(*indices: Index) -> list[Index]:
    """Indices one by one, without those along dimensions of 1."""
    return [x for i in indices for x in (flat(*i) if isinstance(i, tuple) else () if i is None else (i,))]


def scaled(products: list[Product], by: int | Fraction) -> list[Product]:
    return [(by * c, f) for c, f in products]


def times(a: list[Product], b: list[Product]) -> list[Product]:
    """The products of two sums; bound indices of different sums are different numbers."""
    if len(a) * len(b) > MOST:
        raise Beyond
    return [(c * d, f + g) for c, f in a for d, g in b]


def named(factors: list[Factor], symmetric: Callable[[Any], bool]) -> Any:
    """The factors in an order of their own, bound indices named by where they stand.

    symmetric: whether the two indices of a factor may stand in either order.
    """
    bound = sorted({x for _, at in factors for x in at if isinstance(x, int)})
    turns = [len(at) == 2 and symmetric(head) for head, at in factors]
    color: dict[int, Any] = dict.fromkeys(bound, "")

    def sign(x: int) -> list[str]:
        found: list[str] = []
        for (head, at), turn in zip(factors, turns, strict=True):
            for k, y in enumerate(at):
                if y == x:
                    seen = [color.get(z, z) if z != x else "self" for z in at]
                    found.append(repr((head, *(("", sorted(map(repr, seen))) if turn else (k, seen)))))
        return sorted(found)

    for _ in range(len(bound) + 1):
        signs = {x: repr((color[x], sign(x))) for x in bound}
        ranks = {text: f"#{n}" for n, text in enumerate(sorted(set(signs.values())))}
        if len(ranks) == len(set(color.values())):
            break
        color = {x: ranks[text] for x, text in signs.items()}
    classes: dict[str, list[int]] = defaultdict(list)
    for x in bound:
        classes[color[x]].append(x)
    groups = [classes[name] for name in sorted(classes)]
    if math.prod(math.factorial(len(group)) for group in groups) > TIES:
        raise Beyond
    best: Any = None
    for choice in itertools.product(*(itertools.permutations(group) for group in groups)):
        names = {x: n for n, x in enumerate(x for group in choice for x in group)}
        key = sorted(((head, _put(names, at, turn)) for (head, at), turn in zip(factors, turns, strict=True)), key=repr)
        if best is None or repr(key) < repr(best):
            best = key
    return tuple(best or ())


def _put(names: dict[int, int], at: tuple[Index, ...], turns: bool) -> tuple[Index, ...]:
    found = tuple(names.get(x, x) for x in at)
    return tuple(sorted(found, key=repr)) if turns else found
