"""Norms of what is a number: its absolute value."""

from __future__ import annotations

from symgrad.notation.arrays import touches
from symgrad.notation.rewrite import rewritten
from symgrad.notation.scope import Scope
from symgrad.notation.syntax import Call, Norm, Tree
from symgrad.review.lines import Opened


def read_bars(opened: Opened) -> None:
    """`\\|\\sigma'(z)\\|` of a number z is `|\\sigma'(z)|` in every line."""
    for line in opened.lines:
        line.rewrite(lambda tree: _of_number(opened.scope, tree))


def _of_number(scope: Scope, tree: Tree) -> Tree:
    def bars(part: Tree) -> Tree:
        if isinstance(part, Norm) and not touches(scope, part.body):
            return Call(part.start, part.end, "abs", (part.body,))
        return part

    return rewritten(tree, bars)
