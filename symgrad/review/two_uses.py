"""One name for two functions: g is given as a function of z, and g'(u) means its derivative by the name u."""

from __future__ import annotations

from collections.abc import Iterator

from symgrad.graph import rational
from symgrad.notation.meaning import Inapplicable, Meaning, Unresolved
from symgrad.notation.meaning.applications import named_argument
from symgrad.notation.scope import applications
from symgrad.notation.syntax import Derivative, Name, Tree, Unread, walk
from symgrad.proof import Verdict
from symgrad.review.comparison import equality
from symgrad.review.forms import chain_variable, head_of
from symgrad.review.ground import Ground
from symgrad.review.lines import Line


def two_uses(ground: Ground, line: Line, k: int, values: dict[str, Tree]) -> Verdict | None:
    """What is to be said of a sign that fails with g'(u) as g' at u and holds with it as dg/du; else None."""
    pair = line.trees[k : k + 2]
    uses = {use for tree in pair if isinstance(tree, Tree) for use in _uses(ground, tree)}
    if not uses:
        return None
    meaning = Meaning(ground.scope, {}, chain_variable(line.trees, ground.scope), by_name=True)
    try:
        if any(_vanishes(meaning, function, argument) for function, _, argument in uses):
            return None
        left, right = (meaning.node(tree).id for tree in pair if isinstance(tree, Tree))
    except (Unresolved, Inapplicable, Unread):
        return None
    if not equality(ground, left, right, values, None, k + 2 == len(line.trees)).holds:
        return None
    said = [
        f"{function} is used for two functions: of {param}{_place(ground, function)}, of {argument} here"
        for function, param, argument in sorted(uses)
    ]
    return Verdict("undecided", message="; ".join(said))


def _vanishes(meaning: Meaning, function: str, argument: str) -> bool:
    """Whether dg/du is 0: then nobody means it by g'(u)."""
    by = Name(0, 0, argument)
    found = meaning.node(Derivative(0, 0, "d", Name(0, 0, function), ((by, 1),)))
    return rational(meaning.graph, found.id) == 0


def _uses(ground: Ground, tree: Tree) -> Iterator[tuple[str, str, str]]:
    """(g, z, u) for every g'(u) or g'(u(z)) where g was given as a function of z and u is a name with a formula."""
    for head, bracket in applications(walk(tree)):
        function, argument = ground.scope.function(head.name), named_argument(bracket.parts[0])
        if not head.primes or function is None or len(function.params) != 1 or ground.scope.formula(argument) is None:
            continue
        if argument != function.params[0]:
            yield head.name, function.params[0], argument


def _place(ground: Ground, function: str) -> str:
    for line in ground.lines:
        if any((head := head_of(tree)) is not None and head[0] == function and head[1] for tree in line.trees[:-1]):
            return f" in line {line.statement.span.line}"
    return ""
