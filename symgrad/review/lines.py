"""A section opened: its statements as lines of trees, each relation with its kind, and the scope they stand in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from symgrad.document import Section, Statement
from symgrad.notation.reader import read
from symgrad.notation.scope import Scope, names_in
from symgrad.notation.syntax import Name, Tree, Unread, walk
from symgrad.source import Source, Span

CONCLUDING = ("⇒", "⇔")  # arrows to what follows from the line before
AND = re.compile(r"\W*(?:and|und|et)?\W*$")  # words that only go on from the line before


@dataclass
class Line:
    """A statement with its trees and the kind of each relation: definition, value, claim, question, update, ..."""

    statement: Statement
    trees: list[Tree | Unread]
    kinds: list[str] = field(default_factory=list)
    ignored: bool = False
    premise: bool = False  # an equation that the text assumes from here on
    unread: Unread | None = None  # a declaration that is not understood
    redefines: dict[str, tuple[tuple[str, ...] | None, Tree]] = field(default_factory=dict)  # name -> parameters, body
    passing: bool = False  # whether they are redefined in passing, for what is said there alone
    solves: bool = False  # whether they are redefined by what is found for them, and are free before
    notes: list[str] = field(default_factory=list)  # how the line is read, where that is not as it is written
    restricts: list[Relation] = field(default_factory=list)  # what it restricts other lines to
    under: list[Relation] = field(default_factory=list)  # what it is said to hold for
    on_indices: list[Relation] = field(default_factory=list)  # what it says of indices, for other lines
    only_at: list[Relation] = field(default_factory=list)  # the indices for which it is said
    free: dict[str, tuple[Tree, Tree]] = field(default_factory=dict)  # letters for all of which it is said, their range
    least: dict[str, int] = field(default_factory=dict)  # sizes, and how large the members that it names make them

    @property
    def kind(self) -> str:
        for kind in ("claim", "question", "update", "condition", "definition", "value"):
            if kind in self.kinds:
                return kind
        return self.kinds[0] if self.kinds else "declaration"

    @property
    def readable(self) -> list[Tree]:
        """The members that are read."""
        return [tree for tree in self.trees if isinstance(tree, Tree)]

    @property
    def parts(self) -> list[Tree]:
        """All that stands in them, themselves included."""
        return [part for tree in self.readable for part in walk(tree)]

    @property
    def names(self) -> set[str]:
        return set().union(*map(names_in, self.readable))

    @property
    def values(self) -> list[tuple[Name, Tree]]:
        """The names that it gives a value, or a value of their derivative, with that."""
        signs = zip(pairwise(self.trees), self.kinds, strict=False)  # a line that is ignored has no kinds
        found = [sides for sides, kind in signs if kind == "value"]
        return [(head, value) for head, value in found if isinstance(head, Name) and isinstance(value, Tree)]

    @property
    def paragraph(self) -> object:
        """The paragraph, or the item of a list, that it stands in."""
        return self.statement.paragraph, self.statement.item

    def rewrite(self, change: Callable[[Tree], Tree]) -> bool:
        """Puts what a change makes of each member in its place. Returns whether that is another tree anywhere."""
        before, self.trees = self.trees, [change(tree) if isinstance(tree, Tree) else tree for tree in self.trees]
        return any(new is not old for new, old in zip(self.trees, before, strict=True))


Relation = tuple[Tree, str, Tree]


@dataclass(frozen=True)
class Supposed:
    """An equation about arrays that the text assumes from a place on (-1: throughout).

    unknowns: the arrays on which it is a condition. said: the name and the words that say it of that.
    """

    left: Tree
    right: Tree
    start: int = -1
    unknowns: tuple[str, ...] = ()
    said: tuple[str, str] | None = None


@dataclass(frozen=True)
class Doubt:
    """What a declaration leaves open about its names; {} in the reason stands for them.

    stricter: what it says where it is taken in its narrow sense. real: whether the names are real numbers.
    """

    names: frozenset[str]
    reason: str
    stricter: tuple[Relation, ...] = ()
    real: bool = True


@dataclass
class Domains:
    """What declarations say beyond inequalities: whole numbers, finite sets with their elements, doubts."""

    whole: list[Tree] = field(default_factory=list)
    elements: list[tuple[Tree, tuple[Tree, ...]]] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


@dataclass(eq=False)
class Opened:
    """A section with its scope and lines."""

    section: Section
    scope: Scope
    lines: list[Line]
    assumed: list[Relation] = field(default_factory=list)
    supposed: list[Supposed] = field(default_factory=list)
    domains: Domains = field(default_factory=Domains)
    sees: list[Opened] = field(default_factory=list)
    values: dict[str, Tree] = field(default_factory=dict)  # at its end, once it has been reviewed

    @property
    def seen(self) -> list[Opened]:
        """This section and all that it sees, each once, the outermost first."""
        found: dict[int, Opened] = {}
        stack = [self]
        while stack:
            opened = stack.pop()
            if id(opened) not in found:
                found[id(opened)] = opened
                stack += opened.sees
        return list(found.values())[::-1]


def place_of(unread: Unread, source: Source) -> Span:
    """The stretch of a text that is not understood."""
    return Span(source, unread.start, max(unread.start, unread.end))


def trees_of(lines: Iterable[Line]) -> list[Tree]:
    """The members that are read, of the lines that are not ignored."""
    return [tree for line in lines if not line.ignored for tree in line.readable]


def line_of(statement: Statement) -> Line:
    """A statement with what its members read as; its kinds are still open."""
    trees: list[Tree | Unread] = []
    for i, tokens in enumerate(statement.members):
        if not tokens:
            span = statement.member_span(i)
            trees.append(Unread("nothing stands on this side", span.start, span.end))
            continue
        try:
            trees.append(read(tokens))
        except Unread as unread:
            trees.append(unread)
    ignored = any(bound.words.split(" ")[0] == "ignore" for bound in statement.directives)
    return Line(statement, trees, ignored=ignored)
