"""Sums of products at indices: how they are multiplied, and in which order and names their factors stand."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable
from fractions import Fraction
from typing import Any

Index = Any  # None along a dimension of 1, a letter where it is free, a number where it is bound
Factor = tuple[tuple[Any, ...], tuple[Index, ...]]
Product = tuple[Fraction, tuple[Factor, ...]]
MOST, TIES = 400, 720  # products of a sum, orders of bound indices that stand alike


class Beyond(Exception):
    """A term that has no form in indices here, or one that is too long."""


def scaled(products: list[Product], by: int) -> list[Product]:
    return [(by * c, f) for c, f in products]


def times(a: list[Product], b: list[Product]) -> list[Product]:
    """The products of two sums; bound indices of different sums are different numbers."""
    if len(a) * len(b) > MOST:
        raise Beyond
    return [(c * d, f + g) for c, f in a for d, g in b]


def named(factors: list[tuple[Any, tuple[Index, ...]]]) -> Any:
    """The factors in an order of their own, bound indices named by where they stand."""
    bound = sorted({x for _, at in factors for x in at if isinstance(x, int)})
    color: dict[int, Any] = dict.fromkeys(bound, "")
    for _ in range(len(bound) + 1):
        signs = {
            x: sorted(
                repr((head, k, [color.get(y, y) if y != x else "self" for y in at]))
                for head, at in factors for k, y in enumerate(at) if y == x
            )
            for x in bound
        }  # fmt: skip
        ranks = {text: f"#{n}" for n, text in enumerate(sorted({repr(sign) for sign in signs.values()}))}
        color = {x: ranks[repr(sign)] for x, sign in signs.items()}
    classes: dict[str, list[int]] = defaultdict(list)
    for x in bound:
        classes[color[x]].append(x)
    groups = [classes[name] for name in sorted(classes)]
    orders = 1
    for group in groups:
        for n in range(2, len(group) + 1):
            orders *= n
    if orders > TIES:
        raise Beyond
    best: Any = None
    for choice in itertools.product(*(itertools.permutations(group) for group in groups)):
        names = {x: n for n, x in enumerate(x for group in choice for x in group)}
        key = sorted(((head, tuple(names.get(x, x) for x in at)) for head, at in factors), key=repr)
        if best is None or repr(key) < repr(best):
            best = key
    return tuple(best or ())


def symmetrized(products: list[Product], symmetric: Callable[[Any], bool]) -> list[Product]:
    """Each S_ij of a symmetric S as the mean of S_ij and S_ji: a form that two equal sums share. Raises Beyond."""
    found: list[Product] = []
    for c, factors in products:
        part: list[Product] = [(c, ())]
        for head, at in factors:
            turned: list[Product] = [(Fraction(1), ((head, at),))]
            if symmetric(head) and at[0] != at[1]:
                turned = [(Fraction(1, 2), ((head, at),)), (Fraction(1, 2), ((head, at[::-1]),))]
            part = times(part, turned)
            if len(part) > MOST:
                raise Beyond
        found += part
    return found
