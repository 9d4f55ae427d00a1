"""A tree with some of its parts exchanged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from symgrad.notation.families import taken_apart
from symgrad.notation.syntax import Name, Tree


def rewritten(tree: Tree, change: Callable[[Tree], Tree]) -> Tree:
    """The tree with `change` made to every part, innermost first; the same object where nothing changes."""
    found = {}
    for field in fields(tree):
        value = getattr(tree, field.name)
        new = _rewritten(value, change)
        if new is not value:
            found[field.name] = new
    return change(replace(tree, **found) if found else tree)


def _rewritten(value: Any, change: Callable[[Tree], Tree]) -> Any:
    if isinstance(value, Tree):
        return rewritten(value, change)
    if isinstance(value, tuple):
        parts = tuple(_rewritten(part, change) for part in value)
        return parts if any(new is not old for new, old in zip(parts, value, strict=True)) else value
    return value


def relettered(tree: Tree, old: str, new: str) -> Tree:
    """A tree with another letter for an index."""

    def change(part: Tree) -> Tree:
        if not isinstance(part, Name):
            return part
        if part.name == old:
            return replace(part, name=new)
        return replace(part, name=taken_apart(part.name, {old}).renamed(old, new).name)

    return tree if old == new else rewritten(tree, change)
