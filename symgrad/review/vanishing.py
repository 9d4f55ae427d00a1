"""Derivatives that are said to be zero at the values of their variables: of all that is left free, not to be solved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from symgrad.notation.meaning import Inapplicable, Meaning, Unresolved
from symgrad.notation.syntax import Name, Tree, Unread
from symgrad.proof import Verdict
from symgrad.review.dependencies import differentiated
from symgrad.review.forms import is_number, is_zero
from symgrad.review.ground import Ground
from symgrad.review.lines import Line
from symgrad.review.values import put_in

CONDITIONAL = re.compile(  # right before a formula
    r"\b(?:if|when\w*|where|which|unless|wenn|falls|wann|wo|sofern|si|quand|où)\b", re.IGNORECASE
)
SOLVING = re.compile(  # anywhere in a section
    r"\b(?:set|setting|solv\w+|find\w*|determin\w+|choos\w+|requir\w+|demand\w*|condition\w*|stationar\w+|critical|"
    r"optim\w+|minim\w+|maxim\w+|extrem\w+|equilibri\w+|setz\w+|lös\w+|bestimm\w+|gesucht|posons|résou\w+|trouv\w+)\b",
    re.IGNORECASE,
)


def said_to_vanish(ground: Ground, line: Line, k: int, left: int, values: dict[str, Tree]) -> Verdict | None:
    """The refutation of `\\partial L / \\partial b = -y = 0` where b has a value and y none.

    What is differentiated by is given, so that this is no equation for it; None if it may be one for y all the same.
    """
    right, statement = line.trees[k + 1], line.statement
    asked = CONDITIONAL.search(statement.words) or SOLVING.search(f"{ground.title} {ground.prose}")
    if not is_zero(right) or asked or statement.condition or not _at_given_values(ground, line, values):
        return None
    nought = ground.graph.number(0).id
    (there,), note = put_in(ground, _of(ground, left, values), left)
    found = ground.judge(there, nought)
    if found.kind != "refuted":
        return None
    solved = (put_in(ground, _of(ground, there, later), there)[0][0] for later in _values_behind(ground, line))
    return None if any(ground.judge(at, nought).holds for at in solved) else found.noting(note)


def _at_given_values(ground: Ground, line: Line, values: dict[str, Tree]) -> bool:
    """Whether something is differentiated, and only by names with values, or made of such."""
    by = {v for part in line.parts for _, v in differentiated(part)}
    try:
        below = ground.graph.free(*(Meaning(ground.scope).named(v).id for v in by))
    except (Unresolved, Unread, Inapplicable):
        return False
    return bool(below) and all(ground.graph.label(id) in values for id in below)


def _of(ground: Ground, node: int, values: dict[str, Tree]) -> dict[str, Tree]:
    """The values of the inputs below a node."""
    names = (str(ground.graph.label(id)) for id in ground.graph.free(node))
    return {name: values[name] for name in names if name in values}


def _values_behind(ground: Ground, line: Line) -> Iterator[dict[str, Tree]]:
    """What each later line gives a name: `y = 0`, perhaps the solution."""
    for other in ground.lines[ground.lines.index(line) + 1 :]:
        for tree, value in pairwise(other.trees):
            if isinstance(tree, Name) and is_number(value):
                assert isinstance(value, Tree)
                yield {tree.name: value}
