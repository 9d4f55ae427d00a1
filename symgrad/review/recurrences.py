"""Recurrences: `h_t = \\tanh(w h_{t-1})` is said for every t, and h_{t-1} is made as h_t is."""

from __future__ import annotations

from collections.abc import Iterable

from symgrad.notation.families import Places, taken_apart
from symgrad.notation.scope import Scope, names_in
from symgrad.notation.syntax import Derivative, Name, Power, Tree, walk
from symgrad.review.lines import Line

LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzNT")


def recurring(lines: Iterable[Line]) -> set[str]:
    """The letters in which formulas go from one member of a family to another, and that are no variables."""
    found: set[str] = set()
    variables: set[str] = set()
    for line in lines:
        for tree in line.trees:
            for part in walk(tree) if isinstance(tree, Tree) else ():
                if isinstance(part, Derivative):
                    variables |= {by.name for by, _ in part.by if isinstance(by, Name)}
                elif isinstance(part, Name) and part.dots:
                    variables.add("t")
        if [token.value for token in line.statement.relations[:1]] not in (["="], [":="]) or line.ignored:
            continue
        head, right = line.trees[:2]
        head = head.base if isinstance(head, Power) else head
        if isinstance(head, Name) and not head.primes and not head.dots and isinstance(right, Tree):
            found |= _recurs(head.name, names_in(right))
    return found - variables


def recurs(name: str, right: Tree) -> bool:
    """Whether a formula for a name goes on from another member of its family.

    >>> before, now = Name(0, 0, "h_tm1"), Name(0, 0, "h_t")
    >>> recurs("h_t", before), recurs("h_t", now), recurs("x_t", before)
    (True, False, False)
    """
    return bool(_recurs(name, names_in(right)))


def _recurs(name: str, others: Iterable[str]) -> set[str]:
    head = taken_apart(name, LETTERS)
    return {
        mine[0]
        for other in map(_apart, others)
        if head.counts and other.family == head.family
        for mine, theirs in zip(head.parts, other.parts, strict=True)
        if isinstance(mine, tuple)
        and isinstance(theirs, tuple)
        and mine[0] == theirs[0]
        and mine[1] != theirs[1]
        and len(mine[0]) == 1
    }


def _apart(name: str) -> Places:
    return taken_apart(name, LETTERS)


def first_inside(scope: Scope, names: Iterable[str], letter: str) -> int:
    """The first number for a letter at which no name stands before those that the formulas of families give."""
    letters = scope.counts()
    shifts: set[int] = set()
    least: list[int] = []
    for name in names:
        apart = taken_apart(name, letters)
        at = {part[1] if isinstance(part, tuple) and part[0] == letter else None for part in apart.parts}
        shifts |= {shift for shift in at if shift is not None}
        for member in scope.members_beside(name):
            for given, here in zip(member.places.parts, apart.parts, strict=True):
                if isinstance(given, tuple) and isinstance(here, tuple) and here[0] == letter:
                    least.append(1 + given[1] - here[1])
    return max(1, *least, *(1 - shift for shift in shifts)) if least else 1
