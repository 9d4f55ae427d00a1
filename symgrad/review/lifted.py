"""Claims about sums of any size, proved as claims about arrays: the family x_1, ..., x_n is the vector x."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from symgrad.notation.arrays import Layout
from symgrad.notation.families import Places, is_letter, taken_apart
from symgrad.notation.rewrite import relettered, rewritten
from symgrad.notation.scope import Declared, Scope
from symgrad.notation.syntax import Name, Num, Over, Series, Tree, bare, children, walk
from symgrad.proof import Verdict
from symgrad.review.arrays import ArrayClaim
from symgrad.review.ground import Ground
from symgrad.review.lines import Line

Bounds = tuple[Tree, ...]  # from where to where a letter runs; empty if that is not known


class _Beyond(Exception):
    """A claim that is none about families of inputs over ranges 1, ..., n."""


def for_every_size(ground: Ground, line: Line) -> dict[int, Verdict]:
    """The signs of a claim that are proved whatever the sizes, by index."""
    if len(line.readable) < len(line.trees):
        return {}
    scope = ground.scope
    try:
        with ground.seeing(scope.fork()) as lifted:
            trees = [_expanded(scope, tree) for tree in line.readable]
            lifted.shapes.update(_shapes(scope, _members(scope, lifted, trees)))
            attempt = ArrayClaim(ground, Line(line.statement, [*trees], line.kinds), Layout(), frozen=True).judged()
    except _Beyond:
        return {}
    return {k: found for k, found in attempt.verdicts.items() if found.kind == "proved"}


def _expanded(scope: Scope, tree: Tree) -> Tree:
    """A tree with the members of families that have a formula written out: e_i as y_i - a x_i."""

    def change(part: Tree) -> Tree:
        if not isinstance(part, Name) or part.primes or part.dots:
            return part
        places = taken_apart(part.name, scope.counts())
        members = [one for other in scope.chain for one in other.members.get(places.family, ())]
        if not members:
            return part
        ((first, formula), *more) = ((one.places, one.formula) for one in members)
        if more or any(isinstance(inner, (Series, Over)) for inner in walk(formula)):
            raise _Beyond
        for old, new in zip(_letters(first), _letters(places), strict=True):
            formula = relettered(formula, old, new)
        return _expanded(scope, formula)

    return rewritten(tree, change)


def _letters(places: Places) -> list[str]:
    """The letters that are all that stands at a name, below it and none twice."""
    letters = [part[0] for part in places.below if is_letter(part)]
    if places.above or len(letters) < len(places.below) or len(set(letters)) < len(letters):
        raise _Beyond
    return letters


def _members(scope: Scope, lifted: Scope, trees: list[Tree]) -> dict[str, set[tuple[Bounds, ...]]]:
    """The names in the trees and below them, with what the letters of each run over; their formulas are written out."""
    found: dict[str, set[tuple[Bounds, ...]]] = {}
    letters = scope.counts()
    stack: list[tuple[Tree, dict[str, Bounds]]] = [(tree, {}) for tree in trees]
    while stack:
        tree, ranges = stack.pop()
        if isinstance(tree, (Series, Over)):
            own = (tree.low, tree.high) if isinstance(tree, Series) else scope.span_of(tree.start) or ()
            stack.append((tree.body, ranges | {tree.index.name: own}))
            continue
        stack += [(part, ranges) for part in children(tree)]
        if not isinstance(tree, Name):
            continue
        if tree.name not in found:
            stack += [(body, {}) for body in _below(scope, lifted, tree.name)]
        places = taken_apart(tree.name, letters)
        counted = bool(places.parts) and not all(isinstance(part, str) for part in places.parts)
        along = tuple(ranges.get(x) or scope.range_of(x) or () for x in _letters(places)) if counted else ()
        found.setdefault(tree.name, set()).add(along)
    return found


def _below(scope: Scope, lifted: Scope, name: str) -> list[Tree]:
    """What stands below a name: its formula, its body as a function."""
    function, formula = scope.function(name), scope.formula(name)
    found = []
    if formula is not None:
        lifted.formulas[name] = _expanded(scope, formula)
        found.append(lifted.formulas[name])
    if function is not None and function.body is not None:
        body = _expanded(scope, function.body)
        lifted.functions[name] = replace(function, body=body)
        found.append(body)
    return found


def _shapes(scope: Scope, members: Mapping[str, set[tuple[Bounds, ...]]]) -> dict[str, Declared]:
    """The shapes of the families among some names, each of which has as many members as its letters run over."""
    found: dict[str, Declared] = {}
    families = {name: taken_apart(name, scope.counts()).base for name, runs in members.items() if runs != {()}}
    for name, base in families.items():
        for along in members[name]:
            if not all(along):
                continue  # a free letter, which runs over what the others do
            sizes = [_size(scope, bounds) for bounds in along]
            shape = Declared(sizes[0], sizes[1] if len(sizes) > 1 else "1", 0)
            if len(sizes) > 2 or base in members or found.setdefault(base, shape) != shape:
                raise _Beyond
    if not found or not found.keys() >= set(families.values()):
        raise _Beyond
    return found


def _size(scope: Scope, bounds: Bounds) -> str:
    """How far a letter runs from 1."""
    match tuple(map(bare, bounds)):
        case (Num(text="1"), Name(name=high, primes=0)) if scope.formula(high) is None:
            return high
    raise _Beyond
