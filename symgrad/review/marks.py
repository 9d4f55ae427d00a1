"""The mark of an example, `\\hat{y}^{(i)}`, that is written on one side and dropped on another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symgrad.notation.rewrite import rewritten
from symgrad.notation.scope import names_in
from symgrad.notation.syntax import Name, Tree
from symgrad.review.forms import head_of
from symgrad.review.lines import Line

COUNTING = frozenset("ijmst")


def dropped_mark(lines: Sequence[Line]) -> tuple[str, frozenset[str]]:
    """The only mark of a section, and the names that stand in it both with and without it.

    A name that has a formula in both forms, or whose formula holds itself with the mark (the mean of the marked
    ones, say), is two names.
    """
    marked: dict[str, set[str]] = {}
    bare: set[str] = set()
    for line in lines:
        for name in line.names:
            base, sign, mark = name.partition("__")
            if sign:
                marked.setdefault(mark, set()).add(base)
            else:
                bare.add(base)
    if len(marked) != 1:
        return "", frozenset()
    ((mark, names),) = marked.items()
    if mark not in COUNTING:
        return "", frozenset()
    heads = [(head[0], head[1], line) for line in lines if (head := head_of(line.trees[0])) is not None]
    both = names & bare - {name for name, params, _ in heads if params is not None}
    defined = {name for name, _, _ in heads}
    apart = {name for name in both & defined if f"{name}__{mark}" in defined}
    for name, _, line in heads:
        if any(f"{name}__{mark}" in names_in(tree) for tree in line.trees[1:] if isinstance(tree, Tree)):
            apart.add(name)
    return mark, frozenset(both - apart)


def with_mark(tree: Tree, mark: str, names: frozenset[str]) -> Tree:
    """The tree with the mark put back on these names."""

    def marked(part: Tree) -> Tree:
        if isinstance(part, Name) and part.name in names:
            return replace(part, name=f"{part.name}__{mark}")
        return part

    return rewritten(tree, marked)
