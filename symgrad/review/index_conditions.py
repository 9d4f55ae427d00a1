"""Conditions on indices: `for i ≠ j` says at which members of a family a claim is made."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from symgrad.notation.plain import plain
from symgrad.notation.syntax import Name, Num, Tree
from symgrad.review.lines import Line, Opened, Relation

SAID_FOR = re.compile(
    r"\b(?:for|if|when|whenever|where|with|case|let|suppose|für|falls|wenn|mit|pour|si|avec)(?: all)?\W*$",
    re.IGNORECASE,
)
FROM_HERE = re.compile(r"\b(?:let|suppos\w*|assum\w*|throughout|always)\b", re.IGNORECASE)
HOLDS: dict[str, Callable[[int, int], bool]] = {
    "=": int.__eq__,
    "≠": int.__ne__,
    "<": int.__lt__,
    "≤": int.__le__,
    ">": int.__gt__,
    "≥": int.__ge__,
}


def note_conditions(opened: Opened) -> None:
    """Mark the lines that state conditions on indices; an equation is one only behind words such as 'for'."""
    letters = opened.scope.counts()
    for line in opened.lines:
        signs = [token.value for token in line.statement.relations]
        said = bool(SAID_FOR.search(line.statement.words)) or line.statement.condition
        if not signs or not HOLDS.keys() >= set(signs) or line.statement.arrow or line.ignored:
            continue
        trees = [tree for tree in line.trees if isinstance(tree, Tree) and _is_place(tree, letters)]
        if len(trees) < len(line.trees) or all(isinstance(tree, Num) for tree in trees):
            continue
        if said or set(signs) == {"≠"} or (len(signs) > 1 and "=" not in signs):
            line.on_indices = list(zip(trees, signs, trees[1:], strict=False))


def _is_place(tree: Tree, letters: set[str]) -> bool:
    return isinstance(tree, Num) or _letter(tree) in letters


def _letter(tree: object) -> str:
    return tree.name if isinstance(tree, Name) and not tree.primes and not tree.dots else ""


def bind_conditions(opened: Opened) -> None:
    """Give conditions to the claims that are made for them.

    Those of their row before them, or behind words the claims behind them up to the next condition; where a paragraph
    starts with a claim, those before them.
    """
    lines = [line for line in opened.lines if line.on_indices or "claim" in line.kinds]
    for i, line in enumerate(lines):
        if not line.on_indices:
            continue
        before, behind = _up_to_next(lines[:i][::-1]), _up_to_next(lines[i + 1 :])
        in_row = [other for other in before if other.statement.row == line.statement.row]
        here = [other for other in lines if _block(other) == _block(line)]
        if FROM_HERE.search(line.statement.words):
            bound = [other for other in lines[i + 1 :] if not other.on_indices]
        elif in_row:
            bound = in_row
        elif here[0].on_indices:
            bound = [other for other in behind if _block(other) == _block(behind[0])]
        else:
            bound = [other for other in before if _block(other) == _block(line)]
        for other in bound:
            other.only_at += line.on_indices


def _up_to_next(lines: Sequence[Line]) -> list[Line]:
    found: list[Line] = []
    for line in lines:
        if line.on_indices:
            break
        found.append(line)
    return found


def _block(line: Line) -> object:
    return line.statement.paragraph, line.statement.item


def allows(line: Line, places: Mapping[str, int]) -> bool:
    """Whether a claim is made at these numbers for its letters."""
    return all(_holds(relation, places) for relation in line.only_at)


def _holds(relation: Relation, places: Mapping[str, int]) -> bool:
    left, sign, right = relation
    a, b = _number(left, places), _number(right, places)
    return a is None or b is None or HOLDS[sign](a, b)


def _number(tree: Tree, places: Mapping[str, int]) -> int | None:
    if isinstance(tree, Num):
        return int(tree.text) if tree.text.isdigit() else None
    return places.get(_letter(tree))


def said_for(line: Line) -> str:
    """The conditions of a claim as words: `, where i ≠ j`."""
    texts = dict.fromkeys(f"{plain(left)} {sign} {plain(right)}" for left, sign, right in line.only_at)
    return f", where {' and '.join(texts)}" if texts else ""
