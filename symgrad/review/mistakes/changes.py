"""One change of a member: made in a right one it is a mistake, made in a wrong one it may undo another."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from symgrad.graph import Graph
from symgrad.notation.syntax import Product, Tree
from symgrad.review.ground import Ground
from symgrad.review.mistakes.about import About
from symgrad.review.mistakes.ink import Ink
from symgrad.review.mistakes.places import Place, put

Words = tuple[str | Tree, ...]


@dataclass(frozen=True)
class Change:
    """Another tree in one place.

    makes: the mistake that the change is in a right member; undoes: the one that it takes out of a wrong member
    ('' where it is none). words: what is wrong with a member that this undoes; trees among them are written out.
    fault: the stretch of the text that is at fault, if it is not the whole place. weak: the same repair may well be
    written in a way that says more.
    """

    makes: str
    undoes: str
    place: Place
    new: Tree
    words: Words
    fault: tuple[int, int] | None = None
    weak: bool = False

    def applied(self, tree: Tree) -> Tree:
        """The whole member after the change."""
        return put(tree, self.place.path, self.new)


class Surroundings(Protocol):
    """What the changes of one word or number ask about a member, be it of numbers or of arrays.

    closed: whether numbers alone stand in it. names: what could stand in it. powers: those of what is differentiated.
    """

    ground: Ground
    ink: Ink

    @property
    def graph(self) -> Graph: ...

    @property
    def closed(self) -> bool: ...

    @property
    def names(self) -> Sequence[str]: ...

    @property
    def powers(self) -> Collection[int]: ...

    def node(self, tree: Tree) -> int | None: ...

    def applied(self, head: Tree, sign: str, after: Tree) -> bool: ...

    def says_nothing(self, place: Place, new: Tree) -> bool: ...

    def holds(self, name: str, other: str) -> bool: ...


def is_applied(about: Surroundings, place: Place) -> bool:
    """Whether what stands in a place is a function of the bracket behind it."""
    factors = place.above.factors if isinstance(place.above, Product) else ()
    return any(head is place.tree and about.applied(head, *after) for (_, head), after in pairwise(factors))


Move = Callable[[About, Place], Iterator[Change]]  # all the changes of one sort in one place
