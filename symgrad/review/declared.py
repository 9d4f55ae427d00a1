"""The shapes that a section declares, and the names that bold type or their uses make vectors and matrices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symgrad.notation.arrays import note_uses, sizes_of
from symgrad.notation.reader import read
from symgrad.notation.scope import Declared, Scope, names_in
from symgrad.notation.syntax import Name, Tree, Unread
from symgrad.review.forms import is_number
from symgrad.review.lines import Line, trees_of
from symgrad.review.superscripts import read_exponents
from symgrad.review.values import entries_of


def declare_arrays(scope: Scope, lines: Sequence[Line]) -> None:
    """`W \\in \\mathbb{R}^{m \\times n}`, `W_1 : m \\times n`, `x, y \\in \\mathbb{R}^d` (columns)."""
    for line in lines:
        if line.ignored:
            continue
        relation = line.statement.relations[0].value
        sizes = sizes_of(line.trees[1]) if relation in ("∈", ":") else None
        names = _names(line) if sizes is not None else []
        for name in names:
            assert sizes is not None
            scope.shapes[name.name] = Declared(*sizes, line.statement.span.line)
            scope.declared.add(name.name)
        left, right = line.trees[0], line.trees[1]
        rows = entries_of(right) if relation in ("=", ":=") and isinstance(right, Tree) else []
        if rows and isinstance(left, Name) and not left.primes and is_number(right) and scope.shape(left.name) is None:
            scope.shapes[left.name] = Declared(str(len(rows)), str(len(rows[0])), line.statement.span.line)
    read_exponents(scope, lines)
    trees = trees_of(lines)
    _take_one_example(scope, set().union(*map(names_in, trees)))
    note_uses(scope, trees)


def _take_one_example(scope: Scope, names: set[str]) -> None:
    """Where yhat is declared for all examples and yhat^{(i)} stands in formulas, these are about one example."""
    marks = [name.partition("__") for name in names if "__" in name]
    marked = {base for base, _, _ in marks} | {f"{base}__{mark}" for base, _, mark in marks if not mark.isdigit()}
    batch = {scope.shapes[name].columns for name in marked if name in scope.shapes} - {"1"}
    for name, shape in scope.shapes.items():
        if shape.columns in batch:
            scope.shapes[name] = replace(shape, columns="1")
            scope.declared.discard(name)


def _names(line: Line) -> list[Name]:
    """The names before the sign, with those that a list puts beside them."""
    found = [tree for tree in line.trees[:1] if isinstance(tree, Name)]
    for tokens in line.statement.beside if found else ():
        try:
            tree = read(tokens)
        except Unread:
            return found
        if not isinstance(tree, Name):
            return found
        found.append(tree)
    return found
