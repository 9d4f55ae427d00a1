"""Sums and products over a range, and names with a bound index in them."""

from __future__ import annotations

from symgrad.graph import Node, rational
from symgrad.notation.families import taken_apart
from symgrad.notation.meaning.setting import LARGEST, Setting
from symgrad.notation.meaning.unresolved import NeedsSize, Unresolved
from symgrad.notation.syntax import Name, Over, Series, Tree

RANGE = 2000  # terms of a sum


def series(here: Setting, tree: Series | Over) -> Node:
    assert isinstance(tree.index, Name)
    if isinstance(tree, Series):
        bounds = tree.low, tree.high
    else:
        span = here.scope.span_of(tree.start)
        if span is None:
            raise Unresolved(f"where the {tree.kind} over {tree.index.name} ends is not said")
        bounds = span
    low, high = (whole(here, bound) for bound in bounds)
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


def whole(here: Setting, tree: Tree) -> int:
    """A bound as a whole number; a bare name must be given one first."""
    node = here.node(tree)
    value = rational(here.graph, node.id)
    if value is None:
        if isinstance(tree, Name) and here.scope.formula(tree.name) is None:
            raise NeedsSize(tree.name)  # be it a loss elsewhere
        free = [str(here.graph.label(id)) for id in here.graph.free(node.id)]
        if len(free) == 1:
            raise NeedsSize(free[0])
        raise Unresolved("the range is not given in numbers")
    if value.denominator != 1 or abs(value) > LARGEST:
        raise Unresolved("the range does not run over whole numbers")
    return int(value)


def kronecker(here: Setting, name: str) -> int | None:
    """1 or 0 for `delta_ij` at numbers, unless the text has a delta of its own."""
    places = taken_apart(name, here.letters.union(here.places))
    if places.base != "delta" or len(places.below) != 2 or places.above or here.scope.function("delta") is not None:
        return None
    first, second = places.at(here.places).below
    if not (isinstance(first, int) and isinstance(second, int)) or here.scope.knows(name):
        return None
    return int(first == second)
