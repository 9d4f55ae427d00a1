"""A section opened: its statements as lines of trees, each relation with its kind, and the scope they stand in."""

from __future__ import annotations

from dataclasses import dataclass, field

from symgrad.document import Section, Statement
from symgrad.notation.reader import read
from symgrad.notation.scope import Scope, names_in
from symgrad.notation.syntax import Tree, Unread


@dataclass
class Line:
    """A statement with its trees and the kind of each relation: definition, value, claim, question, update, ..."""

    statement: Statement
    trees: list[Tree | Unread]
    kinds: list[str] = field(default_factory=list)
    ignored: bool = False
    premise: bool = False  # an equation that the text assumes from here on
    redefines: dict[str, Tree] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        for kind in ("claim", "question", "update", "condition", "definition", "value"):
            if kind in self.kinds:
                return kind
        return self.kinds[0] if self.kinds else "declaration"

    @property
    def names(self) -> set[str]:
        return set().union(*(names_in(tree) for tree in self.trees if isinstance(tree, Tree)))


@dataclass(eq=False)
class Opened:
    """A section with its scope and lines."""

    section: Section
    scope: Scope
    lines: list[Line]
    assumed: list[tuple[Tree, str, Tree]] = field(default_factory=list)
    sees: list[Opened] = field(default_factory=list)
    values: dict[str, Tree] = field(default_factory=dict)  # at its end, once it has been reviewed


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
