"""Sums and products over a range, and names with a bound index in them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from symgrad.graph import Node, rational
from symgrad.notation.meaning.setting import LARGEST, Setting
from symgrad.notation.meaning.unresolved import NeedsSize, Unresolved
from symgrad.notation.syntax import Series, Tree

RANGE = 2000  # terms of a sum


def series(here: Setting, tree: Series) -> Node:
    low, high = (_whole(here, bound) for bound in (tree.low, tree.high))
    if high - low > RANGE:
        raise Unresolved(f"a range of more than {RANGE}")
    outer = here.places
    terms = []
    try:
        for i in range(low, high + 1):
            here.step("a term stands")
            here.places = {**outer, tree.index.name: i}
            terms.append(here.node(tree.body))
    finally:
        here.places = outer
    if not terms:
        return here.graph.number(0 if tree.kind == "sum" else 1)
    return here.many("add" if tree.kind == "sum" else "mul", terms)


def _whole(here: Setting, tree: Tree) -> int:
    """A bound as a whole number; a bare name must be given one first."""
    node = here.node(tree)
    value = rational(here.graph, node.id)
    if value is None:
        free = [str(here.graph.label(id)) for id in here.graph.free(node.id)]
        if len(free) == 1:
            raise NeedsSize(free[0])
        raise Unresolved("the range is not given in numbers")
    if value.denominator != 1 or abs(value) > LARGEST:
        raise Unresolved("the range does not run over whole numbers")
    return int(value)


def placed(places: Mapping[str, int], name: str) -> str:
    """The name with the bound indices in it replaced: z_l at l = 2 is z_2, a_lm1 is a_1."""
    head, mark, sup = name.partition("__")
    base, bar, sub = head.partition("_")
    sub = "c".join(_part(places, part) for part in sub.split("c")) if len(sub) > 1 else _part(places, sub)
    return base + bar + sub + mark + _part(places, sup)


def _part(places: Mapping[str, int], text: str) -> str:
    if text in places:
        return str(places[text])
    match = re.fullmatch(r"([A-Za-z]+)([mp])(\d+)", text)
    if match and match[1] in places:
        return str(places[match[1]] + (int(match[3]) if match[2] == "p" else -int(match[3])))
    return text
