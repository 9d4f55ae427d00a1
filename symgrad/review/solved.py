"""Formulas that a text finds for names by which it has differentiated: `dP/dq = p - 2cq = 0 gives q = p/(2c)`.

Such a formula says nothing of the lines before it, where the name is free.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from symgrad.notation.scope import Scope, names_below, names_in
from symgrad.notation.syntax import Name, Tree, walk
from symgrad.review.demands import AT, JOINED, SETTING, STATIONARY, goes_on, is_demanded, is_zero, varied
from symgrad.review.dependencies import differentiated
from symgrad.review.lines import CONCLUDING, Line

DEFINING = re.compile(
    r"\b(?:where|with|let|define[sd]?|defining|denot\w+|write|writing|recall|call\w*|abbreviat\w+|introduc\w+|"
    r"wobei|mit|sei|definiere\w*|où|avec|soit)\b[^.$]*$",
    re.IGNORECASE,
)
SOLVING = re.compile(
    r"\b(?:solv\w+|first[- ]order|constraint|(?:to|with|equal) (?:zero|0)|eliminat\w+|vanish\w*|auf\w*lös\w+|"
    r"Nebenbedingung|résol\w+|contrainte)\b",
    re.IGNORECASE,
)
ELSEWHERE = re.compile(  # what a formula is found from besides the condition just before it
    r"\b(?:from(?! (?:which|this|it|here)\b)|by|using|constraint|budget|symmetr\w+|first|aus|Nebenbedingung|"
    r"contrainte)\b",
    re.IGNORECASE,
)
FINDING = re.compile(
    r"\b(?:hence|so|thus|therefore|then|consequently|from|solv\w+|gives?|giving|yields?|yielding|get|obtain|find|"
    r"impl(?:y|ies)|follows|solution|optim\w+|daher|also|folglich|somit|ergibt|erhalten|liefert|donc|ainsi|d'où)\b",
    re.IGNORECASE,
)
SO = re.compile(r"^\W*(?:then|so|also|so far)\W*$", re.IGNORECASE)


def is_solution(scope: Scope, lines: Sequence[Line], i: int, name: str, right: Tree) -> bool:
    """Whether a formula that line i gives a name is found for it, and is not what the name means."""
    before = [line for line in lines[:i] if not line.ignored]
    if not any(name in line.names for line in before) or _is_differentiated(before, name):
        return False
    by = _varied(scope, before)
    first = _first_joined(lines, i)
    if first < i and name not in by and not (lines[first].solves and not by & names_in(right)):
        return False
    line = lines[first]
    words = line.statement.words
    if AT.search(words) or DEFINING.search(words) or (first < i and not line.solves):
        return False
    if name not in by and (by & names_in(right) or not (line.statement.arrow in CONCLUDING or FINDING.search(words))):
        return False
    used = set[str]().union(*(other.names for other in before))
    if not names_in(right) <= used and (SO.match(words) or not FINDING.search(words)):
        return False  # it says what the name is, in names that come with it
    if any(_is_condition(other) and name in other.names for other in before):
        return True
    return name in by and bool(SOLVING.search(words) or SETTING.search(words) or STATIONARY.search(words))


def closes_a_cycle(scope: Scope, lines: Iterable[Line], name: str, right: Tree) -> bool:
    """Whether a formula leads back to its name through those that the scope knows and those found before it."""
    found = solutions(lines)
    seen: set[str] = set()
    stack = list(names_in(right))
    while stack:
        other = stack.pop()
        if other == name:
            return True
        if other not in seen:
            seen.add(other)
            formula = found.get(other) or scope.formula(other)
            stack += names_in(formula) if formula is not None else ()
    return False


def solutions(lines: Iterable[Line]) -> dict[str, Tree]:
    """The formulas that lines find for names, the last one of each."""
    return {name: body for line in lines if line.solves for name, (_, body) in line.redefines.items()}


def is_found_again(scope: Scope, lines: Sequence[Line], i: int, name: str) -> bool:
    """Whether a name was found before and nothing since makes it unknown again: then another formula is a claim."""
    last = max((k for k in range(i) if lines[k].solves and name in lines[k].redefines), default=None)
    return last is not None and name not in _varied(scope, lines[last + 1 : i])


def follows_from_what_is_before(scope: Scope, lines: Sequence[Line], i: int) -> bool:
    """Whether a formula that line i finds is said to come from the condition before, and holds no other unknown."""
    line, words = lines[i], lines[_first_joined(lines, i)].statement.words
    right = line.trees[-1]
    unknown = _varied(scope, lines[:i]) - solutions(lines[: i + 1]).keys()
    said = re.search(r"\w", words) and goes_on(lines[_first_joined(lines, i)]) and not ELSEWHERE.search(words)
    return bool(said) and isinstance(right, Tree) and unknown.isdisjoint(names_below(scope, right))


def _varied(scope: Scope, lines: Iterable[Line]) -> set[str]:
    """The names that lines differentiate by."""
    return set[str]().union(*(varied(scope, tree) for line in lines for tree in line.trees if isinstance(tree, Tree)))


def _is_differentiated(lines: Iterable[Line], name: str) -> bool:
    """Whether lines differentiate a name itself, as they do with what lies between an input and a result."""
    return any(
        u == name
        for line in lines
        for tree in line.trees
        if isinstance(tree, Tree)
        for part in walk(tree)
        for u, _ in differentiated(part)
    )


def _is_condition(line: Line) -> bool:
    """Whether a line ends in `= 0`, or words make it a condition; a start value is none."""
    if len(line.trees) < 2 or line.statement.relations[-1].value != "=":
        return False
    if len(line.trees) == 2 and isinstance(line.trees[0], Name):
        return False
    return is_demanded(line) or is_zero(line.trees[-1])


def _first_joined(lines: Sequence[Line], i: int) -> int:
    """The first line of the list `a = ... and b = ...` that a line belongs to, whose words are said of all."""
    while i and _joins(lines[i - 1], lines[i]):
        i -= 1
    return i


def _joins(before: Line, line: Line) -> bool:
    near = before.statement.paragraph == line.statement.paragraph and before.statement.item == line.statement.item
    gives = isinstance(before.trees[0], Name) and ("definition" in before.kinds or before.solves)
    return near and gives and not line.statement.arrow and bool(JOINED.match(line.statement.words))
