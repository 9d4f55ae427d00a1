"""A tree with some of its parts exchanged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from symgrad.notation.syntax import Tree


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
