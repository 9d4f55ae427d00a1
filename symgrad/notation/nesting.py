"""How brackets, braces and environments nest in a list of tokens."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from symgrad.notation.tokens import Token

LEVEL = {"begin": 1, "group": 1, "open": 1, "end": -1, "endgroup": -1, "close": -1}


def levels(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """(index, bracket depth) of every token; an opening one counts as inside itself."""
    level = 0
    for i, token in enumerate(tokens):
        change = LEVEL.get(token.kind, 0)
        if change > 0:
            level += 1
        yield i, level
        if change < 0:
            level = max(0, level - 1)


def still_open(tokens: Sequence[Token]) -> bool:
    """Whether a bracket is still open at the end."""
    return sum(LEVEL.get(token.kind, 0) for token in tokens) > 0


def balanced(tokens: Sequence[Token]) -> bool:
    """Whether every bracket is closed, and none is closed that was not opened."""
    level = 0
    for token in tokens:
        level += LEVEL.get(token.kind, 0)
        if level < 0:
            return False
    return level == 0


def group_stop(tokens: Sequence[Token], i: int) -> int:
    """The index behind the group that starts at i."""
    level = 0
    for j in range(i, len(tokens)):
        level += {"group": 1, "endgroup": -1}.get(tokens[j].kind, 0)
        if level == 0:
            return j + 1
    return len(tokens)


def split(tokens: Sequence[Token], kind: str) -> list[list[Token]]:
    """The tokens between separators of a kind, outside brackets and environments."""
    parts: list[list[Token]] = [[]]
    level = 0
    for token in tokens:
        level += LEVEL.get(token.kind, 0)
        if token.kind == kind and level == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def unsized(tokens: Sequence[Token]) -> Sequence[Token]:
    """Without the `\\right` or `\\middle` that belongs to the bracket or bar behind the tokens."""
    return tokens[:-1] if tokens and tokens[-1].kind == "size" else tokens


def between(tokens: Sequence[Token], signs: Sequence[int]) -> list[list[Token]]:
    """The tokens before, between and behind the signs at these places."""
    edges = [-1, *signs, len(tokens)]
    return [list(tokens[a + 1 : b]) for a, b in itertools.pairwise(edges)]
