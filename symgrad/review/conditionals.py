"""`p(x | \\theta)`: the bar parts the arguments of a function, as long as p stands for one function alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from symgrad.notation.scope import names_in
from symgrad.notation.syntax import Bracket, Name, Product, Tree, Unread, walk
from symgrad.notation.writer import written_name
from symgrad.review.forms import spread
from symgrad.review.lines import Line


def settle_conditionals(lines: Sequence[Line], seen: Sequence[Line]) -> None:
    """Leaves unread the members with a name that stands for several functions, as p does in `p(x | y) p(y)`.

    seen: the lines of the sections that the lines of this one see.
    """
    trees = [tree for line in (*seen, *lines) for tree in line.trees if isinstance(tree, Tree)]
    applied = [pair for tree in trees for pair in _applied(tree)]
    conditional = {name for name, bracket in applied if bracket.given}
    if not conditional:
        return
    several = {
        name for name in conditional if not _are_of_one([bracket for other, bracket in applied if other == name])
    }
    if "pi" in conditional and any(_stands_alone(tree, "pi") for tree in trees):
        several.add("pi")
    for line in lines:
        for i, tree in enumerate(line.trees):
            names = {name for name, _ in _applied(tree)} & several if isinstance(tree, Tree) else set[str]()
            if names:
                written = ", ".join(map(written_name, sorted(names)))
                reason = f"{written} would stand for several functions, told apart by their arguments"
                span = line.statement.member_span(i)
                line.trees[i] = Unread(reason, span.start, span.end)


def _applied(tree: Tree) -> Iterator[tuple[str, Bracket]]:
    """The names of a tree that stand right before a bracket, with it."""
    for part in walk(tree):
        if isinstance(part, Product):
            for (_, head), (sign, bracket) in pairwise(spread(part).factors):
                if isinstance(head, Name) and isinstance(bracket, Bracket) and bracket.kind != "{" and not sign:
                    yield head.name, bracket


def _are_of_one(brackets: Sequence[Bracket]) -> bool:
    """Whether one function may be applied to all of these: as many arguments, and alike where they are names."""
    if len({(bracket.given, len(bracket.parts)) for bracket in brackets}) > 1:
        return False
    return all(len({_letter(part) for part in slot if names_in(part)}) < 2 for slot in zip(
        *(bracket.parts for bracket in brackets), strict=True
    ))  # fmt: skip


def _letter(part: Tree) -> str:
    """The letter of a name, whatever its index: x of x_i."""
    return part.name.partition("_")[0] if isinstance(part, Name) else "a formula"


def _stands_alone(tree: Tree, name: str) -> bool:
    """Whether a name stands in a tree without a bracket behind it."""
    inside = sum(isinstance(part, Name) and part.name == name for part in walk(tree))
    return inside > sum(head == name for head, _ in _applied(tree))
